/** Reading untrusted fields: every value is what it claims to be, or it is refused or dropped. */
import { blottedName, blottedValue, MAX_NAME } from '../core/blot.ts';
import type { Flag } from '../core/flags.ts';
import { MAX_COUNT, type Count } from '../core/meters.ts';
import { parseInstant, type Instant } from '../core/time.ts';
import type { JsonObject, Refusal } from './reading.ts';
import type { Context } from './source.ts';

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

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
  const inner = unfolded(value);
  return isObject(inner) ? inner : undefined;
}

/** The object in a field; an empty one where there is none. */
export function inside(object: JsonObject, name: string): JsonObject {
  const inner = object[name];
  return isObject(inner) ? inner : {};
}

/** "cacheReadTokens" as Python writes it. */
export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

export type CountResult =
  { readonly ok: true; readonly count: Count } | { readonly ok: false; readonly reason: Refusal };

/** A count that must be there. */
export function requiredCount(value: unknown): CountResult {
  if (value === undefined) return { ok: false, reason: 'missing_count' };
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return { ok: false, reason: 'bad_count' };
  if (value > MAX_COUNT) return { ok: false, reason: 'count_too_large' };
  return { ok: true, count: value };
}

/** A count that the API leaves out, or writes as null, where it is 0. */
export function optionalCount(value: unknown): CountResult {
  return value === undefined || value === null ? { ok: true, count: 0 } : requiredCount(value);
}

/** All of the counts, or why the first bad one is refused. */
export function allCounts<Name extends string>(
  results: Readonly<Record<Name, CountResult>>,
): Record<Name, Count> | Refusal {
  const counts = {} as Record<Name, Count>;
  for (const [name, result] of Object.entries(results) as [Name, CountResult][]) {
    if (!result.ok) return result.reason;
    counts[name] = result.count;
  }
  return counts;
}

/** A name to group by: cut to a sane length, without halves of characters, and with anything that looks like a secret blotted out. */
export function nameText(value: unknown): string {
  return typeof value === 'string' ? blottedName(value) : '';
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

export type InstantResult =
  | {
      readonly ok: true;
      readonly at: Instant;
      readonly assumed: 'zone_assumed' | 'instant_given' | undefined;
      /** The same as flags of the event. */
      readonly flags: readonly Flag[];
    }
  | { readonly ok: false; readonly reason: Refusal };

/** The record's own time, else the one the user gave for records without. */
export function instantOf(value: unknown, context: Context): InstantResult {
  if (value === undefined || value === null) {
    if (context.given === undefined) return { ok: false, reason: 'no_instant' };
    return { ok: true, at: context.given, assumed: 'instant_given', flags: ['instant_given'] };
  }
  const parsed = parseInstant(value);
  if (!parsed.ok)
    return { ok: false, reason: parsed.reason === 'out_of_range' ? 'instant_out_of_range' : 'bad_instant' };
  const assumed = parsed.zoneAssumed ? 'zone_assumed' : undefined;
  return { ok: true, at: parsed.at, assumed, flags: assumed ? [assumed] : [] };
}

/** A model id, or undefined when there is none worth the name. */
export function modelOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME ? nameText(value) : undefined;
}
