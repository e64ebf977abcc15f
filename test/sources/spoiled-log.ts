/** A log of spoiled lines: what becomes of every one of them, and the smallest log that shows what is wrong. */
import type { Instant } from '../../src/core/time.ts';
import { isObject } from '../../src/sources/fields.ts';
import { unparsed } from '../../src/ingest/unparsed.ts';
import { sourceOf } from '../../src/sources/index.ts';
import { UNKNOWN, type Reading } from '../../src/sources/reading.ts';
import type { Context, Reader, Source } from '../../src/sources/source.ts';
import { fnv } from './readings.ts';
import { flawsOf } from './soundness.ts';

/** Of lines: what their readings were, if they are objects of JSON and some source claims them. */
export type Fate = Reading['kind'] | 'unreadable' | 'unclaimed';

export interface Fates {
  readonly counts: Record<Fate, number>;
  readonly flaws: string[];
}

/** Reads every line as a record of one source, or of that which claims it. */
export function fatesOf(lines: readonly Buffer[], told: Source | undefined, given: Instant | undefined): Fates {
  const counts = { events: 0, held: 0, not_usage: 0, unknown: 0, refused: 0, unreadable: 0, unclaimed: 0 };
  const flaws: string[] = [];
  const readers = new Map<Source, Reader>();
  const around = { file: 'log', given, labels: {}, fingerprint: fnv, withRequest: given !== undefined };

  function fateOf(text: string, context: Context): Fate {
    const record = parsed(text);
    if (!isObject(record)) return 'unreadable';
    const source = told ?? sourceOf(record);
    if (source === undefined) return 'unclaimed';
    const reader = readers.get(source) ?? source.open();
    readers.set(source, reader);
    const reading = reader.read(record, context);
    flaws.push(...flawsOf(reading));
    if (isEvent(reading) && unparsed(Buffer.from(text), source) !== undefined)
      flaws.push(`${source.id} would not parse a line that counts`);
    return reading.kind;
  }

  for (const [index, bytes] of lines.entries())
    attempt(flaws, () => void (counts[fateOf(bytes.toString(), { ...around, line: index + 1 })] += 1));
  for (const reader of readers.values())
    attempt(flaws, () => void flaws.push(...flawsOf(reader.end?.({ ...around, line: lines.length }) ?? UNKNOWN)));
  return { counts, flaws };
}

function isEvent(reading: Reading): boolean {
  return reading.kind === 'events' && reading.events.length > 0;
}

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
