/**
 * One model of the public price data of @pydantic/genai-prices, as rows of a price file. It has one set of prices, or
 * several with the date from which each holds, of which the last one in force is meant.
 */
import { parseDate } from '../core/time.ts';
import { asFields, type Fields } from './fields.ts';
import { readRates } from './genai-rates.ts';
import type { Unusable } from './genai-unusable.ts';

/** Of all time: where the data has no date. */
const UNDATED = '2020-01-01';

export interface ModelEntry {
  /** As logged: its own id, and what it says to be equal to. */
  readonly ids: readonly [string, ...string[]];
  readonly displayName: string;
  /** ISO date; '' when not given. */
  readonly checked: string;
  readonly isDated: boolean;
  /** From which date, with the prices of a row of a price file. */
  readonly rows: readonly ({ readonly from: string } & Fields)[];
}

export function readModelEntry(value: unknown): ModelEntry | Unusable {
  const fields = asFields(value);
  const id = fields?.['id'];
  if (fields === undefined || !isId(id)) return 'not_an_entry';
  const rows = readRows(fields['prices']);
  if (typeof rows === 'string') return rows;
  const name = fields['name'];
  const checked = fields['prices_checked'];
  return {
    ids: [id, ...equalIds(fields['match']).filter((other) => other !== id)],
    displayName: typeof name === 'string' && /^[\p{L}\p{N} .,:()/_+-]{1,80}$/u.test(name) ? name : id,
    checked: typeof checked === 'string' && parseDate(checked) !== undefined ? checked : '',
    isDated: rows[0]?.from !== UNDATED,
    rows,
  };
}

/** What a log could hold as one. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.:@/-]{1,150}$/.test(value);
}

/** Ids that a clause names in full. One by prefix or pattern is not taken: an unknown release has no price. */
function equalIds(match: unknown): string[] {
  const clause = asFields(match);
  const equal = clause?.['equals'];
  const either = clause?.['or'];
  return [...(isId(equal) ? [equal] : []), ...(Array.isArray(either) ? either.flatMap(equalIds) : [])];
}

function readRows(prices: unknown): ModelEntry['rows'] | Unusable {
  if (!Array.isArray(prices)) {
    const rates = readRates(prices);
    return typeof rates === 'string' ? rates : [{ from: UNDATED, ...rates }];
  }
  const rows: { from: string }[] = [];
  for (const conditional of prices.map(asFields)) {
    const from = startOf(conditional?.['constraint']);
    if (from === 'hours' || from === 'bad_date') return from;
    const rates = readRates(conditional?.['prices']);
    if (typeof rates === 'string') return rates;
    rows.push({ from, ...rates });
  }
  if (rows.length === 0) return 'not_an_entry';
  return rows.every(({ from }, position) => position === 0 || (rows[position - 1]?.from ?? '') < from)
    ? rows
    : 'bad_date';
}

/** An ISO date, or why there is none. */
function startOf(constraint: unknown): string {
  if (constraint === undefined || constraint === null) return UNDATED;
  const fields = asFields(constraint);
  const start = fields?.['start_date'];
  if (typeof start === 'string' && parseDate(start) !== undefined) return start;
  return fields?.['start_time'] === undefined ? 'bad_date' : 'hours';
}
