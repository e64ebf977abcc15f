/**
 * Where the event of a key stands: a log-structured merge tree (O'Neil et al. 1996). Keys are random, and a random key in a B-tree
 * costs more than all else of an event, so they are kept as sorted runs, of which small ones are merged into larger ones, each
 * behind a fingerprint filter that rejects most unknown keys. What it gains over an index of SQLite's own: bench/complexity.md.
 */
import type Database from 'better-sqlite3';
import {
  entriesOf,
  fromBlob,
  keyEntries,
  lowerBound,
  mergeEntries,
  sliceOf,
  toBlob,
  type KeyEntries,
} from './key-entries.ts';
import { printsMaker, printsOf, type KeyPrints } from './key-prints.ts';

export interface KeyIndex {
  /**
   * Calls back for each of these keys, which are sorted, that may be known, with an instant its event may stand at. 64
   * bits may be shared by chance, and an event may have moved: the event itself tells.
   */
  find(keys: KeyEntries, found: (index: number, at: number) => void): void;
  /** Sorted, and not known yet at these instants. */
  add(entries: KeyEntries): void;
  /** The transaction was taken back. */
  forget(): void;
}

/** Entries a chunk has on average at most. */
const CHUNK_ENTRIES = 1024;
/** Runs of about one size that are merged. */
const FAN_IN = 8;
const SMALLEST = 256;
/** Entries sorted at once when the index is made anew. */
const REBUILD_ENTRIES = 1 << 18;
/** Ids of the chunks and pieces of a run begin at its own times this. */
const PLACES = 2 ** 24;

interface Run {
  readonly id: number;
  readonly entries: number;
  /** There are 2^bits chunks. */
  readonly bits: number;
}

