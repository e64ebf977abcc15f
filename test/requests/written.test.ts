/** Which writes nobody read: worked by hand, and against an oracle that looks at every position. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_METERS } from '../../src/core/meters.ts';
import { MS_PER_DAY, MS_PER_HOUR, type Instant } from '../../src/core/time.ts';
import { requestLog } from '../../src/requests/log.ts';
import { eachWritten, unreadWrites } from '../../src/requests/written.ts';
import type { Inference } from '../../src/store/ledger.ts';

interface Given {
  readonly read: number;
  readonly write: number;
  /** Of those, so many for an hour. */
  readonly hour?: number;
  readonly at?: number;
  readonly session?: string;
  readonly thread?: string;
  readonly model?: string;
  readonly workspace?: string;
  readonly speed?: string;
  readonly kind?: 'message' | 'compaction';
}

const START = Date.UTC(2026, 10, 1);

function inference({
  read,
  write,
  hour = 0,
  at = 0,
  session = 's',
  thread = '',
  model = 'm',
  ...more
}: Given): Inference {
  const { workspace = '', speed = '', kind = 'message' } = more;
  const meters = { ...NO_METERS, cache_read: read, cache_write_5m: write - hour, cache_write_1h: hour };
  const when = (START + at) as Instant;
  const terms = { source: '', platform: '', tier: '', speed, geo: '', kind } as const;
  return { at: when, until: when, model, workspace, session, thread, values: [], terms, requests: 1, meters };
}

/** Tokens that nobody read, by row. */
function unreadOf(given: readonly Given[]): number[] {
  const { unread5m, unread1h } = unreadWrites(requestLog(given.map(inference)));
  return given.map((_, row) => (unread5m[row] ?? 0) + (unread1h[row] ?? 0));
}

/** Tokens by row and by how often they were read, of what was written for five minutes and for an hour. */
function timesRead(given: readonly Given[], most: number): Map<string, number> {
  const times = new Map<string, number>();
  eachWritten(requestLog(given.map(inference)), { most }, ({ row, isHour, tokens, reads }) => {
    expect(tokens).toBeGreaterThan(0);
    const key = `${row} ${isHour ? '1h' : '5m'} ${reads}`;
    times.set(key, (times.get(key) ?? 0) + tokens);
  });
  return times;
}

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
      'and another workspace',
      [
        { read: 0, write: 100, workspace: 'a' },
        { read: 100, write: 0, workspace: 'b' },
      ],
      [100, 0],
    ],
    [
      'and another speed',
      [
        { read: 0, write: 100, speed: 'standard' },
        { read: 100, write: 0, speed: 'fast' },
      ],
      [100, 0],
    ],
    [
      'a log that does not say is of the standard speed',
      [
        { read: 0, write: 100, speed: 'standard' },
        { read: 100, write: 0 },
      ],
      [0, 0],
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

  it('without a session nobody knows who could have read it: it is not settled', () => {
    const strangers = [
      { read: 0, write: 100, session: '' },
      { read: 100, write: 7, session: '' },
      { read: 0, write: 9, kind: 'compaction' as const },
    ];
    expect([...timesRead(strangers, 1)]).toEqual([]);
  });

  it('both kinds of writes are writes, and what an hour is written for stands first', () => {
    const given = [
      { read: 0, write: 11, hour: 6 },
      { read: 7, write: 0 },
    ];
    expect(Object.fromEntries(timesRead(given, 8))).toEqual({ '0 1h 1': 6, '0 5m 1': 1, '0 5m 0': 4 });
  });

  it('reads are counted until there are as many as are told apart', () => {
    const given = [{ read: 0, write: 10 }, ...Array.from({ length: 9 }, () => ({ read: 4, write: 0 }))];
    expect(Object.fromEntries(timesRead(given, 8))).toEqual({ '0 5m 8': 4, '0 5m 0': 6 });
  });
});

interface Position {
  readonly writer: number;
  readonly isHour: boolean;
  reads: number;
}

/** Each position's writer and how often it was read, one by one; what an entry is called is what `timesRead` calls it. */
function oracle(given: readonly Given[], most: number): Map<string, number> {
  const times = new Map<string, number>();
  const chains = new Map<string, { at: number; positions: (Position | undefined)[] }>();
  const lose = (position: Position | undefined): void => {
    if (position === undefined) return;
    const key = `${position.writer} ${position.isHour ? '1h' : '5m'} ${Math.min(most, position.reads)}`;
    times.set(key, (times.get(key) ?? 0) + 1);
  };
  for (const [index, { read, write, hour = 0, at = 0, ...whose }] of given.entries()) {
    const { session = 's', thread = '', model = 'm', workspace = '', speed } = whose;
    const key = [session, thread, model, workspace, speed === 'fast'].join('/');
    const chain = chains.get(key) ?? { at, positions: [] };
    if (at - chain.at > MS_PER_DAY) chain.positions.splice(0).forEach(lose);
    chain.at = at;
    chains.set(key, chain);
    for (const position of chain.positions.slice(0, read)) if (position) position.reads += 1;
    for (let place = read; place < read + write; place += 1) {
      lose(chain.positions[place]);
      chain.positions[place] = { writer: index, isHour: place < read + hour, reads: 0 };
    }
  }
  for (const { positions } of chains.values()) positions.forEach(lose);
  return times;
}

const anyChain: fc.Arbitrary<Given[]> = fc
  .array(
    fc.record({
      read: fc.nat(12),
      five: fc.nat(8),
      hour: fc.oneof(fc.constant(0), fc.nat(8)),
      gap: fc.oneof(fc.nat(MS_PER_HOUR), fc.constantFrom(MS_PER_DAY, MS_PER_DAY + 1, MS_PER_DAY / 2, 3 * MS_PER_HOUR)),
      session: fc.constantFrom('s', 't'),
      thread: fc.constantFrom('', 'agent'),
      model: fc.constantFrom('m', 'n'),
      workspace: fc.constantFrom('', '', 'w'),
      speed: fc.constantFrom('', 'standard', 'fast'),
    }),
    { maxLength: 40 },
  )
  .map((steps) => {
    let at = 0;
    return steps.map(({ gap, five, ...rest }) => ({ ...rest, write: five + rest.hour, at: (at += gap) }));
  });

const sorted = (times: Map<string, number>): [string, number][] => [...times].sort(([a], [b]) => (a < b ? -1 : 1));

describe('for any chains', () => {
  it.each([1, 2, 8])('it is what looking at every position says, where %i reads are told apart', (most) => {
    fc.assert(
      fc.property(anyChain, (given) => {
        expect(sorted(timesRead(given, most))).toEqual(sorted(oracle(given, most)));
      }),
      { numRuns: 500 },
    );
  });

  it('what nobody read is what was read no times', () => {
    fc.assert(
      fc.property(anyChain, (given) => {
        const unread = given.map(() => 0);
        for (const [key, tokens] of oracle(given, 1)) {
          const [row = '', , reads] = key.split(' ');
          if (reads === '0') unread[Number(row)] = (unread[Number(row)] ?? 0) + tokens;
        }
        expect(unreadOf(given)).toEqual(unread);
      }),
    );
  });
});
