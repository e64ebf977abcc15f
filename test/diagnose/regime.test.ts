import { expect, it } from 'vitest';
import { utcDate } from '../../src/core/time.ts';
import { lastChange, writtenDays } from '../../src/diagnose/regime.ts';
import { diagnosisOf, type Logged } from './logged.ts';

const DAY = 86_400;

/** One request a day that writes 100,000 tokens, by the percentage that is for an hour. */
function days(percents: readonly number[], thousands = 100): Logged[] {
  return percents.map((percent, day) => {
    const cache_write_1h = thousands * 10 * percent;
    return { at: day * DAY, cache_write_1h, cache_write_5m: thousands * 1000 - cache_write_1h };
  });
}

function changeOf(given: readonly Logged[], main = 1): [day: string, to: string] | undefined {
  const change = lastChange(writtenDays(diagnosisOf(given).log, main));
  return change && [utcDate(change.at), change.to];
}

it('finds the first day that is not of the old regime, days between them included', () => {
  expect(changeOf(days([100, 100, 90, 10, 0, 0]))).toEqual(['2026-11-13', 'brief']);
  expect(changeOf(days([0, 0, 0, 45, 52, 100, 100, 100, 70]))).toEqual(['2026-11-13', 'hour']);
});

it('takes the last of several', () => {
  expect(changeOf(days([0, 0, 0, 100, 100, 100, 0, 0, 0]))).toEqual(['2026-11-16', 'brief']);
});

it('knows none of what does not last, or is not whole', () => {
  expect(changeOf(days([100, 100, 0, 0, 0]))).toBeUndefined();
  expect(changeOf(days([100, 100, 100, 0, 0, 100, 100]))).toBeUndefined();
  expect(changeOf(days([100, 100, 100, 50, 50, 50]))).toBeUndefined();
  expect(changeOf(days([100, 100, 100, 0, 0, 0], 9))).toBeUndefined();
});

it('looks at main threads and sub-agents apart', () => {
  const agents = days([100, 100, 100, 0, 0, 0]).map((each) => ({ ...each, thread: 'agent-1' }));
  expect([changeOf(agents, 0)?.[1], changeOf(agents, 1)]).toEqual(['brief', undefined]);
});
