/**
 * Keeping the rollups exact: what a transaction changes in `event` is summed in memory and added at its end. Each event is
 * added to the finest rollup with projects and to the one without; days are summed from the finest.
 */
import type Database from 'better-sqlite3';
import { NO_METERS } from '../core/meters.ts';
import type { Dimensions } from './dimensions.ts';
import { BAND_EDGES, edgeBelow } from './ledger.ts';
import { COUNTED, DAILY, groupColumns, MODEL_HOURLY, SIX_HOURLY, SUMS, timeIn } from './rollups.ts';
import type { Rollup, RollupSum } from './rollups.ts';
import { ROW, type EventRow } from './stored-event.ts';

export interface RollupWriter {
  add(row: EventRow): void;
  subtract(row: EventRow): void;
  /** Writes what has been gathered. */
  flush(): void;
  /** Drops what has been gathered: the transaction was taken back. */
  forget(): void;
}

/** Where projects are not apart, all are this one. */
const NO_PROJECT = 0;
/** Entries in memory, after which they are written before the transaction's end. */
const MOST_GATHERED = 20_000;

export function rollupWriter(database: Database.Database, known: Dimensions): RollupWriter {
  const [projects, models] = [sums(), sums()];
  const [writeQuarters, writeDays, writeHours] = [
    writer(database, SIX_HOURLY),
    writer(database, DAILY),
    writer(database, MODEL_HOURLY),
  ];
  const projectOf = new Map<number, number>();

  function projectIn(scope: number): number {
    const remembered = projectOf.get(scope);
    if (remembered !== undefined) return remembered;
    const { project } = known.scopes.valueOf(scope);
    projectOf.set(scope, project);
    return project;
  }

  function gather({ numbers }: EventRow, sign: 1 | -1): void {
    const above = edgeOf(numbers);
    const [at, model, terms] = [numbers[ROW.at] ?? 0, numbers[ROW.model] ?? 0, numbers[ROW.terms] ?? 0];
    const project = projectIn(numbers[ROW.scope] ?? 0);
    addRow(projects.at(timeIn(SIX_HOURLY, at), model, terms, project, above), numbers, sign);
    addRow(models.at(timeIn(MODEL_HOURLY, at), model, terms, NO_PROJECT, above), numbers, sign);
    // A log may have a model or a project a line.
    if (projects.all.length + models.all.length >= MOST_GATHERED) flush();
  }

  function forget(): void {
    projects.clear();
    models.clear();
    projectOf.clear();
  }

  const move = database.prepare(`UPDATE all_events SET ${COUNTED.map((name) => `${name} = ${name} + ?`).join(', ')}`);

  function flush(): void {
    const moved = COUNTED.map((name) => models.all.reduce((sum, entry) => sum + entry[name], 0));
    // The driver hands a number over as a double, and what a double is added to becomes one.
    if (moved.some((sum) => sum !== 0)) move.run(moved.map(BigInt));
    writeQuarters(projects.all);
    writeDays(daysOf(projects.all));
    writeHours(models.all);
    forget();
  }

  return { add: (row) => gather(row, 1), subtract: (row) => gather(row, -1), flush, forget };
}

interface Group {
  /** As the rollup's column of time says it. */
  readonly time: number;
  readonly model: number;
  readonly terms: number;
  readonly project: number;
  readonly above: number;
}

/** Sums of the events of one group, or what is to be added to those stored. */
type Entry = Group & Record<RollupSum, number>;

interface Sums {
  /** The entry of a group, empty where there was none. */
  at(time: number, model: number, terms: number, project: number, above: number): Entry;
  readonly all: readonly Entry[];
  clear(): void;
}

type Groups = Map<number, Entry>;

/**
 * Maps in maps, since they are looked into twice for every event, and a key made of five numbers would be a text. Projects and
 * edges, of which there may be many, are one key.
 */
function sums(): Sums {
  const times = new Map<number, Map<number, Map<number, Groups>>>();
  const all: Entry[] = [];
  return {
    all,
    at(time, model, terms, project, above) {
      const groups = inner(inner(inner(times, time), model), terms);
      const key = project * PLACES + placeOf(above);
      const found = groups.get(key);
      if (found !== undefined) return found;
      const entry: Entry = { time, model, terms, project, above, ...NOTHING };
      groups.set(key, entry);
      all.push(entry);
      return entry;
    },
    clear() {
      times.clear();
      all.length = 0;
    },
  };
}

