/**
 * What a log begins with: it stays while the log grows, and when it is renamed, rotated or copied. Of its first record, which
 * may hold a prompt, 16 bits of a checksum are left: enough to tell logs apart whose records stand at the same line and time,
 * and too few to tell what it was.
 */
import { crc32 } from 'node:zlib';
import { headOfFile } from '../io/bounded-file.ts';
import { withoutMark } from '../io/open.ts';
import type { RawRecord } from './records.ts';

/** Of the first record; it holds a prompt at the most. */
const LONGEST = 4096;
const LINE_FEED = 0x0a;

export function beginningOf({ content }: RawRecord): number {
  return sumOf(Buffer.isBuffer(content) ? content.toString('latin1', 0, LONGEST) : JSON.stringify(content ?? null));
}

/** Of a plain file with a record a line, the same. */
export function beginningOfFile(path: string): number {
  const head = withoutMark(headOfFile(path, LONGEST));
  const feed = head.indexOf(LINE_FEED);
  return sumOf(head.toString('latin1', 0, feed < 0 ? head.length : feed));
}

function sumOf(text: string): number {
  return crc32(text.trim()) & 0xffff;
}
