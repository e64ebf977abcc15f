/** Reading untrusted fields: every value is what it claims to be, or it is refused or dropped. */
import { blottedName, blottedValue, MAX_NAME } from '../core/blot.ts';
import { isObject } from '../core/json.ts';
import { MAX_COUNT, type Count } from '../core/meters.ts';
import { parseInstant, type Instant } from '../core/time.ts';
import { refuse, type JsonObject } from './reading.ts';
import type { Context, When } from './source.ts';

export { isObject };
export type { When };

/** What a field holds, also where it was logged as the text of a JSON object or list; other text stays text. */
export function unfolded(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** An object, which may have been logged as its text. */
export function opened(value: unknown): JsonObject | undefined {
  return asObject(unfolded(value));
}

export function asObject(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

/** The object in a field; an empty one where there is none. */
export function inside(object: JsonObject, name: string): JsonObject {
  return asObject(object[name]) ?? {};
}

/** "cacheReadTokens" as Python writes it. */
export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

/** A count that must be there. */
export function requiredCount(value: unknown): Count {
  if (value === undefined) return refuse('missing_count');
  if (!isWhole(value)) return refuse('bad_count');
  return value > MAX_COUNT ? refuse('count_too_large') : value;
}

/** A count that the API leaves out, or writes as null, where it is 0. */
export function optionalCount(value: unknown): Count {
  return requiredCount(value ?? 0);
}

/** A count where there is a good one. */
export function countIn(value: unknown): Count | undefined {
  return isWhole(value) && value <= MAX_COUNT ? value : undefined;
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

/** A name to group by: cut to a sane length, without halves of characters, and with anything that looks like a secret blotted out. */
export function nameText(value: unknown): string {
  return typeof value === 'string' ? blottedName(value) : '';
}

/** The first that is one; '' where none is. */
export function firstName(values: readonly unknown[]): string {
  return values.map(nameText).find((name) => name !== '') ?? '';
}

/** Labels that a log made up, from names and values; without those that are '' or no text. */
export function labelsFrom(entries: Iterable<readonly [string, unknown]>): Record<string, string> {
  const labels: [string, string][] = [];
  for (const [name, text] of entries)
    if (typeof text === 'string' && text !== '') labels.push([blottedName(name), blottedValue(name, text)]);
  // From entries, because a label may be called "__proto__".
  return Object.fromEntries(labels);
}

/** Labels without those that are ''. */
export function filled(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([, text]) => text !== ''));
}

/** An id to know a record by. Never shown and stored only as a hash, so it is neither cut nor blotted. */
export function idText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The record's own time, else that of what stands around it, else the one the user gave for records without. */
export function instantOf(value: unknown, { given, logged }: Pick<Context, 'given' | 'logged'>): When {
  if (value === undefined || value === null)
    return logged?.() ?? { at: given ?? refuse('no_instant'), flags: ['instant_given'] };
  const parsed = parseInstant(value);
  if (!parsed.ok) return refuse(parsed.reason === 'out_of_range' ? 'instant_out_of_range' : 'bad_instant');
  return { at: parsed.at, flags: parsed.zoneAssumed ? ['zone_assumed'] : [] };
}

export function isGiven({ flags }: When): boolean {
  return flags.includes('instant_given');
}

/** Until when it went on. An end that cannot be read, or lies before the start, says nothing. */
export function endOf(value: unknown, { at }: When): Instant | undefined {
  const parsed = parseInstant(value);
  return parsed.ok && parsed.at > at ? parsed.at : undefined;
}

/** A model id, or undefined when there is none worth the name. */
export function modelOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME ? nameText(value) : undefined;
}

export function requiredModel(value: unknown): string {
  return modelOf(value) ?? refuse('no_model');
}
