/**
 * Reading one field of a price file. What is wrong is reported with its JSON path, and the value is undefined.
 */
import { parseDecimal } from '../core/fraction.ts';
import { parsePricePerMillion, type UnitPrice } from '../core/money.ts';
import { parseDate, type Instant } from '../core/time.ts';
import type { Multiplier, Rates } from './book.ts';
import { isObject } from '../core/json.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Takes a problem's code, JSON path, message and hint. */
export type Report = (code: string, path: string, message: string, hint?: string) => void;

/** A part of a document and its JSON path. */
export interface Part {
  readonly fields: Fields;
  readonly path: string;
}

export function asFields(value: unknown): Fields | undefined {
  return isObject(value) ? value : undefined;
}

/** The path of a field inside a part; the document itself has the path ''. */
export function pathOf(part: Part, key: string): string {
  return part.path === '' ? key : `${part.path}.${key}`;
}

/** The objects of a list; an absent list is empty. */
export function readParts(part: Part, key: string, report: Report): Part[] {
  const value = part.fields[key];
  const path = pathOf(part, key);
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    report('bad_list', path, 'This must be a list.');
    return [];
  }
  return value.flatMap((item: unknown, position) => {
    const fields = asFields(item);
    if (!fields) report('bad_list', `${path}[${position}]`, 'This must be an object.');
    return fields ? [{ fields, path: `${path}[${position}]` }] : [];
  });
}

/** Descriptive text; '' when absent. */
export function readText(part: Part, key: string): string {
  const value = part.fields[key];
  return typeof value === 'string' ? value : '';
}

export function readTexts(part: Part, key: string): string[] {
  const value = part.fields[key];
  return Array.isArray(value) ? value.filter((item: unknown) => typeof item === 'string') : [];
}

/** A UTC date as the instant of its midnight; undefined when it is bad, or absent where that is allowed. */
export function readDate(part: Part, key: string, report: Report, optional = false): Instant | undefined {
  const value = part.fields[key];
  if (optional && (value === undefined || value === null)) return undefined;
  const at = typeof value === 'string' ? parseDate(value) : undefined;
  if (at === undefined) report('bad_date', pathOf(part, key), 'This must be a date such as "2026-11-21".');
  return at;
}

export function readTokens(part: Part, key: string, report: Report): number | undefined {
  const value = part.fields[key];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  report('bad_count', pathOf(part, key), 'This must be a positive whole number of tokens.');
  return undefined;
}

export function readMultiplier(part: Part, key: string, report: Report): Multiplier | undefined {
  const text = part.fields[key];
  if (text === undefined || text === null) return undefined;
  const value = typeof text === 'string' ? parseDecimal(text) : undefined;
  if (typeof text === 'string' && value) return { text, value };
  report('bad_multiplier', pathOf(part, key), 'This must be a multiplier such as "0.5".', 'Quote it.');
  return undefined;
}

/** A price as a decimal string; `parse` knows the quantity it is for. */
export function readPrice(
  part: Part,
  key: string,
  report: Report,
  parse: (text: string) => UnitPrice | undefined,
): UnitPrice | undefined {
  const text = part.fields[key];
  if (text === undefined || text === null) {
    report(
      'missing_price',
      pathOf(part, key),
      `The price of ${key} is missing.`,
      'Write every price; none is derived.',
    );
    return undefined;
  }
  const price = typeof text === 'string' ? parse(text) : undefined;
  if (price === undefined) {
    const message = 'This must be a decimal string, a whole number of picodollars per unit.';
    report('bad_price', pathOf(part, key), message, 'Quote it and use at most six decimals.');
  }
  return price;
}

/** The five prices of a row or band, USD per 1,000,000 tokens; undefined when one is bad. Only the cache's may be null. */
export function readRates(part: Part, report: Report): Rates | undefined {
  const price = (key: string): UnitPrice | undefined => readPrice(part, key, report, parsePricePerMillion);
  const cached = (key: string): UnitPrice | null | undefined => (part.fields[key] === null ? null : price(key));
  const input = price('input');
  const cache_write_5m = cached('cache_write_5m');
  const cache_write_1h = cached('cache_write_1h');
  const cache_read = cached('cache_read');
  const output = price('output');
  const known = input !== undefined && cache_write_5m !== undefined && cache_write_1h !== undefined;
  if (!known || cache_read === undefined || output === undefined) return undefined;
  return { input, cache_write_5m, cache_write_1h, cache_read, output };
}
