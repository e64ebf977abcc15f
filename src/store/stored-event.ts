/** A usage event to and from the rows of `event`, one row a part. */
import type Database from 'better-sqlite3';
import { hash } from 'node:crypto';
import type { UsageEvent, UsagePart } from '../core/event.ts';
import type { Instant } from '../core/time.ts';
import type { Dimensions } from './dimensions.ts';

export interface EventRow {
  readonly key: Buffer;
  readonly part: number;
  readonly at: number;
  readonly span: number;
  readonly model: number;
  readonly terms: number;
  readonly scope: number;
  readonly file: number;
  readonly line: number;
  readonly requests: number;
  /** Of an aggregate: see UsagePart. */
  readonly above: number | null;
  readonly input: number;
  readonly cache_write_5m: number;
  readonly cache_write_1h: number;
  readonly cache_read: number;
  readonly output: number;
  readonly web_search: number;
  readonly flags: number;
  readonly completeness: number;
  readonly run: number;
}

const COLUMNS = [
  'key',
  'part',
  'at',
  'span',
  'model',
  'terms',
  'scope',
  'file',
  'line',
  'requests',
  'above',
  'input',
  'cache_write_5m',
  'cache_write_1h',
  'cache_read',
  'output',
  'web_search',
  'flags',
  'completeness',
  'run',
] as const satisfies readonly (keyof EventRow)[];

/** 128 bits: no two responses of any ledger share them by accident. */
export function keyOf(key: string): Buffer {
  return hash('sha256', key, 'buffer').subarray(0, 16);
}

export function toRows(event: UsageEvent, key: Buffer, file: number, run: number, known: Dimensions): EventRow[] {
  const scope = known.scopes.idOf({ scope: event.scope, project: known.projects.idOf(event.scope.project) });
  return event.parts.map((part, index) => ({
    key,
    part: index,
    at: event.at,
    span: event.until - event.at,
    model: known.models.idOf(part.model),
    terms: known.terms.idOf({ ...event.terms, kind: part.kind }),
    scope,
    file,
    line: event.origin.line,
    requests: part.requests,
    above: part.above ?? null,
    ...part.meters,
    flags: event.flags,
    completeness: event.completeness,
    run,
  }));
}

/** The event that rows of one key stand for. `key` is the event's own, which the ledger keeps only hashed. */
export function fromRows(
  rows: readonly EventRow[],
  key: string,
  known: Dimensions,
  pathOf: (file: number) => string,
): UsageEvent {
  const first = rows[0];
  if (first === undefined) throw new Error('an event has at least one part');
  const { kind: _kind, ...terms } = known.terms.valueOf(first.terms);
  return {
    key,
    at: first.at as Instant,
    until: (first.at + first.span) as Instant,
    parts: rows.map((row) => toPart(row, known)),
    terms,
    scope: known.scopes.valueOf(first.scope).scope,
    flags: first.flags,
    completeness: first.completeness,
    origin: { file: pathOf(first.file), line: first.line },
  };
}

function toPart(row: EventRow, known: Dimensions): UsagePart {
  const { input, cache_write_5m, cache_write_1h, cache_read, output, web_search } = row;
  return {
    model: known.models.valueOf(row.model),
    kind: known.terms.valueOf(row.terms).kind,
    meters: { input, cache_write_5m, cache_write_1h, cache_read, output, web_search },
    requests: row.requests,
    ...(row.above !== null && { above: row.above }),
  };
}

export interface EventTable {
  find(key: Buffer): EventRow[];
  /** False, and nothing done, when there is such a part already. */
  insert(row: EventRow): boolean;
  remove(key: Buffer): void;
  /** Marks the response as counted in this run. */
  count(key: Buffer, run: number): void;
}

export function eventTable(database: Database.Database): EventTable {
  const find = database.prepare('SELECT * FROM event WHERE key = ? ORDER BY part');
  const insert = database.prepare(
    `INSERT INTO event (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`,
  );
  const remove = database.prepare('DELETE FROM event WHERE key = ?');
  const count = database.prepare('UPDATE event SET run = ? WHERE key = ?');
  return {
    find: (key) => find.all(key) as EventRow[],
    insert: (row) => insert.run(COLUMNS.map((column) => row[column])).changes > 0,
    remove: (key) => void remove.run(key),
    count: (key, run) => void count.run(run, key),
  };
}
