/** The ledger of money: what holds of it whatever was logged, and its sums by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatUsdExact } from '../../src/core/money.ts';
import type { Cause } from '../../src/diagnose/cause.ts';
import type { Diagnosis } from '../../src/diagnose/diagnosis.ts';
import type { LoggedInference } from '../../src/store/ledger.ts';
import { anyLogged, diagnosed } from './any-logged.ts';
import { diagnosisOf, type Logged } from './logged.ts';

const RUNS = { seed: 1, numRuns: 200 };

function holds(property: (log: LoggedInference[]) => void): void {
  fc.assert(fc.property(anyLogged(), property), RUNS);
}

/** Tokens by cause and how it is known. */
function tokensBy({ money }: Diagnosis): Map<string, number> {
  return new Map(money.waste.map(({ cause, known, tokens }) => [`${cause} ${known}`, tokens]));
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((a, b) => a + b, 0);
}

describe('whatever was logged,', () => {
  it('what was useful, all waste and what cannot be judged add up to what was spent', () => {
    holds((log) => {
      const { money } = diagnosed(log);
      const wasted = money.waste.reduce((total, { cost }) => total + cost, 0n);
      expect(money.useful + wasted + money.unjudged.cost).toBe(money.spent.cost ?? 0n);
    });
  });

  it('nothing without a session, a prompt or a word of the API is called useful', () => {
    holds((log) => {
      const { money, log: columns } = diagnosed(log.map((each) => ({ ...each, session: '', reported: undefined })));
      expect([...columns.logged.judged].some(Boolean) || money.useful === 0n).toBe(true);
    });
  });

  it('no waste saves money', () => {
    holds((log) => {
      for (const { cost } of diagnosed(log).money.waste) expect(cost).toBeGreaterThanOrEqual(0n);
    });
  });

  it('no request wastes what it did not pay for', () => {
    holds((log) => {
      const { misses, writes } = diagnosed(log);
      for (const [row, { meters }] of log.entries()) {
        const { input, cache_write_5m: short, cache_write_1h: long } = meters;
        expect(misses.get(row)?.lost ?? 0).toBeLessThanOrEqual(input + short + long);
        expect(misses.get(row)?.lost ?? 0).toBeGreaterThanOrEqual(0);
        expect(writes.unread5m[row]).toBeLessThanOrEqual(short);
        expect(writes.unread1h[row]).toBeLessThanOrEqual(long);
      }
    });
  });

  it('no token of a request is wasted twice, and no more hours than it had', () => {
    holds((log) => {
      const { money } = diagnosed(log);
      const moved = new Map<number, number>();
      for (const [key, rows] of money.rows)
        for (const [index, row] of rows.row.entries()) {
          const tokens = rows.tokens[index]!;
          const { input, cache_write_5m, cache_write_1h } = log[row]!.meters;
          if (key.startsWith('hour_unneeded')) expect(tokens).toBeLessThanOrEqual(cache_write_1h);
          if (key.startsWith('unread_write')) expect(tokens).toBeLessThanOrEqual(cache_write_5m + cache_write_1h);
          moved.set(row, (moved.get(row) ?? 0) + tokens);
          expect(moved.get(row)).toBeLessThanOrEqual(input + cache_write_5m + cache_write_1h);
        }
    });
  });

  it('each row of waste is the sum of its requests', () => {
    holds((log) => {
      const { money } = diagnosed(log);
      for (const { cause, known, tokens, requests } of money.waste) {
        const rows = money.rows.get(`${cause} ${known}`)!;
        expect([rows.length, sum([...rows.tokens])]).toEqual([requests, tokens]);
      }
    });
  });

  it('the names of sessions, threads and workspaces change nothing', () => {
    holds((log) => {
      const renamed = log.map((each) => ({
        ...each,
        session: each.session === '' ? '' : `other ${each.session}`,
        thread: each.thread === 'main' ? 'main' : `other ${each.thread}`,
        workspace: `other ${each.workspace}`,
      }));
      const [before, after] = [diagnosed(log), diagnosed(renamed)];
      expect(after.misses).toEqual(before.misses);
      expect(after.writes).toEqual(before.writes);
      expect(after.money).toEqual(before.money);
    });
  });

  it('the tokens of its workspaces add up', () => {
    holds((log) => {
      const parts = [...Map.groupBy(log, ({ workspace }) => workspace).values()].map((part) =>
        tokensBy(diagnosed(part)),
      );
      const whole = tokensBy(diagnosed(log));
      const keys = new Set([whole, ...parts].flatMap((each) => [...each.keys()]));
      for (const key of keys) expect(sum(parts.map((part) => part.get(key) ?? 0)), key).toBe(whole.get(key) ?? 0);
    });
  });
});

