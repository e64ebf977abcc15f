/** What a scenario is held against, and when a backtest says too little. */
import { expect, it } from 'vitest';
import { parseStrategy } from '../../src/simulate/ask.ts';
import { best, comparedTo, trustIn } from '../../src/simulate/compare.ts';
import { requestWhatIf } from '../../src/simulate/request-what-if.ts';
import type { WhatIf } from '../../src/simulate/what-if.ts';
import { book } from '../prices/shipped.ts';
import { promptLog, TOKENS, type Sent } from './prompt-log.ts';

const rolling = { automatic: '5m', logsCache: true, input: 0 } as const;

function played(sent: readonly Sent[]): WhatIf {
  return requestWhatIf(promptLog(sent), { strategies: [parseStrategy('sent:ttl=5m')], scenarios: [] }, book);
}

it('a gain that the replay of what was sent has as well is none', () => {
  // The provider had dropped the entry: by the rules it should have been read.
  const result = played([
    { blocks: 'TSA', cache_write_5m: 3 * TOKENS, ...rolling },
    { blocks: 'TSAaB', at: 60, cache_write_5m: 5 * TOKENS, ...rolling },
  ]);
  const [replayed, sent] = result.scenarios;
  expect(sent!.likely.cost! < result.actual.cost!).toBe(true);
  expect(comparedTo(result)).toBe(replayed!.likely);
  expect(best(result)).toBeUndefined();
});

it('a replay that costs more than what happened is not what a gain is held against', () => {
  const result = played([
    { blocks: 'TSA', cache_write_5m: 3 * TOKENS, ...rolling },
    { blocks: 'TSAaB', at: 304, read: 3 * TOKENS, cache_write_5m: 2 * TOKENS, ...rolling },
  ]);
  expect(result.scenarios[0]!.likely.cost! > result.actual.cost!).toBe(true);
  expect(comparedTo(result)).toBe(result.actual);
});

it.each([
  [20, 19, 'good'],
  [20, 21, 'too few'],
  [19, 0, 'too few'],
])('%i requests that can be predicted beside %i that cannot: %s', (pairs, outside, verdict) => {
  const result = played([{ blocks: 'TSA', cache_write_5m: 3 * TOKENS, ...rolling }]);
  const backtest = { ...result.backtest, pairs, right: pairs, exact: pairs };
  const unpredictable = { outside, summed: 0, unmarked: 0 };
  expect(trustIn({ ...result, backtest: { ...backtest, unpredictable } }).verdict).toBe(verdict);
});

it('reads that ended elsewhere than predicted make a poor fit', () => {
  const result = played([{ blocks: 'TSA', cache_write_5m: 3 * TOKENS, ...rolling }]);
  const trustOf = (exact: number) =>
    trustIn({ ...result, backtest: { ...result.backtest, pairs: 100, right: 100, exact } });
  expect([trustOf(90).verdict, trustOf(90).readAccuracy]).toEqual(['good', 0.9]);
  expect(trustOf(89).verdict).toBe('poor');
});
