/** A usage event to and from the rows of `event`, one row a part. */
import type Database from 'better-sqlite3';
import { KEY_BYTES, putKey } from '../core/event-key.ts';
import { boundBits } from '../core/bounds.ts';
import type { UsageEvent, UsagePart } from '../core/event.ts';
import { claimFrom, claimNumber, requestFrom, requestNumber } from '../core/packed-events.ts';
import type { Setting } from '../core/settings.ts';
import type { Instant } from '../core/time.ts';
import type { Dimensions } from './dimensions.ts';

/** In the order of the statements. */
const COLUMNS = [
  'at',
  'key',
  'part',
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
  'claim',
  'request',
] as const;

type NumberColumn = Exclude<(typeof COLUMNS)[number], 'key' | 'above'>;

/** Numbers as src/core/packed-events.ts has them: ms, tokens, bits. What is text there is the number of a dictionary here. */
export interface EventRow extends Readonly<Record<NumberColumn, number>> {
  readonly key: Buffer;
  /** Of an aggregate: see UsagePart. */
  readonly above: number | null;
}

/** A row that is filled again and again: millions of them would be only garbage. */
export type FillableRow = { -readonly [Column in keyof EventRow]: EventRow[Column] };

const BLANK = Object.fromEntries(COLUMNS.map((column) => [column, 0])) as Record<NumberColumn, number>;

export function blankRow(): FillableRow {
  return { ...BLANK, key: Buffer.alloc(KEY_BYTES), above: null };
}

export function toRows(event: UsageEvent, key: Buffer, file: number, run: number, known: Dimensions): EventRow[] {
  const scope = known.scopes.idOf({ scope: event.scope, project: known.projects.idOf(event.scope.project) });
  return event.parts.map((part, index) => ({
    key,
    part: index,
    at: event.at,
    span: event.until - event.at,
    model: known.models.idOf(part.model),
    terms: known.terms.idOf({ ...event.terms, kind: part.kind, bounds: boundBits(event.flags) }),
    scope,
    file,
    line: event.origin.line,
    requests: part.requests,
    above: part.above ?? null,
    ...part.meters,
    flags: event.flags,
    completeness: event.completeness,
    run,
    claim: claimNumber(event),
    request: requestNumber(event),
  }));
}

/** The event that rows of one key stand for. `key` is the event's own, which the ledger keeps only hashed. */
export function fromRows(
  rows: readonly EventRow[],
  key: string,
  known: Dimensions,
  pathOf: (file: number) => string,
): UsageEvent {
  const parts = rows.map((row) => {
    const { scope } = known.scopes.valueOf(row.scope);
    return { row, setting: { model: known.models.valueOf(row.model), terms: known.terms.valueOf(row.terms), scope } };
  });
  return eventOf(parts, key, pathOf);
}

/** A row, and what the numbers of model, terms and scope in it stand for. */
interface SetRow {
  readonly row: EventRow;
  readonly setting: Setting;
}

/** The event that has these parts. */
export function eventOf(parts: readonly SetRow[], key: string, pathOf: (file: number) => string): UsageEvent {
  const [first] = parts;
  if (first === undefined) throw new Error('an event has at least one part');
  const { row, setting } = first;
  const { kind: _kind, bounds: _bounds, ...terms } = setting.terms;
  return {
    key,
    at: row.at as Instant,
    until: (row.at + row.span) as Instant,
    parts: parts.map(toPart),
    terms,
    scope: setting.scope,
    ...claimFrom(row.claim, row.at),
    ...requestFrom(row.request),
    flags: row.flags,
    completeness: row.completeness,
    origin: { file: pathOf(row.file), line: row.line },
  };
}

function toPart({ row, setting }: SetRow): UsagePart {
  const { requests, above, input, cache_write_5m, cache_write_1h, cache_read, output, web_search } = row;
  return {
    model: setting.model,
    kind: setting.terms.kind,
    meters: { input, cache_write_5m, cache_write_1h, cache_read, output, web_search },
    requests,
    ...(above !== null && { above }),
  };
}

