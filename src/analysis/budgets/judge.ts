/** The verdict on one budget, and everything it rests on. */
import {
  compare,
  divide,
  magnitude,
  minus,
  multiply,
  plus,
  toNumber,
  whole,
  type Fraction,
} from '../../core/fraction.ts';
import type { Budget, Change } from './budget.ts';
import { compareWith, type Baseline, type Comparison } from './compare.ts';
import { contributorsOf, type Contributor } from './contributors.ts';
import { actualOf, mapActual, METRICS, type Actual, type Allowance, type Metric } from './metric.ts';
import type { Observed } from './observe.ts';
import { verdictOn, worse, type Bound, type Verdict } from './verdict.ts';
import type { Window } from './window.ts';

/** Why there is no verdict. */
export type Unknown =
  | 'no_data'
  | 'too_few_requests'
  | 'nothing_to_divide_by'
  | 'unpriced'
  | 'lower_bound'
  | 'no_sessions'
  | 'uncounted'
  | 'no_baseline'
  | 'thin_baseline'
  | 'young_baseline';

export interface Judgement {
  readonly budget: Budget;
  readonly metric: Metric;
  /** The value of the budget's `per`; undefined without one, null is unknown. */
  readonly group: string | null | undefined;
  readonly window: Window;
  readonly requests: bigint;
  readonly verdict: Verdict;
  readonly because?: Unknown | undefined;
  /** Which side of the limit is worse, and the limit in the metric's unit: of a change, what it comes to. */
  readonly kind: Bound;
  readonly limit?: Fraction;
  readonly warn?: Fraction | undefined;
  readonly actual?: Actual;
  /** The amount at the window's end if it goes on in a straight line. */
  readonly forecast?: Fraction | undefined;
  /** What was held against the limit: the forecast of an amount that has a floor to reach, or else the actual. */
  readonly judged?: Fraction;
  /** How far it is from the limit, whatever the value between its bounds: negative beyond it. */
  readonly margin?: Fraction | undefined;
  readonly comparison?: Comparison | undefined;
  /** Beyond the limit, but not by more than days differ anyway. */
  readonly withinNoise: boolean;
  readonly contributors: readonly Contributor[];
  /** Of the window, where the metric depends on prices. */
  readonly unpricedModels: readonly string[];
}

interface Circumstances {
  readonly zone: string;
  readonly allowUnpriced: boolean;
  readonly allowLowerBound?: boolean;
}

/** `observed` and `baseline` are of one group; undefined where there was no usage. */
export function judge(
  budget: Budget,
  group: Judgement['group'],
  window: Window,
  observed: Observed | undefined,
  baseline: Baseline | undefined,
  circumstances: Circumstances,
): Judgement {
  const metric = METRICS[budget.metric];
  const kind = budget.limit.kind === 'max' || budget.limit.kind === 'max_rise' ? 'max' : 'min';
  const requests = observed?.measured.requests ?? 0n;
  const start = {
    budget,
    metric,
    group,
    window,
    requests,
    kind,
    withinNoise: false,
    contributors: [],
    unpricedModels: unpricedIn(metric, observed),
  } as const;
  const unknown = (because: Unknown, rest: Partial<Judgement> = {}): Judgement => ({
    ...start,
    ...(budget.limit.kind === 'max' || budget.limit.kind === 'min' ? { limit: budget.limit.value } : {}),
    ...rest,
    verdict: 'unknown',
    because,
  });

  if (observed === undefined || isEmpty(metric, observed)) return unknown('no_data');
  const allowed = allowanceOf(budget, circumstances);
  const actual = actualOf(metric, observed.measured, allowed);
  if (actual === undefined) return unknown(missingValue(metric, observed));
  if (metric.id !== 'refused_share' && isThin(observed, budget.minRequests))
    return unknown('too_few_requests', { actual });

  const passed = { period: window.elapsed ?? window.period, observed };
  const held = heldAgainst(budget, metric, passed, baseline, circumstances);
  if (typeof held === 'string') return unknown(held, { actual });
  const { limit, warn, comparison } = held;
  const forecast = metric.kind === 'amount' ? forecastOf(actual.value, window) : undefined;
  const bounds =
    kind === 'min' && forecast !== undefined && comparison === undefined ? forecastBounds(actual, window) : actual;
  const certain = verdictOn(bounds, kind, limit, warn);
  const withinNoise = isNoise(certain, actual.value, comparison);
  const verdict = withinNoise ? 'pass' : worse(certain, forecastVerdict(budget, forecast, kind, limit));
  return {
    ...start,
    verdict,
    because: verdict === 'unknown' ? uncertainty(metric, observed, allowed) : undefined,
    limit,
    warn,
    actual,
    forecast,
    judged: bounds.value,
    margin:
      verdict === 'unknown'
        ? undefined
        : marginOf(withinNoise ? { value: bounds.value } : bounds, kind, limit, certain),
    comparison,
    withinNoise,
    contributors: contributorsOf(metric, observed.spenders, {
      kind,
      level: comparison?.actual.value ?? limit,
      ...(comparison && baseline && { before: { spenders: baseline.observed.spenders, scale: comparison.scale } }),
    }),
  };
}

