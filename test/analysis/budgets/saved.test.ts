/** Saved baselines: what is read back is what was saved, and finds the budgets it was saved for. */
import { describe, expect, it } from 'vitest';
import type { Budget } from '../../../src/analysis/budgets/budget.ts';
import { savedFor, savedJson, selectionOf, type SavedBaseline } from '../../../src/analysis/budgets/saved.ts';
import { NO_GROUPS } from '../../../src/analysis/groups.ts';
import { parseSaved } from '../../../src/analysis/budgets/saved-schema.ts';
import { budget, dollars, measured, observed, span, usd } from './observations.ts';

const COST = budget('cost', { kind: 'max', value: usd('1') });

function saved(...budgets: readonly Budget[]): SavedBaseline {
  const total = measured({ cost: dollars(-3), requests: 2n ** 70n, priced: 'some' });
  const selections = budgets.map((each) => ({
    asked: selectionOf(each, NO_GROUPS),
    period: span(0, 7),
    covered: true,
    groups: new Map([
      [undefined, observed(total, [measured({ reads: 7n })])],
      [null, observed(measured())],
      ['shop', observed(measured())],
    ]),
  }));
  return { pricesVersion: 'v', zone: 'UTC', selections };
}

it('what is read back is what was saved, however large', () => {
  const baseline = saved(
    COST,
    { ...COST, window: { kind: 'calendar', unit: 'week', back: 1 } },
    { ...COST, window: { kind: 'days', count: 7 }, per: 'project', where: [{ dimension: 'model', value: 'm' }] },
    { ...COST, window: { kind: 'between', since: '2026-11' } },
  );
  expect(parseSaved(JSON.parse(JSON.stringify(savedJson(baseline))), 'b.json')).toEqual(baseline);
});

it('one that was saved before there were aggregates has none', () => {
  const text = JSON.stringify(savedJson(saved(COST)));
  const older = text.replaceAll(/"(aggregated_requests|uncounted_tokens)":"0",/g, '');
  expect(older).not.toBe(text);
  expect(parseSaved(JSON.parse(older), 'b.json')).toEqual(saved(COST));
});

describe('finds what was saved of a budget', () => {
  const week: Budget = { ...COST, window: { kind: 'calendar', unit: 'week', back: 1 } };
  const shop: Budget = { ...COST, where: [{ dimension: 'project', value: 'shop' }] };

  it.each<[string, Budget, readonly Budget[], number | undefined]>([
    ['of the same window', week, [COST, week], 1],
    ['of another metric of the same usage', { ...COST, metric: 'token_hit_ratio' }, [COST], 0],
    ['of another window, where it is the only one', week, [COST, shop], 0],
    [
      'of another window, where there are two: nobody knows which',
      { ...COST, window: { kind: 'days', count: 3 } },
      [COST, week],
      undefined,
    ],
    ['of another filter', shop, [COST], undefined],
    ['of other groups', { ...COST, per: 'project' }, [COST], undefined],
    ['of unread writes, which were not counted', { ...COST, metric: 'unread_write_share' }, [COST], undefined],
    [
      'of filters in another order',
      {
        ...COST,
        where: [
          { dimension: 'model', value: 'b' },
          { dimension: 'model', value: 'a' },
        ],
      },
      [
        {
          ...COST,
          where: [
            { dimension: 'model', value: 'a' },
            { dimension: 'model', value: 'b' },
          ],
        },
      ],
      0,
    ],
  ])('%s', (_, wanted, budgets, expected) => {
    const baseline = saved(...budgets);
    expect(savedFor(wanted, NO_GROUPS, baseline)).toBe(
      expected === undefined ? undefined : baseline.selections[expected],
    );
  });
});
