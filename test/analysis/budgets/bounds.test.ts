/** What a budget comes to where figures are lower bounds: the metric, what is known of it, and where the limit lies. */
import { describe, expect, it } from 'vitest';
import type { Tops } from '../../../src/analysis/bounds.ts';
import { judge, type Judgement } from '../../../src/analysis/budgets/judge.ts';
import type { MetricId } from '../../../src/analysis/budgets/metric.ts';
import type { Open } from '../../../src/core/bounds.ts';
import type { Pico } from '../../../src/core/money.ts';
import { ALL, budget, decimal, measured, observed, usd as dollars, UTC } from './observations.ts';

const pico = (usd: number): Pico => BigInt(Math.round(usd * 1e12)) as Pico;

/** $10 spent instead of $30; writes cost $1 above plain input. */
function usage(open: readonly Open[], rest: Partial<Tops>): ReturnType<typeof measured> {
  const none = { cost: null, uncachedCost: null, writePremium: null, netSavings: null };
  const bounds = { ...none, reasons: [], open: new Set(open), ...rest };
  return measured({
    ...{ requests: 100n, hits: 80n, reads: 900n, prompt: 1000n, tokens: 1100n, writes: 50n },
    ...{ cost: pico(10), uncachedCost: pico(30), writePremium: pico(1) },
    ...(open.length > 0 && { bounds }),
  });
}

const EXACT = usage([], {});
const NOTHING = { low: pico(0), high: pico(0) };
/** Placeholder outputs: what they cost is missing, and no top is known. */
const OUTPUT = usage(['output'], { writePremium: pico(0), netSavings: NOTHING });
/** A dearer band: $6 more at most, and $9 more without a cache. */
const RATE = usage(['rate'], {
  ...{ cost: pico(6), uncachedCost: pico(9), writePremium: pico(2) },
  netSavings: { low: pico(0), high: pico(3) },
});
/** Pages that were not read. */
const USAGE = usage(['usage'], {});
const AUDIO = usage(['price'], {});

const usd = (amount: string) => ({ value: dollars(amount) });
const share = (amount: string) => ({ value: decimal(amount) });

const CASES: readonly [
  what: string,
  metric: MetricId,
  kind: 'max' | 'min',
  limit: { value: ReturnType<typeof dollars> },
  total: typeof EXACT,
  verdict: string,
][] = [
  ['a known cost within its limit', 'cost', 'max', usd('10'), EXACT, 'pass'],
  ['a lower bound above the limit', 'cost', 'max', usd('9.99'), OUTPUT, 'fail'],
  ['a lower bound within the limit, without a top', 'cost', 'max', usd('5000'), OUTPUT, 'unknown'],
  ['a range above the limit', 'cost', 'max', usd('9'), RATE, 'fail'],
  ['a range around the limit', 'cost', 'max', usd('12'), RATE, 'unknown'],
  ['a range within the limit, to its top', 'cost', 'max', usd('16'), RATE, 'pass'],
  ['a picodollar below the top', 'cost', 'max', usd('15.999999999999'), RATE, 'unknown'],
  ['a floor below a lower bound', 'cost', 'min', usd('10'), OUTPUT, 'pass'],
  ['uncached cost, around the limit', 'uncached_cost', 'max', usd('35'), RATE, 'unknown'],
  ['uncached cost, within the limit', 'uncached_cost', 'max', usd('39'), RATE, 'pass'],
  ['net savings do not depend on outputs', 'net_savings', 'min', usd('20'), OUTPUT, 'pass'],
  ['net savings do not depend on outputs, and fail', 'net_savings', 'min', usd('20.01'), OUTPUT, 'fail'],
  ['net savings at another rate', 'net_savings', 'min', usd('22'), RATE, 'unknown'],
  ['net savings beyond any rate', 'net_savings', 'min', usd('23.01'), RATE, 'fail'],
  ['a savings rate, which more output only lowers', 'savings_rate', 'min', share('0.7'), OUTPUT, 'fail'],
  ['a savings rate, which may be lower', 'savings_rate', 'min', share('0.5'), OUTPUT, 'unknown'],
  ['hit ratios do not depend on outputs', 'token_hit_ratio', 'min', share('0.9'), OUTPUT, 'pass'],
  ['nor on rates', 'request_hit_ratio', 'min', share('0.8'), RATE, 'pass'],
  ['hit ratios of what was not read', 'token_hit_ratio', 'min', share('0.1'), USAGE, 'unknown'],
  ['the write premium does not depend on outputs', 'write_premium', 'max', usd('1'), OUTPUT, 'pass'],
  ['the write premium at another rate', 'write_premium', 'max', usd('2'), RATE, 'unknown'],
  ['cost per request', 'cost_per_request', 'max', usd('0.2'), OUTPUT, 'unknown'],
  ['cost per request above its limit', 'cost_per_request', 'max', usd('0.09'), OUTPUT, 'fail'],
  ['cost per request of pages that were not read', 'cost_per_request', 'max', usd('0.09'), USAGE, 'unknown'],
  ['audio priced as text', 'cost', 'max', usd('5000'), AUDIO, 'unknown'],
];

function judged([, metric, kind, { value }, total]: (typeof CASES)[number], allowed: boolean): Judgement {
  const given = { ...budget(metric, { kind, value }), ...(allowed && { allowLowerBound: true }) };
  return judge(given, undefined, ALL, observed(total), undefined, UTC);
}

describe('without leave', () => {
  it.each(CASES)('%s: %s', (...given) => {
    const { verdict, because } = judged(given, false);
    expect([verdict, because]).toEqual([given[5], given[5] === 'unknown' ? 'lower_bound' : undefined]);
  });
});

describe('with --allow-lower-bound nothing is unknown', () => {
  it.each(CASES)('%s: %s', (...given) => {
    const { verdict, because } = judged(given, true);
    expect(because).toBeUndefined();
    if (given[5] !== 'unknown') expect(verdict).toBe(given[5]);
    const everywhere = judge(
      budget(given[1], { kind: given[2], value: given[3].value }),
      undefined,
      ALL,
      observed(given[4]),
      undefined,
      { ...UTC, allowLowerBound: true },
    );
    expect(everywhere.verdict).toBe(verdict);
  });
});

describe('the margin holds for every value of the range:', () => {
  it.each<[string, string, string]>([
    ['what is left above its top', '20', '4'],
    ['nothing at the top itself', '16', '0'],
    ['what it is over at the least', '9', '-1'],
  ])('%s', (_, limit, margin) => {
    const given = budget('cost', { kind: 'max', value: dollars(limit) });
    expect(judge(given, undefined, ALL, observed(RATE), undefined, UTC).margin).toEqual(dollars(margin));
  });
});
