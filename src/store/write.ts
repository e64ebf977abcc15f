/**
 * Storing events: each response once, whatever order its records come in.
 */
import { flagsOf, merge, saysTheSame, type Flag, type UsageEvent } from '../core/event.ts';
import type { DailyRollup } from './daily.ts';
import type { Dimensions } from './dimensions.ts';
import type { FileTable } from './files.ts';
import type { Batch, Counts, Outcome, Written } from './ledger.ts';
import { fromRows, keyOf, toRows, type EventRow, type EventTable } from './stored-event.ts';

export interface Tables {
  readonly events: EventTable;
  readonly files: FileTable;
  readonly daily: DailyRollup;
  readonly known: Dimensions;
}

type Fate = 'added' | 'updated' | 'unchanged' | 'seen';

/** Stores a batch; to be called inside a transaction. */
export function writeBatch(batch: Batch, tables: Tables): Written {
  const counts = { added: 0, updated: 0, unchanged: 0, seen: 0 };
  const flags: Partial<Record<Flag, number>> = {};
  for (const event of batch.events) {
    const fate = writeEvent(event, batch.run, tables);
    counts[fate] += 1;
    if (fate !== 'seen') for (const flag of flagsOf(event.flags)) flags[flag] = (flags[flag] ?? 0) + 1;
  }
  tables.daily.flush();
  const all: Counts = { ...counts, flags };
  const outcome = withCounts(batch.state.outcome, all);
  tables.files.save(batch.path, { ...batch.state, outcome });
  return { counts: all, outcome };
}

function withCounts(before: Outcome, counts: Counts): Outcome {
  const flags = { ...before.flags };
  for (const [flag, more] of Object.entries(counts.flags) as [Flag, number][]) flags[flag] = (flags[flag] ?? 0) + more;
  return { ...before, records: before.records + counts.added + counts.updated + counts.unchanged, flags };
}

function writeEvent(event: UsageEvent, run: number, tables: Tables): Fate {
  const key = keyOf(event);
  // Most responses are new, and inserting finds that out for less than looking first.
  if (insert(event, key, run, tables)) return 'added';

  const rows = tables.events.find(key);
  const stored = fromRows(rows, event.key, tables.known, tables.files.pathOf);
  const merged = merge(stored, event);
  const counted = rows[0]?.run === run;
  if (merged === stored) {
    if (!counted) tables.events.count(key, run);
    return counted ? 'seen' : 'unchanged';
  }
  remove(rows, key, tables);
  insert(merged, key, run, tables);
  if (counted) return 'seen';
  return saysTheSame(stored, merged) ? 'unchanged' : 'updated';
}

/** False, and nothing done, when the ledger has the response already: its parts are stored all or none. */
function insert(event: UsageEvent, key: Buffer, run: number, tables: Tables): boolean {
  const file = tables.files.idOf(event.origin.file);
  for (const row of toRows(event, key, file, run, tables.known)) {
    if (!tables.events.insert(row)) return false;
    tables.daily.add(row);
  }
  return true;
}

function remove(rows: readonly EventRow[], key: Buffer, tables: Tables): void {
  for (const row of rows) tables.daily.subtract(row);
  tables.events.remove(key);
}
