/**
 * From raw records to events: parses what can hold usage, finds out the log's shape from the first records, and
 * refuses what cannot be read.
 */
import type { UsageEvent } from '../core/event.ts';
import {
  UNKNOWN,
  reasonsIn,
  together,
  withoutEmpty,
  type JsonObject,
  type Reading,
  type Refusal,
} from '../sources/reading.ts';
import type { Context, Source } from '../sources/source.ts';
import { nameText } from '../sources/fields.ts';
import { holdsCounts } from '../sources/unknown-counts.ts';
import { recordsIn } from '../sources/whole-traces.ts';
import type { Accountant } from './account.ts';
import { isContainers, saysText, type Surrounded } from './enveloped.ts';
import { joinedLines } from './joined-lines.ts';
import { parseRecord } from './parse-record.ts';
import { readersOf, sourceAround, type OpenReader } from './reading-of.ts';
import type { RawRecord } from './records.ts';

/** Records looked at before a log is called unknown, and the bytes they may hold. */
const UNDECIDED_RECORDS = 1000;
const UNDECIDED_BYTES = 16 << 20;
/** Bytes where there is nothing but text: a service may say much before it first makes a call. */
const UNDECIDED_TEXT = 4 << 20;

export interface Interpreter {
  /** What a record comes to. Records before the shape is known come to nothing until it is. */
  take(record: RawRecord): void;
  end(): void;
  /** The shape of the first record that has one. */
  readonly source: Source | undefined;
  /** Whether responses span records, so that reading cannot go on in the middle. */
  readonly spansRecords: boolean;
  /** A record of another shape than the first one's was read, or one of several lines. */
  readonly mixed: boolean;
  /** The shape was looked for in vain: nothing more needs to be read. */
  readonly unknown: boolean;
  /** What there was, beside blank lines. */
  readonly saw: Saw;
}

interface Saw {
  objects: boolean;
  /** What is no object, or cannot be read. */
  broken: boolean;
  text: boolean;
}

interface Outlet {
  /** `records`: how many of the log's records gave it; `request` is what was sent, where the record has it. */
  event(event: UsageEvent, records: number, request: JsonObject | undefined): void;
  refuse(line: number, reason: Refusal, tail: boolean): void;
  readonly accountant: Accountant;
}

/** What is known of the shape beforehand; `fixed`: it is that of every record, because the user or a header says so. */
interface Known {
  readonly source: Source | undefined;
  readonly fixed: boolean;
  /** The log is a document: each span of a trace in it is a record. In a log of lines, each line is. */
  readonly isDocument: boolean;
}

