/** How many groups a what-if may have. */
import { expect, it } from 'vitest';
import { MOST_BUDGET_GROUPS } from '../../src/analysis/most-groups.ts';
import { requestLog } from '../../src/requests/log.ts';
import { workloadOf } from '../../src/simulate/chains.ts';
import { scenarioById } from '../../src/simulate/scenarios/index.ts';
import { whatIf, type Asked } from '../../src/simulate/what-if.ts';
import type { Inference } from '../../src/store/ledger.ts';
import { book } from '../prices/shipped.ts';
import { inference } from './inference.ts';

const sessions: readonly Inference[] = Array.from({ length: MOST_BUDGET_GROUPS + 1 }, (_, index) => ({
  ...inference({ at: index, session: `s${index}`, input: 5, cache_write_5m: 100, output: 1 }),
  values: [`s${index}`],
}));

it('says what to do about more, before anything is replayed', () => {
  let plans = 0;
  const asked: Asked = {
    scenario: {
      ...scenarioById('ttl-1h')!,
      plan: (options, world) => {
        plans += 1;
        return scenarioById('ttl-1h')!.plan(options, world);
      },
    },
    options: { named: {} },
  };
  expect(() => whatIf(workloadOf(requestLog(sessions)), [asked], book, 'session')).toThrow(
    'there are more than 40000 groups by session.',
  );
  expect(plans).toBe(0);
  // Models have other names for their ids, and are as many as are shown.
  const models = sessions.slice(0, 4).map((each, index) => ({
    ...each,
    values: [index % 2 === 0 ? 'claude-opus-4-5' : 'claude-opus-4-5-20251101'],
  }));
  expect(whatIf(workloadOf(requestLog(models)), [asked], book, 'model').groups).toHaveLength(1);
  expect(plans).toBe(1);
});

it('has room for all up to that, each with its own figures', () => {
  const { groups, actual } = whatIf(
    workloadOf(requestLog(sessions.slice(1))),
    [{ scenario: scenarioById('ttl-1h')!, options: { named: {} } }],
    book,
    'session',
  );
  expect([groups.length, actual.requests]).toEqual([MOST_BUDGET_GROUPS, BigInt(MOST_BUDGET_GROUPS)]);
  expect(new Set(groups.map(({ actual: { cost } }) => cost?.toString())).size).toBe(1);
});