export function keyIndex(database: Database.Database): KeyIndex {
  const all = database.prepare('SELECT id, entries, bits FROM key_run ORDER BY id');
  const piecesOf = database.prepare('SELECT prints FROM key_prints WHERE id >= ? AND id < ? ORDER BY id').pluck();
  const chunkOf = database.prepare('SELECT entries FROM key_chunk WHERE id = ?').pluck();
  const addRun = database.prepare('INSERT INTO key_run (entries, bits) VALUES (?, ?)');
  const addPiece = database.prepare('INSERT INTO key_prints VALUES (?, ?)');
  const addChunk = database.prepare('INSERT INTO key_chunk VALUES (?, ?)');
  const removals = ['key_chunk', 'key_prints'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE id >= ? AND id < ?`),
  );
  const removeRun = database.prepare('DELETE FROM key_run WHERE id = ?');
  const stored = database
    .prepare('SELECT key, at FROM event WHERE (at, key) > (?, ?) AND part = 0 ORDER BY at, key LIMIT ?')
    .raw();
  const prints = new Map<number, KeyPrints>();

  function runs(): Run[] {
    const found = all.all() as Run[];
    if (found.length > 0) return found;
    rebuild();
    return all.all() as Run[];
  }

  /** A ledger from before there was an index. */
  function rebuild(): void {
    let after: Place = [Buffer.alloc(0), -1];
    for (;;) {
      const some = stored.all(after[1], after[0], REBUILD_ENTRIES) as Place[];
      const last = some.at(-1);
      if (last === undefined) return;
      write(entriesOf(some));
      after = last;
    }
  }

  function printsIn({ id, entries, bits }: Run): KeyPrints {
    const known = prints.get(id) ?? printsOf(entries, bits, piecesOf.iterate(...idsOf(id)) as Iterable<Buffer>);
    prints.set(id, known);
    return known;
  }

  function chunk(run: Run, place: number): KeyEntries {
    const blob = chunkOf.get(run.id * PLACES + place) as Buffer | undefined;
    return blob === undefined ? NO_ENTRIES : fromBlob(blob);
  }

  function findIn(run: Run, keys: KeyEntries, found: (index: number, at: number) => void): void {
    const known = printsIn(run);
    let [place, entries] = [-1, NO_ENTRIES];
    for (let index = 0; index < keys.high.length; index++) {
      const high = keys.high[index] ?? 0;
      const low = keys.low[index] ?? 0;
      if (!known.mayHave(high, low)) continue;
      if (placeOf(high, run.bits) !== place) {
        place = placeOf(high, run.bits);
        entries = chunk(run, place);
      }
      for (let at = lowerBound(entries, high, low); entries.high[at] === high && entries.low[at] === low; at++) {
        found(index, entries.at[at] ?? 0);
      }
    }
  }

  /** Writes a run whose chunks come one after another, each sorted and of one place. */
  function writeRun(total: number, bits: number, chunkAt: (place: number) => KeyEntries): void {
    const id = Number(addRun.run(total, bits).lastInsertRowid);
    const maker = printsMaker(total, bits);
    for (let place = 0; place < 2 ** bits; place++) {
      const entries = chunkAt(place);
      const { high, low } = entries;
      if (high.length === 0) continue;
      for (let index = 0; index < high.length; index++) maker.add(high[index] ?? 0, low[index] ?? 0);
      addChunk.run(id * PLACES + place, toBlob(entries));
    }
    const known = maker.made();
    let piece = id * PLACES;
    for (const some of known.pieces()) addPiece.run(piece++, some);
    prints.set(id, known);
  }

  function write(entries: KeyEntries): void {
    const bits = bitsFor(entries.high.length);
    writeRun(entries.high.length, bits, (place) => entriesAt(entries, place, bits));
  }

  function merge(some: readonly Run[]): void {
    const total = some.reduce((sum, run) => sum + run.entries, 0);
    const bits = Math.max(bitsFor(total), ...some.map((run) => run.bits));
    const latest = some.map((run) => ({ run, place: -1, entries: NO_ENTRIES }));
    writeRun(total, bits, (place) =>
      mergeEntries(
        latest.map((each) => {
          const own = place >> (bits - each.run.bits);
          if (own !== each.place) Object.assign(each, { place: own, entries: chunk(each.run, own) });
          return entriesAt(each.entries, place, bits);
        }),
      ),
    );
    for (const { id } of some) {
      for (const remove of removals) remove.run(...idsOf(id));
      removeRun.run(id);
      prints.delete(id);
    }
  }

  function compact(): void {
    for (;;) {
      const bySize = Map.groupBy(runs(), (run) => sizeClass(run.entries));
      const many = [...bySize.values()].find((some) => some.length >= FAN_IN);
      if (many === undefined) return;
      merge(many);
    }
  }

  return {
    find(keys, found) {
      for (const run of runs()) findIn(run, keys, found);
    },
    add(entries) {
      if (entries.high.length === 0) return;
      write(entries);
      compact();
    },
    forget: () => prints.clear(),
  };
}

const NO_ENTRIES: KeyEntries = keyEntries(0);

function idsOf(run: number): readonly [from: number, to: number] {
  return [run * PLACES, (run + 1) * PLACES];
}

function sizeClass(entries: number): number {
  return Math.max(0, Math.floor(Math.log(entries / SMALLEST) / Math.log(FAN_IN)));
}

function bitsFor(entries: number): number {
  return Math.max(0, Math.ceil(Math.log2(entries / CHUNK_ENTRIES)));
}

/** The chunk that a key is in. */
function placeOf(high: number, bits: number): number {
  return bits === 0 ? 0 : high >>> (32 - bits);
}

/** The entries that belong to a place. */
function entriesAt(entries: KeyEntries, place: number, bits: number): KeyEntries {
  if (bits === 0) return entries;
  const width = 2 ** (32 - bits);
  const start = lowerBound(entries, place * width, 0);
  const end = lowerBound(entries, (place + 1) * width, 0);
  return sliceOf(entries, start, end);
}

type Place = readonly [key: Buffer, at: number];
