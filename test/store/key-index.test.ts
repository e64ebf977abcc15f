/** The key index beside a plain list: the same keys, whatever the sizes they came in. */
import type Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../../bench/synthetic/random.ts';
import { keyEntries, type KeyEntries } from '../../src/store/key-entries.ts';
import { keyIndex, type KeyIndex } from '../../src/store/key-index.ts';
import { openDatabase } from '../../src/store/open.ts';

interface Entry {
  readonly high: number;
  readonly low: number;
  readonly at: number;
}

let database: Database.Database;
let index: KeyIndex;
beforeEach(() => {
  database = openDatabase('', { create: true });
  index = keyIndex(database);
});
afterEach(() => database.close());

const random = new Random(7);
const half = (): number => random.below(2 ** 30) * 4 + random.below(4);

function entriesOf(some: readonly Entry[]): KeyEntries {
  const entries = keyEntries(some.length);
  some
    .toSorted((a, b) => a.high - b.high || a.low - b.low)
    .forEach(({ high, low, at }, place) => {
      [entries.high[place], entries.low[place], entries.at[place]] = [high, low, at];
    });
  return entries;
}

function fresh(count: number, at: number): Entry[] {
  return Array.from({ length: count }, (_, place) => ({ high: half(), low: half(), at: at + place }));
}

const textOf = ({ high, low, at }: Entry): string => `${high} ${low} ${at}`;

function foundOf(some: readonly Entry[]): string[] {
  const keys = entriesOf(some);
  const found: string[] = [];
  index.find(keys, (place, at) => {
    found.push(textOf({ high: keys.high[place] ?? -1, low: keys.low[place] ?? -1, at }));
  });
  return found.sort();
}

describe('keys', () => {
  it.each([
    { does: 'one at a time', sizes: Array<number>(70).fill(1) },
    { does: 'of several chunks', sizes: [20_000, 5000, 300, 4, 20_000, 20_000, 20_000, 1] },
    { does: 'small ones beside a large run', sizes: [30_000, ...Array<number>(20).fill(17)] },
    { does: 'none', sizes: [0, 3, 0] },
  ])('$does are found at their instants, and no other is', ({ sizes }) => {
    const known: Entry[] = [];
    for (const size of sizes) {
      const some = fresh(size, known.length);
      index.add(entriesOf(some));
      known.push(...some);
    }
    expect(foundOf(known)).toEqual(known.map(textOf).sort());
    // From now on as they are stored.
    index.forget();
    expect(foundOf(known)).toEqual(known.map(textOf).sort());
    expect(foundOf(fresh(5000, 0))).toEqual([]);
    // The same low half beside another high one passes more easily.
    expect(foundOf(known.slice(0, 500).map(({ high, ...rest }) => ({ ...rest, high: high ^ 1 })))).toEqual([]);
  });

  it('that share 64 bits are found together', () => {
    const shared = [1, 2, 3].map((at) => ({ high: 0xffffffff, low: 0, at }));
    for (const one of shared) index.add(entriesOf([one]));
    index.add(entriesOf([{ high: 0, low: 0xffffffff, at: 4 }]));
    expect(foundOf(shared.slice(0, 1))).toEqual(shared.map(textOf));
    expect(foundOf([{ high: 0, low: 0xffffffff, at: 0 }])).toEqual([textOf({ high: 0, low: 0xffffffff, at: 4 })]);
  });

  it('come to few runs, whose number grows with the logarithm of the entries', () => {
    for (let times = 0; times < 200; times++) index.add(entriesOf(fresh(100, times)));
    const runs = Number(database.prepare('SELECT count(*) FROM key_run').pluck().get());
    const entries = Number(database.prepare('SELECT sum(entries) FROM key_run').pluck().get());
    const ofRunsThatAreGone = ['key_chunk', 'key_prints'].map((table) =>
      Number(
        database
          .prepare(`SELECT count(*) FROM ${table} WHERE id / 16777216 NOT IN (SELECT id FROM key_run)`)
          .pluck()
          .get(),
      ),
    );
    expect([runs <= 16, entries, ofRunsThatAreGone]).toEqual([true, 20_000, [0, 0]]);
  });

  it('of a transaction that was taken back are forgotten', () => {
    const [kept, lost] = [fresh(50, 0), fresh(50, 100)];
    index.add(entriesOf(kept));
    database.exec('BEGIN');
    index.add(entriesOf(lost));
    database.exec('ROLLBACK');
    index.forget();
    const again = fresh(50, 200);
    index.add(entriesOf(again));
    expect(foundOf([...kept, ...lost, ...again])).toEqual([...kept, ...again].map(textOf).sort());
  });
});
