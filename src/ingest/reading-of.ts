/** Which format a record is read by: its own, that of what it holds inside, or none. */
import { isObject, unfolded } from '../sources/fields.ts';
import { sourceOf, SOURCES } from '../sources/index.ts';
import { nestedCalls } from '../sources/nested-calls.ts';
import { UNKNOWN, notUsage, refused, withoutEmpty, type JsonObject, type Reading } from '../sources/reading.ts';
import type { Context, NestedCalls, Reader, Source } from '../sources/source.ts';
import { holdsCounts } from '../sources/unknown-counts.ts';
import { holdsBroken, isContainers, loggedAt, recordsInside, type Surrounded } from './enveloped.ts';

export interface OpenReader extends Reader {
  /** Records read of a response that is not complete. */
  held: number;
}

interface ReadBy {
  readonly reading: Reading;
  readonly reader: OpenReader;
}

interface Readers {
  /** `first`: the format of the log's first record. */
  read(first: Source, around: Surrounded, line: number): ReadBy;
  /** Of a line that is not parsed for its usage. */
  passBetween(first: Source, line: Buffer): void;
  all(): Iterable<OpenReader>;
  /** Forgets what records before said. */
  clear(): void;
  readonly count: number;
  /** A record of another format than the first one's was read. */
  readonly mixed: boolean;
  /** Responses were found that span records, so that reading must not go on in the middle. */
  readonly spansRecords: boolean;
}

/** `fixed`: the first format is that of every record. */
export function readersOf(context: Omit<Context, 'line'>, fixed: boolean): Readers {
  const readers = new Map<Source, OpenReader>();
  const nested = nestedCalls();
  let mixed = false;

  function readBy(own: Source, around: Surrounded, line: number): ReadBy {
    const reader = readers.get(own) ?? openReader(own, nested);
    readers.set(own, reader);
    const reading = reader.read(around.record, { ...context, line, logged: () => loggedAt(around) });
    return { reading: withoutEmpty(reading), reader };
  }

  /** A log that several programs write to may mix formats: what the first one does not know, another may. */
  function readByAny(first: Source, around: Surrounded, line: number): ReadBy {
    for (const own of isContainers(around.record) ? [] : claimants(around.record, first)) {
      const found = readBy(own, around, line);
      if (found.reading.kind === 'unknown') {
        if (own === first && !holdsCounts(around.record))
          return { ...found, reading: notUsage('no usage in the line') };
        continue;
      }
      mixed ||= own !== first;
      return found;
    }
    return readInside(first, around, line) ?? readByNone(first, around, line);
  }

  /** What nobody knows may be a logger's line around what somebody does. */
  function readInside(first: Source, around: Surrounded, line: number): ReadBy | undefined {
    let best: ReadBy | undefined;
    for (const inner of recordsInside(around)) {
      for (const own of claimants(inner.record, first, fixed)) {
        const found = readBy(own, inner, line);
        if (found.reading.kind === 'unknown') continue;
        mixed ||= own !== first;
        if (found.reading.kind !== 'not_usage') return found;
        best ??= found;
      }
    }
    return best;
  }

  /** Like the error that ends a stream; the format of the log may know it by those before. */
  function readByNone(first: Source, around: Surrounded, line: number): ReadBy {
    const found = readBy(first, around, line);
    if (found.reading.kind === 'unknown' || found.reading.kind === 'refused') {
      if (!holdsCounts(around.record)) {
        const isBroken = holdsBroken(around.record);
        return { ...found, reading: isBroken ? refused('malformed') : notUsage('no usage in the line') };
      }
      if (found.reading.kind === 'unknown') return { ...found, reading: refused('unknown_counts') };
    }
    return found;
  }

  return {
    read(first, around, line) {
      if (!fixed) return readByAny(first, around, line);
      const isOwn = first.claims(around.record) || sourceOf(around.record) !== undefined;
      return (isOwn ? undefined : readInside(first, around, line)) ?? readBy(first, around, line);
    },
    passBetween({ between }, line) {
      if (between === undefined) return;
      const text = line.toString();
      const record = between.mark.test(text) ? unfolded(text) : undefined;
      if (!isObject(record)) return;
      for (const node of between.nodesIn(record)) nested.settle(node, UNKNOWN);
    },
    all: () => readers.values(),
    clear: () => void readers.clear(),
    get count() {
      return readers.size;
    },
    get mixed() {
      return mixed;
    },
    get spansRecords() {
      return nested.found || [...readers.keys()].some((each) => each.spansRecords === true);
    },
  };
}

/** The format of a record, or of the first of those in it that has one. */
export function sourceAround(around: Surrounded): Source | undefined {
  const own = sourceOf(around.record);
  if (own !== undefined) return own;
  for (const { record } of recordsInside(around)) {
    const inner = sourceOf(record);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function openReader(source: Source, nested: NestedCalls): OpenReader {
  const { read, end } = source.open(nested);
  return { read, ...(end && { end }), held: 0 };
}

/** Those whose format the record has, the first format of the log before the others; `only`: none but that. */
function* claimants(record: JsonObject, first: Source, only = false): Iterable<Source> {
  if (first.claims(record)) yield first;
  if (only) return;
  for (const source of SOURCES) if (source !== first && source.claims(record)) yield source;
}
