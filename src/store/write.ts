/**
 * Storing events: each response once, whatever order its records come in. Most are new, and their rows are written many at
 * a time; a response that is known, or stands in a batch twice, is merged with what there is.
 */
import { flagsOf, merge, saysTheSame, type Flag, type UsageEvent } from '../core/event.ts';
import { PACKED } from '../core/packed-events.ts';
import type { DailyRollup } from './daily.ts';
import type { Dimensions } from './dimensions.ts';
import type { FileTable } from './files.ts';
import type { KeyIndex } from './key-index.ts';
import type { Counts, Outcome, PackedBatch, Written } from './ledger.ts';
import {
  blankRow,
  eventAt,
  fillRow,
  keyAt,
  numberAt,
  numbered,
  partsFrom,
  type NumberedEvents,
} from './packed-rows.ts';
import type { ReportedTable } from './reported.ts';
import { sortStarts, type Start, type Starts } from './starts.ts';
import { fromRows, toRows, type EventTable } from './stored-event.ts';
import type { PromptTable } from './stored-prompt.ts';

export interface Tables {
  readonly events: EventTable;
  readonly index: KeyIndex;
  readonly files: FileTable;
  readonly daily: DailyRollup;
  readonly known: Dimensions;
  readonly prompts: PromptTable;
  readonly reported: ReportedTable;
}

type Fate = 'added' | 'updated' | 'unchanged' | 'seen' | 'recounted';

/** What became of the events of one batch. */
interface Fates {
  readonly counts: Record<Fate, number>;
  readonly flags: Map<number, number>;
}

/** Stores batches; to be called inside a transaction. */
export function writeBatches(batches: readonly PackedBatch[], tables: Tables): Written[] {
  const all = numbered(batches, tables.known, tables.files);
  const fates = batches.map((): Fates => ({ counts: { ...NO_FATES }, flags: new Map() }));
  keepAsides(all, tables);
  const starts = sortStarts(all, tables.index);
  insertNew(all, starts.fresh, tables, fates);
  const moved = mergeKnown(all, starts.contested, tables, fates);
  tables.index.add(starts.entriesWith(moved));
  tables.daily.flush();
  return batches.map((batch, index) => settle(batch, fates[index] ?? NOBODYS, tables));
}

const NO_FATES: Readonly<Record<Fate, number>> = { added: 0, updated: 0, unchanged: 0, seen: 0, recounted: 0 };
const NOBODYS: Fates = { counts: { ...NO_FATES }, flags: new Map() };

function note(fates: Fates | undefined, fate: Fate, flags: number): void {
  if (fates === undefined) return;
  fates.counts[fate] += 1;
  if (fate !== 'seen' && fate !== 'recounted') fates.flags.set(flags, (fates.flags.get(flags) ?? 0) + 1);
}

/** By themselves: which record's usage counts has nothing to do with which one tells what was sent or missed. */
function keepAsides(all: readonly NumberedEvents[], { prompts, reported }: Tables): void {
  for (const own of all) {
    for (const aside of own.events.asides) {
      const key = keyAt(own, aside.row);
      if (aside.prompt !== undefined) prompts.keep(key, aside.prompt);
      if (aside.reported !== undefined) reported.keep(key, aside.reported);
    }
  }
}

/** In the order of time, in which they are stored. Each row is put where the one before was. */
function insertNew(
  all: readonly NumberedEvents[],
  fresh: Starts['fresh'],
  { events, daily }: Tables,
  fates: readonly Fates[],
): void {
  const stored = blankRow();
  const bulk = events.bulk();
  for (let index = 0; index < fresh.row.length; index++) {
    const own = all[fresh.piece[index] ?? 0];
    const row = fresh.row[index] ?? 0;
    if (own === undefined) continue;
    note(fates[own.index], 'added', numberAt(own.events, row, PACKED.flags));
    const parts = partsFrom(own.events, row);
    for (let part = 0; part < parts; part++) {
      fillRow(stored, own, row + part);
      daily.add(stored);
      bulk.put(stored);
    }
  }
  bulk.end();
}

/** Where events that were added or moved by merging stand now, by their keys in hexadecimal digits. */
export type Moved = ReadonlyMap<string, number>;

function mergeKnown(
  all: readonly NumberedEvents[],
  contested: readonly (Start & { readonly places: readonly number[] })[],
  tables: Tables,
  fates: readonly Fates[],
): Moved {
  const moved = new Map<string, number>();
  for (const { piece, row, places } of contested) {
    const own = all[piece];
    if (own === undefined) continue;
    const event = eventAt(own, row);
    const here = moved.get(event.key);
    const key = keyAt(own, row);
    const fate = writeEvent(event, { key, places: here === undefined ? places : [here], own }, tables, moved);
    note(fates[own.index], fate, event.flags);
  }
  return moved;
}

interface Known {
  readonly key: Buffer;
  /** Instants it may stand at. */
  readonly places: readonly number[];
  readonly own: NumberedEvents;
}

function writeEvent(event: UsageEvent, { key, places, own }: Known, tables: Tables, moved: Map<string, number>): Fate {
  const { run, firstLine } = own.batch;
  const rows = places.map((at) => tables.events.find(key, at)).find((found) => found.length > 0);
  const first = rows?.[0];
  if (rows === undefined || first === undefined) {
    insert(event, key, run, tables);
    moved.set(event.key, event.at);
    return 'added';
  }
  const stored = fromRows(rows, event.key, tables.known, tables.files.pathOf);
  const merged = merge(stored, event);
  const seen = first.run === run;
  const counted = stored.origin.file === event.origin.file && stored.origin.line < firstLine;
  if (merged === stored) {
    if (!seen) tables.events.count(key, first.at, run);
    return seen || counted ? 'seen' : 'unchanged';
  }
  for (const row of rows) tables.daily.subtract(row);
  tables.events.remove(key, first.at);
  insert(merged, key, run, tables);
  if (merged.at !== first.at) moved.set(event.key, merged.at);
  if (seen) return 'seen';
  if (saysTheSame(stored, merged)) return counted ? 'seen' : 'unchanged';
  return counted ? 'recounted' : 'updated';
}

function insert(event: UsageEvent, key: Buffer, run: number, { events, files, daily, known }: Tables): void {
  for (const row of toRows(event, key, files.idOf(event.origin.file), run, known)) {
    events.insert(row);
    daily.add(row);
  }
}

function settle(batch: PackedBatch, { counts: fates, flags: byBits }: Fates, { files }: Tables): Written {
  const flags: Partial<Record<Flag, number>> = {};
  for (const [bits, count] of byBits) for (const flag of flagsOf(bits)) flags[flag] = (flags[flag] ?? 0) + count;
  const counts: Counts = { ...fates, updated: fates.updated + fates.recounted, flags };
  const outcome = withCounts(batch.state.outcome, counts);
  files.save(batch.path, { ...batch.state, outcome });
  return { counts, outcome };
}

function withCounts(before: Outcome, { added, updated, unchanged, recounted, flags: more }: Counts): Outcome {
  const flags = { ...before.flags };
  for (const [flag, count] of Object.entries(more) as [Flag, number][]) flags[flag] = (flags[flag] ?? 0) + count;
  return { ...before, records: before.records + added + updated + unchanged - recounted, flags };
}