const PLACES = BAND_EDGES.length + 1;

/** Of an edge among all: 0 is none. */
function placeOf(above: number): number {
  return above === 0 ? 0 : BAND_EDGES.indexOf(above) + 1;
}

function inner<T>(maps: Map<number, Map<number, T>>, key: number): Map<number, T> {
  const known = maps.get(key);
  if (known !== undefined) return known;
  const made = new Map<number, T>();
  maps.set(key, made);
  return made;
}

const NOTHING: Readonly<Record<RollupSum, number>> = { events: 0, requests: 0, hits: 0, ...NO_METERS };

function addRow(entry: Entry, numbers: Float64Array, sign: 1 | -1): void {
  const requests = numbers[ROW.requests] ?? 0;
  const read = numbers[ROW.cache_read] ?? 0;
  entry.events += sign;
  entry.requests += sign * requests;
  if ((numbers[ROW.above] ?? 0) < 0 && requests > 0 && read > 0) entry.hits += sign;
  // Written out, since it runs twice for every event.
  entry.input += sign * (numbers[ROW.input] ?? 0);
  entry.cache_write_5m += sign * (numbers[ROW.cache_write_5m] ?? 0);
  entry.cache_write_1h += sign * (numbers[ROW.cache_write_1h] ?? 0);
  entry.cache_read += sign * read;
  entry.output += sign * (numbers[ROW.output] ?? 0);
  entry.web_search += sign * (numbers[ROW.web_search] ?? 0);
}

/** What days gain by what their quarters do. */
function daysOf(quarters: readonly Entry[]): readonly Entry[] {
  const days = sums();
  for (const entry of quarters) {
    const { model, terms, project, above } = entry;
    const day = days.at(timeIn(DAILY, entry.time * SIX_HOURLY.spanMs), model, terms, project, above);
    for (const name of SUMS) day[name] += entry[name];
  }
  return days.all;
}

/** The band that the prompt's size decides, or what is known of each prompt of an aggregate. */
function edgeOf(numbers: Float64Array): number {
  const above = numbers[ROW.above] ?? 0;
  let prompt = above + 1;
  if (above < 0)
    for (let column: number = ROW.input; column <= ROW.cache_read; column++) prompt += numbers[column] ?? 0;
  return prompt <= LEAST_EDGE ? 0 : edgeBelow(prompt, BAND_EDGES);
}

const LEAST_EDGE = Math.min(...BAND_EDGES);

/** Rows one statement adds: with more it is no faster. */
const AT_ONCE = 20;

/** Adds entries to what is stored, and takes out groups that no event is left of. */
function writer(database: Database.Database, rollup: Rollup): (entries: readonly Entry[]) => void {
  const { table } = rollup;
  const key = groupColumns(rollup);
  const columns = [...key, ...SUMS];
  const upserting = (rows: number): Database.Statement =>
    database.prepare(`
      INSERT INTO ${table} (${columns.join(', ')})
      VALUES ${Array(rows)
        .fill(`(${columns.map(() => '?').join(', ')})`)
        .join(', ')}
      ON CONFLICT DO UPDATE SET ${SUMS.map((sum) => `${sum} = ${sum} + excluded.${sum}`).join(', ')}`);
  const [upsert, upsertAll] = [upserting(1), upserting(AT_ONCE)];
  const prune = database.prepare(
    `DELETE FROM ${table} WHERE ${key.map((part) => `${part} = ?`).join(' AND ')} AND events = 0`,
  );
  const group = ['time', ...key.slice(1)] as (keyof Group)[];
  const groupOf = (entry: Entry): number[] => group.map((name) => entry[name]);
  const valuesOf = (entry: Entry): number[] => [...groupOf(entry), ...SUMS.map((name) => entry[name])];
  return (entries) => {
    const whole = entries.length - (entries.length % AT_ONCE);
    const inOrder = entries.toSorted(asStored);
    for (let from = 0; from < whole; from += AT_ONCE)
      upsertAll.run(...inOrder.slice(from, from + AT_ONCE).flatMap(valuesOf));
    for (const entry of inOrder.slice(whole)) upsert.run(valuesOf(entry));
    for (const entry of entries) if (entry.events <= 0) prune.run(groupOf(entry));
  };
}

function asStored(a: Entry, b: Entry): number {
  return a.time - b.time || a.model - b.model || a.terms - b.terms || a.project - b.project || a.above - b.above;
}
