/**
 * From raw records to events: parses what can hold usage, finds out the log's shape from the first records, and
 * refuses what cannot be read.
 */
import type { UsageEvent } from '../core/event.ts';
import { sourceOf, SOURCES } from '../sources/index.ts';
import {
  UNKNOWN,
  notUsage,
  reasonsIn,
  refused,
  together,
  withoutEmpty,
  type JsonObject,
  type Reading,
  type Refusal,
} from '../sources/reading.ts';
import type { Context, NestedCalls, Reader, Source } from '../sources/source.ts';
import { isObject, nameText, unfolded } from '../sources/fields.ts';
import { nestedCalls } from '../sources/nested-calls.ts';
import { holdsCounts } from '../sources/unknown-counts.ts';
import { recordsIn } from '../sources/whole-traces.ts';
import type { Accountant } from './account.ts';
import { parseRecord } from './parse-record.ts';
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
  const readers = new Map<Source, OpenReader>();
  const nested = nestedCalls();
  const { accountant } = outlet;
  let { source } = known;
  let undecided: { record: JsonObject; line: number }[] = [];
  let undecidedBytes = 0;
  let lastLine = 1;
  let released = 0;
  let [unknown, mixed, sawRecords, hasHeld] = [false, false, false, false];

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

  function interpret(record: JsonObject, line: number): void {
    if (source === undefined) return decide(record, line);
    const first = source;
    const found = recordsIn(record).map((each) =>
      known.fixed ? readBy(first, each, line) : readByAny(first, each, line),
    );
    const [one] = found;
    if (known.isDocument || found.length === 1) for (const { reading, reader } of found) deliver(reading, line, reader);
    else if (one !== undefined) deliver(together(found.map(({ reading }) => reading)), line, one.reader);
  }

  function readBy(own: Source, record: JsonObject, line: number): { reading: Reading; reader: OpenReader } {
    const reader = readers.get(own) ?? openReader(own, nested);
    readers.set(own, reader);
    return { reading: withoutEmpty(reader.read(record, { ...context, line })), reader };
  }

  /** A log that several programs write to may mix formats: what the first one does not know, another may. */
  function readByAny(first: Source, record: JsonObject, line: number): ReturnType<typeof readBy> {
    for (const own of claimants(record, first)) {
      const found = readBy(own, record, line);
      if (found.reading.kind === 'unknown') {
        if (own === first && !holdsCounts(record)) return { ...found, reading: notUsage('no usage in the line') };
        continue;
      }
      mixed ||= own !== first;
      return found;
    }
    // Nobody's, like the error that ends a stream; the format of the log may know it by those before.
    const found = readBy(first, record, line);
    if (found.reading.kind === 'unknown' || found.reading.kind === 'refused') {
      if (!holdsCounts(record)) return { ...found, reading: notUsage('no usage in the line') };
      if (found.reading.kind === 'unknown') return { ...found, reading: refused('unknown_counts') };
    }
    return found;
  }

  /** Tables put one behind the other: what was remembered of the rows before is not of those to come. */
  function beginTable(line: number): void {
    endReaders(line);
    readers.clear();
    accountant.notUsage('header again');
  }

  function endReaders(line: number): void {
    for (const reader of readers.values())
      deliverLast(withoutEmpty(reader.end?.({ ...context, line }) ?? UNKNOWN), line, reader);
  }

  /** Of a line that is not parsed for its usage. */
  function passBetween(content: RawRecord['content']): void {
    if (source?.between === undefined || !Buffer.isBuffer(content)) return;
    const text = content.toString();
    const record = source.between.mark.test(text) ? unfolded(text) : undefined;
    if (!isObject(record)) return;
    for (const node of source.between.nodesIn(record)) nested.settle(node, UNKNOWN);
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
      if (isHeader(raw)) return beginTable(raw.line);
      // Once a log turned out to mix formats, any line may be a part of a response of another.
      const found = parseRecord(raw, readers.size > 1 ? undefined : source);
      sawRecords ||= found.kind !== 'nothing' && found.kind !== 'not_usage';
      if (found.kind === 'not_usage') {
        accountant.notUsage(found.what);
        passBetween(raw.content);
      } else if (found.kind === 'refused') {
        outlet.refuse(raw.line, found.reason, !raw.ended);
        // A tail is looked at again, and counted then.
        if (raw.ended) accountant.rejected();
      } else if (found.kind === 'record') {
        undecidedBytes += source === undefined && raw.content instanceof Buffer ? raw.content.length : 0;
        interpret(found.record, raw.line);
      }
    },
    end() {
      endReaders(lastLine);
    },
    get source() {
      return source;
    },
    get spansRecords() {
      return hasHeld || nested.found || [...readers.keys()].some((each) => each.spansRecords === true);
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

/** A row of CSV whose every cell is the name of its column. */
function isHeader({ content }: RawRecord): boolean {
  if (content === undefined || Buffer.isBuffer(content)) return false;
  return Object.entries(content).every(([column, cell]) => cell.replace(/^\uFEFF/, '').trim() === column);
}

interface OpenReader extends Reader {
  /** Records read of a response that is not complete. */
  held: number;
}

function openReader(source: Source, nested: NestedCalls): OpenReader {
  const { read, end } = source.open(nested);
  return { read, ...(end && { end }), held: 0 };
}

function takeHeld(reader: OpenReader): number {
  const { held } = reader;
  reader.held = 0;
  return held;
}

/** Those whose format the record has, the first format of the log before the others. */
function* claimants(record: JsonObject, first: Source): Iterable<Source> {
  if (first.claims(record)) yield first;
  for (const source of SOURCES) if (source !== first && source.claims(record)) yield source;
}
