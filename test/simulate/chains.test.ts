/** What a list of inferences says of the prefix that each of them could have read. */
import { describe, expect, it } from 'vitest';
import { requestLog } from '../../src/requests/log.ts';
import { workloadOf } from '../../src/simulate/chains.ts';
import { READINGS, type Reading, type Workload } from '../../src/simulate/workload.ts';
import { inference, START, type Given } from './inference.ts';

const MINUTE = 60;
const HOUR = 3600;
/** Longer than any pause of a log; ms. */
const NEVER = 2 ** 32 - 1;

function workload(...given: Given[]): Workload {
  return workloadOf(requestLog(given.map(inference)));
}

/** Rows of a column, chain by chain. */
function column(of: Workload, pick: (row: number) => number): number[][] {
  return of.chains.map(({ start, end }) => Array.from({ length: end - start }, (_, index) => pick(start + index)));
}

interface Seen {
  readonly reading: Reading;
  readonly most: number;
  readonly hour: number;
  readonly alive: number;
}

/** What is seen of the last of them; all are of one chain. */
function last(...given: Given[]): Seen {
  const { requests, chains } = workload(...given);
  expect(chains).toHaveLength(1);
  const row = requests.count - 1;
  const [most, hour, alive] = [requests.most[row]!, requests.hour[row]!, requests.alive[row]!];
  return { reading: READINGS[requests.reading[row]!]!, most, hour, alive };
}

describe('the columns', () => {
  it('hold what was logged, and what is left in the cache', () => {
    const { requests, kinds, latest } = workload({
      ...{
        at: 5,
        input: 1,
        cache_write_5m: 20,
        cache_write_1h: 300,
        read: 4000,
        output: 50_000,
        web_search: 2,
        requests: 0,
      },
    });
    const first = Object.fromEntries(
      Object.entries(requests).map(([name, values]) => [name, typeof values === 'number' ? values : values[0]]),
    );
    expect(first).toMatchObject({
      ...{
        count: 1,
        at: START + 5000,
        prompt: 4321,
        cache_read: 4000,
        cache_write_5m: 20,
        cache_write_1h: 300,
        output: 50_000,
      },
      ...{ cached: 4320, web_search: 2, requests: 0 },
    });
    expect(kinds).toMatchObject([{ day: START - 8 * HOUR * 1000, model: 'claude-opus-5-5', values: [] }]);
    expect(latest).toBe(START + 5000);
  });

  it('of nothing are empty', () => {
    expect(workload()).toMatchObject({ requests: { count: 0 }, kinds: [], chains: [], latest: 0 });
  });

  it('grow with the requests', () => {
    const { requests, chains } = workload(
      ...Array.from({ length: 3000 }, (_, index) => ({ at: index, input: index, session: `s${index % 2}` })),
    );
    expect(chains.map(({ start, end }) => [start, end])).toEqual([
      [0, 1500],
      [1500, 3000],
    ]);
    expect([...requests.prompt]).toEqual(
      Array.from({ length: 3000 }, (_, row) => (row % 1500) * 2 + Math.floor(row / 1500)),
    );
  });

  it('know of each UTC day, model and terms as a kind', () => {
    const { requests, kinds } = workload({}, { model: 'm' }, {}, { at: 16 * HOUR - 1 }, { at: 16 * HOUR });
    expect(kinds.map(({ model }) => model)).toEqual(['claude-opus-5-5', 'm', 'claude-opus-5-5']);
    expect(kinds[2]!.day - kinds[0]!.day).toBe(24 * HOUR * 1000);
    expect([...requests.kind]).toEqual([0, 0, 0, 2, 1]);
  });
});

