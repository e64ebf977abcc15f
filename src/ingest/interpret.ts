/**
 * From raw records to events: parses what can hold usage, finds out the log's shape from the first records, and
 * refuses what cannot be read.
 */
import type { UsageEvent } from '../core/event.ts';
import { sourceOf, SOURCES } from '../sources/index.ts';
import type { Context, JsonObject, Reader, Reading, Refusal, Source } from '../sources/source.ts';
import type { RawRecord } from './records.ts';

/** Records looked at before a log is called unknown, and the bytes they may hold. */
const UNDECIDED_RECORDS = 1000;
const UNDECIDED_BYTES = 16 << 20;

export interface Interpreter {
  /** What a record comes to. Records before the shape is known come to nothing until it is. */
  take(record: RawRecord): void;
  end(): void;
  /** The shape of the first record that has one. */
  readonly source: Source | undefined;
  /** Whether responses span records, so that reading cannot go on in the middle. */
  readonly spansRecords: boolean;
  /** A record of another shape than the first one's was read. */
  readonly mixed: boolean;
  /** The shape was looked for in vain: nothing more needs to be read. */
  readonly unknown: boolean;
  /** Whether there was anything that is not blank. */
  readonly sawRecords: boolean;
}

export interface Outlet {
  /** `request` is what was sent, where the record has it. */
  event(event: UsageEvent, request: JsonObject | undefined): void;
  refuse(line: number, reason: Refusal, tail: boolean): void;
}

/** What is known of the shape beforehand; `fixed`: it is that of every record, because the user or a header says so. */
export interface Known {
  readonly source: Source | undefined;
  readonly fixed: boolean;
}

export function interpreter(context: Omit<Context, 'line'>, known: Known, outlet: Outlet): Interpreter {
  const readers = new Map<Source, Reader>();
  let { source } = known;
  let undecided: { record: JsonObject; line: number }[] = [];
  let undecidedBytes = 0;
  let lastLine = 1;
  let [unknown, mixed, sawRecords] = [false, false, false];

  function deliver(reading: Reading, line: number): void {
    if (reading.kind === 'events') {
      for (const event of reading.events) outlet.event(event, reading.request);
      for (const reason of reading.refused ?? []) outlet.refuse(line, reason, false);
    } else if (reading.kind === 'refused') outlet.refuse(line, reading.reason, false);
  }

  function interpret(record: JsonObject, line: number): void {
    if (source === undefined) decide(record, line);
    else deliver(readerFor(record, source).read(record, { ...context, line }), line);
  }

  /** A log that several programs write to may mix shapes: what the first one does not claim, another may. */
  function readerFor(record: JsonObject, first: Source): Reader {
    const own = known.fixed || first.claims(record) ? first : (sourceOf(record) ?? first);
    mixed ||= own !== first;
    const reader = readers.get(own) ?? own.open();
    readers.set(own, reader);
    return reader;
  }

  function decide(record: JsonObject, line: number): void {
    undecided.push({ record, line });
    source = sourceOf(record);
    if (source === undefined) {
      unknown = undecided.length >= UNDECIDED_RECORDS || undecidedBytes >= UNDECIDED_BYTES;
      return;
    }
    const waiting = undecided;
    undecided = [];
    for (const each of waiting) interpret(each.record, each.line);
  }

  return {
    take(raw) {
      lastLine = raw.line;
      if (unknown) return;
      // Once a log turned out to mix shapes, a line without the first one's needle may be another's.
      const found = parse(raw, readers.size > 1 ? undefined : source);
      sawRecords ||= found.kind !== 'nothing';
      if (found.kind === 'refused') outlet.refuse(raw.line, found.reason, !raw.ended);
      else if (found.kind === 'record') {
        undecidedBytes += source === undefined && raw.content instanceof Buffer ? raw.content.length : 0;
        interpret(found.record, raw.line);
      }
    },
    end() {
      for (const reader of readers.values()) {
        if (reader.end) deliver(reader.end({ ...context, line: lastLine }), lastLine);
      }
    },
    get source() {
      return source;
    },
    get spansRecords() {
      return [...readers.keys()].some((each) => each.spansRecords === true);
    },
    get mixed() {
      return mixed;
    },
    get unknown() {
      return unknown;
    },
    get sawRecords() {
      return sawRecords;
    },
  };
}

type Parsed =
  | { readonly kind: 'record'; readonly record: JsonObject }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly reason: Refusal };

const NOTHING: Parsed = { kind: 'nothing' };

/** Blank lines, and whole objects that cannot hold usage, are nothing; they are not parsed. */
function parse(raw: RawRecord, source: Source | undefined): Parsed {
  const { content } = raw;
  if (raw.tooLong) return { kind: 'refused', reason: 'too_long' };
  if (content === undefined) return { kind: 'refused', reason: 'malformed_row' };
  if (!Buffer.isBuffer(content)) return { kind: 'record', record: content };
  const [first, last] = ends(content);
  if (first === undefined) return NOTHING;
  const looksWhole = first === OPEN && last === CLOSE;
  // An unfinished line may end in an inner brace: only a whole one is passed over unparsed.
  if (raw.ended && looksWhole && source !== undefined && !mayHoldUsage(content, source)) return NOTHING;
  const broken: Parsed = { kind: 'refused', reason: raw.ended ? 'malformed' : 'truncated' };
  try {
    const value: unknown = JSON.parse(content.toString());
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { kind: 'refused', reason: 'not_an_object' };
    return { kind: 'record', record: value as JsonObject };
  } catch {
    return isStreamEnd(content) ? NOTHING : broken;
  }
}

const MARKS = SOURCES.flatMap(({ mark }) => mark ?? []);

/** Its own needle tells, or another shape's mark, which what begins like one of its own has not. */
function mayHoldUsage(content: Buffer, { needle, opening }: Source): boolean {
  if (needle === undefined || content.includes(needle)) return true;
  const isOwn = opening !== undefined && content.subarray(0, opening.length).equals(Buffer.from(opening));
  return !isOwn && MARKS.some((mark) => content.includes(mark));
}

const OPEN = 0x7b;
const CLOSE = 0x7d;

/** The first and last byte that are not white space. */
function ends(content: Buffer): [number | undefined, number | undefined] {
  let start = 0;
  let end = content.length - 1;
  while (start <= end && isSpace(content[start])) start += 1;
  while (end > start && isSpace(content[end])) end -= 1;
  return start > end ? [undefined, undefined] : [content[start], content[end]];
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x09 || byte === 0x0a;
}

/** Some proxies end every recorded stream the OpenAI way. */
function isStreamEnd(content: Buffer): boolean {
  return content.length < 16 && content.toString().trim() === '[DONE]';
}
