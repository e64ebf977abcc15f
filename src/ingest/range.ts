/**
 * Reading a part of a log of one record a line into packed events: those of its lines that begin in a range of bytes. Ranges
 * need nothing of each other, so they are read by several threads; what they cannot do is left to reading from the
 * beginning (src/ingest/read-log.ts), which knows every log.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { FLAGS } from '../core/flags.ts';
import { eventPacker, type EventPacker } from '../core/packed-events.ts';
import type { PackedEvents } from '../core/packed-columns.ts';
import type { Instant } from '../core/time.ts';
import { SNIFF_BYTES } from '../io/container.ts';
import { headOfFile } from '../io/bounded-file.ts';
import { isPlainUtf8 } from '../io/open.ts';
import { sourceById, sourceOf } from '../sources/index.ts';
import type { Projects } from '../sources/source.ts';
import type { JsonObject, Refusal } from '../sources/reading.ts';
import type { Source } from '../sources/source.ts';
import type { Account } from '../store/ledger.ts';
import { accountant } from './account.ts';
import { interpreter } from './interpret.ts';
import { scannedLines } from './scanned-lines.ts';
import { sessionDirectories, type SessionDirectories } from './session-directories.ts';

/** What to read. Everything in it can be sent to another thread. */
export interface RangeTask {
  readonly path: string;
  /** Byte offsets. */
  readonly from: number;
  readonly to: number;
  /** Whether a line begins at `from`, or what is left of one; else the first that begins behind it is the first. */
  readonly aligned: boolean;
  /** Of the file, as far as it is to be read. */
  readonly size: number;
  /** The source of the log where it is known, by its id. */
  readonly source: string;
  readonly given: Instant | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly projects?: Projects | undefined;
  /** Bytes a line may have; what has more is refused where the log is read from its beginning. */
  readonly limit: number;
}

export type RangeResult =
  | {
      readonly kind: 'read';
      readonly events: PackedEvents;
      /** Lines are counted from 0, where the range begins. */
      readonly refused: readonly RangeRefusal[];
      /** Lines that end after they began in the range, and the offset after the last that is settled, if one is. */
      readonly lines: number;
      readonly end: number | undefined;
      readonly source: string;
      /** Of its records but a tail. */
      readonly account: Account;
      /** Where the sessions of its calls began, as far as the range tells. */
      readonly sessions: Pick<SessionDirectories, 'met' | 'assumed'>;
    }
  /** Not a log that can be read in ranges, or something in it that asks for the lines before. */
  | { readonly kind: 'unfit' };

interface RangeRefusal {
  readonly line: number;
  readonly reason: Refusal;
  readonly tail: boolean;
}

export const UNFIT: RangeResult = { kind: 'unfit' };
const BUFFER_BYTES = 1 << 20;
const LINE_FEED = 0x0a;
const SPACE = 0x20;
const OPEN = 0x7b;

/** Whatever goes wrong here goes wrong again where the log is read from its beginning, and is explained there. */
export function readRange(task: RangeTask): RangeResult {
  try {
    return readOpened(openSync(task.path, 'r'), task);
  } catch {
    return UNFIT;
  }
}

function readOpened(handle: number, task: RangeTask): RangeResult {
  try {
    const source = task.source === '' ? sniff(handle) : sourceById(task.source);
    return source?.scan === undefined ? UNFIT : readLines(handle, task, source);
  } finally {
    closeSync(handle);
  }
}

const head = Buffer.allocUnsafeSlow(SNIFF_BYTES);

/** The shape of the first record, which has to have one, and a line of its own: then all have (src/io/container.ts). */
function sniff(handle: number): Source | undefined {
  const filled = readSync(handle, head, 0, SNIFF_BYTES, 0);
  let start = 0;
  while (start < filled && (head[start] ?? 0) <= SPACE) start += 1;
  const end = head.indexOf(LINE_FEED, start);
  if (head[start] !== OPEN || end < 0 || end > filled || !isPlainUtf8(head.subarray(0, filled))) return undefined;
  const record = parsed(head.toString('utf8', start, end));
  return record && sourceOf(record);
}