export function interpreter(context: Omit<Context, 'line'>, known: Known, outlet: Outlet): Interpreter {
  const readers = readersOf(context, known.fixed);
  const lines = joinedLines();
  const { accountant } = outlet;
  let { source } = known;
  let undecided: { around: Surrounded; line: number }[] = [];
  let [undecidedRecords, undecidedBytes] = [0, 0];
  let lastLine = 1;
  let released = 0;
  let [unknown, hasHeld] = [false, false];
  const saw: Saw = { objects: false, broken: false, text: false };

  function deliver(reading: Reading, line: number, reader: OpenReader): void {
    if (reading.kind === 'held') [reader.held, hasHeld] = [reader.held + 1, true];
    if (reading.kind === 'held' || reading.kind === 'events') accountant.used();
    if (reading.kind === 'events') {
      const before = takeHeld(reader);
      if (reading.holds === true) [reader.held, hasHeld] = [1, true];
      passOn(reading, line, reading.holds === true ? before : before + 1);
    } else if (reading.kind === 'refused') {
      letGo(takeHeld(reader));
      accountant.rejected();
      outlet.refuse(line, reading.reason, false);
    } else if (reading.kind !== 'held')
      accountant.notUsage(reading.kind === 'not_usage' ? reading.what : 'no usage in the line');
  }

  /** What the end of the input comes to is of the records that are held. */
  function deliverLast(reading: Reading, line: number, reader: OpenReader): void {
    const held = takeHeld(reader);
    if (reading.kind === 'events' && reading.events.length > 0)
      return passOn(reading, line, held > 0 ? held : takeBack());
    const reasons = reasonsIn(reading);
    for (const reason of reasons) outlet.refuse(line, reason, false);
    const rejected = Math.min(reasons.length, held);
    letGo(held - rejected);
    accountant.used(-rejected);
    for (let record = 0; record < rejected; record++) accountant.rejected();
  }

  function passOn(
    { events, refused: reasons, request, unknownKeys }: Reading & { kind: 'events' },
    line: number,
    gave: number,
  ): void {
    for (const [index, event] of events.entries()) outlet.event(event, index === 0 ? gave : 0, request);
    for (const reason of reasons ?? []) outlet.refuse(line, reason, false);
    const [event] = events;
    if (unknownKeys && event)
      accountant.unknownKeys(unknownKeys.map((key) => `${event.terms.source}: ${nameText(key)}`));
  }

  /** Parts of a response that came to nothing, as far as is known yet. */
  function letGo(records: number): void {
    if (records === 0) return;
    released += records;
    accountant.used(-records);
    accountant.notUsage('stream event', records);
  }

  /** What a refused record interrupted may still come out as an event at the end: one of its records gave it. */
  function takeBack(): number {
    if (released > 0) {
      released -= 1;
      accountant.used();
      accountant.notUsage('stream event', -1);
    }
    return 1;
  }

  function interpret(around: Surrounded, line: number): void {
    if (source === undefined) return decide(around, line);
    const first = source;
    const records = isContainers(around.record) ? [around.record] : recordsIn(around.record);
    const found = records.map((record) => readers.read(first, { ...around, record }, line));
    const [one] = found;
    if (known.isDocument || found.length === 1) for (const { reading, reader } of found) deliver(reading, line, reader);
    else if (one !== undefined) deliver(together(found.map(({ reading }) => reading)), line, one.reader);
  }

  /** Tables put one behind the other: what was remembered of the rows before is not of those to come. */
  function beginTable(line: number): void {
    endReaders(line);
    readers.clear();
    accountant.notUsage('header again');
  }

  function endReaders(line: number): void {
    for (const reader of readers.all())
      deliverLast(withoutEmpty(reader.end?.({ ...context, line }) ?? UNKNOWN), line, reader);
  }

  function decide(around: Surrounded, line: number): void {
    source = sourceAround(around);
    if (source === undefined) return wait(around, line);
    const waiting = undecided;
    undecided = [];
    for (const each of waiting) interpret(each.around, each.line);
    interpret(around, line);
  }

  /** What no format has: a line of a service that only says something is no usage of any. */
  function wait(around: Surrounded, line: number): void {
    if (saysText(around.record) && !holdsCounts(around.record)) accountant.notUsage('no usage in the line');
    else undecided.push({ around, line });
  }

  function isInVain(): boolean {
    if (source !== undefined) return false;
    const isText = undecided.length === 0 && undecidedRecords >= UNDECIDED_RECORDS;
    return undecided.length >= UNDECIDED_RECORDS || undecidedBytes >= (isText ? UNDECIDED_TEXT : UNDECIDED_BYTES);
  }

  return {
    take(line) {
      lastLine = line.line;
      if (unknown) return;
      const raw = lines.take(line);
      if (raw === undefined) return accountant.notUsage('part of a line');
      if (isHeader(raw)) return beginTable(raw.line);
      // Once a log turned out to mix formats, any line may be a part of a response of another.
      const found = parseRecord(raw, readers.count > 1 ? undefined : source);
      const isText = found.kind === 'not_usage' && found.what === 'text line';
      saw.text ||= isText;
      saw.broken ||= found.kind === 'refused';
      saw.objects ||= found.kind === 'record' || (found.kind === 'not_usage' && !isText && source !== undefined);
      if (source === undefined && (isText || found.kind === 'record')) {
        undecidedRecords += 1;
        undecidedBytes += raw.content instanceof Buffer ? raw.content.length : 0;
      }
      if (found.kind === 'not_usage') {
        accountant.notUsage(found.what);
        if (source !== undefined && raw.content instanceof Buffer) readers.passBetween(source, raw.content);
      } else if (found.kind === 'refused') {
        outlet.refuse(raw.line, found.reason, !raw.ended);
        // A tail is looked at again, and counted then.
        if (raw.ended) accountant.rejected();
      } else if (found.kind === 'record') {
        const prefixes = found.prefix === '' ? [] : [found.prefix];
        interpret({ record: found.record, envelopes: [], prefixes }, raw.line);
      }
      unknown = isInVain();
    },
    end() {
      endReaders(lastLine);
      for (const line of lines.open) {
        accountant.notUsage('part of a line', -1);
        accountant.rejected();
        outlet.refuse(line, 'truncated', false);
      }
    },
    get source() {
      return source;
    },
    get spansRecords() {
      return hasHeld || readers.spansRecords || lines.open.length > 0;
    },
    get mixed() {
      return readers.mixed || lines.joined;
    },
    get unknown() {
      return unknown;
    },
    saw,
  };
}

/** A row of CSV whose every cell is the name of its column. */
function isHeader({ content }: RawRecord): boolean {
  if (content === undefined || Buffer.isBuffer(content)) return false;
  return Object.entries(content).every(([column, cell]) => cell.replace(/^\uFEFF/, '').trim() === column);
}

function takeHeld(reader: OpenReader): number {
  const { held } = reader;
  reader.held = 0;
  return held;
}
