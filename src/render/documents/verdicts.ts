/** A judgement in words and figures, for people. */
import type { Comparison } from '../../analysis/budgets/compare.ts';
import type { Judgement, Unknown } from '../../analysis/budgets/judge.ts';
import type { Actual, Metric } from '../../analysis/budgets/metric.ts';
import { compare, divide, formatDecimal, magnitude, ONE, roundHalfEven, type Fraction } from '../../core/fraction.ts';
import { formatUsd, type Pico } from '../../core/money.ts';
import { bucketLabel, type Instant, type Period } from '../../core/time.ts';
import { lackOf } from './cells.ts';
import { formatInteger, formatPlural, formatRatio } from '../numbers.ts';

export function nameOf({ budget, group }: Judgement): string {
  return group === undefined ? budget.name : `${budget.name} [${group ?? lackOf(budget.per ?? '')}]`;
}

/** Dollars, or percent with so many decimals. */
export function valueText(value: Fraction, unit: Metric['unit'], decimals = 1): string {
  if (unit === 'usd') return formatUsd(roundHalfEven(value.num, value.den) as Pico);
  return `${formatDecimal({ num: value.num * 100n, den: value.den }, decimals)}%`;
}

/** Two values that differ are written so that it can be seen. */
export function apart(a: Fraction, b: Fraction, unit: Metric['unit']): readonly [string, string] {
  const plain = [valueText(a, unit), valueText(b, unit)] as const;
  if (plain[0] !== plain[1] || compare(a, b) === 0) return plain;
  const write = unit === 'usd' ? dollars : (value: Fraction, places: number) => valueText(value, unit, places);
  for (let places = 2; places < 12; places += 1) {
    const pair = [write(a, places), write(b, places)] as const;
    if (pair[0] !== pair[1]) return pair;
  }
  return [write(a, 12), write(b, 12)];
}

function dollars({ num, den }: Fraction, places: number): string {
  const text = formatDecimal({ num, den: den * PICO_PER_USD }, places);
  return text.startsWith('-') ? `-$${text.slice(1)}` : `$${text}`;
}

const PICO_PER_USD = 10n ** 12n;

/** How far apart: dollars, or percentage points. */
export function distanceText(distance: Fraction, unit: Metric['unit']): string {
  if (unit === 'usd') return valueText(distance, unit);
  const percent = { num: distance.num * 100n, den: distance.den };
  const digits = [1, 2, 4, 8, 10].find((places) => distance.num === 0n || formatDecimal(percent, places) !== '0') ?? 10;
  return `${formatDecimal(percent, digits).replace(/^-0$/, '0')} points`;
}

/** What came out against which limit, in one line. */
export function messageOf(judgement: Judgement): string {
  const { metric, limit, actual, judged, margin, because, kind, forecast, comparison } = judgement;
  if (because !== undefined || limit === undefined || actual === undefined || !margin || !judged)
    return `${metric.title}: ${reasonText(judgement)}`;
  const [value, bound] = apart(judged, limit, metric.unit);
  const rule = kind === 'max' ? `at most ${bound}` : `at least ${bound}`;
  const size = distanceText(magnitude(margin), metric.unit);
  const gap = margin.num >= 0n ? `${size} to spare` : `${size} ${kind === 'max' ? 'over' : 'short'}`;
  const open = actual.low === undefined && actual.high === undefined ? 'of what is priced ' : '';
  const seen = isLowerBound(actual) && actual.high === undefined ? 'at least ' : open;
  const heldForecast = compare(judged, actual.value) !== 0;
  return [
    `${metric.title} ${seen}${heldForecast ? 'heading for ' : ''}${value}${rangeText(judgement)}, ${rule}${limitSource(judgement)}: ${gap}`,
    ...(forecast && !heldForecast ? [`heading for ${valueText(forecast, metric.unit)} at the end of the window`] : []),
    ...(comparison ? [noiseText(judgement, comparison)] : []),
  ].join('; ');
}

/** " to $0.24" where the value is the least that it may be, and the most is known; '' else. */
export function rangeText({ actual, metric }: Judgement): string {
  if (actual?.high === undefined || !isLowerBound(actual)) return '';
  return ` to ${apart(actual.value, actual.high, metric.unit)[1]}`;
}

/** Whether the value is the least that it may be, and not the most. */
export function isLowerBound({ value, low, high }: Actual): boolean {
  if (low === undefined || compare(low, value) !== 0) return false;
  return high === undefined || compare(high, value) > 0;
}

function limitSource({ comparison, metric, budget: { limit } }: Judgement): string {
  if (comparison === undefined || !('by' in limit)) return '';
  const rule = ruleText(limit.kind, limit.by, metric.unit);
  const { actual, lengths, name, scale } = comparison;
  const value = valueText(actual.value, metric.unit);
  if (lengths === undefined || compare(scale, ONE) === 0) return ` (${rule} on ${value} in ${name})`;
  const whole = valueText(divide(actual.value, scale), metric.unit);
  return ` (${rule} on ${value} for ${daysText(lengths.window)}; ${whole} in ${name}, ${daysText(lengths.baseline)})`;
}

function daysText(days: Fraction): string {
  const text = formatDecimal(days, 1);
  return `${text} ${text === '1' ? 'day' : 'days'}`;
}