function parsed(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

function readLines(handle: number, task: RangeTask, source: Source): RangeResult {
  const packer = emptied();
  const refused: RangeRefusal[] = [];
  const tally = accountant();
  let fits = true;
  const { path: file, given, labels, projects } = task;
  const { of: begun, ...sessions } = sessionDirectories(file, () => headOfFile(file, SNIFF_BYTES));
  const context = { file, given, labels, projects, begun };
  const plain = interpreter(
    context,
    { source, fixed: false, isDocument: false },
    {
      accountant: tally,
      event(event, records) {
        // What tells it from others is its place in the log, which is not known here.
        if ((event.flags & FLAGS.no_id.bit) !== 0) fits = false;
        packer.add(event, records);
      },
      refuse: (line, reason, tail) => void refused.push({ line, reason, tail }),
    },
  );
  const scanned = scannedLines(source, context, packer, tally);
  const reached = eachLineIn(handle, task, {
    over: scanned.over,
    line(buffer, start, end, line, ended) {
      if (ended && scanned.takes(buffer, start, end, line)) return true;
      plain.take({ content: buffer.subarray(start, end), line, ended, tooLong: false, end: 0 });
      return ended || refused.at(-1)?.tail !== true;
    },
  });
  if (!fits || plain.mixed || reached === undefined) return UNFIT;
  return {
    kind: 'read',
    events: packer.take(),
    refused,
    ...reached,
    source: source.id,
    account: tally.take(),
    sessions,
  };
}

/** Most logs are small, and would leave more of these behind than they hold; ranges are read one after another. */
const usual = Buffer.allocUnsafeSlow(BUFFER_BYTES);
const shared = eventPacker();

function emptied(): EventPacker {
  // One that was unfit left its rows.
  if (shared.rows > 0) shared.take();
  return shared;
}

interface LineVisitor {
  /** These bytes are what lines are in until it is called again. */
  over(buffer: Buffer, end: number): void;
  /** Lines are counted from 0; false where it has to be looked at again. */
  line(buffer: Buffer, start: number, end: number, line: number, ended: boolean): boolean;
}

/** Undefined for a line that is longer than any may be. */
function eachLineIn(
  handle: number,
  { from, to, size, aligned, limit }: RangeTask,
  visitor: LineVisitor,
): { readonly lines: number; readonly end: number | undefined } | undefined {
  let buffer = usual;
  // The line that holds the byte before belongs to another range.
  let position = aligned ? from : from - 1;
  let skipping = !aligned;
  let [filled, lines] = [0, 0];
  let settled: number | undefined;
  for (;;) {
    const more = readSync(
      handle,
      buffer,
      filled,
      Math.min(buffer.length - filled, size - position - filled),
      position + filled,
    );
    if (position === 0 && filled === 0) blankMark(buffer);
    filled += more;
    visitor.over(buffer, filled);
    let start = 0;
    for (let feed = buffer.indexOf(LINE_FEED); feed >= 0 && feed < filled; feed = buffer.indexOf(LINE_FEED, start)) {
      if (!skipping && position + start >= to) return { lines, end: settled };
      if (!skipping) {
        if (feed - start > limit) return undefined;
        visitor.line(buffer, start, feed, lines, true);
        lines += 1;
        settled = position + feed + 1;
      }
      skipping = false;
      start = feed + 1;
    }
    if (skipping) start = filled;
    if (position + start >= to) return { lines, end: settled };
    if (!skipping && filled - start > limit) return undefined;
    if (more === 0) {
      if (filled > start && visitor.line(buffer, start, filled, lines, false)) settled = position + filled;
      return { lines, end: settled };
    }
    buffer.copyWithin(0, start, filled);
    [position, filled] = [position + start, filled - start];
    if (filled === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(buffer.length)]);
  }
}

/** As src/io/open.ts does: offsets stay those of the file. */
function blankMark(buffer: Buffer): void {
  if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf) buffer.fill(0x20, 0, 3);
}
