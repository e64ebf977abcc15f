/**
 * Storing events: each response once, whatever order its records come in. Most are new, and their rows are written many at
 * a time; a response that is known, or stands in a batch twice, is merged with what there is.
 */
import { addByName } from '../core/counts.ts';
import type { UsageEvent } from '../core/event.ts';
import { merge, saysTheSame } from '../core/merge.ts';
import { flagsOf } from '../core/flags.ts';
import { numberAt, PACKED, partsFrom } from '../core/packed-columns.ts';
import type { Dimensions } from './dimensions.ts';
import type { FileTable } from './files.ts';
import { entriesOf } from './key-entries.ts';
import type { KeyIndex } from './key-index.ts';
import type { Batch, Counts, Outcome, Written } from './ledger.ts';
import { batchEventAt, eventOf, fillRow, keyAt, numbered, rowsOf, type BatchEvents } from './packed-rows.ts';
import type { ReportedTable } from './reported.ts';
import type { RequestCalls } from './request-calls.ts';
import type { RollupWriter } from './rollup-writer.ts';
import type { ShownTable } from './shown.ts';
import { movedEntries, sortStarts, type Start, type Starts } from './starts.ts';
import { blankRow, ROW, type EventRow, type EventTable } from './stored-event.ts';
import type { PromptTable } from './stored-prompt.ts';

export interface Tables {
  readonly events: EventTable;
  readonly index: KeyIndex;
  readonly files: FileTable;
  readonly shown: ShownTable;
  readonly rollups: RollupWriter;
  readonly known: Dimensions;
  readonly prompts: PromptTable;
  readonly reported: ReportedTable;
  readonly requests: RequestCalls;
}

type Fate = 'added' | 'updated' | 'unchanged' | 'seen' | 'recounted';

/** What storing an event came to, and whether it said anything new. */
interface Fated {
  readonly fate: Fate;
  readonly news: boolean;
}

/** What became of the events of one batch. */
interface Fates {
  readonly counts: Record<Fate, number>;
  readonly flags: Map<number, number>;
}

/** Stores batches; to be called inside a transaction. */
export function writeBatches(batches: readonly Batch[], tables: Tables): Written[] {
  const all = numbered(batches, tables.known, tables.files);
  const fates = batches.map((): Fates => ({ counts: { ...NO_FATES }, flags: new Map() }));
  tables.requests.nameThose(all);
  renameNamed(all, tables);
  keepAsides(all, tables);
  const starts = sortStarts(all, tables.index);
  const news = all.map(({ events }) => new Uint8Array(events.rows));
  insertNew(all, starts.fresh, tables, { fates, news });
  const moved = mergeKnown(all, starts.contested, tables, { fates, news });
  tables.index.add(starts.entriesWith(moved));
  tables.rollups.flush();
  const records = recordsWithNews(all, news);
  return batches.map((batch, index) => settle(batch, fates[index] ?? NOBODYS, records.get(index) ?? 0, tables));
}

/** Where it is noted what becomes of the events of each batch, and which rows of each piece say anything new. */
interface Notes {
  readonly fates: readonly Fates[];
  readonly news: readonly Uint8Array[];
}

/** Log records with news, by batch. A record of several events has news if any of them is. */
function recordsWithNews(all: readonly BatchEvents[], news: readonly Uint8Array[]): Map<number, number> {
  const byBatch = new Map<number, number>();
  for (const [piece, { events, index }] of all.entries()) {
    const rows = news[piece] ?? new Uint8Array();
    let [sum, records, hasNews] = [0, 0, 0];
    for (let row = 0; row < events.rows; row++) {
      const own = numberAt(events, row, PACKED.records);
      if (own > 0) {
        sum += records * hasNews;
        [records, hasNews] = [own, 0];
      }
      hasNews |= rows[row] ?? 0;
    }
    byBatch.set(index, (byBatch.get(index) ?? 0) + sum + records * hasNews);
  }
  return byBatch;
}

const NO_FATES: Readonly<Record<Fate, number>> = { added: 0, updated: 0, unchanged: 0, seen: 0, recounted: 0 };
const NOBODYS: Fates = { counts: { ...NO_FATES }, flags: new Map() };

function note(fates: Fates | undefined, fate: Fate, flags: number): void {
  if (fates === undefined) return;
  fates.counts[fate] += 1;
  if (fate !== 'seen' && fate !== 'recounted') fates.flags.set(flags, (fates.flags.get(flags) ?? 0) + 1);
}

/** Events of the ledger that were known by their request alone, and that a record here tells the response of. */
function renameNamed(all: readonly BatchEvents[], tables: Tables): void {
  for (const { call, own, row, print } of tables.requests.namedBy(all)) {
    tables.requests.remove(print);
    const rows = tables.events.find(call.key, call.at);
    const [first] = rows;
    if (first === undefined) continue;
    for (const each of rows) tables.rollups.subtract(each);
    tables.events.remove(call.key, call.at);
    const key = Buffer.from(keyAt(own, row));
    tables.shown.rename(call.key, key);
    const stored = { ...eventOf(rows, tables.known, tables.files), key: key.toString('hex') };
    const places: number[] = [];
    tables.index.find(entriesOf([[key, call.at]]), (_, at) => places.push(at));
    const moved = new Map<string, number>();
    const from = { file: numberIn(first, 'file'), run: numberIn(first, 'run'), firstLine: own.batch.firstLine };
    writeEvent({ ...stored, request: { print, alone: false } }, { key, places, from }, tables, moved);
    tables.index.add(movedEntries(moved));
  }
}

