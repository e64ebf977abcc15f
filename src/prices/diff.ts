/**
 * What differs between two lists of prices: two directories, or one book at two instants.
 */
import { TOKEN_METERS } from '../core/meters.ts';
import { MULTIPLIERS } from './book.ts';
import type { ListPrices, ListRow } from './list.ts';

interface FieldChange {
  /** "cache_read", "multipliers.batch", "above 200000 output"; "to" when rows are compared by date. */
  readonly field: string;
  /** null: there is no such price. */
  readonly before: string | null;
  readonly after: string | null;
}

interface RowChange {
  readonly before: ListRow;
  readonly after: ListRow;
  readonly changes: readonly FieldChange[];
}

export interface PriceDiff {
  readonly added: readonly ListRow[];
  readonly removed: readonly ListRow[];
  readonly changed: readonly RowChange[];
}

/**
 * `by` says which rows are the same one. 'row': same model, speed and start, to compare two histories. 'model':
 * same model and speed, to compare what is in force at two instants; dates are then no difference.
 */
export function diffRows(before: readonly ListRow[], after: readonly ListRow[], by: 'row' | 'model'): PriceDiff {
  const key = (row: ListRow): string => JSON.stringify([row.model, row.speed, by === 'row' ? row.from : '']);
  const old = new Map(before.map((row) => [key(row), row]));
  const now = new Map(after.map((row) => [key(row), row]));
  return {
    added: [...now].flatMap(([id, row]) => (old.has(id) ? [] : [row])),
    removed: [...old].flatMap(([id, row]) => (now.has(id) ? [] : [row])),
    changed: [...old].flatMap(([id, row]) => compareRows(row, now.get(id), by)),
  };
}

function compareRows(before: ListRow, after: ListRow | undefined, by: 'row' | 'model'): RowChange[] {
  if (!after) return [];
  const old = new Map(fieldsOf(before, by));
  const now = new Map(fieldsOf(after, by));
  const changes = [...new Set([...old.keys(), ...now.keys()])].flatMap((field) => {
    const change = { field, before: old.get(field) ?? null, after: now.get(field) ?? null };
    return change.before === change.after ? [] : [change];
  });
  return changes.length === 0 ? [] : [{ before, after, changes }];
}

function fieldsOf(row: ListRow, by: 'row' | 'model'): [string, string | null][] {
  return [
    ...(by === 'row' ? ([['to', row.to]] satisfies [string, string | null][]) : []),
    ...pricesOf(row, ''),
    ...row.bands.flatMap((band) => pricesOf(band, `above ${band.above_prompt_tokens} `)),
    ...MULTIPLIERS.map((name): [string, string | null] => [`multipliers.${name}`, row.multipliers[name] ?? null]),
  ];
}

function pricesOf(prices: ListPrices, prefix: string): [string, string | null][] {
  return TOKEN_METERS.map((meter) => [`${prefix}${meter}`, prices[meter]]);
}