function noiseText({ withinNoise, metric }: Judgement, { noise, days }: Comparison): string {
  if (noise === undefined) return `its noise is not known from ${formatPlural(days, 'day')} of baseline`;
  const width = distanceText(noiseFraction(noise, metric.unit), metric.unit);
  return withinNoise ? `within the noise of its days (±${width})` : `noise of its days ±${width}`;
}

/** A statistic, so good to a millionth of a dollar or of a share. */
export function noiseFraction(noise: number, unit: Metric['unit']): Fraction {
  return unit === 'usd'
    ? { num: BigInt(Math.round(noise / 1e6)) * 1_000_000n, den: 1n }
    : { num: BigInt(Math.round(noise * 1e6)), den: 1_000_000n };
}

/** Why there is no verdict. */
function reasonText({ because, requests, budget, comparison, metric }: Judgement): string {
  const few = `${formatPlural(requests, 'request')} only, ${formatInteger(budget.minRequests)} are needed`;
  const reasons: Readonly<Record<Unknown, string>> = {
    no_data: metric.id === 'refused_share' ? 'no records were read' : 'no usage in this window',
    too_few_requests: `not enough data: ${few}`,
    nothing_to_divide_by:
      metric.id === 'unread_write_share' ? 'no cache writes in this window' : 'nothing to take a share of',
    unpriced: 'part of the usage has no price, so it cannot be told',
    lower_bound: 'known only as a bound, and the limit lies beyond it',
    no_sessions: 'too many writes are of no known conversation, so nobody can tell who read them',
    uncounted: "some of the provider's own sums do not say of how many requests they are",
    no_baseline: `nothing to compare with${comparison ? ` in ${comparison.name}` : ''}`,
    young_baseline: 'not enough data: the ledger has no usage from the first day of the baseline',
    thin_baseline: `not enough data: the baseline has fewer than ${formatPlural(budget.minRequests, 'request')}`,
  };
  return because === undefined ? '' : reasons[because];
}

const WAYS_OUT: Readonly<Record<Unknown, string>> = {
  no_data: 'Check window, filter and logs; --allow-no-data lets a check without data pass.',
  too_few_requests: 'Widen the window or lower --min-requests; --allow-no-data lets it pass.',
  nothing_to_divide_by: 'Check window, filter and logs; --allow-no-data lets a check without data pass.',
  unpriced: 'Add the price with --prices DIR, or judge what is priced with --allow-unpriced.',
  lower_bound:
    'Judge the lower bound with --allow-lower-bound (allow_lower_bound: true for one budget); "report" says what makes it one.',
  no_sessions:
    'Log a session with each request (column "session" of the plain table); what compactions, advisors and fallbacks write cannot be told in any case.',
  uncounted: "Leave reports out that do not count requests, with --where source=…: the API's analytics report does.",
  no_baseline: 'Save a baseline with --save-baseline FILE, or name an earlier window with --baseline.',
  young_baseline: 'Wait until the ledger is older, or take a later baseline; --allow-no-data lets it pass.',
  thin_baseline: 'Take a longer baseline or lower --min-requests; --allow-no-data lets it pass.',
};

/** What has to be done; '' when nothing has. */
export function actionOf({ verdict, because, metric }: Judgement): string {
  if (because !== undefined) return WAYS_OUT[because];
  return verdict === 'pass' ? '' : metric.action;
}

/** Too little to name. */
const LEAST_SHARE = 0.005;

/** "claude-opus-5-5 in shop $12.20 (61%), …"; '' where nobody stands out. */
export function contributorsText({ contributors, metric: { unit } }: Judgement): string {
  const named = contributors.filter(({ share }) => share !== null && share >= LEAST_SHARE);
  return named
    .map(({ model, project, value, share }) => {
      const own = value === undefined ? '' : ` ${valueText(value, unit)}`;
      return `${model} in ${project ?? lackOf('project')}${own} (${formatRatio(share)})`;
    })
    .join(', ');
}

/** "2026-11-01 to 2026-11-30", days of the zone; "all" without ends. */
export function periodText({ since, until }: Period, zone: string): string {
  if (since === undefined && until === undefined) return 'all';
  const day = (at: Instant): string => bucketLabel(at, 'day', zone);
  const first = since === undefined ? undefined : day(since);
  const last = until === undefined ? undefined : day((until - 1) as Instant);
  if (first === undefined) return `through ${last}`;
  if (last === undefined) return `since ${first}`;
  return first === last ? first : `${first} to ${last}`;
}

/** The change a limit allows, "+20%" or "-0.5 points", and where the limit is fixed the limit. */
export function limitText(judgement: Judgement): string {
  const { budget, metric, limit, judged, kind } = judgement;
  if (limit !== undefined) {
    const text = judged === undefined ? valueText(limit, metric.unit) : apart(limit, judged, metric.unit)[0];
    return `${kind === 'max' ? '≤' : '≥'} ${text}`;
  }
  return 'by' in budget.limit ? ruleText(budget.limit.kind, budget.limit.by, metric.unit) : '';
}

function ruleText(
  kind: 'max_rise' | 'max_drop',
  by: { value: Fraction; relative: boolean },
  unit: Metric['unit'],
): string {
  const size = by.relative ? valueText(by.value, 'share') : distanceText(by.value, unit);
  return `${kind === 'max_rise' ? '+' : '−'}${size}`;
}
