/** A judgement as the JSON contract has it: money as exact decimal strings in USD, shares as numbers. */
import type { Comparison } from '../../analysis/budgets/compare.ts';
import type { Judgement } from '../../analysis/budgets/judge.ts';
import type { Metric } from '../../analysis/budgets/metric.ts';
import { formatDecimal, roundHalfEven, type Fraction } from '../../core/fraction.ts';
import { formatUsdExact, type Pico } from '../../core/money.ts';
import { instantOrNull, type Period } from '../../core/time.ts';
import { actionOf, noiseFraction } from './verdicts.ts';

type Value = string | number | null;

interface JudgementJson {
  readonly name: string;
  readonly metric: string;
  readonly verdict: string;
  readonly limit: Value;
  readonly actual: Value;
  readonly margin: Value;
  readonly [more: string]: unknown;
}

export function judgementJson(judgement: Judgement): JudgementJson {
  const { budget, metric, group, window, actual, comparison } = judgement;
  const value = (of: Fraction | undefined): Value => valueJson(of, metric.unit);
  return {
    name: budget.name,
    metric: metric.id,
    unit: metric.unit,
    group: budget.per === undefined ? null : { key: budget.per, value: group ?? null },
    verdict: judgement.verdict,
    reason: judgement.because ?? null,
    bound: judgement.kind,
    limit: value(judgement.limit),
    warn_limit: value(judgement.warn),
    actual: value(actual?.value),
    ...(metric.id === 'unread_write_share' && {
      unread_write_tokens: actual === undefined ? null : Number(actual.value.num),
    }),
    actual_between: actual ? [value(actual.low), value(actual.high)] : null,
    margin: value(judgement.margin),
    forecast: value(judgement.forecast),
    requests: Number(judgement.requests),
    window: { ...ends(window.period), so_far_to: instantOrNull(window.elapsed?.until) },
    change: comparison === undefined ? null : changeJson(judgement, comparison),
    contributors: judgement.contributors.map(({ model, project, value: own, share }) => ({
      model,
      project,
      value: value(own),
      share: share === null ? null : Math.round(share * 1e6) / 1e6,
    })),
    action: actionOf(judgement) || null,
  };
}

function changeJson({ budget: { limit }, metric, withinNoise }: Judgement, comparison: Comparison): unknown {
  const by = 'by' in limit ? limit.by : undefined;
  const noise = comparison.noise === undefined ? undefined : noiseFraction(comparison.noise, metric.unit);
  return {
    rule: limit.kind,
    by:
      by &&
      (by.relative
        ? `${formatDecimal({ num: by.value.num * 100n, den: by.value.den }, 12)}%`
        : valueJson(by.value, metric.unit)),
    baseline: valueJson(comparison.actual.value, metric.unit),
    baseline_window: ends(comparison.period),
    noise: valueJson(noise, metric.unit),
    noise_days: comparison.days,
    within_noise: withinNoise,
  };
}

/** Shares to twelve decimals, dollars to the picodollar. */
function valueJson(value: Fraction | undefined, unit: Metric['unit']): Value {
  if (value === undefined) return null;
  if (unit === 'usd') return formatUsdExact(roundHalfEven(value.num, value.den) as Pico);
  return Number(formatDecimal(value, 12));
}

function ends({ since, until }: Period): { from: string | null; to: string | null } {
  return { from: instantOrNull(since), to: instantOrNull(until) };
}
