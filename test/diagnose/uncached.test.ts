/** What requests share that no earlier one had cached: seen in prompts, or told by a conversation that only grows. */
import { describe, expect, it } from 'vitest';
import { formatUsdExact } from '../../src/core/money.ts';
import type { Uncached } from '../../src/diagnose/cause.ts';
import { priceUncached } from '../../src/diagnose/uncached.ts';
import type { Sent } from '../simulate/prompt-log.ts';
import { diagnosisOf, type Logged } from './logged.ts';

const rowsOf = (given: readonly Logged[], sent?: readonly Sent[]): [number, Uncached][] =>
  [...diagnosisOf(given, sent).uncached].sort(([a], [b]) => a - b);

const seen = (sent: readonly Omit<Sent, 'logsCache'>[], billed: (index: number) => Logged): [number, Uncached][] =>
  rowsOf(
    sent.map(({ session = '', at = 0, model = 'claude-opus-5-5' }, index) => ({
      ...{ session, at, model },
      ...billed(index),
    })),
    sent.map((each) => ({ ...each, logsCache: true })),
  );

describe('prompts show', () => {
  const plain = (blocks: string, at: number): Omit<Sent, 'logsCache'> => ({ session: blocks, at, blocks });
  const asInput = (): Logged => ({ input: 3000 });

  it('a system prompt that several questions share', () => {
    expect(seen([plain('TSA', 0), plain('TSB', 60)], asInput)).toEqual([
      [0, { cause: 'no_breakpoint', shared: 0, needed: 2000, isContinued: false }],
      [1, { cause: 'no_breakpoint', shared: 2000, needed: 0, isContinued: false }],
    ]);
  });

  it('a conversation that goes on', () => {
    expect(seen([plain('TSA', 0), plain('TSAbC', 60)], asInput)[1]).toEqual([
      1,
      { cause: 'no_breakpoint', shared: 3000, needed: 0, isContinued: true },
    ]);
  });

  it('nothing that would have been gone by then, is too short, or had no answer yet', () => {
    expect(seen([plain('TSA', 0), plain('TSB', 301)], asInput)).toEqual([]);
    const haiku = (blocks: string, at: number): Omit<Sent, 'logsCache'> => ({
      ...plain(blocks, at),
      model: 'claude-haiku-4-5',
    });
    expect(seen([haiku('TSA', 0), haiku('TSB', 60)], asInput)).toEqual([]);
    expect(seen([{ ...plain('TSA', 0), answers: 90 }, plain('TSB', 60)], asInput)).toEqual([]);
  });

  it('a breakpoint behind what changes: what is written is written anyway', () => {
    const marked = (blocks: string, at: number): Omit<Sent, 'logsCache'> => ({ ...plain(blocks, at), automatic: '5m' });
    const found = seen([marked('TSA', 0), marked('TSB', 60)], () => ({ cache_write_5m: 3000 }));
    expect(found[1]).toEqual([1, { cause: 'not_written', shared: 2000, needed: 0, isContinued: false }]);
  });

  it('a breakpoint in front of the minimum, although enough stays the same', () => {
    const early = (blocks: string, at: number): Omit<Sent, 'logsCache'> => ({
      ...plain(blocks, at),
      ...{ model: 'claude-haiku-4-5', marks: [[1, '5m']] },
    });
    const [, second] = seen([early('TSabcA', 0), early('TSabcB', 60)], () => ({ input: 6000 }));
    expect(second?.[1]).toMatchObject({ cause: 'not_written', shared: 5000 });
  });

  it('what a request has cached already is not paid for again', () => {
    const cause = 'not_written';
    const diagnosis = diagnosisOf([
      { cache_write_5m: 2000, input: 1000 },
      { at: 60, session: 't', cache_write_5m: 3000 },
    ]);
    const { cost, saving } = priceUncached(diagnosis, [
      [0, { cause, shared: 0, needed: 2500, isContinued: false }],
      [1, { cause, shared: 2000, needed: 0, isContinued: false }],
    ]);
    // 2,000 x $4.80 less; of the first 500 more are written, for $1 more; per million.
    expect([formatUsdExact(cost), formatUsdExact(saving)]).toEqual(['0.0096', '0.0091']);
  });

  it('what an earlier request had cached just as much as the ledger of waste says', () => {
    const sent: Sent[] = [
      { ...plain('TSA', 0), session: 's', automatic: '5m', logsCache: true },
      { ...plain('TSAbC', 60), session: 's', logsCache: true },
    ];
    const given: Logged[] = [{ cache_write_5m: 3000 }, { at: 60, input: 5000 }];
    const diagnosis = diagnosisOf(given, sent);
    const waste = diagnosis.money.waste.find(({ cause }) => cause === 'no_breakpoint');
    const own = [...diagnosis.uncached].filter(([, { shared }]) => shared > 0);
    expect(own.map(([row]) => row)).toEqual([1]);
    expect(priceUncached(diagnosis, own).cost).toBe(waste?.cost);
  });
});

describe('a conversation without a cache', () => {
  const talk = (inputs: readonly number[], step = 60): Logged[] =>
    inputs.map((input, index) => ({ at: index * step, input }));

  it('shares the whole request before, and would write what is new', () => {
    const rows = rowsOf(talk([2000, 2500, 4000]));
    expect(rows.map(([, { shared, needed }]) => [shared, needed])).toEqual([
      [0, 2000],
      [2000, 500],
      [2500, 1500],
    ]);
    // 4,500 x $3.80 less; 4,000 x $1 more; per million.
    const priced = priceUncached(diagnosisOf(talk([2000, 2500, 4000])), rows);
    expect([formatUsdExact(priced.cost), formatUsdExact(priced.saving)]).toEqual(['0.0171', '0.0131']);
  });

  it('tells nothing by one step, by prompts that shrink, after pauses, or below the minimum', () => {
    expect(rowsOf(talk([2000, 2500]))).toEqual([]);
    expect(rowsOf(talk([2000, 2500, 2400, 3000]))).toEqual([]);
    expect(rowsOf(talk([2000, 2500, 4000], 400))).toEqual([]);
    expect(rowsOf(talk([200, 250, 400]))).toEqual([]);
  });

  it('is one for each model', () => {
    const models = ['claude-opus-5-5', 'claude-sonnet-5', 'claude-opus-5-5', 'claude-sonnet-5'];
    const rows = rowsOf(talk([2000, 2500, 4000, 4500]).map((each, index) => ({ ...each, model: models[index]! })));
    expect(rows.map(([, { shared }]) => shared)).toEqual([0, 0, 2000, 2500]);
  });
});
