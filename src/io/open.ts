/**
 * A log as a stream of UTF-8 bytes, whatever it was stored as: plain, gzip or zstd (told by its first
 * bytes), UTF-8 or UTF-16 (told by its byte order mark, or by the NUL beside its first brace).
 */
import { createReadStream, fstatSync } from 'node:fs';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { pipeline, Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { fail } from '../core/problem.ts';
import { headIn, reading } from './bounded-file.ts';
import type { Chunks } from './chunks.ts';
import { PACKED_HEAD_BYTES, packingOf, refuseBrotli, refusePacked, type Packing } from './packed.ts';
import { splitFrames } from './zstd-frames.ts';

export interface Opened {
  readonly chunks: Chunks;
  /** Whether byte offsets of `chunks` are those of the file, so that reading can go on from one later. */
  readonly plain: boolean;
}

const CHUNK_BYTES = 1 << 20;
/** Many transcripts are small: a buffer of a whole chunk for each would be mostly garbage. */
const MIN_CHUNK_BYTES = 1 << 14;

/** Opens a file from `start` (a byte offset, only for plain files). Errors surface while reading. */
export function openFile(file: string, start = 0): Opened {
  refuseBrotli(file);
  const { head, size } = readHead(file);
  const highWaterMark = Math.min(CHUNK_BYTES, Math.max(MIN_CHUNK_BYTES, size - start));
  const raw = createReadStream(file, { highWaterMark, start });
  if (isPlainUtf8(head)) return { chunks: start === 0 ? toUtf8(raw) : raw, plain: true };
  const packing = packingOf(head);
  return { chunks: toUtf8(packing === undefined ? raw : unpack(raw, packing)), plain: false };
}

/** Opens a named pipe (`<(command)` in a shell), which can be read only once. */
export async function openNamedPipe(file: string): Promise<Opened> {
  return openPipe(createReadStream(file, { highWaterMark: CHUNK_BYTES }));
}

/** Opens a pipe: the same, told from the first chunk. */
export async function openPipe(input: Chunks): Promise<Opened> {
  const { head, chunks } = await peek(input);
  const packing = packingOf(head);
  return { chunks: toUtf8(packing === undefined ? chunks : unpack(Readable.from(chunks), packing)), plain: false };
}

/** Whether what begins so is neither packed nor in another encoding. */
export function isPlainUtf8(head: Buffer): boolean {
  return packingOf(head) === undefined && encodingOf(head) === 'utf-8';
}

function readHead(file: string): { head: Buffer; size: number } {
  return reading(file, (handle) => ({ head: headIn(handle, 4), size: fstatSync(handle).size }));
}

function unpack(raw: Readable, packing: Packing): Chunks {
  // The error reaches the reader of the last stream; pipeline only has to tear both ends down.
  const ended = (): void => undefined;
  if (packing === 'gzip') return pipeline(raw, createGunzip({ chunkSize: CHUNK_BYTES }), ended);
  return pipeline(raw, splitFrames, createZstdDecompress({ chunkSize: CHUNK_BYTES }), ended);
}

/** UTF-32: its byte order mark, and its first brace or bracket, either way round. */
const WIDE_MARKS = [0xfffe0000, 0x0000feff, 0x7b000000, 0x0000007b, 0x5b000000, 0x0000005b];

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32';

function encodingOf(head: Buffer): Encoding {
  const [a, b] = head;
  if (head.length >= 4 && WIDE_MARKS.includes(head.readUInt32BE(0))) return 'utf-32';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (isOpening(a) && b === 0) return 'utf-16le';
  if (a === 0 && isOpening(b)) return 'utf-16be';
  return 'utf-8';
}

function isOpening(byte: number | undefined): boolean {
  return byte === 0x7b || byte === 0x5b;
}

async function* toUtf8(input: Chunks): Chunks {
  let first = true;
  let decoder: TextDecoder | undefined;
  for await (const chunk of withWholeHead(input)) {
    if (first) {
      refusePacked(chunk);
      decoder = decoderFor(encodingOf(chunk));
    }
    if (decoder !== undefined) yield Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8');
    else yield first ? withoutMark(chunk) : chunk;
    first = false;
  }
  if (decoder !== undefined) yield Buffer.from(decoder.decode(), 'utf8');
}

/** Undefined for what is UTF-8 already. */
function decoderFor(encoding: Encoding): TextDecoder | undefined {
  if (encoding === 'utf-32')
    fail('encoding', 'UTF-32 text is not read.', { hint: 'Convert it to UTF-8 first: iconv -f UTF-32 -t UTF-8.' });
  return encoding === 'utf-8' ? undefined : new TextDecoder(encoding);
}

/** The byte order mark is blanked, not cut, so that byte offsets stay those of the file. */
export function withoutMark(chunk: Buffer): Buffer {
  if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) chunk.fill(0x20, 0, 3);
  return chunk;
}

/** The same bytes, those that tell what it is (fewer only at the end of the input) in one chunk. */
async function* withWholeHead(input: Chunks): Chunks {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of input) {
    if (head !== undefined) head = Buffer.concat([head, chunk]);
    if (head === undefined) yield chunk;
    else if (head.length >= PACKED_HEAD_BYTES) {
      yield head;
      head = undefined;
    }
  }
  if (head !== undefined && head.length > 0) yield head;
}

/** The first chunk, long enough to tell where there is as much, and the whole input again. */
async function peek(input: Chunks): Promise<{ head: Buffer; chunks: Chunks }> {
  const iterator = withWholeHead(input)[Symbol.asyncIterator]();
  const first = await iterator.next();
  async function* all(): Chunks {
    if (first.done) return;
    try {
      yield first.value;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head: first.done ? Buffer.alloc(0) : first.value, chunks: all() };
}