/** By themselves: which record's usage counts has nothing to do with which one tells what was sent or missed. */
function keepAsides(all: readonly BatchEvents[], { prompts, reported }: Tables): void {
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
  all: readonly BatchEvents[],
  fresh: Starts['fresh'],
  { events, rollups, requests }: Tables,
  { fates, news }: Notes,
): void {
  const stored = blankRow();
  const bulk = events.bulk();
  for (let index = 0; index < fresh.row.length; index++) {
    const own = all[fresh.piece[index] ?? 0];
    const row = fresh.row[index] ?? 0;
    if (own === undefined) continue;
    note(fates[own.index], 'added', numberAt(own.events, row, PACKED.flags));
    mark(news[fresh.piece[index] ?? 0], row);
    const request = numberAt(own.events, row, PACKED.request);
    if (request < 0) requests.add(-request, { key: keyAt(own, row), at: numberAt(own.events, row, PACKED.at) });
    const parts = partsFrom(own.events, row);
    for (let part = 0; part < parts; part++) {
      fillRow(stored, own, row + part);
      rollups.add(stored);
      bulk.put(stored);
    }
  }
  bulk.end();
}

/** Where events that were added or moved by merging stand now, by their keys in hexadecimal digits. */
type Moved = ReadonlyMap<string, number>;

function mergeKnown(
  all: readonly BatchEvents[],
  contested: readonly (Start & { readonly places: readonly number[] })[],
  tables: Tables,
  { fates, news }: Notes,
): Moved {
  const moved = new Map<string, number>();
  for (const { piece, row, places } of contested) {
    const own = all[piece];
    if (own === undefined) continue;
    const event = batchEventAt(own, row);
    const here = moved.get(event.key);
    const key = keyAt(own, row);
    const from = { file: own.file, run: own.run, firstLine: own.batch.firstLine };
    const fated = writeEvent(event, { key, places: here === undefined ? places : [here], from }, tables, moved);
    note(fates[own.index], fated.fate, event.flags);
    if (fated.news) mark(news[piece], row);
  }
  return moved;
}

function mark(rows: Uint8Array | undefined, row: number): void {
  if (rows !== undefined) rows[row] = 1;
}

interface Known {
  readonly key: Buffer;
  /** Instants it may stand at. */
  readonly places: readonly number[];
  /** The file that shows it, and from which line on that is read by which run. */
  readonly from: { readonly file: number; readonly run: number; readonly firstLine: number };
}

function writeEvent(
  event: UsageEvent,
  { key, places, from }: Known,
  tables: Tables,
  moved: Map<string, number>,
): Fated {
  const { run } = from;
  const rows = places.map((at) => tables.events.find(key, at)).find((found) => found.length > 0);
  const first = rows?.[0];
  if (rows === undefined || first === undefined) {
    insert(event, { key, file: from.file, run }, tables);
    moved.set(event.key, event.at);
    return { fate: 'added', news: true };
  }
  const [at, file] = [numberIn(first, 'at'), numberIn(first, 'file')];
  if (file !== from.file) tables.shown.add(key, file, from.file);
  const stored = eventOf(rows, tables.known, tables.files);
  const merged = merge(stored, event);
  const seen = numberIn(first, 'run') === run;
  const counted = file === from.file && stored.origin.line < from.firstLine;
  if (merged === stored) {
    if (!seen) tables.events.count(key, at, run);
    return { fate: seen || counted ? 'seen' : 'unchanged', news: false };
  }
  for (const row of rows) tables.rollups.subtract(row);
  tables.events.remove(key, at);
  insert(merged, { key, file: merged.origin.file === stored.origin.file ? file : from.file, run }, tables);
  if (merged.at !== at) moved.set(event.key, merged.at);
  const news = !saysTheSame(stored, merged);
  if (seen) return { fate: 'seen', news };
  if (news) return { fate: counted ? 'recounted' : 'updated', news };
  return { fate: counted ? 'seen' : 'unchanged', news };
}

interface Place {
  readonly key: Buffer;
  readonly file: number;
  readonly run: number;
}

function insert(event: UsageEvent, { key, file, run }: Place, { events, rollups, known, requests }: Tables): void {
  if (event.request?.alone === true) requests.add(event.request.print, { key, at: event.at });
  for (const row of rowsOf(event, key, { file, run }, known)) {
    events.insert(row);
    rollups.add(row);
  }
}

function numberIn({ numbers }: EventRow, column: keyof typeof ROW): number {
  return numbers[ROW[column]] ?? 0;
}

function settle(batch: Batch, { counts: fates, flags: byBits }: Fates, news: number, { files }: Tables): Written {
  let flags: Counts['flags'] = {};
  for (const [bits, count] of byBits) for (const flag of flagsOf(bits)) flags = addByName(flags, { [flag]: count });
  const counts: Counts = { ...fates, updated: fates.updated + fates.recounted, news, flags };
  const outcome = withCounts(batch.state.outcome, counts);
  files.save(batch.path, batch.run, { ...batch.state, outcome });
  return { counts, outcome };
}

function withCounts(before: Outcome, { added, updated, unchanged, recounted, flags: more }: Counts): Outcome {
  const responses = before.responses + added + updated + unchanged - recounted;
  return { ...before, responses, flags: addByName(before.flags, more) };
}
