/** A log of spoiled lines: what becomes of every one of them, and the smallest log that shows what is wrong. */
import { isObject } from '../../src/sources/fields.ts';
import { sourceOf } from '../../src/sources/index.ts';
import type { Context, JsonObject, Reader, Reading, Source } from '../../src/sources/source.ts';
import type { Instant } from '../../src/core/time.ts';
import { fnv } from './readings.ts';
import { flawsOf } from './soundness.ts';

export interface Fates {
  lines: number;
  /** No object of JSON. */
  unreadable: number;
  /** By the source that wrote the record first, and by the one that claims it now. */
  read: Record<Reading['kind'], number>;
  claimed: Record<Reading['kind'] | 'by none', number>;
  readonly flaws: string[];
}

/** Each is read as a record of the source it comes from, and as one of the source that claims it now. */
export function fatesOf(lines: readonly Buffer[], own: Source, given: Instant | undefined): Fates {
  const counts = { events: 0, skipped: 0, refused: 0 };
  const fates: Fates = {
    ...{ lines: lines.length, unreadable: 0, flaws: [] },
    ...{ read: { ...counts }, claimed: { ...counts, 'by none': 0 } },
  };
  const forced = own.open();
  const readers = new Map<Source, Reader>();
  const around = { file: 'log', given, labels: {}, fingerprint: fnv, withRequest: given !== undefined };

  function take(reader: Reader, record: JsonObject, context: Context): Reading {
    const reading = reader.read(record, context);
    fates.flaws.push(...flawsOf(reading));
    return reading;
  }

  function takeClaimed(record: JsonObject, text: string, first: Reading, context: Context): void {
    const source = sourceOf(record);
    if (source === undefined) {
      fates.claimed['by none'] += 1;
      return;
    }
    const reader = readers.get(source) ?? source.open();
    readers.set(source, reader);
    const isRead = source === own && source.spansRecords !== true;
    const reading = isRead ? first : take(reader, record, context);
    fates.claimed[reading.kind] += 1;
    // An event of a stream counts when the next one comes.
    const isSeen = source.needle === undefined || text.includes(source.needle) || source.spansRecords === true;
    if (reading.kind === 'events' && reading.events.length > 0 && !isSeen)
      fates.flaws.push(`${source.id} would pass over a line that counts`);
  }

  for (const [index, bytes] of lines.entries()) {
    const context = { ...around, line: index + 1 };
    const text = bytes.toString();
    const record = parsed(text);
    if (!isObject(record)) fates.unreadable += 1;
    else
      attempt(fates.flaws, () => {
        const reading = take(forced, record, context);
        fates.read[reading.kind] += 1;
        takeClaimed(record, text, reading, context);
      });
  }
  attempt(fates.flaws, () => {
    const context = { ...around, line: lines.length };
    for (const reader of [forced, ...readers.values()]) fates.flaws.push(...flawsOf(reader.end?.(context) ?? NONE));
  });
  return fates;
}

const NONE: Reading = { kind: 'skipped' };

function attempt(flaws: string[], work: () => void): void {
  try {
    work();
  } catch (error) {
    flaws.push(error instanceof Error ? (error.stack ?? error.message).slice(0, 600) : String(error));
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const MOST_ATTEMPTS = 3000;

/** As few and as short lines as still `fail`: lines are taken away, then fields, then text. */
export function smallest(lines: readonly Buffer[], fail: (lines: readonly Buffer[]) => boolean): readonly Buffer[] {
  let best = lines;
  let attempts = 0;
  for (let smaller = true; smaller;) {
    smaller = false;
    for (const candidate of smallerThan(best)) {
      if (++attempts > MOST_ATTEMPTS) return best;
      if (!fail(candidate)) continue;
      [best, smaller] = [candidate, true];
      break;
    }
  }
  return best;
}

function* smallerThan(lines: readonly Buffer[]): Iterable<readonly Buffer[]> {
  const half = Math.ceil(lines.length / 2);
  if (lines.length > 2) yield* [lines.slice(half), lines.slice(0, half)];
  if (lines.length > 1) for (const index of lines.keys()) yield lines.toSpliced(index, 1);
  for (const [index, bytes] of lines.entries()) {
    const record = parsed(bytes.toString());
    if (!isObject(record)) continue;
    for (const less of lessOf(record)) {
      const text = written(less);
      if (text !== undefined && text.length < bytes.length) yield lines.with(index, Buffer.from(text));
    }
  }
}

function* lessOf(value: unknown): Iterable<unknown> {
  if (typeof value === 'string' && value.length > 20) yield value.slice(0, value.length / 2);
  if (Array.isArray(value)) {
    if (value.length > 2) yield* [value.slice(value.length / 2), value.slice(0, value.length / 2)];
    for (const [index, inner] of value.entries()) {
      yield value.toSpliced(index, 1);
      for (const less of lessOf(inner)) yield value.with(index, less);
    }
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      const others = Object.entries(value).filter(([name]) => name !== key);
      yield Object.fromEntries(others);
      for (const less of lessOf(inner)) yield { ...value, [key]: less };
    }
  }
}

/** What is nested too deep to be written stays as it is. */
function written(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