it('what has no price is wasted without one, and takes nothing from what has', () => {
  // GPT-5.2 has no price for a write, of which 100,000 tokens are lost; 20 of input at $1.75, and 50,000 read at $0.175.
  const model = 'gpt-5.2';
  const { money } = diagnosisOf([
    { model, session: 'a', at: 0, cache_write_5m: 100_000 },
    { model, session: 'a', at: 900, cache_write_5m: 100_000, input: 10 },
    { model, session: 'a', at: 910, read: 50_000, input: 10 },
  ]);
  expect(formatUsdExact(money.spent.cost!)).toBe('0.008785');
  expect(money.useful).toBe(money.spent.cost);
  expect(money.waste.map(({ cause, tokens, unpriced, cost }) => [cause, tokens, unpriced, cost])).toEqual([
    ['expired_5m', 100_000, 100_000, 0n],
  ]);
});

/** Opus 5.5: input $4, written for five minutes $5, for an hour $8, read $0.20 per million. */
describe('by hand,', () => {
  function wasted(given: readonly Logged[], cause: Cause): [tokens: number, usd: string] | undefined {
    const found = diagnosisOf(given).money.waste.find((each) => each.cause === cause);
    return found && [found.tokens, formatUsdExact(found.cost)];
  }

  it('what was lost was paid for an hour first, then for five minutes, then as input', () => {
    const talk: Logged[] = [
      { cache_write_1h: 30_000, cache_write_5m: 70_000 },
      // Of 100,000 tokens read 10,000; lost are 20,000 x $7.80 + 60,000 x $4.80 + 10,000 x $3.80 per million.
      { at: 60, read: 10_000, cache_write_1h: 20_000, cache_write_5m: 60_000, input: 25_000 },
      { at: 120, read: 90_000 },
    ];
    expect(wasted(talk, 'messages_changed')).toEqual([90_000, '0.482']);
  });

  it('what nobody read need not have been written', () => {
    const talk: Logged[] = [
      { cache_write_5m: 50_000 },
      // 1,000 tokens for five minutes: $0.001 more than as input. 2,000 for an hour: $0.008 more.
      { at: 60, read: 50_000, cache_write_1h: 2000, cache_write_5m: 1000 },
    ];
    expect(wasted(talk, 'unread_write')).toEqual([3000, '0.009']);
  });

  it('an hour that no pause needed costs more than five minutes', () => {
    const talk: Logged[] = [
      { cache_write_1h: 40_000 },
      { at: 60, read: 40_000, input: 10 },
      { at: 120, read: 40_000, input: 20 },
    ];
    // 40,000 x ($8 - $5) per million.
    expect(wasted(talk, 'hour_unneeded')).toEqual([40_000, '0.12']);
    const rested = talk.map((each, index) => (index === 2 ? { ...each, at: 1200 } : each));
    expect(wasted(rested, 'hour_unneeded')).toBeUndefined();
  });

  it('the band of a prompt stays as it is', () => {
    // Haiku 5.5 above 100,000 tokens: 110,000 written at $0.625 instead of read at $0.05 a million.
    const talk: Logged[] = [
      { model: 'claude-haiku-5-5', cache_write_5m: 110_000 },
      { model: 'claude-haiku-5-5', at: 1200, cache_write_5m: 110_000 },
      { model: 'claude-haiku-5-5', at: 1210, read: 110_000, input: 10 },
    ];
    expect(wasted(talk, 'expired_5m')).toEqual([110_000, '0.06325']);
  });
});
