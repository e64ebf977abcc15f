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

/** The columns one after another. */
export function toBlob({ high, low, at }: KeyEntries, start: number, end: number): Buffer {
  const blob = Buffer.allocUnsafe((end - start) * ENTRY_BYTES);
  let offset = 0;
  for (const column of [high.subarray(start, end), low.subarray(start, end), at.subarray(start, end)]) {
    blob.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), offset);
    offset += column.byteLength;
  }
  return blob;
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

function leastOf(lists: readonly KeyEntries[], next: Uint32Array): number {
  let [least, high, low] = [-1, Infinity, 0];
  for (let index = 0; index < lists.length; index++) {
    const list = lists[index];
    const place = next[index] ?? 0;
    if (list === undefined || place >= list.high.length) continue;
    const otherHigh = list.high[place] ?? 0;
    const otherLow = list.low[place] ?? 0;
    if (otherHigh < high || (otherHigh === high && otherLow < low)) [least, high, low] = [index, otherHigh, otherLow];
  }
  return least;
}

/**
 * Whether a run may have a key. Each entry sets three bits in each of two words next to each other, which its high half
 * falls on: so whoever asks in the order of keys goes through the words in order. With 24 bits an entry about one strange
 * key in 1,000 passes.
 */
export interface KeyFilter {
  add(high: number, low: number): void;
  mayHave(high: number, low: number): boolean;
  readonly words: Uint32Array;
}

const BITS_AN_ENTRY = 24;

export function emptyWords(entries: number): Uint32Array {
  return new Uint32Array(2 * Math.max(1, Math.ceil((entries * BITS_AN_ENTRY) / 64)));
}

export function keyFilter(words: Uint32Array): KeyFilter {
  const scale = words.length / 2 / 2 ** 32;
  return {
    words,
    add(high, low) {
      const word = 2 * Math.floor(high * scale);
      words[word] = (words[word] ?? 0) | threeBits(low);
      words[word + 1] = (words[word + 1] ?? 0) | threeBits(low >>> 15);
    },
    mayHave(high, low) {
      const word = 2 * Math.floor(high * scale);
      return has(words[word] ?? 0, threeBits(low)) && has(words[word + 1] ?? 0, threeBits(low >>> 15));
    },
  };
}

function threeBits(number: number): number {
  return (1 << (number & 31)) | (1 << ((number >>> 5) & 31)) | (1 << ((number >>> 10) & 31));
}

function has(word: number, bits: number): boolean {
  return (word & bits) === bits;
}
