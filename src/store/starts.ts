/**
 * Which events of a transaction are new. They are sorted by their keys, which finds those that stand there twice and lets
 * the index be gone through in its own order.
 */
import { numberAt, PACKED } from '../core/packed-columns.ts';
import { entriesOf, keyEntries, mergeEntries, sliceOf, type KeyEntries } from './key-entries.ts';
import type { KeyIndex } from './key-index.ts';
import { highAt, lowAt, type NumberedEvents } from './packed-rows.ts';

/** The first row of an event. */
export interface Start {
  /** Which of the packed events it is in. */
  readonly piece: number;
  readonly row: number;
}

export interface Starts {
  /** Events the ledger has not, each once, in the order of time: the nth of each column is one. */
  readonly fresh: { readonly piece: Uint32Array; readonly row: Uint32Array };
  /** Others in the order they came in, with the instants at which the ledger may have them. */
  readonly contested: readonly (Start & { readonly places: readonly number[] })[];
  /** Entries of the index for the new ones and those that merging added or moved. */
  entriesWith(moved: ReadonlyMap<string, number>): KeyEntries;
}

/** The first rows of all events, in the order they came in. */
interface Columns {
  readonly piece: Uint32Array;
  readonly row: Uint32Array;
  readonly keys: KeyEntries;
}

export function sortStarts(all: readonly NumberedEvents[], index: KeyIndex): Starts {
  const columns = columnsOf(all);
  const order = byKey(columns.keys);
  const sorted = pick(columns.keys, order);
  const places = new Map<number, number[]>();
  const contest = (place: number): number[] => {
    const start = order[place] ?? 0;
    const known = places.get(start) ?? [];
    places.set(start, known);
    return known;
  };
  for (let place = 1; place < order.length; place++) {
    if (sorted.high[place - 1] !== sorted.high[place] || sorted.low[place - 1] !== sorted.low[place]) continue;
    contest(place - 1);
    contest(place);
  }
  index.find(sorted, (place, at) => contest(place).push(at));
  const fresh = inTime(columns.keys.at, places);
  const startAt = (start: number): Start => ({ piece: columns.piece[start] ?? 0, row: columns.row[start] ?? 0 });
  return {
    fresh: {
      piece: fresh.map((start) => columns.piece[start] ?? 0),
      row: fresh.map((start) => columns.row[start] ?? 0),
    },
    contested: [...places.keys()]
      .sort((a, b) => a - b)
      .map((start) => ({ ...startAt(start), places: places.get(start) ?? [] })),
    entriesWith(moved) {
      const added =
        places.size === 0
          ? sorted
          : pick(
              columns.keys,
              order.filter((start) => !places.has(start)),
            );
      return moved.size === 0 ? added : mergeEntries([added, movedEntries(moved)]);
    },
  };
}

function columnsOf(all: readonly NumberedEvents[]): Columns {
  const most = all.reduce((sum, { events }) => sum + events.rows, 0);
  const [pieces, rows, keys] = [new Uint32Array(most), new Uint32Array(most), keyEntries(most)];
  let count = 0;
  for (const [piece, own] of all.entries()) {
    const { events } = own;
    for (let row = 0; row < events.rows; row++) {
      if (numberAt(events, row, PACKED.part) !== 0) continue;
      pieces[count] = piece;
      rows[count] = row;
      keys.high[count] = highAt(own, row);
      keys.low[count] = lowAt(own, row);
      keys.at[count] = numberAt(events, row, PACKED.at);
      count += 1;
    }
  }
  return { piece: pieces.subarray(0, count), row: rows.subarray(0, count), keys: sliceOf(keys, 0, count) };
}

/** LSD radix sort (Knuth, TAOCP 5.2.5) by the first 32 bits of the keys, then an insertion sort: few share all of these. */
function byKey({ high, low }: KeyEntries): Uint32Array {
  let order = new Uint32Array(high.length);
  for (let start = 0; start < order.length; start++) order[start] = start;
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) order = byDigit(high, order, shift);
  for (let place = 1; place < order.length; place++) {
    const start = order[place] ?? 0;
    let to = place;
    for (; to > 0 && isAfter(order[to - 1] ?? 0, start); to--) order[to] = order[to - 1] ?? 0;
    order[to] = start;
  }
  return order;

  function isAfter(a: number, b: number): boolean {
    return high[a] === high[b] && (low[a] ?? 0) > (low[b] ?? 0);
  }
}

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

/** One pass of it, a counting sort, which is stable. */
function byDigit(numbers: Uint32Array, order: Uint32Array, shift: number): Uint32Array<ArrayBuffer> {
  const starts = new Uint32Array(DIGITS + 1);
  for (let index = 0; index < numbers.length; index++) {
    const after = (((numbers[index] ?? 0) >>> shift) & (DIGITS - 1)) + 1;
    starts[after] = (starts[after] ?? 0) + 1;
  }
  for (let digit = 1; digit < DIGITS; digit++) starts[digit] = (starts[digit] ?? 0) + (starts[digit - 1] ?? 0);
  const sorted = new Uint32Array(order.length);
  for (let index = 0; index < order.length; index++) {
    const start = order[index] ?? 0;
    const digit = ((numbers[start] ?? 0) >>> shift) & (DIGITS - 1);
    const place = starts[digit] ?? 0;
    starts[digit] = place + 1;
    sorted[place] = start;
  }
  return sorted;
}

/** Those that nothing contests, in the order of time. */
function inTime(at: Float64Array, places: ReadonlyMap<number, unknown>): Uint32Array {
  const fresh = new Uint32Array(at.length - places.size);
  let [count, latest, ordered] = [0, -Infinity, true];
  for (let start = 0; start < at.length; start++) {
    if (places.has(start)) continue;
    fresh[count] = start;
    count += 1;
    ordered &&= latest <= (at[start] ?? 0);
    latest = at[start] ?? 0;
  }
  return ordered ? fresh : fresh.sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0));
}

function pick({ high, low, at }: KeyEntries, order: Uint32Array): KeyEntries {
  const picked = keyEntries(order.length);
  for (let place = 0; place < order.length; place++) {
    const start = order[place] ?? 0;
    picked.high[place] = high[start] ?? 0;
    picked.low[place] = low[start] ?? 0;
    picked.at[place] = at[start] ?? 0;
  }
  return picked;
}

export function movedEntries(moved: ReadonlyMap<string, number>): KeyEntries {
  return entriesOf([...moved].map(([key, at]) => [Buffer.from(key, 'hex'), at]));
}