export interface EventTable {
  /** The parts of the event with this key, if it stands at this instant. */
  find(key: Buffer, at: number): EventRow[];
  insert(row: EventRow): void;
  /** For rows of which none is known, in the order of time if they are to be quick. */
  bulk(): BulkInsert;
  remove(key: Buffer, at: number): void;
  /** Marks the response as counted in this run. */
  count(key: Buffer, at: number, run: number): void;
}

interface BulkInsert {
  /** It may be put where the one before was: nothing of it is kept. */
  put(row: EventRow): void;
  /** Writes what is left to write. */
  end(): void;
}

/** Rows one statement inserts: with more it is no faster. */
const AT_ONCE = 50;

/** What nearly every row says: it is written into the statement, which saves handing it over each time. */
const USUAL = { part: 0, requests: 1, above: null } as const;
const VARYING = COLUMNS.filter((column) => !(column in USUAL));

function isUsual({ part, requests, above }: EventRow): boolean {
  return part === 0 && requests === 1 && above === null;
}

export function eventTable(database: Database.Database): EventTable {
  const find = database.prepare('SELECT * FROM event WHERE at = ? AND key = ? ORDER BY part');
  const inserting = (rows: number, valueOf: (column: keyof EventRow) => string): Database.Statement =>
    database.prepare(
      `INSERT INTO event (${COLUMNS.join(', ')}) VALUES ${Array(rows)
        .fill(`(${COLUMNS.map(valueOf).join(', ')})`)
        .join(', ')}`,
    );
  const insert = inserting(1, () => '?');
  const usualValue = (column: keyof EventRow): string =>
    column in USUAL ? String(USUAL[column as keyof typeof USUAL]) : '?';
  const [insertUsual, insertUsuals] = [inserting(1, usualValue), inserting(AT_ONCE, usualValue)];
  const remove = database.prepare('DELETE FROM event WHERE at = ? AND key = ?');
  const count = database.prepare('UPDATE event SET run = ? WHERE at = ? AND key = ?');
  const one = (row: EventRow): void => void insert.run(...COLUMNS.map((column) => row[column]));
  const keys = Array.from({ length: AT_ONCE }, () => Buffer.alloc(KEY_BYTES));
  const values = new Array<unknown>(AT_ONCE * VARYING.length);

  function bulk(): BulkInsert {
    let used = 0;
    return {
      put(row) {
        if (!isUsual(row)) {
          one(row);
          return;
        }
        const key = keys[used / VARYING.length] ?? row.key;
        putKey(key, row.key, 0);
        used = putUsual(values, used, row, key);
        if (used < values.length) return;
        // Not as one list, whose every element the driver would ask for.
        insertUsuals.run(...values);
        used = 0;
      },
      end() {
        for (let start = 0; start < used; start += VARYING.length) {
          insertUsual.run(...values.slice(start, start + VARYING.length));
        }
        used = 0;
      },
    };
  }

  return {
    find: (key, at) => find.all(at, key) as EventRow[],
    insert: one,
    bulk,
    remove: (key, at) => void remove.run(at, key),
    count: (key, at, run) => void count.run(run, at, key),
  };
}

/** In the order of {@link VARYING}; written out, since it runs for every event. */
function putUsual(values: unknown[], used: number, row: EventRow, key: Buffer): number {
  values[used] = row.at;
  values[used + 1] = key;
  values[used + 2] = row.span;
  values[used + 3] = row.model;
  values[used + 4] = row.terms;
  values[used + 5] = row.scope;
  values[used + 6] = row.file;
  values[used + 7] = row.line;
  values[used + 8] = row.input;
  values[used + 9] = row.cache_write_5m;
  values[used + 10] = row.cache_write_1h;
  values[used + 11] = row.cache_read;
  values[used + 12] = row.output;
  values[used + 13] = row.web_search;
  values[used + 14] = row.flags;
  values[used + 15] = row.completeness;
  values[used + 16] = row.run;
  values[used + 17] = row.claim;
  values[used + 18] = row.request;
  return used + VARYING.length;
}
