/** Records that are hostile by their size or depth, at every place where a record that counts has something. */
import { isObject } from '../../src/sources/fields.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import type { Source } from '../../src/sources/source.ts';
import { rounds } from '../rounds.ts';
import { fixturesOf } from './fixture-files.ts';
import { eventsOf, GIVEN, readAll, recordsOf, type Numbered } from './readings.ts';

/** A place in a record that counts: its keys from the record down. */
export interface Place {
  readonly record: JsonObject;
  readonly path: readonly string[];
}

/** Every field that a record of the fixtures has which counts, each in one of them. */
export async function placesOf(source: Source): Promise<Place[]> {
  const places = new Map<string, Place>();
  for (const fixture of fixturesOf(source.id)) {
    for (const numbered of await recordsOf(fixture)) {
      const paths = pathsIn(numbered.record).filter(({ name }) => !places.has(name));
      if (paths.length === 0 || !counts(source, numbered)) continue;
      for (const { name, path } of paths) if (!places.has(name)) places.set(name, { record: numbered.record, path });
    }
  }
  return [...places.values()];
}

/** Where responses span records, which of them count cannot be told. */
function counts(source: Source, numbered: Numbered): boolean {
  return source.spansRecords === true || eventsOf(readAll(source, [numbered], { given: GIVEN })).length > 0;
}

/** A name leaves out positions in lists. */
function pathsIn(value: unknown, path: readonly string[] = [], name = ''): { name: string; path: readonly string[] }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const [longer, named] = [[...path, key], `${name}.${Array.isArray(value) ? '' : key}`];
    return [{ name: named, path: longer }, ...pathsIn(inner, longer, named)];
  });
}

function withValue(record: unknown, [key, ...path]: readonly string[], change: (old: unknown) => unknown): unknown {
  if (key === undefined) return change(record);
  if (Array.isArray(record)) return record.with(Number(key), withValue(record[Number(key)], path, change));
  return isObject(record) ? { ...record, [key]: withValue(record[key], path, change) } : record;
}

/** Deeper than the stack lets a function or JSON.stringify go. */
const DEPTH = 10_000;

export function nestedIn(key: string): unknown {
  let inner: unknown = 1;
  for (let depth = 0; depth < DEPTH; depth += 1) inner = key === '' ? [inner] : { type: 'text', [key]: inner };
  return inner;
}

/** Bytes of JSON, about: with what takes time in the square of its size, too many for a test's time by far. */
export const HUGE_BYTES: number = rounds(1_000_000, 5_000_000);

const PIECES = [
  ...['a', ' ', '{', '"', '\\', '/', '=', ':', '-', '0', '\n', 'é', 'sk-', 'eyJ.', 'data: {}\n\n', 'a b ', '[1m]'],
  ...['"session_id" : ', 'arn:aws:bedrock:', 'anthropic.', 'time-00-', 'Bearer ', '_session_', 'publishers/', '2026-'],
];

/** Texts that go on and on, and lists and objects without end. */
const HUGE_VALUES: readonly unknown[] = [
  ...PIECES.map((piece) => piece.repeat(HUGE_BYTES / piece.length)),
  // A JSON parser takes a second for a million of these, and each source that looks into a text asks it again.
  '['.repeat(HUGE_BYTES / 20),
  `${'['.repeat(HUGE_BYTES / 20)}${']'.repeat(HUGE_BYTES / 20)}`,
  new Array(HUGE_BYTES / 2).fill(0),
  new Array(HUGE_BYTES / 8).fill(['x']),
  // Each may be taken for a span with attributes, which are looked for under many names.
  new Array(50_000).fill({}),
  Object.fromEntries(Array.from({ length: HUGE_BYTES / 100 }, (_, index) => [`key-${index}`, `value-${index % 7}`])),
];

/** A list of what stands there, over and over; a list's own elements, if it is one. */
function repeated(old: unknown): unknown[] {
  const elements: readonly unknown[] = Array.isArray(old) && old.length > 0 ? old : [old];
  const length = Math.ceil((HUGE_BYTES * elements.length) / 4 / (JSON.stringify(elements)?.length ?? 1));
  return Array.from({ length }, (_, index) => elements[index % elements.length]);
}

const NESTED = ['', 'content', 'stringValue', 'requests', 'data'].map(nestedIn);

export interface Huge {
  /** The place at which it is. */
  readonly where: string;
  readonly record: JsonObject;
}

/** At every place depth, of lists or objects, in itself where it has something inside; and each kind of size somewhere. */
export function* hugeRecords(places: readonly Place[]): Iterable<Huge> {
  const made = ({ record, path }: Place, value: (old: unknown) => unknown): Huge => ({
    where: path.join('.'),
    record: withValue(record, path, value) as JsonObject,
  });
  for (const [index, place] of places.entries()) {
    const key = place.path.at(-1) ?? '';
    yield made(place, () => NESTED[0]);
    yield made(place, (old) => (typeof old === 'object' ? nestedIn(key) : NESTED[1 + (index % (NESTED.length - 1))]));
  }
  const spread = (index: number, count: number): Place => places[Math.floor(((index + 0.5) / count) * places.length)]!;
  const count = HUGE_VALUES.length;
  for (const [index, value] of HUGE_VALUES.entries()) yield made(spread((index * 7) % count, count), () => value);
  for (let index = 0; index < REPEATED; index += 1) yield made(spread(index, REPEATED), repeated);
}

const REPEATED = 8;
