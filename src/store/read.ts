/**
 * Sums of tokens by what is asked for and what decides the price. Whole UTC days come from the daily rollup
 * where it knows enough; everything else from the events themselves.
 */
import type Database from 'better-sqlite3';
import { TERM_NAMES } from '../core/event.ts';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_SLOT, type Instant, type Period } from '../core/time.ts';
import type { Dimensions } from './dimensions.ts';
import { BAND_EDGES, type UsageGroup, type UsageQuery } from './ledger.ts';
import { sqlFor, type Facts } from './usage-sql.ts';

const ROLLED_UP = new Set<string>(['model', 'project', ...TERM_NAMES]);

/** All groups of a query. A group may come in several pieces. */
export function* readUsage(database: Database.Database, known: Dimensions, query: UsageQuery): Iterable<UsageGroup> {
  const events = eventFacts(query);
  if (!servedByDaily(query)) {
    yield* groups(database, known, query, events, query.period);
    return;
  }
  const { before, days, after } = wholeDays(query.period);
  if (before) yield* groups(database, known, query, events, before);
  if (days) yield* groups(database, known, query, DAILY, days);
  if (after) yield* groups(database, known, query, events, after);
}

/** Whether whole UTC days of the rollup can be added up to what is asked for. */
export function servedByDaily(query: UsageQuery): boolean {
  const { bucket } = query;
  return (
    [...query.by, ...query.where.keys()].every((dimension) => ROLLED_UP.has(dimension)) &&
    (bucket === undefined || (bucket.zone === 'UTC' && bucket.size !== 'hour')) &&
    query.edges.every((edge) => BAND_EDGES.includes(edge))
  );
}

interface Split {
  readonly before?: Period;
  readonly days?: Period;
  readonly after?: Period;
}

/** The whole UTC days of a period, and what sticks out on either side. */
export function wholeDays(period: Period): Split {
  const { since, until } = period;
  const first = since === undefined ? undefined : ((Math.ceil(since / MS_PER_DAY) * MS_PER_DAY) as Instant);
  const last = until === undefined ? undefined : ((Math.floor(until / MS_PER_DAY) * MS_PER_DAY) as Instant);
  if (first !== undefined && last !== undefined && first >= last) return { before: period };
  return {
    ...(since !== undefined && first !== undefined && since < first && { before: { since, until: first } }),
    days: { ...(first !== undefined && { since: first }), ...(last !== undefined && { until: last }) },
    ...(until !== undefined && last !== undefined && last < until && { after: { since: last, until } }),
  };
}

const DAILY: Facts = {
  table: 'daily',
  time: 'day',
  msPerTime: MS_PER_DAY,
  slot: `day * ${MS_PER_DAY}`,
  above: 'above',
  requests: 'requests',
  hits: 'hits',
  project: 'fact.project',
};

function eventFacts(query: UsageQuery): Facts {
  const span = slotOf(query);
  // Of an aggregate it is known what each of its prompts exceeds.
  const prompt = 'coalesce(fact.above + 1, input + cache_write_5m + cache_write_1h + cache_read)';
  const descending = [...query.edges].sort((a, b) => b - a).map((edge) => Math.trunc(edge));
  const cases = descending.map((edge) => `WHEN ${prompt} > ${edge} THEN ${edge}`);
  return {
    table: 'event',
    time: 'at',
    msPerTime: 1,
    slot: `at / ${span} * ${span}`,
    above: cases.length === 0 ? '0' : `CASE ${cases.join(' ')} ELSE 0 END`,
    requests: 'requests',
    hits: '(fact.above IS NULL AND requests > 0 AND cache_read > 0)',
    project: 'scope.project',
  };
}

/** Spans that lie in one calendar bucket and one UTC day, as coarse as that allows. */
function slotOf(query: UsageQuery): number {
  if (query.bucket === undefined) return MS_PER_DAY;
  if (query.bucket.zone !== 'UTC') return MS_PER_SLOT;
  return query.bucket.size === 'hour' ? MS_PER_HOUR : MS_PER_DAY;
}

interface Row {
  readonly slot: bigint;
  readonly model: bigint;
  readonly terms: bigint;
  readonly above: bigint;
  readonly requests: bigint;
  readonly hits: bigint;
  readonly input: bigint;
  readonly cache_write_5m: bigint;
  readonly cache_write_1h: bigint;
  readonly cache_read: bigint;
  readonly output: bigint;
  readonly web_search: bigint;
  readonly [value: `value${number}`]: string;
}

function* groups(
  database: Database.Database,
  known: Dimensions,
  query: UsageQuery,
  facts: Facts,
  period: Period,
): Iterable<UsageGroup> {
  const { sql, parameters } = sqlFor(facts, query, period);
  const statement = database.prepare(sql).safeIntegers();
  for (const row of statement.iterate(parameters) as Iterable<Row>) {
    yield {
      at: Number(row.slot) as Instant,
      model: known.models.valueOf(Number(row.model)),
      terms: known.terms.valueOf(Number(row.terms)),
      values: query.by.map((_, index) => row[`value${index}`] ?? ''),
      above: Number(row.above),
      requests: row.requests,
      hits: row.hits,
      sums: {
        input: row.input,
        cache_write_5m: row.cache_write_5m,
        cache_write_1h: row.cache_write_1h,
        cache_read: row.cache_read,
        output: row.output,
        web_search: row.web_search,
      },
    };
  }
}
