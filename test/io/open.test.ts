/** Whatever a log was stored as, what is read is UTF-8. */
import { readdirSync, readlinkSync, writeFileSync, existsSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { createFixture } from 'fs-fixture';
import { describe, expect, it } from 'vitest';
import { openFile, openPipe } from '../../src/io/open.ts';
import { crumbs, cut, cuts, gather, stream } from './cuts.ts';

const TEXT = '{"project":"Größe 語 🚀"}\n{"b":2}\n';
const UTF8 = Buffer.from(TEXT);
const BOM = Buffer.of(0xef, 0xbb, 0xbf);

function utf16(text: string, order: 'le' | 'be'): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

function utf32(text: string, order: 'le' | 'be'): Buffer {
  const points = [...text].map((character) => character.codePointAt(0) ?? 0);
  const bytes = Buffer.alloc(points.length * 4);
  for (const [index, point] of points.entries()) {
    if (order === 'le') bytes.writeUInt32LE(point, index * 4);
    else bytes.writeUInt32BE(point, index * 4);
  }
  return bytes;
}

/** Deterministic bytes that hardly compress: many chunks, packed or not. */
function noise(length: number): Buffer {
  let state = 7;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return 33 + ((state >>> 16) % 90);
    }),
  );
}

async function readFile(bytes: Buffer, start?: number): Promise<{ text: string; plain: boolean }> {
  await using fixture = await createFixture({ log: bytes });
  const { chunks, plain } = openFile(fixture.getPath('log'), start);
  return { text: (await gather(chunks)).toString(), plain };
}

async function readPipe(chunks: readonly Buffer[]): Promise<string> {
  const opened = await openPipe(stream(chunks));
  expect(opened.plain).toBe(false);
  return (await gather(opened.chunks)).toString();
}

const big = noise(2_500_000);
const gz = (...parts: readonly Buffer[]): Buffer => Buffer.concat(parts.map((part) => gzipSync(part)));
const zst = (...parts: readonly Buffer[]): Buffer => Buffer.concat(parts.map((part) => zstdCompressSync(part)));

describe('is read as UTF-8', () => {
  const cases: readonly [what: string, stored: Buffer, text: string, plain?: boolean][] = [
    ['UTF-8', UTF8, TEXT, true],
    ['nothing', Buffer.alloc(0), '', true],
    ['three bytes', Buffer.from('{}\n'), '{}\n', true],
    // The mark becomes spaces, so that offsets stay those of the file.
    ['UTF-8 with a byte order mark', Buffer.concat([BOM, UTF8]), `   ${TEXT}`, true],
    ['a lone byte order mark', BOM, '   ', true],
    ['a mark in the middle is left alone', Buffer.concat([UTF8, BOM]), `${TEXT}\ufeff`, true],
    ['UTF-16LE with a mark', utf16(`\ufeff${TEXT}`, 'le'), TEXT],
    ['UTF-16BE with a mark', utf16(`\ufeff${TEXT}`, 'be'), TEXT],
    ['UTF-16LE without', utf16(TEXT, 'le'), TEXT],
    ['UTF-16BE without', utf16(TEXT, 'be'), TEXT],
    ['UTF-16LE without, an array', utf16('[1]', 'le'), '[1]'],
    ['UTF-16BE without, an array', utf16('[1]', 'be'), '[1]'],
    ['UTF-16 cut inside a character', utf16(TEXT, 'le').subarray(0, -1), `${TEXT.slice(0, -1)}\ufffd`],
    ['gzip', gz(UTF8), TEXT],
    ['gzip of several members', gz(UTF8, Buffer.alloc(0), UTF8), TEXT + TEXT],
    ['gzip of several large members', gz(big, UTF8, big), `${big.toString()}${TEXT}${big.toString()}`],
    ['zstd', zst(UTF8), TEXT],
    ['zstd of several frames', zst(UTF8, Buffer.alloc(0), UTF8), TEXT + TEXT],
    ['zstd of several large frames', zst(big, UTF8, big), `${big.toString()}${TEXT}${big.toString()}`],
    ['gzip of UTF-8 with a mark', gz(Buffer.concat([BOM, UTF8])), `   ${TEXT}`],
    ['gzip of UTF-16', gz(utf16(`\ufeff${TEXT}`, 'le')), TEXT],
    ['zstd of UTF-16', zst(utf16(TEXT, 'be')), TEXT],
    ['gzip of nothing', gz(Buffer.alloc(0)), ''],
  ];

  it.each(cases)('%s', async (_, stored, text, plain = false) => {
    const read = await readFile(stored);
    expect(read.plain).toBe(plain);
    // Not toBe: a difference of megabytes takes minutes to print.
    expect(read.text === text).toBe(true);
    expect((await readPipe([stored])) === text).toBe(true);
    if (stored.length < 500) expect(await readPipe(crumbs(stored))).toBe(text);
  });

  it('from a pipe, however it is cut', async () => {
    const kinds = cases.map(([, stored, text]) => ({ stored, text })).filter(({ stored }) => stored.length < 500);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...kinds), cuts, async ({ stored, text }, at) => {
        expect(await readPipe(cut(stored, at))).toBe(text);
      }),
      { numRuns: 200 },
    );
  });
});