/** From the bound that is nearest to the limit on the side that the verdict is on. */
function marginOf({ value, low, high }: Actual, kind: Bound, limit: Fraction, verdict: Verdict): Fraction {
  const isUpper = (kind === 'max') === (verdict !== 'fail');
  const nearest = (isUpper ? high : low) ?? value;
  return kind === 'max' ? minus(limit, nearest) : minus(nearest, limit);
}

function allowanceOf(
  { allowLowerBound }: Budget,
  { allowUnpriced, allowLowerBound: always }: Circumstances,
): Allowance {
  return { unpriced: allowUnpriced, lowerBounds: always === true || allowLowerBound === true };
}

/** Aggregates that do not say of how many requests they are may be of enough. */
function isThin({ measured }: Observed, minRequests: number): boolean {
  return measured.uncounted === 0n && measured.requests < BigInt(minRequests);
}

function isEmpty(metric: Metric, { measured }: Observed): boolean {
  if (metric.id === 'refused_share') return measured.records + measured.refused === 0n;
  return measured.requests === 0n && measured.tokens === 0n;
}

function unpricedIn({ unpriced, id }: Metric, observed: Observed | undefined): string[] {
  if (observed === undefined || (unpriced === 'nothing' && id !== 'unpriced_share')) return [];
  return observed.spenders.filter(({ measured }) => measured.priced !== 'all').map(({ model }) => model);
}

function missingValue(metric: Metric, { measured }: Observed): Unknown {
  return metric.unpriced !== 'nothing' && measured.priced === 'none' ? 'unpriced' : 'nothing_to_divide_by';
}

/** What keeps its bounds apart. */
function uncertainty(metric: Metric, { measured }: Observed, allowed: Allowance): Unknown {
  const told = actualOf(metric, measured, { ...allowed, lowerBounds: true });
  if (measured.bounds !== undefined && !allowed.lowerBounds && told?.low !== undefined && told.high !== undefined)
    return 'lower_bound';
  if (metric.id === 'unread_write_share') return 'no_sessions';
  const priced = measured.priced === 'all' || allowed.unpriced;
  return metric.id === 'cost_per_request' && priced && measured.uncounted > 0n ? 'uncounted' : 'unpriced';
}

interface Held {
  readonly limit: Fraction;
  readonly warn?: Fraction | undefined;
  readonly comparison?: Comparison;
}

/** The limit as a value of the metric; of a change, the baseline's value and what may be added or taken away. */
function heldAgainst(
  budget: Budget,
  metric: Metric,
  passed: { readonly period: Window['period']; readonly observed: Observed },
  baseline: Baseline | undefined,
  circumstances: Circumstances,
): Held | Unknown {
  const { limit, warn, minRequests } = budget;
  if (limit.kind === 'max' || limit.kind === 'min') return { limit: limit.value, warn: warn?.value };
  if (baseline === undefined) return 'no_baseline';
  if (metric.kind === 'amount' && !baseline.covered) return 'young_baseline';
  const comparison = compareWith(baseline, metric, passed, {
    zone: circumstances.zone,
    allowed: allowanceOf(budget, circumstances),
  });
  if (comparison === undefined) return 'no_baseline';
  if (metric.id !== 'refused_share' && isThin(baseline.observed, minRequests)) return 'thin_baseline';
  if (comparison.actual.low === undefined || comparison.actual.high === undefined)
    return uncertainty(metric, baseline.observed, allowanceOf(budget, circumstances));
  const from = comparison.actual.value;
  const { kind, by } = limit;
  const moved = (change: Change): Fraction => {
    const size = change.relative ? multiply(magnitude(from), change.value) : change.value;
    return kind === 'max_rise' ? plus(from, size) : minus(from, size);
  };
  return { limit: moved(by), warn: warn && moved(warn), comparison };
}

function isNoise(verdict: Verdict, value: Fraction, comparison: Comparison | undefined): boolean {
  if (comparison?.noise === undefined || (verdict !== 'fail' && verdict !== 'warn')) return false;
  return Math.abs(toNumber(minus(value, comparison.actual.value))) <= comparison.noise;
}

function forecastOf(value: Fraction, { period, elapsed }: Window): Fraction | undefined {
  const { since, until } = period;
  if (elapsed?.until === undefined || since === undefined || until === undefined) return undefined;
  return multiply(value, divide(whole(BigInt(until - since)), whole(BigInt(elapsed.until - since))));
}

/** A floor is there to be reached by the window's end, so it is the forecast that is held against it. */
function forecastBounds(actual: Actual, window: Window): Actual {
  return mapActual(actual, (value) => forecastOf(value, window) ?? value);
}

function forecastVerdict(
  { forecast: effect, limit }: Budget,
  forecast: Fraction | undefined,
  kind: Bound,
  level: Fraction,
): Verdict {
  if (forecast === undefined || effect === 'show' || (limit.kind !== 'max' && limit.kind !== 'min')) return 'pass';
  return compare(forecast, level) * (kind === 'max' ? 1 : -1) > 0 ? effect : 'pass';
}
