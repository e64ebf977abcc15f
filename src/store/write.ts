/**
 * Storing events: each response once, whatever order its records come in.
 */
import { flagsOf, merge, saysTheSame, type Flag, type UsageEvent } from '../core/event.ts';
import type { DailyRollup } from './daily.ts';
import type { Dimensions } from './dimensions.ts';
import type { FileTable } from './files.ts';
import type { Batch, Counts, Outcome, Written } from './ledger.ts';
import type { ReportedTable } from './reported.ts';
import { fromRows, keyOf, toRows, type EventRow, type EventTable } from './stored-event.ts';
import type { PromptTable } from './stored-prompt.ts';

export interface Tables {
  readonly events: EventTable;
  readonly files: FileTable;
  readonly daily: DailyRollup;
  readonly known: Dimensions;
  readonly prompts: PromptTable;
  readonly reported: ReportedTable;
}

type Fate = 'added' | 'updated' | 'unchanged' | 'seen' | 'recounted';

/** Stores a batch; to be called inside a transaction. */
export function writeBatch(batch: Batch, tables: Tables): Written {
  const fates: Record<Fate, number> = { added: 0, updated: 0, unchanged: 0, seen: 0, recounted: 0 };
  const flags: Partial<Record<Flag, number>> = {};
  for (const event of batch.events) {
    const fate = writeEvent(event, batch, tables);
    fates[fate] += 1;
    if (fate === 'seen' || fate === 'recounted') continue;
    for (const flag of flagsOf(event.flags)) flags[flag] = (flags[flag] ?? 0) + 1;
  }
  tables.daily.flush();
  const counts: Counts = { ...fates, updated: fates.updated + fates.recounted, flags };
  const outcome = withCounts(batch.state.outcome, counts);
  tables.files.save(batch.path, { ...batch.state, outcome });
  return { counts, outcome };
}

function withCounts(before: Outcome, { added, updated, unchanged, recounted, flags: more }: Counts): Outcome {
  const flags = { ...before.flags };
  for (const [flag, count] of Object.entries(more) as [Flag, number][]) flags[flag] = (flags[flag] ?? 0) + count;
  return { ...before, records: before.records + added + updated + unchanged - recounted, flags };
}

function writeEvent(event: UsageEvent, batch: Batch, tables: Tables): Fate {
  const { run } = batch;
  const key = keyOf(event.key);
  // By themselves: which record's usage counts has nothing to do with which one tells what was sent or missed.
  if (event.prompt !== undefined) tables.prompts.keep(key, event.prompt);
  if (event.reported !== undefined) tables.reported.keep(key, event.reported);
  // Most responses are new, and inserting finds that out for less than looking first.
  if (insert(event, key, run, tables)) return 'added';

  const rows = tables.events.find(key);
  const stored = fromRows(rows, event.key, tables.known, tables.files.pathOf);
  const { prompt: _sent, reported: _missed, ...billed } = event;
  const merged = merge(stored, billed);
  const seen = rows[0]?.run === run;
  const counted = stored.origin.file === event.origin.file && stored.origin.line < batch.firstLine;
  if (merged === stored) {
    if (!seen) tables.events.count(key, run);
    return seen || counted ? 'seen' : 'unchanged';
  }
  remove(rows, key, tables);
  insert(merged, key, run, tables);
  if (seen) return 'seen';
  if (saysTheSame(stored, merged)) return counted ? 'seen' : 'unchanged';
  return counted ? 'recounted' : 'updated';
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