describe('chains', () => {
  it('come in the order of their first request, each in the order of time, those without a session last', () => {
    const { chains, requests } = workload(
      { at: 0, input: 1, session: '' },
      { at: 1, input: 2, session: 'b' },
      { at: 2, input: 3, session: 'a' },
      { at: 3, input: 4, session: 'b', thread: 'agent' },
      { at: 4, input: 5, session: 'b' },
      { at: 5, input: 6, session: '' },
    );
    expect(chains).toEqual([
      { index: 0, session: 'b', thread: 'main', known: true, start: 0, end: 2 },
      { index: 1, session: 'a', thread: 'main', known: true, start: 2, end: 3 },
      { index: 2, session: 'b', thread: 'agent', known: true, start: 3, end: 4 },
      { index: 3, session: '', thread: '', known: false, start: 4, end: 6 },
    ]);
    expect([...requests.prompt]).toEqual([2, 5, 3, 4, 1, 6]);
  });

  it.each<[string, Given]>([
    ['another workspace', { workspace: 'w' }],
    ['another session', { session: 't' }],
    ['another thread', { thread: 'agent' }],
    ['another model', { model: 'claude-haiku-5-5' }],
    ['another speed', { speed: 'fast' }],
  ])('%s has a cache of its own', (_, other) => {
    const all = workload(
      { cache_write_5m: 100 },
      { at: 10, read: 40, cache_write_5m: 5, ...other },
      { at: 20, read: 100 },
    );
    expect(column(all, (row) => all.requests.cache_read[row]!)).toEqual([[0, 100], [40]]);
    expect(column(all, (row) => all.requests.reading[row]!).map((each) => each.map((one) => READINGS[one]))).toEqual([
      ['first', 'hit'],
      ['first'],
    ]);
  });

  it('a session that is resumed after hours goes on', () => {
    expect(last({ cache_write_5m: 100 }, { at: 9 * HOUR, cache_write_5m: 110 })).toEqual({
      ...{ reading: 'expired', most: 100, hour: 0, alive: 0 },
    });
  });

  it.each<[string, Given]>([
    ['a request without a session', { session: '' }],
    ['a compaction', { kind: 'compaction' }],
    ['an advisor', { kind: 'advisor' }],
    ['a fallback', { kind: 'fallback' }],
  ])('%s is in none, and neither reads for one nor breaks it', (_, stranger) => {
    const all = workload(
      { cache_write_5m: 100 },
      { at: 10, read: 30, cache_write_1h: 5, ...stranger },
      { at: 20, read: 100 },
    );
    expect(all.chains.map(({ known }) => known)).toEqual([true, false]);
    expect([...all.requests.reading].map((each) => READINGS[each])).toEqual(['first', 'hit', 'first']);
    expect([...all.requests.gap]).toEqual([NEVER, 20_000, NEVER]);
    expect([...all.requests.most]).toEqual([0, 100, 30]);
    expect([...all.requests.hour]).toEqual([0, 0, 0]);
  });
});

