/** The ledger of money for each value of a dimension: the same sums over the requests of that value alone. */
import { dearestFirst } from '../core/money.ts';
import { MOST_BUDGET_GROUPS, needRoom } from '../analysis/most-groups.ts';
import { numbered } from '../requests/caches.ts';
import { groupedBy } from '../requests/columns.ts';
import type { Cause, Miss } from './cause.ts';
import { wastedBy, type Diagnosis, type Wasted } from './diagnosis.ts';
import type { DiagnosisLog, Logged } from './log.ts';
import { moneyLedger, type MoneyLedger } from './waste.ts';

export interface MoneyGroup {
  /** null is unknown. */
  readonly value: string | null;
  readonly money: MoneyLedger;
}

/** `valueOf` names the value of a kind, `by` what all of them are. The dearest first. */
export function groupsOf(
  diagnosis: Diagnosis,
  by: string,
  valueOf: (values: readonly string[]) => string | null,
): MoneyGroup[] {
  const { kinds, logged } = diagnosis.log;
  const values = numbered((value: string | null) => JSON.stringify(value));
  const ofKind = kinds.map((kind) => values.of(valueOf(kind.values)));
  needRoom(values.all.length - 1, MOST_BUDGET_GROUPS, by);
  const { rows, from } = groupedBy(
    Uint32Array.from(logged.kind, (kind) => ofKind[kind] ?? 0),
    values.all.length,
  );
  const groups = values.all.map((value, index): MoneyGroup => {
    return { value, money: moneyOf(diagnosis, rows.subarray(from[index], from[index + 1])) };
  });
  return groups.sort((a, b) => dearestFirst(a.money.spent.cost, b.money.spent.cost));
}

/** What some causes wasted in some requests, in the order of time. */
export function wastedIn(diagnosis: Diagnosis, causes: readonly Cause[], rows: Uint32Array): Wasted {
  const wasted = wastedBy({ ...diagnosis, money: moneyOf(diagnosis, rows) }, causes);
  return { ...wasted, rows: { ...wasted.rows, row: wasted.rows.row.map((row) => rows[row] ?? 0) } };
}

/** Its rows are places in `rows`. */
function moneyOf({ log, misses, writes, book }: Diagnosis, rows: Uint32Array): MoneyLedger {
  const missed = new Map<number, Miss>();
  for (const [index, row] of rows.entries()) {
    const miss = misses.get(row);
    if (miss !== undefined) missed.set(index, miss);
  }
  const part = {
    unread5m: pick(writes.unread5m, rows),
    unread1h: pick(writes.unread1h, rows),
    briefly: pick(writes.briefly, rows),
  };
  return moneyLedger(partOf(log, rows), missed, part, book);
}

/** With no kinds but those of its rows: sums have room for each kind. */
function partOf(log: DiagnosisLog, rows: Uint32Array): DiagnosisLog {
  const { count: _, ...columns } = log.logged;
  const picked = {} as Record<keyof typeof columns, unknown>;
  for (const name of Object.keys(columns) as (keyof typeof columns)[]) picked[name] = pick(columns[name], rows);
  const kinds = numbered(String);
  const kind = pick(columns.kind, rows).map((each) => kinds.of(each));
  const logged = { ...(picked as typeof columns), count: rows.length, kind };
  return { ...log, logged, kinds: kinds.all.flatMap((each) => log.kinds[each] ?? []) };
}

function pick<T extends Logged[Exclude<keyof Logged, 'count'>]>(column: T, rows: Uint32Array): T {
  const picked = column.slice(0, rows.length) as T;
  for (const [index, row] of rows.entries()) picked[index] = column[row] ?? 0;
  return picked;
}
