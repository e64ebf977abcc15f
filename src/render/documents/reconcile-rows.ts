/** Cells of a reconciliation, summed by what is to be printed. */
import type { Explained, Part } from '../../analysis/reconcile/reasons.ts';
import type { Pico } from '../../core/money.ts';
import { utcDate } from '../../core/time.ts';

export const RECONCILE_KEYS = ['day', 'model', 'type'] as const;
export type ReconcileKey = (typeof RECONCILE_KEYS)[number];

export interface ReconcileRow {
  /** null: the bill does not say, or nothing of the kind has it. */
  readonly group: Readonly<Partial<Record<ReconcileKey, string | null>>>;
  /** undefined: not on that side at all. */
  readonly billed: Pico | undefined;
  /** Where the bill has it for all of the row. */
  readonly list: Pico | undefined;
  readonly computed: Pico | undefined;
  readonly difference: Pico;
  readonly rounding: Pico;
  readonly billRows: number;
  readonly parts: readonly Part[];
}

export function rowsBy(cells: readonly Explained[], by: readonly ReconcileKey[]): ReconcileRow[] {
  const rows = new Map<string, ReconcileRow>();
  for (const cell of cells) {
    const row = rowOf(cell, by);
    const key = JSON.stringify(row.group);
    const before = rows.get(key);
    rows.set(key, before === undefined ? row : together(before, row));
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function rowOf(cell: Explained, by: readonly ReconcileKey[]): ReconcileRow {
  const { day, model = '', type, billed, computed, difference, rounding, parts } = cell;
  const names = {
    day: day === undefined ? null : utcDate(day),
    model: model === '' ? null : model,
    type: type ?? null,
  };
  return {
    group: Object.fromEntries(RECONCILE_KEYS.filter((key) => by.includes(key)).map((key) => [key, names[key]])),
    billed: billed?.amount,
    list: billed?.list,
    computed: computed?.cost,
    difference,
    rounding,
    billRows: billed?.rows ?? 0,
    parts,
  };
}

function together(a: ReconcileRow, b: ReconcileRow): ReconcileRow {
  return {
    group: a.group,
    billed: sum(a.billed, b.billed),
    // Of a part the whole is not known.
    list: a.billed === undefined ? b.list : b.billed === undefined ? a.list : both(a.list, b.list),
    computed: sum(a.computed, b.computed),
    difference: (a.difference + b.difference) as Pico,
    rounding: (a.rounding + b.rounding) as Pico,
    billRows: a.billRows + b.billRows,
    parts: [...a.parts, ...b.parts],
  };
}

function sum(a: Pico | undefined, b: Pico | undefined): Pico | undefined {
  return a === undefined || b === undefined ? (a ?? b) : ((a + b) as Pico);
}

function both(a: Pico | undefined, b: Pico | undefined): Pico | undefined {
  return a === undefined || b === undefined ? undefined : ((a + b) as Pico);
}
