/**
 * How much a window may differ from its baseline by chance, told from how much the baseline's days differ from each
 * other.
 *
 * A metric is sum(num) / sum(den) over days; an amount has a den of 1 a day. With R that ratio over the baseline, a
 * day's residual is num - R x den (the linearised variance of a ratio estimator, W. G. Cochran, "Sampling
 * Techniques", 3rd ed., section 6.4), and s is their standard deviation. The difference of two windows of n and m days
 * then has the standard deviation s x sqrt(1/n + 1/m), and only one chance in a hundred of passing Student's
 * t(0.99) times that. Where both windows hold whole weeks, weekends have an R of their own: that they differ from other
 * days is no noise.
 */

export interface NoisyDay {
  readonly num: number;
  readonly den: number;
  readonly weekend: boolean;
}

interface Lengths {
  /** Days of the baseline and of the window; not always whole. */
  readonly baseline: number;
  readonly window: number;
  /** What a baseline's amount is multiplied by before it is compared; undefined for a ratio. */
  readonly scale: number | undefined;
}

/** Fewer days say nothing of their noise. */
const FEWEST_DAYS = 3;

/** The largest difference that may be chance, in the unit of num / den; undefined where the days are too few to tell. */
export function noiseOf(days: readonly NoisyDay[], { baseline, window, scale }: Lengths): number | undefined {
  // A day that has begun is nearly one.
  const weeks = baseline % 7 === 0 && Math.ceil(window) % 7 === 0;
  const classes = weeks ? [days.filter((day) => day.weekend), days.filter((day) => !day.weekend)] : [days];
  const present = classes.filter((each) => each.length > 0);
  const freedom = days.length - present.length;
  const den = days.reduce((sum, day) => sum + day.den, 0);
  if (days.length < FEWEST_DAYS || freedom < 2 || den <= 0) return undefined;
  const squares = present.flatMap(residuals).reduce((sum, each) => sum + each * each, 0);
  const deviation = (Math.sqrt(squares / freedom) * days.length) / den;
  const spread = scale === undefined ? 1 / baseline + 1 / window : window + scale * scale * baseline;
  return student99(freedom) * deviation * Math.sqrt(spread);
}

function residuals(days: readonly NoisyDay[]): number[] {
  const den = days.reduce((sum, day) => sum + day.den, 0);
  const ratio = den <= 0 ? 0 : days.reduce((sum, day) => sum + day.num, 0) / den;
  return days.map((day) => day.num - ratio * day.den);
}

/** t(0.99) of 2 to 10 degrees of freedom; beyond, the expansion of Cornish and Fisher is right to three digits. */
const STUDENT_99 = [6.9646, 4.5407, 3.7469, 3.3649, 3.1427, 2.998, 2.8965, 2.8214, 2.7638];
const NORMAL_99 = 2.3263;

export function student99(freedom: number): number {
  const known = STUDENT_99[freedom - 2];
  if (known !== undefined) return known;
  return NORMAL_99 + 3.7291 / freedom + 5.7197 / freedom ** 2 + 6.72 / freedom ** 3;
}
