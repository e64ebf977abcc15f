/** The ledger of money for each value of a dimension: the same sums over the requests of that value alone. */
import { dearestFirst } from '../core/money.ts';
import type { Cause } from './cause.ts';
import { wastedBy, type Diagnosis, type Wasted } from './diagnosis.ts';
import type { Logged } from './log.ts';
import { moneyLedger, type MoneyLedger } from './waste.ts';
import type { Writes } from './writes.ts';

export interface MoneyGroup {
  /** null is unknown. */
  readonly value: string | null;
  readonly money: MoneyLedger;
}

/** `valueOf` names the value of a kind. The dearest first. */
export function groupsOf(diagnosis: Diagnosis, valueOf: (values: readonly string[]) => string | null): MoneyGroup[] {
  const { log } = diagnosis;
  const rows = new Map<string | null, number[]>();
  const values = log.kinds.map((kind) => valueOf(kind.values));
  for (let row = 0; row < log.logged.count; row++) {
    const value = values[log.logged.kind[row] ?? 0] ?? null;
    const own = rows.get(value);
    if (own === undefined) rows.set(value, [row]);
    else own.push(row);
  }
  const groups = [...rows].map(([value, own]): MoneyGroup => ({ value, money: moneyOf(diagnosis, own) }));
  return groups.sort((a, b) => dearestFirst(a.money.spent.cost, b.money.spent.cost));
}

/** What some causes wasted in some requests, in the order of time. */
export function wastedIn(diagnosis: Diagnosis, causes: readonly Cause[], rows: readonly number[]): Wasted {
  const wasted = wastedBy({ ...diagnosis, money: moneyOf(diagnosis, rows) }, causes);
  return { ...wasted, rows: wasted.rows.map(({ row, tokens }) => ({ row: rows[row] ?? 0, tokens })) };
}

/** Its rows are places in `rows`. */
function moneyOf({ log, misses, writes, book }: Diagnosis, rows: readonly number[]): MoneyLedger {
  const part = { ...log, logged: partOf(log.logged, rows) };
  const missed = rows.flatMap((row, index) => {
    const miss = misses.get(row);
    return miss === undefined ? [] : [[index, miss] as const];
  });
  return moneyLedger(part, new Map(missed), writesOfPart(writes, rows), book);
}

function partOf(logged: Logged, rows: readonly number[]): Logged {
  const { count: _, ...columns } = logged;
  const picked = {} as Record<keyof typeof columns, unknown>;
  for (const name of Object.keys(columns) as (keyof typeof columns)[]) picked[name] = pick(columns[name], rows);
  return { count: rows.length, ...(picked as typeof columns) };
}

function pick<T extends Logged[Exclude<keyof Logged, 'count'>]>(column: T, rows: readonly number[]): T {
  const picked = column.slice(0, rows.length) as T;
  for (const [index, row] of rows.entries()) picked[index] = column[row] ?? 0;
  return picked;
}

function writesOfPart({ unread5m, unread1h, briefly }: Writes, rows: readonly number[]): Writes {
  return {
    unread5m: Float64Array.from(rows, (row) => unread5m[row] ?? 0),
    unread1h: Float64Array.from(rows, (row) => unread1h[row] ?? 0),
    briefly: Uint8Array.from(rows, (row) => briefly[row] ?? 0),
  };
}
