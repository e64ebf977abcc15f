/**
 * Where the event of a key stands. Keys are random, and a random key in a tree costs more than all else of an event: so
 * they are kept as sorted runs, of which small ones are merged into larger ones, each behind a filter that knows most
 * strange keys for strange (a log-structured merge, as in O'Neil et al. 1996).
 */
import type Database from 'better-sqlite3';
import {
  emptyWords,
  fromBlob,
  keyEntries,
  keyFilter,
  lowerBound,
  mergeEntries,
  toBlob,
  type KeyEntries,
  type KeyFilter,
} from './key-entries.ts';

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
const FAN_IN = 4;
const SMALLEST = 256;
/** Entries sorted at once when the index is made anew. */
const REBUILD_ENTRIES = 1 << 18;

interface Run {
  readonly id: number;
  readonly entries: number;
  /** There are 2^bits chunks. */
  readonly bits: number;
}

export function keyIndex(database: Database.Database): KeyIndex {
  const all = database.prepare('SELECT id, entries, bits FROM key_run ORDER BY id');
  const filterOf = database.prepare('SELECT filter FROM key_run WHERE id = ?').pluck();
  const chunkOf = database.prepare('SELECT entries FROM key_chunk WHERE run = ? AND place = ?').pluck();
  const addRun = database.prepare(`INSERT INTO key_run (entries, bits, filter) VALUES (?, ?, x'')`);
  const setFilter = database.prepare('UPDATE key_run SET filter = ? WHERE id = ?');
  const addChunk = database.prepare('INSERT INTO key_chunk VALUES (?, ?, ?)');
  const removeChunks = database.prepare('DELETE FROM key_chunk WHERE run = ?');
  const removeRun = database.prepare('DELETE FROM key_run WHERE id = ?');
  const stored = database
    .prepare('SELECT key, at FROM event WHERE (at, key) > (?, ?) AND part = 0 ORDER BY at, key LIMIT ?')
    .raw();
  const filters = new Map<number, KeyFilter>();

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
      write(sorted(some));
      after = last;
    }
  }

  function filter({ id }: Run): KeyFilter {
    const known = filters.get(id) ?? keyFilter(new Uint32Array(new Uint8Array(filterOf.get(id) as Buffer).buffer));
    filters.set(id, known);
    return known;
  }

  function chunk(run: Run, place: number): KeyEntries {
    const blob = chunkOf.get(run.id, place) as Buffer | undefined;
    return blob === undefined ? NO_ENTRIES : fromBlob(blob);
  }

  function findIn(run: Run, keys: KeyEntries, found: (index: number, at: number) => void): void {
    const known = filter(run);
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
    const known = keyFilter(emptyWords(total));
    for (let place = 0; place < 2 ** bits; place++) {
      const entries = chunkAt(place);
      const { high, low } = entries;
      if (high.length === 0) continue;
      for (let index = 0; index < high.length; index++) known.add(high[index] ?? 0, low[index] ?? 0);
      addChunk.run(id, place, toBlob(entries, 0, high.length));
    }
    setFilter.run(Buffer.from(known.words.buffer), id);
    filters.set(id, known);
  }

  function write(entries: KeyEntries): void {
    const bits = bitsFor(entries.high.length);
    writeRun(entries.high.length, bits, (place) => sliceOf(entries, place, bits));
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
          return sliceOf(each.entries, place, bits);
        }),
      ),
    );
    for (const { id } of some) {
      removeChunks.run(id);
      removeRun.run(id);
      filters.delete(id);
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
    forget: () => filters.clear(),
  };
}

const NO_ENTRIES: KeyEntries = keyEntries(0);

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
function sliceOf(entries: KeyEntries, place: number, bits: number): KeyEntries {
  if (bits === 0) return entries;
  const width = 2 ** (32 - bits);
  const start = lowerBound(entries, place * width, 0);
  const end = lowerBound(entries, (place + 1) * width, 0);
  const { high, low, at } = entries;
  return { high: high.subarray(start, end), low: low.subarray(start, end), at: at.subarray(start, end) };
}

type Place = readonly [key: Buffer, at: number];

function sorted(places: readonly Place[]): KeyEntries {
  const ordered = [...places].sort(([a], [b]) => Buffer.compare(a, b));
  const entries = keyEntries(ordered.length);
  ordered.forEach(([key, at], index) => {
    entries.high[index] = key.readUInt32BE(0);
    entries.low[index] = key.readUInt32BE(4);
    entries.at[index] = at;
  });
  return entries;
}
