/**
 * Which keys a run may have: a fingerprint filter, with the last 16 bits of each key in buckets by their first bits. An unknown key
 * passes once in several thousand times. Keys asked for in their order go through memory in order.
 */

export interface KeyPrints {
  mayHave(high: number, low: number): boolean;
  /** What is stored of them: of so many buckets each how many keys are in a bucket, then what is known of each key. */
  pieces(): Iterable<Buffer>;
}

interface PrintsMaker {
  /** Keys come in their order. */
  add(high: number, low: number): void;
  made(): KeyPrints;
}

/** Of a chunk, so that one holds eight keys or so. */
const BUCKET_BITS = 6;
const PIECE_BUCKETS = 4096;

/** For a run of so many entries in 2^bits chunks. */
export function printsMaker(entries: number, bits: number): PrintsMaker {
  const shift = 32 - bits - BUCKET_BITS;
  const ends = new Uint32Array(2 ** (bits + BUCKET_BITS));
  const prints = new Uint16Array(entries);
  let count = 0;
  return {
    add(high, low) {
      const bucket = high >>> shift;
      ends[bucket] = (ends[bucket] ?? 0) + 1;
      prints[count] = low;
      count += 1;
    },
    made() {
      for (let bucket = 1; bucket < ends.length; bucket++) ends[bucket] = (ends[bucket] ?? 0) + (ends[bucket - 1] ?? 0);
      return keyPrints(ends, prints, shift);
    },
  };
}

export function printsOf(entries: number, bits: number, pieces: Iterable<Uint8Array>): KeyPrints {
  const ends = new Uint32Array(2 ** (bits + BUCKET_BITS));
  const prints = new Uint16Array(entries);
  let [bucket, count] = [0, 0];
  for (const piece of pieces) {
    // A copy of its own, since columns of numbers must begin at a multiple of their size.
    const { buffer } = new Uint8Array(piece);
    const counts = new Uint32Array(buffer, 0, Math.min(PIECE_BUCKETS, ends.length));
    const own = new Uint16Array(buffer, counts.byteLength);
    prints.set(own, count);
    for (const some of counts) {
      count += some;
      ends[bucket] = count;
      bucket += 1;
    }
  }
  return keyPrints(ends, prints, 32 - bits - BUCKET_BITS);
}

/** `ends`: of each bucket, behind its last print. */
function keyPrints(ends: Uint32Array, prints: Uint16Array, shift: number): KeyPrints {
  const endOf = (bucket: number): number => (bucket < 0 ? 0 : (ends[bucket] ?? 0));
  return {
    mayHave(high, low) {
      const bucket = high >>> shift;
      const end = endOf(bucket);
      const print = low & 0xffff;
      for (let at = endOf(bucket - 1); at < end; at++) if (prints[at] === print) return true;
      return false;
    },
    *pieces() {
      for (let from = 0; from < ends.length; from += PIECE_BUCKETS) {
        const to = Math.min(ends.length, from + PIECE_BUCKETS);
        const counts = Uint32Array.from({ length: to - from }, (_, at) => endOf(from + at) - endOf(from + at - 1));
        yield Buffer.concat([bytesOf(counts), bytesOf(prints.subarray(endOf(from - 1), endOf(to - 1)))]);
      }
    },
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint16Array | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
