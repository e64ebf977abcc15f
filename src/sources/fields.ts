/** Reading untrusted fields: every value is what it claims to be, or it is refused or dropped. */
import { MAX_COUNT, type Count } from '../core/meters.ts';
import { parseInstant, type Instant } from '../core/time.ts';
import type { Context, JsonObject, Refusal } from './source.ts';

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

const MAX_TEXT = 300;
/** Keys of the provider and bearer tokens, wherever they stand in a text. */
const SECRET = new RegExp(
  [
    String.raw`sk-ant-[A-Za-z0-9_-]{8,}`,
    String.raw`(?<![A-Za-z0-9])(?:sk|pk|rk|ak)-[A-Za-z0-9_-]{12,}`,
    String.raw`[Bb]earer\s+\S{12,}`,
    String.raw`(?<![A-Za-z0-9])AKIA[A-Z0-9]{12,}`,
    String.raw`(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{20,}`,
    String.raw`(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{20,}`,
    String.raw`(?<![A-Za-z0-9])xox[abeprs]-[A-Za-z0-9-]{10,}`,
    String.raw`(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]+)?`,
  ].join('|'),
  'g',
);

/** A name to group by: cut to a sane length, without halves of characters (which no encoding keeps), and with anything that looks like a secret blotted out. */
export function nameText(value: unknown): string {
  if (typeof value !== 'string') return '';
  return value
    .slice(0, MAX_TEXT)
    .toWellFormed()
    .replace(SECRET, (secret) => `[secret …${secret.slice(-4)}]`);
}

/** An id to know a record by. Never shown and stored only as a hash, so it is neither cut nor blotted. */
export function idText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export type InstantResult =
  | { readonly ok: true; readonly at: Instant; readonly assumed: 'zone_assumed' | 'instant_given' | undefined }
  | { readonly ok: false; readonly reason: Refusal };

/** The record's own time, else the one the user gave for records without. */
export function instantOf(value: unknown, context: Context): InstantResult {
  if (value === undefined || value === null) {
    if (context.given === undefined) return { ok: false, reason: 'no_instant' };
    return { ok: true, at: context.given, assumed: 'instant_given' };
  }
  const parsed = parseInstant(value);
  if (!parsed.ok)
    return { ok: false, reason: parsed.reason === 'out_of_range' ? 'instant_out_of_range' : 'bad_instant' };
  return { ok: true, at: parsed.at, assumed: parsed.zoneAssumed ? 'zone_assumed' : undefined };
}

/** A model id, or undefined when there is none worth the name. */
export function modelOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_TEXT ? nameText(value) : undefined;
}
