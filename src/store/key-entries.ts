/**
 * Sorted keys with the instants their events stand at, as columns: what a run of the key index is made of. A key is its
 * first 64 bits in two halves; keys are hashes, so their bits are even.
 */

export interface KeyEntries {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  /** ms UTC. */
  readonly at: Float64Array;
}

const ENTRY_BYTES = 16;

export function keyEntries(count: number): KeyEntries {
  return { high: new Uint32Array(count), low: new Uint32Array(count), at: new Float64Array(count) };
}

export function sliceOf({ high, low, at }: KeyEntries, start: number, end: number): KeyEntries {
  return { high: high.subarray(start, end), low: low.subarray(start, end), at: at.subarray(start, end) };
}

/** Of keys with their instants in ms, in any order. */
export function entriesOf(places: readonly (readonly [key: Buffer, at: number])[]): KeyEntries {
  const entries = keyEntries(places.length);
  places
    .toSorted(([a], [b]) => Buffer.compare(a, b))
    .forEach(([key, at], index) => {
      entries.high[index] = key.readUInt32BE(0);
      entries.low[index] = key.readUInt32BE(4);
      entries.at[index] = at;
    });
  return entries;
}

/** The columns one after another. */
export function toBlob({ high, low, at }: KeyEntries): Buffer {
  return Buffer.concat(
    [high, low, at].map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
  );
}

export function fromBlob(blob: Uint8Array): KeyEntries {
  // A copy of its own, since columns of numbers must begin at a multiple of their size.
  const { buffer } = new Uint8Array(blob);
  const count = blob.length / ENTRY_BYTES;
  return {
    high: new Uint32Array(buffer, 0, count),
    low: new Uint32Array(buffer, count * 4, count),
    at: new Float64Array(buffer, count * 8, count),
  };
}

/** The first entry that does not sort before a key. */
export function lowerBound({ high, low }: KeyEntries, keyHigh: number, keyLow: number): number {
  let [from, to] = [0, high.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const other = high[middle] ?? 0;
    if (other < keyHigh || (other === keyHigh && (low[middle] ?? 0) < keyLow)) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Several sorted lists as one. */
export function mergeEntries(lists: readonly KeyEntries[]): KeyEntries {
  const merged = keyEntries(lists.reduce((sum, { high }) => sum + high.length, 0));
  const next = new Uint32Array(lists.length);
  for (let index = 0; index < merged.high.length; index++) {
    const least = leastOf(lists, next);
    const place = next[least] ?? 0;
    const { high, low, at } = lists[least] ?? merged;
    merged.high[index] = high[place] ?? 0;
    merged.low[index] = low[place] ?? 0;
    merged.at[index] = at[place] ?? 0;
    next[least] = place + 1;
  }
  return merged;
}

/** Without anything that would have to be collected: it runs several times for each key there is. */
function leastOf(lists: readonly KeyEntries[], next: Uint32Array): number {
  let least = -1;
  let high = 0;
  let low = 0;
  for (let index = 0; index < lists.length; index++) {
    const list = lists[index];
    const place = next[index] ?? 0;
    if (list === undefined || place >= list.high.length) continue;
    const otherHigh = list.high[place] ?? 0;
    const otherLow = list.low[place] ?? 0;
    if (least >= 0 && (otherHigh > high || (otherHigh === high && otherLow >= low))) continue;
    least = index;
    high = otherHigh;
    low = otherLow;
  }
  return least;
}
