/**
 * A log as a stream of UTF-8 bytes, whatever it was stored as: plain, gzip or zstd (told by its first
 * bytes), UTF-8 or UTF-16 (told by its byte order mark, or by the NUL beside its first brace).
 */
import { createReadStream, openSync, readSync, closeSync } from 'node:fs';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { pipeline, Readable, type Transform } from 'node:stream';
import { fail } from '../core/problem.ts';

export type Chunks = AsyncIterable<Buffer>;

export interface Opened {
  readonly chunks: Chunks;
  /** Whether byte offsets of `chunks` are those of the file, so that reading can go on from one later. */
  readonly plain: boolean;
}

const CHUNK_BYTES = 1 << 20;

/** Opens a file from `start` (a byte offset, only for plain files). Errors surface while reading. */
export function openFile(file: string, start = 0): Opened {
  const head = readHead(file);
  const raw = createReadStream(file, { highWaterMark: CHUNK_BYTES, start });
  const packing = packingOf(head);
  if (packing === undefined && encodingOf(head) === 'utf-8')
    return { chunks: start === 0 ? withoutBom(raw) : raw, plain: true };
  return { chunks: toUtf8(packing === undefined ? raw : unpack(raw, packing)), plain: false };
}

/** Opens a pipe: the same, told from the first chunk. */
export async function openPipe(input: Chunks): Promise<Opened> {
  const { head, chunks } = await peek(input);
  const packing = packingOf(head);
  return { chunks: toUtf8(packing === undefined ? chunks : unpack(Readable.from(chunks), packing)), plain: false };
}

function readHead(file: string): Buffer {
  const head = Buffer.alloc(4);
  const handle = openSync(file, 'r');
  try {
    return head.subarray(0, readSync(handle, head, 0, head.length, 0));
  } finally {
    closeSync(handle);
  }
}

type Packing = 'gzip' | 'zstd';

function packingOf(head: Buffer): Packing | undefined {
  if (head.length >= 2 && head.readUInt16BE(0) === 0x1f8b) return 'gzip';
  if (head.length >= 4 && head.readUInt32BE(0) === 0x28b52ffd) return 'zstd';
  return undefined;
}

function unpack(raw: Readable, packing: Packing): Chunks {
  const unpacker: Transform =
    packing === 'gzip' ? createGunzip({ chunkSize: CHUNK_BYTES }) : createZstdDecompress({ chunkSize: CHUNK_BYTES });
  // The error reaches the reader of `unpacker`; pipeline only has to tear both ends down.
  return pipeline(raw, unpacker, () => undefined);
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32';

function encodingOf(head: Buffer): Encoding {
  const [a, b, c, d] = head;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'utf-32' : 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'utf-32';
  if (isOpening(a) && b === 0) return 'utf-16le';
  if (a === 0 && isOpening(b)) return 'utf-16be';
  return 'utf-8';
}

function isOpening(byte: number | undefined): boolean {
  return byte === 0x7b || byte === 0x5b;
}

async function* toUtf8(input: Chunks): Chunks {
  const { head, chunks } = await peek(input);
  const encoding = encodingOf(head);
  if (encoding === 'utf-32')
    fail('encoding', 'UTF-32 text is not read.', { hint: 'Convert it to UTF-8 first: iconv -f UTF-32 -t UTF-8.' });
  if (encoding === 'utf-8') {
    yield* withoutBom(chunks);
    return;
  }
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8');
  yield Buffer.from(decoder.decode(), 'utf8');
}

/** The mark is blanked, not cut, so that byte offsets stay those of the file. */
async function* withoutBom(input: Chunks): Chunks {
  let first = true;
  for await (const chunk of input) {
    if (first && chunk.length >= 3 && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) {
      chunk.fill(0x20, 0, 3);
    }
    first = false;
    yield chunk;
  }
}

/** The first four bytes (fewer only at the end of the input) and the whole input again. */
async function peek(input: Chunks): Promise<{ head: Buffer; chunks: Chunks }> {
  const iterator = input[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 4) {
    const next = await iterator.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  async function* all(): Chunks {
    if (head.length > 0) yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  return { head, chunks: all() };
}