describe('what a read says', () => {
  const [cache_write_5m, cache_write_1h] = [{ cache_write_5m: 100 }, { cache_write_1h: 100 }];
  /** 40 for an hour, 60 for 5 minutes. */
  const mixed = { cache_write_1h: 40, cache_write_5m: 60 };

  it.each<[string, Given[], Partial<Seen>]>([
    ['the first of a chain is a first', [{ read: 7, cache_write_5m: 3 }], { reading: 'first', most: 7, alive: 0 }],
    ['and so is the next when it cached nothing', [{ input: 9 }, { at: 5, read: 70 }], { reading: 'first', most: 70 }],
    [
      'all of it is a hit',
      [cache_write_5m, { at: 10, read: 100, cache_write_5m: 9 }],
      { reading: 'hit', most: 100, alive: 1 },
    ],
    [
      'half of it is a hit, of a prefix that changed',
      [cache_write_5m, { at: 10, read: 50 }],
      { reading: 'hit', most: 50 },
    ],
    [
      'less is a change',
      [cache_write_5m, { at: 10, read: 49, cache_write_5m: 80 }],
      { reading: 'changed', most: 49, alive: 1 },
    ],
    [
      'a compaction of the conversation is a change',
      [cache_write_5m, { at: 10, read: 9, cache_write_5m: 2 }],
      { reading: 'changed', most: 9 },
    ],
    [
      'nothing after 280 s is a change',
      [cache_write_5m, { at: 280, cache_write_5m: 120 }],
      { reading: 'changed', most: 0, alive: 1 },
    ],
    [
      'nothing after 300 s is open',
      [cache_write_5m, { at: 300, cache_write_5m: 120 }],
      { reading: 'expired', most: 100, alive: 1 },
    ],
    [
      'nothing after 311 s is expired',
      [cache_write_5m, { at: 311, cache_write_5m: 120 }],
      { reading: 'expired', most: 100, alive: 0 },
    ],
    [
      'the start of an answer is nearer to the request than its end: 260 s of rest, 300 s of age',
      [
        { ...cache_write_5m, lasts: 40 },
        { at: 300, cache_write_5m: 120 },
      ],
      { reading: 'expired', most: 100, alive: 1 },
    ],
    ['a hit is a hit, however late', [cache_write_5m, { at: 320, read: 100 }], { reading: 'hit', most: 100, alive: 0 }],
    [
      'most is no more than the request caches itself',
      [cache_write_5m, { at: 6 * MINUTE, cache_write_5m: 30 }],
      { reading: 'expired', most: 30 },
    ],
    [
      'and no less than it read',
      [cache_write_5m, { at: 6 * MINUTE, read: 60, cache_write_5m: 10 }],
      { reading: 'hit', most: 70 },
    ],
    [
      'what others kept warm is no evidence',
      [cache_write_5m, { at: 6 * MINUTE, read: 20, cache_write_5m: 90 }],
      { reading: 'expired', most: 100 },
    ],
    [
      'one hour lasts for an hour',
      [cache_write_1h, { at: 50 * MINUTE, cache_write_1h: 120 }],
      { reading: 'changed', most: 0, hour: 100, alive: 1 },
    ],
    [
      'and no longer',
      [cache_write_1h, { at: 61 * MINUTE, cache_write_1h: 120 }],
      { reading: 'expired', most: 100, hour: 100, alive: 0 },
    ],
    [
      'mixed writes: the one-hour part is left, and what was beyond it is open',
      [mixed, { at: 10 * MINUTE, read: 40, cache_write_5m: 70 }],
      { reading: 'expired', most: 100, hour: 40, alive: 1 },
    ],
    [
      'mixed writes: less than the one-hour part is a change',
      [mixed, { at: 10 * MINUTE, read: 39, cache_write_1h: 1, cache_write_5m: 70 }],
      { reading: 'changed', most: 39, hour: 40, alive: 1 },
    ],
    [
      'mixed writes: within five minutes less than all is a change',
      [mixed, { at: 4 * MINUTE, read: 40, cache_write_5m: 70 }],
      { reading: 'changed', most: 40, hour: 40, alive: 1 },
    ],
    [
      'mixed writes: after an hour all is open',
      [mixed, { at: 2 * HOUR, cache_write_1h: 40, cache_write_5m: 70 }],
      { reading: 'expired', most: 100, hour: 40, alive: 0 },
    ],
    [
      'a one-hour write keeps what stands before it for an hour',
      [cache_write_5m, { at: 10, read: 100, cache_write_1h: 20 }, { at: 10 * MINUTE, read: 0, cache_write_5m: 150 }],
      { reading: 'changed', most: 0, hour: 120 },
    ],
    [
      'a five-minute write leaves the hour of what stands before it',
      [cache_write_1h, { at: 10, read: 100, cache_write_5m: 20 }, { at: 10 * MINUTE, read: 100, cache_write_5m: 50 }],
      { reading: 'hit', most: 120, hour: 100 },
    ],
    [
      'a change takes the hour of what stood after it',
      [cache_write_1h, { at: 10, read: 30, cache_write_5m: 90 }, { at: 10 * MINUTE, read: 30, cache_write_5m: 120 }],
      { reading: 'expired', most: 120, hour: 30 },
    ],
    [
      'a read renews: it is the rest since the last request that counts',
      [cache_write_5m, { at: 4 * MINUTE, read: 100 }, { at: 8 * MINUTE, cache_write_5m: 120 }],
      { reading: 'changed', most: 0, alive: 1 },
    ],
  ])('%s', (_, given, expected) => {
    expect(last(...given)).toMatchObject(expected);
  });
});
