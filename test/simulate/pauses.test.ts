/** The pauses before a request: of its chain, and of any chain of its cache. */
import { describe, expect, it } from 'vitest';
import { requestLog } from '../../src/requests/log.ts';
import { workloadOf } from '../../src/simulate/chains.ts';
import { inference, type Given } from './inference.ts';

/** Longer than any pause of a log; ms. */
const NEVER = 2 ** 32 - 1;

/** Chain by chain. */
function seconds(name: 'gap' | 'company', ...given: Given[]): number[][] {
  const { requests, chains } = workloadOf(requestLog(given.map(inference)));
  return chains.map(({ start, end }) =>
    Array.from(requests[name].subarray(start, end), (pause) => (pause === NEVER ? Infinity : pause / 1000)),
  );
}

describe('the rest before a request', () => {
  it.each<[string, Given[], number[][]]>([
    ['there is none before the first of all', [{}], [[Infinity]]],
    ['is counted from the last line of the one before', [{ lasts: 30 }, { at: 50 }], [[Infinity, 20]]],
    ['is none while that still answers', [{ lasts: 30 }, { at: 20 }], [[Infinity, 0]]],
    [
      'is counted from the last line of all before, not of the newest',
      [{ lasts: 100 }, { at: 50, lasts: 10 }, { at: 130 }],
      [[Infinity, 0, 30]],
    ],
    [
      'is counted within the chain even where it had cached nothing yet',
      [{ input: 9 }, { at: 10, session: 't' }, { at: 30, cache_write_5m: 100 }],
      [[Infinity, 30], [Infinity]],
    ],
  ])('%s', (_, given, expected) => {
    expect(seconds('gap', ...given)).toEqual(expected);
  });
});

describe('the company of a request', () => {
  it.each<[string, Given[], number[][]]>([
    ['there is none before the first of all', [{}], [[Infinity]]],
    [
      'is the newest request of any chain of its model',
      [{ lasts: 5 }, { at: 20, session: 't' }, { at: 50 }, { at: 60, session: '' }],
      [[Infinity, 30], [20], [10]],
    ],
    [
      'which another workspace, model or speed is not',
      [{}, { at: 10, workspace: 'w' }, { at: 20, model: 'm' }, { at: 30, speed: 'fast' }],
      [[Infinity], [Infinity], [Infinity], [Infinity]],
    ],
    [
      'nor a sub-agent of a main thread',
      [{}, { at: 10, thread: 'a' }, { at: 30, thread: 'b' }, { at: 70, session: 't' }],
      [[Infinity], [Infinity], [20], [70]],
    ],
  ])('%s', (_, given, expected) => {
    expect(seconds('company', ...given)).toEqual(expected);
  });
});
