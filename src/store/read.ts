/** Sums of tokens by what is asked for and what decides the price, from the rollups and, where these do not reach, the events. */
import type Database from 'better-sqlite3';
import type { Terms } from '../core/event.ts';
import { MS_PER_DAY, periodOf, type Instant, type Period } from '../core/time.ts';
import { failDamaged, wholeNumber } from './damaged.ts';
import type { Dimensions } from './dimensions.ts';
import { isTerm, type Dimension, type UsageGroup, type UsageQuery, type UsageSpan } from './ledger.ts';
import { DAILY } from './rollups.ts';
import { EVENT, isRolledUp, plansOf, type Piece, type Source } from './usage-plan.ts';
import { endSql, sumsSql, type End } from './usage-sql.ts';

/** All groups of a query, in a transaction that holds them as they are at one moment. A group may come in several pieces. */
export function* readUsage(database: Database.Database, known: Dimensions, query: UsageQuery): Iterable<UsageGroup> {
  const models = database.prepare('SELECT id, name FROM model').all() as { id: number; name: string }[];
  for (const pieces of plansOf(query, models, reachOf(database))) yield* groupsOf(database, known, query, pieces);
}

function* groupsOf(
  database: Database.Database,
  known: Dimensions,
  query: UsageQuery,
  pieces: readonly Piece[],
): Iterable<UsageGroup> {
  const { sql, parameters } = sumsSql(query, pieces);
  const statement = database.prepare(sql).raw().safeIntegers();
  for (const row of statement.iterate(parameters) as Iterable<Row>) yield toGroup(row, known, query);
}

/** Where there are events; without any, nowhere. */
function reachOf(database: Database.Database): Required<Period> {
  const end = (order: string): Instant =>
    wholeNumber(database.prepare(`SELECT at FROM event ORDER BY at ${order} LIMIT 1`).pluck().get() ?? 0) as Instant;
  return { since: end('ASC'), until: (end('DESC') + 1) as Instant };
}

/** In the order of the statement. */
type Row = readonly [
  ...[slot: bigint, model: bigint, terms: bigint, above: bigint, project: bigint, requests: bigint, hits: bigint],
  ...[input: bigint, cache_write_5m: bigint, cache_write_1h: bigint, read: bigint, output: bigint, web_search: bigint],
  ...values: string[],
];

/** How many of a row are. */
const NUMBERS = 13;

function toGroup(row: Row, known: Dimensions, { by }: UsageQuery): UsageGroup {
  const [slot, modelId, termsId, above, project, requests, hits, ...sums] = row;
  const [input, cache_write_5m, cache_write_1h, cache_read, output, web_search, ...values] = sums;
  // SQLite keeps to no type, and damaged bytes may be another one.
  for (let index = 0; index < NUMBERS; index++)
    if (typeof row[index] !== 'bigint') failDamaged('a number in it is none');
  const model = known.models.valueOf(Number(modelId));
  const terms = known.terms.valueOf(Number(termsId));
  return {
    at: Number(slot) as Instant,
    model,
    terms,
    values: valuesOf(by, { model, terms, project: () => known.projects.valueOf(Number(project)) }, values),
    above: Number(above),
    requests,
    hits,
    sums: { input, cache_write_5m, cache_write_1h, cache_read, output, web_search },
  };
}

function valuesOf(
  by: readonly Dimension[],
  facts: { readonly model: string; readonly terms: Terms; readonly project: () => string },
  others: readonly string[],
): string[] {
  let next = 0;
  return by.map((dimension) => {
    if (dimension === 'model') return facts.model;
    if (dimension === 'project') return facts.project();
    return isTerm(dimension) ? facts.terms[dimension] : (others[next++] ?? '');
  });
}

/** The first and the last event of a selection. Its days are looked up first, where a rollup has them. */
export function readSpan(
  database: Database.Database,
  { period, where }: Pick<UsageQuery, 'period' | 'where'>,
): UsageSpan | undefined {
  const get = (source: Source, within: Period, end: End): number | undefined => {
    const { sql, parameters } = endSql(source, { where }, within, end);
    const at: unknown = database.prepare(sql).pluck().get(parameters);
    return at === undefined ? undefined : wholeNumber(at);
  };
  const near = (end: End): Period => {
    const day = isRolledUp([...where.keys()]) ? get(DAILY, wholeDaysAround(period), end) : undefined;
    if (day === undefined) return period;
    const { since = -Infinity, until = Infinity } = period;
    return end === 'first'
      ? { ...period, since: Math.max(since, day * MS_PER_DAY) as Instant }
      : { ...period, until: Math.min(until, (day + 1) * MS_PER_DAY) as Instant };
  };
  const first = get(EVENT, near('first'), 'first');
  const last = get(EVENT, near('last'), 'last');
  return first === undefined || last === undefined ? undefined : { first: first as Instant, last: last as Instant };
}

function wholeDaysAround({ since, until }: Period): Period {
  return periodOf(
    since && ((Math.floor(since / MS_PER_DAY) * MS_PER_DAY) as Instant),
    until && ((Math.ceil(until / MS_PER_DAY) * MS_PER_DAY) as Instant),
  );
}
