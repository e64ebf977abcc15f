/**
 * A request's id as a number of 53 bits, by which the call that one log knows by its response and another only by its request
 * is seen to be one. Two FNV-1a hashes of 32 bits (draft-eastlake-fnv), mixed as MurmurHash3 does at its end.
 */

const OFFSETS = [0x811c9dc5, 0x9747b28c] as const;
const PRIME = 0x01000193;
const HIGH_BITS = 21;

/** Never 0. Of an id that is not ASCII, by its UTF-16 units. */
export function requestPrint(id: string): number {
  let [low, high]: [number, number] = [OFFSETS[0], OFFSETS[1]];
  for (let index = 0; index < id.length; index++) {
    const unit = id.charCodeAt(index);
    low = Math.imul(low ^ unit, PRIME);
    high = Math.imul(high ^ unit, PRIME);
  }
  return printOf(low, high);
}

/** The same of the ASCII text in `bytes[start, end)`. */
export function requestPrintIn(bytes: Uint8Array, start: number, end: number): number {
  let [low, high]: [number, number] = [OFFSETS[0], OFFSETS[1]];
  for (let index = start; index < end; index++) {
    const byte = bytes[index] ?? 0;
    low = Math.imul(low ^ byte, PRIME);
    high = Math.imul(high ^ byte, PRIME);
  }
  return printOf(low, high);
}

function printOf(low: number, high: number): number {
  return (mixed(high) >>> (32 - HIGH_BITS)) * 2 ** 32 + mixed(low) || 1;
}

function mixed(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
