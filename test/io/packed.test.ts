/** What is packed so that it is not read is known from its first bytes, in a file and in a pipe, and nothing of it is read. */
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { createFixture } from 'fs-fixture';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/core/problem.ts';
import { Failure } from '../../src/core/problem.ts';
import type { Chunks } from '../../src/io/chunks.ts';
import { openFile, openPipe } from '../../src/io/open.ts';
import { crumbs, gather, stream } from './cuts.ts';

const LINES = '{"usage":{"input_tokens":1}}\n'.repeat(20);
const begun = (hex: string): Buffer => Buffer.concat([Buffer.from(hex, 'hex'), Buffer.from(LINES)]);

/** As much of a tar archive as says so. */
function tar(magic: string): Buffer {
  const header = Buffer.alloc(512);
  header.write('logs/app.jsonl');
  header.write(magic, 257);
  return Buffer.concat([header, Buffer.from(LINES)]);
}

async function problemOf(open: () => Chunks | Promise<Chunks>): Promise<Problem | undefined> {
  try {
    await gather(await open());
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.problem;
    throw error;
  }
}

const BZIP2 = ['is a bzip2 file', 'Unpack it: bunzip2 -c FILE | promptcache-cost ingest'] as const;
const XZ = ['is an xz file', 'Unpack it: xz -dc FILE | promptcache-cost ingest'] as const;
const LZ4 = ['is an lz4 file', 'Unpack it: lz4 -dc FILE | promptcache-cost ingest'] as const;
const TAR = ['is a tar archive', 'Unpack it first: tar -xf FILE -C FOLDER'] as const;
const ZIP = ['is a zip archive', 'Unpack it first: unzip FILE -d FOLDER'] as const;
const SEVEN = ['is a 7z archive', 'Unpack it first: 7z x FILE -oFOLDER'] as const;

describe('is named, with what unpacks it', () => {
  const cases: readonly [what: string, bytes: Buffer, said: readonly [what: string, unpack: string]][] = [
    ['bzip2', begun('425a6839314159265359'), BZIP2],
    ['bzip2 of nothing', Buffer.from('425a683917724538509000000000', 'hex'), BZIP2],
    ['xz', begun('fd377a585a000004'), XZ],
    ['lz4', begun('04224d186440a7'), LZ4],
    ['lz4 of the Linux kernel', begun('02214c18'), LZ4],
    ['zip', begun('504b03041400'), ZIP],
    ['zip of nothing', Buffer.from('504b0506'.padEnd(44, '0'), 'hex'), ZIP],
    ['7z', begun('377abcaf271c0004'), SEVEN],
    ['tar, POSIX', tar('ustar\u000000'), TAR],
    ['tar, GNU', tar('ustar  \u0000'), TAR],
    ['tar in gzip', gzipSync(tar('ustar  \u0000')), TAR],
    ['tar in zstd', zstdCompressSync(tar('ustar  \u0000')), TAR],
    ['zip in gzip', gzipSync(begun('504b03041400')), ZIP],
  ];
  it.each(cases)('%s', async (_, bytes, [what, unpack]) => {
    await using fixture = await createFixture({ 'app.jsonl': bytes });
    const said = { code: 'packed', message: `${what}, which is not read.`, hint: unpack };
    expect(await problemOf(() => openFile(fixture.getPath('app.jsonl')).chunks)).toEqual(said);
    expect(await problemOf(async () => (await openPipe(stream([bytes]))).chunks)).toEqual(said);
    expect(await problemOf(async () => (await openPipe(stream(crumbs(bytes)))).chunks)).toEqual(said);
  });

  it('brotli, which only its name says', async () => {
    await using fixture = await createFixture({ 'app.jsonl.1.BR': brotliCompressSync(LINES) });
    const problem = await problemOf(() => openFile(fixture.getPath('app.jsonl.1.BR')).chunks);
    expect(problem?.message).toBe('is a brotli file, which is not read.');
  });
});

describe('is read as what it is', () => {
  it.each<[what: string, text: string]>([
    ['text that begins with the letters of bzip2', `BZh91 is a flight\n${LINES}`],
    ['text that begins with the letters of zip', `PK was here\n${LINES}`],
    ['text that is shorter than the header of a tar archive', LINES.slice(0, 257)],
    ['text that mentions ustar elsewhere', `ustar${LINES}`.padEnd(256, ' ') + 'ustar'],
  ])('%s', async (_, text) => {
    await using fixture = await createFixture({ 'app.jsonl': text });
    expect((await gather(openFile(fixture.getPath('app.jsonl')).chunks)).toString()).toBe(text);
    expect((await gather((await openPipe(stream(crumbs(Buffer.from(text))))).chunks)).toString()).toBe(text);
  });
});