describe('goes on from an offset', () => {
  it.each([0, 1, 3, 8, UTF8.length - 1, UTF8.length])('%d', async (start) => {
    expect((await readFile(Buffer.from('{"a":1}\n{"b":2}\n'), start)).text).toBe('{"a":1}\n{"b":2}\n'.slice(start));
  });

  it('without taking what stands there for a byte order mark', async () => {
    const { text } = await readFile(Buffer.concat([Buffer.from('{}\n'), BOM, Buffer.from('x')]), 3);
    expect(text).toBe('\ufeffx');
  });
});

describe('is not read', () => {
  it.each([
    ['UTF-32LE with a mark', utf32(`\ufeff${TEXT}`, 'le')],
    ['UTF-32BE with a mark', utf32(`\ufeff${TEXT}`, 'be')],
    ['UTF-32LE without', utf32(TEXT, 'le')],
    ['UTF-32BE without', utf32(TEXT, 'be')],
    ['gzip of UTF-32', gz(utf32(TEXT, 'be'))],
  ])('%s', async (_, stored) => {
    await expect(readFile(stored)).rejects.toMatchObject({ problem: { code: 'encoding' } });
    await expect(readPipe(crumbs(stored))).rejects.toMatchObject({ problem: { code: 'encoding' } });
  });

  it('a file that is not there', () => {
    expect(() => openFile('/nowhere/to/be/found')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  });
});

describe('what is cut short or damaged is an error, after all that came before', () => {
  const torn = (packed: Buffer): Buffer => packed.subarray(0, -3);
  it.each([
    ['gzip cut short', torn(gz(big)), 'Z_BUF_ERROR'],
    ['the second gzip member cut short', torn(gz(big, UTF8)), 'Z_BUF_ERROR'],
    ['gzip followed by something else', Buffer.concat([gz(big), Buffer.from('garbage')]), 'Z_DATA_ERROR'],
    ['zstd cut short', torn(zst(big)), 'Z_BUF_ERROR'],
    ['the second zstd frame cut short', torn(zst(big, UTF8)), 'Z_BUF_ERROR'],
    ['zstd followed by something else', Buffer.concat([zst(big), Buffer.from('garbage')]), 'ZSTD_error_prefix_unknown'],
  ])('%s', async (_, stored, code) => {
    await using fixture = await createFixture({ log: stored });
    const variants = [openFile(fixture.getPath('log')), await openPipe(stream([stored]))];
    for (const { chunks } of variants) {
      let read = 0;
      const reading = async (): Promise<void> => {
        for await (const chunk of chunks) read += chunk.length;
      };
      await expect(reading()).rejects.toMatchObject({ code });
      expect(read).toBeGreaterThan(1_000_000);
    }
  });
});

describe('reading that stops early', () => {
  const descriptors = '/proc/self/fd';

  it.skipIf(!existsSync(descriptors)).each(['plain', 'packed.gz', 'packed.zst', 'wide', 'refused'])(
    'leaves no file open: %s',
    async (name) => {
      await using fixture = await createFixture();
      const stored: Readonly<Record<string, Buffer>> = {
        plain: Buffer.concat([big, big, big]),
        'packed.gz': gz(big, big),
        'packed.zst': zst(big, big),
        wide: utf16(`\ufeff${big.toString()}`, 'le'),
        refused: utf32(`\ufeff${big.toString()}`, 'le'),
      };
      writeFileSync(fixture.getPath(name), stored[name]!);
      const { chunks } = openFile(fixture.getPath(name));
      try {
        for await (const chunk of chunks) if (chunk.length > 0) break;
      } catch (error) {
        expect(error).toMatchObject({ problem: { code: 'encoding' } });
      }
      const isOpen = (): boolean => readdirSync(descriptors).some((id) => targetOf(id).endsWith(name));
      await expect.poll(isOpen, { timeout: 2000, interval: 5 }).toBe(false);
    },
  );

  function targetOf(id: string): string {
    try {
      return readlinkSync(`${descriptors}/${id}`);
    } catch {
      return '';
    }
  }
});
