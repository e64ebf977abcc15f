/** Verdicts on changes: against a baseline of the same length, and beyond the noise of its days. */
import { describe, expect, it } from 'vitest';
import type { Budget } from '../../../src/analysis/budgets/budget.ts';
import type { Baseline } from '../../../src/analysis/budgets/compare.ts';
import { judge, type Judgement } from '../../../src/analysis/budgets/judge.ts';
import { compare } from '../../../src/core/fraction.ts';
import { ALL, budget, decimal, dollars, measured, observed, span, usd, UTC } from './observations.ts';

describe('a change', () => {
  const rise = (by: string, relative: boolean): Budget['limit'] => ({
    kind: 'max_rise',
    by: { value: relative ? decimal(by) : usd(by), relative },
    baseline: { kind: 'preceding' },
  });
  /** A week of these costs a day. */
  const week = (costs: readonly number[]): Baseline => ({
    name: 'before',
    period: span(0, costs.length),
    covered: true,
    observed: observed(
      measured({ cost: dollars(costs.reduce((sum, each) => sum + each, 0)) }),
      costs.map((cost) => measured({ cost: dollars(cost) })),
    ),
  });
  const CALM = [10, 11, 9, 10, 10, 11, 9];
  const WILD = [2, 30, 1, 25, 3, 8, 1];

  function risen(limit: Budget['limit'], cost: number, baseline: Baseline | undefined, days = 7): Judgement {
    const window = { period: span(7, days) };
    return judge(budget('cost', limit), undefined, window, observed(measured({ cost: dollars(cost) })), baseline, UTC);
  }

  it.each<[string, Budget['limit'], number, readonly number[], string, boolean]>([
    ['within the limit', rise('0.2', true), 84, CALM, 'pass', false],
    ['beyond it, and beyond the noise', rise('0.2', true), 84.01, CALM, 'fail', false],
    ['beyond it, by no more than days differ', rise('0.2', true), 100, WILD, 'pass', true],
    ['beyond it, by more than even these days differ', rise('0.2', true), 400, WILD, 'fail', false],
    // Squares of 794.8 around 12.2 on five weekdays and of 24.5 around 4.5 on a weekend, five degrees of freedom:
    // t(0.99) = 3.3649 times sqrt(819.3 / 5) times sqrt(7 + 7) is $161.17 of noise, so $231.17.
    ['by a little less than the noise', rise('0.2', true), 231, WILD, 'pass', true],
    ['by a little more than the noise', rise('0.2', true), 232, WILD, 'fail', false],
    ['in dollars', rise('14', false), 84, CALM, 'pass', false],
    ['in dollars, a cent more', rise('14', false), 84.01, CALM, 'fail', false],
  ])('%s', (_, limit, cost, days, came, withinNoise) => {
    expect(risen(limit, cost, week(days))).toMatchObject({ verdict: came, withinNoise });
  });

  it('of an amount is that of the same number of days', () => {
    // $70 in seven days are $30 in three.
    const { comparison, limit } = risen(rise('0.1', true), 33, week(CALM), 3);
    expect(comparison && compare(comparison.actual.value, usd('30'))).toBe(0);
    expect(limit && compare(limit, usd('33'))).toBe(0);
  });

  it('is judged by the limit alone where the baseline has too few days to tell', () => {
    const { verdict: came, comparison } = risen(rise('0.2', true), 30, week([10, 11]), 2);
    expect(came).toBe('fail');
    expect(comparison).toMatchObject({ noise: undefined, days: 2 });
  });

  it.each<[string, Baseline | undefined, string]>([
    ['without a baseline', undefined, 'no_baseline'],
    ['of a baseline from before there was a ledger', { ...week(CALM), covered: false }, 'young_baseline'],
    [
      'of a baseline with too few requests',
      { ...week(CALM), observed: observed(measured({ requests: 3n })) },
      'thin_baseline',
    ],
    [
      'of a baseline that is not all priced',
      { ...week(CALM), observed: observed(measured({ priced: 'some', cost: dollars(1) })) },
      'unpriced',
    ],
  ])('%s is not judged', (_, baseline, because) => {
    const window = { period: span(7, 7) };
    const given = budget('cost', rise('0.2', true), { minRequests: 20 });
    const seen = judge(given, undefined, window, observed(measured({ cost: dollars(1) })), baseline, UTC);
    expect(seen).toMatchObject({ verdict: 'unknown', because });
  });

  it('a drop of a hit ratio is one in points, or in percent of it', () => {
    const before: Baseline = {
      name: 'before',
      period: {},
      covered: true,
      observed: observed(measured({ prompt: 100n, reads: 80n })),
    };
    const at = (reads: bigint, by: string, relative: boolean): string =>
      judge(
        budget('token_hit_ratio', {
          kind: 'max_drop',
          by: { value: decimal(by), relative },
          baseline: { kind: 'preceding' },
        }),
        undefined,
        ALL,
        observed(measured({ prompt: 100n, reads })),
        before,
        UTC,
      ).verdict;
    expect([at(75n, '0.05', false), at(74n, '0.05', false)]).toEqual(['pass', 'fail']);
    expect([at(76n, '0.05', true), at(75n, '0.05', true)]).toEqual(['pass', 'fail']);
  });
});
