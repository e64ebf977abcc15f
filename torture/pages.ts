/** Damage to a SQLite file, and whether anything could have noticed it (https://sqlite.org/fileformat2.html). */
import type { Random } from './random.ts';

const HEADER_BYTES = 100;
/** Types of pages, and the bytes of their headers: cells of indexes and of tables' leaves hold rows. */
const TABLE_LEAF = 0x0d;
const INDEX_LEAF = 0x0a;
const INDEX_INTERIOR = 0x02;

export interface Damage {
  readonly kind: string;
  readonly bytes: Buffer;
  /** Only bytes inside a row are changed, of which the file has no checksum. */
  readonly insideRow: boolean;
}

type Make = (whole: Buffer, random: Random) => Damage;

export const DAMAGES: readonly Make[] = [bit, sixteenBytes, zeroedPage, swappedPages, header, truncated];

function pageBytes(whole: Buffer): number {
  const size = whole.readUInt16BE(16);
  return size === 1 ? 65_536 : size;
}

function bit(whole: Buffer, random: Random): Damage {
  const bytes = Buffer.from(whole);
  const at = random.between(HEADER_BYTES, bytes.length - 1);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.between(0, 7));
  return { kind: 'bit', bytes, insideRow: isInsideRow(whole, at, 1) };
}

function sixteenBytes(whole: Buffer, random: Random): Damage {
  const bytes = Buffer.from(whole);
  const at = random.between(HEADER_BYTES, bytes.length - 16);
  for (let index = at; index < at + 16; index++) bytes[index] = random.between(0, 255);
  return { kind: '16 bytes', bytes, insideRow: isInsideRow(whole, at, 16) };
}

function zeroedPage(whole: Buffer, random: Random): Damage {
  const bytes = Buffer.from(whole);
  const size = pageBytes(whole);
  const at = size * random.between(0, whole.length / size - 1);
  return { kind: 'zeroed page', bytes: bytes.fill(0, at, at + size), insideRow: false };
}

function swappedPages(whole: Buffer, random: Random): Damage {
  const bytes = Buffer.from(whole);
  const size = pageBytes(whole);
  // The first has the header, so that such a file is no database at all.
  const [one, other] = [1, 2].map(() => size * random.between(1, whole.length / size - 1)) as [number, number];
  whole.copy(bytes, one, other, other + size);
  whole.copy(bytes, other, one, one + size);
  return { kind: 'swapped pages', bytes, insideRow: false };
}

function header(whole: Buffer, random: Random): Damage {
  const bytes = Buffer.from(whole);
  const at = random.between(0, HEADER_BYTES - 1);
  for (let index = at; index < Math.min(HEADER_BYTES, at + random.pick([1, 4])); index++)
    bytes[index] = random.between(0, 255);
  return { kind: 'header', bytes, insideRow: false };
}

function truncated(whole: Buffer, random: Random): Damage {
  return {
    kind: 'truncated',
    bytes: Buffer.from(whole.subarray(0, random.between(1, whole.length - 1))),
    insideRow: false,
  };
}

/** Whether all of these bytes are a row's own. */
function isInsideRow(whole: Buffer, at: number, length: number): boolean {
  const size = pageBytes(whole);
  const number = Math.floor(at / size);
  const page = whole.subarray(number * size, (number + 1) * size);
  const start = number === 0 ? HEADER_BYTES : 0;
  const type = page[start];
  if (type !== TABLE_LEAF && type !== INDEX_LEAF && type !== INDEX_INTERIOR) return false;
  const pointers = start + (type === INDEX_INTERIOR ? 12 : 8);
  const from = at - number * size;
  for (let cell = 0; cell < page.readUInt16BE(start + 3); cell++) {
    const [first, end] = payloadOf(page, page.readUInt16BE(pointers + 2 * cell), type);
    if (from >= first && from + length <= end) return true;
  }
  return false;
}

/** Where a cell's own part of its row is; the rest of a long one is on pages of its own. */
function payloadOf(page: Buffer, cell: number, type: number): [first: number, end: number] {
  const size = varint(page, cell + (type === INDEX_INTERIOR ? 4 : 0));
  const first = type === TABLE_LEAF ? varint(page, size.end).end : size.end;
  const usable = page.length;
  const most = type === TABLE_LEAF ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  if (size.value <= most) return [first, first + size.value];
  const kept = least + ((size.value - least) % (usable - 4));
  return [first, first + (kept <= most ? kept : least)];
}

/** Up to eight bytes of seven bits; the ninth, which no size of a row needs, is left out. */
function varint(page: Buffer, at: number): { value: number; end: number } {
  let value = 0;
  for (let index = at; ; index++) {
    const byte = page[index] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: index + 1 };
  }
}
