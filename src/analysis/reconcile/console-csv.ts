/**
 * The cost export of the provider's console (log shapes 10). Its header has had at least four forms, so a column is found by
 * its name. Amounts are rounded to cents, row by row.
 */
import { blottedName } from '../../core/blot.ts';
import { parseDate } from '../../core/time.ts';
import { parseAmount, type BilledType } from './bill.ts';
import type { BillLine } from './bill-lines.ts';

const REQUIRED = ['usage_date_utc', 'model', 'token_type', 'cost_usd'];
/** With the id of the key, no two rows of an export have the same dimensions; names of keys may repeat. */
const DISTINGUISHING = 'api_key_id';
/** All columns but the amounts, and the status of a key, which changes. */
const DIMENSIONS = [
  ...['usage_date_utc', 'model', 'workspace', 'api_key', 'usage_type', 'context_window', 'token_type', 'cost_type'],
  ...['inference_geo', 'speed', 'api_key_id'],
];

const TYPES: Readonly<Record<string, BilledType>> = {
  input_no_cache: 'input',
  input_cache_read: 'cache_read',
  input_cache_write_5m: 'cache_write_5m',
  input_cache_write_1h: 'cache_write_1h',
  output: 'output',
};

type Row = Readonly<Record<string, string>>;

export function isCostHeader(columns: readonly string[]): boolean {
  return REQUIRED.every((column) => columns.includes(column)) && new Set(columns).size === columns.length;
}

export function isDistinct(columns: readonly string[]): boolean {
  return columns.includes(DISTINGUISHING);
}

/** Exports that were put one behind the other: a header in the middle begins the next one. */
export function isHeaderAgain(row: Row): boolean {
  return Object.entries(row).every(([name, text]) => name === text);
}

/** Why a row is none, as the rest of a sentence about it. */
export type BadLine = { readonly bad: string };

export function readCostRow(row: Row): BillLine | BadLine {
  const day = parseDate((row['usage_date_utc'] ?? '').slice(0, 10));
  if (day === undefined) return { bad: 'has no date in usage_date_utc' };
  const amount = parseAmount(row['cost_usd'], 'usd');
  if (amount === undefined) return { bad: 'has no amount in cost_usd' };
  const listed = row['list_price_usd'] ?? '';
  const list = listed === '' ? undefined : parseAmount(listed, 'usd');
  if (listed !== '' && list === undefined) return { bad: 'has no amount in list_price_usd' };
  const name = row['model'] ?? '';
  return {
    key: DIMENSIONS.map((column) => row[column] ?? '').join('\n'),
    day,
    model: name === '' ? undefined : blottedName(name),
    type: typeOf(row),
    amount,
    list,
  };
}

function typeOf({ token_type: token = '', cost_type: cost = '' }: Row): BilledType {
  const known = TYPES[token];
  if (known !== undefined) return known;
  return /web_?search/i.test(`${token} ${cost}`) ? 'web_search' : 'other';
}
