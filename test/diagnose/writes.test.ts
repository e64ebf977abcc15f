/** Which writes were read, and which hours were needed: against counting token by token. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Miss } from '../../src/diagnose/cause.ts';
import type { Writes } from '../../src/diagnose/writes.ts';
import type { LoggedInference } from '../../src/store/ledger.ts';
import { anyLogged, diagnosed } from './any-logged.ts';
import { diagnosisOf, type Logged } from './logged.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Conversations in one cache, each as its rows; '' and "standard" are one speed. */
function chainsOf(log: readonly LoggedInference[]): number[][] {
  const chains = new Map<string, number[]>();
  for (const [row, { workspace, session, thread, model, terms }] of log.entries()) {
    if (session === '' || terms.kind !== 'message') continue;
    const key = [workspace, session, thread, model, terms.speed === 'fast'].join('\n');
    chains.set(key, [...(chains.get(key) ?? []), row]);
  }
  return [...chains.values()];
}

/** By hundreds of tokens, each of which belongs to whoever wrote it last. */
function unreadOf(log: readonly LoggedInference[], misses: ReadonlyMap<number, Miss>): Map<number, number> {
  const unread = new Map<number, number>();
  for (const rows of chainsOf(log)) {
    const writers = new Map<number, number>();
    for (const row of rows) {
      const { cache_read: read, cache_write_5m: short, cache_write_1h: long } = log[row]!.meters;
      for (let token = 0; token < read + (misses.get(row)?.lost ?? 0); token++) writers.delete(token);
      for (let token = read; token < read + short + long; token++) {
        const before = writers.get(token);
        if (before !== undefined) unread.set(before, (unread.get(before) ?? 0) + 1);
        writers.set(token, row);
      }
    }
    for (const row of writers.values()) unread.set(row, (unread.get(row) ?? 0) + 1);
  }
  return unread;
}

/** Whether the next pause of more than five minutes after a request, if there is one, also outlasts an hour. */
function brieflyOf(log: readonly LoggedInference[]): Set<number> {
  const brief = new Set<number>();
  for (const rows of chainsOf(log))
    for (const [place, row] of rows.entries()) {
      const next = rows
        .slice(place + 1)
        .find((each, index) => log[each]!.at - log[rows[place + index]!]!.at > 290 * SECOND);
      const last = next === undefined ? undefined : rows[rows.indexOf(next) - 1];
      if (next === undefined || log[next]!.at - log[last!]!.until > 60 * MINUTE + 10 * SECOND) brief.add(row);
    }
  return brief;
}

/** With few tokens, so that they can be counted one by one. */
const anySmall = anyLogged().map((log) =>
  log.map((each): LoggedInference => {
    const few = (tokens: number): number => Math.round(tokens / 400);
    const { meters } = each;
    return {
      ...each,
      meters: {
        ...meters,
        cache_read: few(meters.cache_read),
        cache_write_5m: few(meters.cache_write_5m),
        cache_write_1h: few(meters.cache_write_1h),
      },
    };
  }),
);

describe('counted token by token', () => {
  const each = (
    property: (log: LoggedInference[], writes: Writes, misses: ReadonlyMap<number, Miss>) => void,
  ): void => {
    fc.assert(
      fc.property(anySmall, (log) => {
        const { writes, misses } = diagnosed(log);
        property(log, writes, misses);
      }),
      { seed: 1, numRuns: 200 },
    );
  };

  it('as many writes are never read', () => {
    each((log, { unread5m, unread1h }, misses) => {
      const unread = unreadOf(log, misses);
      for (const row of log.keys()) expect((unread5m[row] ?? 0) + (unread1h[row] ?? 0)).toBe(unread.get(row) ?? 0);
    });
  });

  it('the same hours are needed', () => {
    each((log, { briefly }) => {
      const brief = brieflyOf(log);
      expect([...log.keys()].filter((row) => briefly[row] === 1)).toEqual([...brief].sort((a, b) => a - b));
    });
  });
});

describe('what was written', () => {
  const unreadIn = (given: readonly Logged[]): [short: number, long: number][] => {
    const { writes } = diagnosisOf(given);
    return given.map((_, row) => [writes.unread5m[row] ?? 0, writes.unread1h[row] ?? 0]);
  };

  it('last is read by nobody', () => {
    expect(unreadIn([{ cache_write_5m: 1000 }, { at: 60, read: 1000, cache_write_5m: 200 }])).toEqual([
      [0, 0],
      [200, 0],
    ]);
  });

  it('for an hour stands before what was written for five minutes', () => {
    expect(
      unreadIn([
        { cache_write_1h: 600, cache_write_5m: 1000 },
        { at: 60, read: 580, input: 1 },
      ])[0],
    ).toEqual([1000, 20]);
  });

  it('by somebody whose conversation is not known may have been read by anyone', () => {
    expect(unreadIn([{ session: '', cache_write_5m: 1000 }])).toEqual([[0, 0]]);
  });

  it('is read by who asks with the standard speed, whether the log says so or not', () => {
    expect(
      unreadIn([
        { cache_write_5m: 1000, speed: '' },
        { at: 60, read: 1000, speed: 'standard' },
      ])[0],
    ).toEqual([0, 0]);
  });
});
