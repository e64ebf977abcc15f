/** Which writes nobody read: worked by hand, and against an oracle that looks at every position. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unreadWrites } from '../../src/analysis/unread-writes.ts';
import { NO_METERS } from '../../src/core/meters.ts';
import { MS_PER_DAY, MS_PER_HOUR, type Instant } from '../../src/core/time.ts';
import type { Inference } from '../../src/store/ledger.ts';

interface Given {
  readonly read: number;
  readonly write: number;
  readonly at?: number;
  readonly session?: string;
  readonly thread?: string;
  readonly model?: string;
}

const START = Date.UTC(2026, 10, 1);

function inference({ read, write, at = 0, session = 's', thread = '', model = 'm' }: Given): Inference {
  const meters = { ...NO_METERS, cache_read: read, cache_write_5m: write };
  const when = (START + at) as Instant;
  const terms = { source: '', platform: '', tier: '', speed: '', geo: '', kind: 'message' } as const;
  return { at: when, until: when, model, workspace: '', session, thread, values: [], terms, requests: 1, meters };
}

/** Unread and unattributed tokens of each inference, in their order. */
function fates(given: readonly Given[]): [unread: number, unattributed: number][] {
  const inferences = given.map(inference);
  const sums = new Map(inferences.map((each) => [each, [0, 0] as [number, number]]));
  for (const { inference: of, unread, unattributed } of unreadWrites(inferences)) {
    expect(unread + unattributed).toBeGreaterThan(0);
    const sum = sums.get(of);
    if (sum) [sum[0], sum[1]] = [sum[0] + unread, sum[1] + unattributed];
  }
  return [...sums.values()];
}

const unreadOf = (given: readonly Given[]): number[] => fates(given).map(([unread]) => unread);

describe('by hand', () => {
  it.each<[string, Given[], number[]]>([
    [
      'nothing written, nothing unread',
      [
        { read: 0, write: 0 },
        { read: 5, write: 0 },
      ],
      [0, 0],
    ],
    [
      'each turn reads what the ones before wrote; the last is not read by anybody',
      [
        { read: 0, write: 100 },
        { read: 100, write: 20 },
        { read: 120, write: 30 },
      ],
      [0, 0, 30],
    ],
    [
      'a prefix that changes at 40: of the first 100, only 40 are read before they are written over',
      [
        { read: 0, write: 100 },
        { read: 40, write: 70 },
        { read: 110, write: 0 },
      ],
      [60, 0, 0],
    ],
    [
      'the whole prefix is written again each time',
      [
        { read: 0, write: 100 },
        { read: 0, write: 100 },
        { read: 0, write: 100 },
      ],
      [100, 100, 100],
    ],
    [
      'a part of a write is read',
      [
        { read: 0, write: 100 },
        { read: 30, write: 0 },
      ],
      [70, 0],
    ],
    [
      'what stands beyond a shorter write stays, and may still be read',
      [
        { read: 0, write: 100 },
        { read: 20, write: 30 },
        { read: 100, write: 0 },
      ],
      // Of the first, 20 to 50 is written over; 50 to 100 is read in the end.
      [30, 0, 0],
    ],
    [
      'a sub-agent is a chain of its own',
      [
        { read: 0, write: 100 },
        { read: 100, write: 0, thread: 'agent' },
      ],
      [100, 0],
    ],
    [
      'and so is another model',
      [
        { read: 0, write: 100 },
        { read: 100, write: 0, model: 'n' },
      ],
      [100, 0],
    ],
    [
      'and another session',
      [
        { read: 0, write: 100 },
        { read: 100, write: 0, session: 't' },
      ],
      [100, 0],
    ],
    [
      'after a day at rest nothing is in any cache',
      [
        { read: 0, write: 100 },
        { read: 100, write: 0, at: MS_PER_DAY + 1 },
      ],
      [100, 0],
    ],
    [
      'after a day to the millisecond it still counts',
      [
        { read: 0, write: 100 },
        { read: 100, write: 0, at: MS_PER_DAY },
      ],
      [0, 0],
    ],
    [
      'it is the rest between two requests that counts, not that since the write',
      [
        { read: 0, write: 100 },
        { read: 10, write: 0, at: MS_PER_DAY },
        { read: 100, write: 0, at: 2 * MS_PER_DAY },
      ],
      [0, 0, 0],
    ],
  ])('%s', (_, given, expected) => {
    expect(unreadOf(given)).toEqual(expected);
  });

  it('without a session nobody knows who could have read it', () => {
    expect(
      fates([
        { read: 0, write: 100, session: '' },
        { read: 100, write: 7, session: '' },
      ]),
    ).toEqual([
      [0, 100],
      [0, 7],
    ]);
  });

  it('both kinds of writes are writes', () => {
    const both = {
      ...inference({ read: 0, write: 5 }),
      meters: { ...NO_METERS, cache_write_5m: 5, cache_write_1h: 6 },
    };
    expect([...unreadWrites([both])]).toEqual([{ inference: both, unread: 11, unattributed: 0 }]);
  });
});

/** Each position's writer and whether it was read, one by one. */
function oracle(given: readonly Given[]): number[] {
  const unread = given.map(() => 0);
  const chains = new Map<string, { at: number; cells: ({ writer: number; read: boolean } | undefined)[] }>();
  const lose = (cell: { writer: number; read: boolean } | undefined): void => {
    if (cell && !cell.read) unread[cell.writer] = (unread[cell.writer] ?? 0) + 1;
  };
  for (const [index, { read, write, at = 0, session = 's', thread = '', model = 'm' }] of given.entries()) {
    const key = [session, thread, model].join('/');
    const chain = chains.get(key) ?? { at, cells: [] };
    if (at - chain.at > MS_PER_DAY) chain.cells.splice(0).forEach(lose);
    chain.at = at;
    chains.set(key, chain);
    for (let position = 0; position < read; position += 1) {
      const cell = chain.cells[position];
      if (cell) cell.read = true;
    }
    for (let position = read; position < read + write; position += 1) {
      lose(chain.cells[position]);
      chain.cells[position] = { writer: index, read: false };
    }
  }
  for (const { cells } of chains.values()) cells.forEach(lose);
  return unread;
}

const anyChain: fc.Arbitrary<Given[]> = fc
  .array(
    fc.record({
      read: fc.nat(12),
      write: fc.nat(8),
      gap: fc.oneof(fc.nat(MS_PER_HOUR), fc.constantFrom(MS_PER_DAY, MS_PER_DAY + 1, MS_PER_DAY / 2, 3 * MS_PER_HOUR)),
      session: fc.constantFrom('s', 't'),
      thread: fc.constantFrom('', 'agent'),
      model: fc.constantFrom('m', 'n'),
    }),
    { maxLength: 40 },
  )
  .map((steps) => {
    let at = 0;
    return steps.map(({ gap, ...rest }) => ({ ...rest, at: (at += gap) }));
  });

describe('for any chains', () => {
  it('it is what looking at every position says', () => {
    fc.assert(
      fc.property(anyChain, (given) => {
        expect(unreadOf(given)).toEqual(oracle(given));
      }),
      { numRuns: 500 },
    );
  });

  it('no more is unread than was written', () => {
    fc.assert(
      fc.property(anyChain, (given) => {
        for (const [index, unread] of unreadOf(given).entries())
          expect(unread).toBeLessThanOrEqual(given[index]?.write ?? 0);
      }),
    );
  });
});
