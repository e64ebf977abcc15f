/**
 * Zstandard bytes, cut where a frame ends (RFC 8878, section 3.1). A file may hold many frames: recorders append one
 * a batch, and "cat a.zst b.zst" makes two. Node's decompressor drops what follows a frame in the same chunk
 * without a word, but goes on with a frame that comes in the next.
 */
import type { Chunks } from './chunks.ts';

export async function* splitFrames(input: Chunks): Chunks {
  const endsIn = frameEnds();
  for await (const chunk of input) {
    let start = 0;
    for (const end of endsIn(chunk)) {
      yield chunk.subarray(start, end);
      start = end;
    }
    if (start < chunk.length) yield chunk.subarray(start);
  }
}

const MAGIC = 0xfd2fb528;
/** The low four bits of a skippable frame's magic number are free. */
const SKIPPABLE = 0x184d2a50;
const RLE_BLOCK = 1;
const DICTIONARY_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];

/** A field that decides what follows, and how long it is. */
const FIELD_BYTES = { magic: 4, skippable_size: 4, descriptor: 1, block: 3 } as const;
type Field = keyof typeof FIELD_BYTES;

/** Finds the ends of frames, chunk after chunk. What is no frame is left in one piece, for the decompressor to refuse. */
function frameEnds(): (chunk: Buffer) => number[] {
  let field: Field | 'unknown' = 'magic';
  let read: number[] = [];
  let skip = 0;
  let isLast = false;
  let checksumBytes = 0;

  /** Takes in a whole field: what comes next, and how many bytes lie between. */
  function interpret(known: Field, value: number): void {
    switch (known) {
      case 'magic':
        field = value === MAGIC ? 'descriptor' : (value & ~0xf) === SKIPPABLE ? 'skippable_size' : 'unknown';
        return;
      case 'skippable_size':
        skip = value;
        isLast = true;
        return;
      case 'descriptor': {
        const singleSegment = (value & 0x20) !== 0;
        const sizeBytes = CONTENT_SIZE_BYTES[value >> 6] ?? 0;
        checksumBytes = (value & 4) === 0 ? 0 : 4;
        skip = (DICTIONARY_BYTES[value & 3] ?? 0) + (singleSegment ? Math.max(1, sizeBytes) : 1 + sizeBytes);
        field = 'block';
        return;
      }
      case 'block':
        isLast = (value & 1) === 1;
        skip = (((value >> 1) & 3) === RLE_BLOCK ? 1 : value >> 3) + (isLast ? checksumBytes : 0);
    }
  }

  return (chunk) => {
    const ends: number[] = [];
    let at = 0;
    while (at < chunk.length && field !== 'unknown') {
      if (skip > 0) {
        const skipped = Math.min(skip, chunk.length - at);
        skip -= skipped;
        at += skipped;
      } else {
        read.push(chunk[at] ?? 0);
        at += 1;
        if (read.length < FIELD_BYTES[field]) continue;
        const value = read.reduceRight((sum, byte) => sum * 256 + byte, 0);
        read = [];
        interpret(field, value);
      }
      if (isLast && skip === 0) {
        ends.push(at);
        field = 'magic';
        isLast = false;
      }
    }
    return ends;
  };
}
