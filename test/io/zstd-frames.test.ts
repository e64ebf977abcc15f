import { zstdCompressSync, zstdDecompressSync, constants } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitFrames } from '../../src/io/zstd-frames.ts';
import { crumbs, cut, cuts, gather, stream } from './cuts.ts';

async function split(chunks: readonly Buffer[]): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  for await (const piece of splitFrames(stream(chunks))) pieces.push(piece);
  return pieces;
}

interface Frame {
  readonly bytes: Buffer;
  readonly content: Buffer;
}

function frame(content: Buffer, checksum: boolean, sized: boolean): Frame {
  const params = {
    [constants.ZSTD_c_checksumFlag]: checksum ? 1 : 0,
    [constants.ZSTD_c_contentSizeFlag]: sized ? 1 : 0,
  };
  return { content, bytes: zstdCompressSync(content, { params }) };
}

/** What a decompressor passes over: a magic number of sixteen, a length, and as many bytes. */
function skippable(kind: number, payload: Buffer): Frame {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x184d2a50 + kind, 0);
  head.writeUInt32LE(payload.length, 4);
  return { bytes: Buffer.concat([head, payload]), content: Buffer.alloc(0) };
}

const small = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
/** Runs and noise of more than one block, and of every size of content that a frame can state. */
const large = fc
  .record({ length: fc.constantFrom(0, 255, 256, 65_791, 65_792, 300_000), step: fc.constantFrom(0, 1, 7919) })
  .map(({ length, step }) => Buffer.from(Array.from({ length }, (_, index) => (index * index * step) >> 3)));
const frames = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.oneof(small, large), fc.boolean(), fc.boolean()).map((each) => frame(...each)) },
  { weight: 1, arbitrary: fc.tuple(fc.nat(15), small).map((each) => skippable(...each)) },
);

describe('the bytes of many frames', () => {
  it('are cut at the end of each, and nowhere lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(frames, { maxLength: 4 }), cuts, async (parts, at) => {
        const all = Buffer.concat(parts.map(({ bytes }) => bytes));
        const pieces = await split(cut(all, at));
        expect(Buffer.concat(pieces).equals(all)).toBe(true);
        let offset = 0;
        const ends = new Set(pieces.map((piece) => (offset += piece.length)));
        offset = 0;
        for (const { bytes } of parts) expect(ends).toContain((offset += bytes.length));
      }),
      { numRuns: 60 },
    );
  });

  it('come one piece a frame when they come in one chunk', async () => {
    const parts = [
      frame(Buffer.from('one'), true, true),
      frame(Buffer.alloc(0), false, false),
      skippable(3, Buffer.of(1)),
    ];
    const pieces = await split([Buffer.concat(parts.map(({ bytes }) => bytes))]);
    expect(pieces).toEqual(parts.map(({ bytes }) => bytes));
    expect(zstdDecompressSync(pieces[0]!).toString()).toBe('one');
  });

  it('stay whole when they are no frames', async () => {
    const bytes = Buffer.concat([frame(Buffer.from('one'), true, true).bytes, Buffer.from('neither this nor that')]);
    expect((await gather(splitFrames(stream(crumbs(bytes))))).equals(bytes)).toBe(true);
    expect((await split([bytes])).length).toBe(2);
    expect(await split([])).toEqual([]);
  });
});
