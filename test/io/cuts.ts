/** Bytes as they may come from a file or a pipe: in chunks of any size. */
import fc from 'fast-check';

/** Where to cut, as fractions of the length. */
export const cuts: fc.Arbitrary<readonly number[]> = fc.oneof(
  fc.constant([]),
  fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
);

export function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const offsets = [0, ...at.map((part) => Math.floor(part * bytes.length)).sort((a, b) => a - b), bytes.length];
  return offsets.slice(1).map((end, index) => Buffer.from(bytes.subarray(offsets[index], end)));
}

/** One byte a chunk. */
export function crumbs(bytes: Buffer): Buffer[] {
  return [...bytes].map((byte) => Buffer.from([byte]));
}

export async function* stream(chunks: readonly Buffer[]): AsyncIterable<Buffer> {
  yield* chunks;
}

export async function gather(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(Buffer.from(chunk));
  return Buffer.concat(all);
}
