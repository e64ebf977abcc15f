/** A baseline beside the window it is compared with: scaled to the same length, and with the noise of its days. */
import { divide, multiply, ONE, toNumber, whole, type Fraction } from '../../core/fraction.ts';
import { bucketStart, isWeekend, type Instant, type Period } from '../../core/time.ts';
import { actualOf, mapActual, type Actual, type Metric, type Allowance } from './metric.ts';
import { noiseOf, type NoisyDay } from './noise.ts';
import type { Observed } from './observe.ts';
import { daysIn } from './window.ts';

/** What a window is compared with. */
export interface Baseline {
  /** As it is named to the user. */
  readonly name: string;
  readonly period: Period;
  /** Whether usage was being recorded from its first day on: otherwise its amounts are too small. */
  readonly covered: boolean;
  readonly observed: Observed;
}

export interface Comparison {
  readonly name: string;
  readonly period: Period;
  /** Amounts are scaled to the length of the window. */
  readonly actual: Actual;
  /** What an amount of the baseline was multiplied by. */
  readonly scale: Fraction;
  /** Of the baseline and of the window, in days; undefined where one has no end. */
  readonly lengths: { readonly baseline: Fraction; readonly window: Fraction } | undefined;
  /** The largest difference that may be chance, in the metric's unit; undefined where too few days tell. */
  readonly noise: number | undefined;
  /** Days the noise was told from. */
  readonly days: number;
}

/** `period` is the window's, as far as it has passed, with `days` of usage in it. undefined without a value to compare with. */
export function compareWith(
  baseline: Baseline,
  metric: Metric,
  window: { readonly period: Period; readonly observed: Observed },
  { zone, allowed }: { readonly zone: string; readonly allowed: Allowance },
): Comparison | undefined {
  const actual = actualOf(metric, baseline.observed.measured, allowed);
  if (actual === undefined) return undefined;
  const lengths = { baseline: daysIn(baseline.period, zone), window: daysIn(window.period, zone) };
  const scale =
    metric.kind === 'amount' && lengths.baseline && lengths.window ? divide(lengths.window, lengths.baseline) : ONE;
  const { baseline: before, window: now } = lengths;
  const days = noisyDays(metric, baseline, zone);
  const noise = noiseOf(days, {
    baseline: toNumber(lengths.baseline ?? whole(BigInt(baseline.observed.days.length))),
    window: toNumber(lengths.window ?? whole(BigInt(window.observed.days.length))),
    scale: metric.kind === 'amount' ? toNumber(scale) : undefined,
  });
  return {
    name: baseline.name,
    period: baseline.period,
    actual: mapActual(actual, (value) => multiply(value, scale)),
    scale,
    lengths: before && now && { baseline: before, window: now },
    noise,
    days: days.length,
  };
}

/** Whole days of the baseline. One without usage is a day of no cost; of a ratio it says nothing. */
function noisyDays(metric: Metric, { period, observed }: Baseline, zone: string): NoisyDay[] {
  const known = new Map(observed.days.map(({ at, measured }) => [at, measured]));
  return calendarDays(period, observed, zone).flatMap((at) => {
    const measured = known.get(at);
    const den = metric.kind === 'amount' ? 1 : Number(measured === undefined ? 0n : metric.den(measured));
    const num = Number(measured === undefined ? 0n : metric.num(measured));
    return den === 0 ? [] : [{ num, den, weekend: isWeekend(at, zone) }];
  });
}

/** The first instants of the days that lie wholly in a period, or of those with usage where it has no end. */
function calendarDays({ since, until }: Period, observed: Observed, zone: string): Instant[] {
  if (since === undefined || until === undefined) return observed.days.map(({ at }) => at);
  const days: Instant[] = [];
  const first = bucketStart(since, 'day', zone);
  let day = first < since ? bucketStart(since, 'day', zone, 1) : first;
  for (let next = bucketStart(day, 'day', zone, 1); next <= until; next = bucketStart(day, 'day', zone, 1)) {
    days.push(day);
    day = next;
  }
  return days;
}
