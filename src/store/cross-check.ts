/**
 * A damaged file may still be read, and says other things than were written. SQLite finds what breaks its own structure; what
 * two tables say of the same events is held against each other here, at the cost of a few rows, before an answer is complete.
 */
import type Database from 'better-sqlite3';
import { METERS, NO_METERS, NO_SUMS } from '../core/meters.ts';
import { failDamaged, wholeNumber } from './damaged.ts';
import type { Dimensions } from './dimensions.ts';
import { BAND_EDGES, type Inference, type InferenceQuery, type UsageGroup, type UsageQuery } from './ledger.ts';
import { readUsage } from './read.ts';
import { COUNTED, MODEL_HOURLY } from './rollups.ts';
import { isRolledUp, sourcesOf, EVENT } from './usage-plan.ts';

/** Requests, then tokens and searches in the order of the meters. */
type Sums = bigint[];

/** The groups, and a Failure at their end where the model rollups add up to something else. */
export function* checkedUsage(database: Database.Database, known: Dimensions, query: UsageQuery): Iterable<UsageGroup> {
  yield* inOneMoment(database, function* () {
    needCounted(database);
    // By model, for a count that has moved to another one costs something else.
    const seen = new Map<string, Sums>();
    for (const group of readUsage(database, known, query)) {
      addTo(seen, group);
      yield group;
    }
    if (canCompare(query)) needSameModels(seen, readSums(database, known, query));
  });
}

/** Of inferences one by one, which aggregates are not. */
export function* checkedInferences<T extends Inference>(
  database: Database.Database,
  known: Dimensions,
  query: InferenceQuery,
  rows: () => Iterable<T>,
): Iterable<T> {
  yield* inOneMoment(database, function* () {
    needCounted(database);
    // Added up as numbers, which are quicker, as long as they are exact.
    const [meters, carried] = [{ ...NO_METERS }, { ...NO_SUMS }];
    let [requests, latest] = [0, -Infinity];
    for (const row of rows()) {
      if (wholeNumber(row.at) < latest) failDamaged('its events are not in the order of time');
      latest = row.at;
      requests += wholeNumber(row.requests);
      for (const meter of METERS) {
        const count = wholeNumber(row.meters[meter]);
        if (meters[meter] + count > Number.MAX_SAFE_INTEGER) {
          carried[meter] += BigInt(meters[meter]);
          meters[meter] = 0;
        }
        meters[meter] += count;
      }
      yield row;
    }
    if (!canCompare(query)) return;
    const left = [BigInt(requests), ...METERS.map((meter) => carried[meter] + BigInt(meters[meter]))];
    for (const group of readSums(database, known, query)) if (group.terms.kind !== 'aggregate') add(left, group, -1n);
    needSame(left, noSums());
  });
}

/** Another process may write in between. */
function* inOneMoment<T>(database: Database.Database, read: () => Iterable<T>): Iterable<T> {
  const isOwn = !database.inTransaction;
  if (isOwn) database.exec('BEGIN');
  try {
    yield* read();
  } finally {
    if (isOwn && database.inTransaction) database.exec('COMMIT');
  }
}

/** Whether rollups know the selection. */
function canCompare({ where, period }: Pick<UsageQuery, 'where' | 'period'>): boolean {
  const query = { period, where, by: [], edges: BAND_EDGES };
  return isRolledUp([...where.keys()]) && sourcesOf(query)[0] !== EVENT;
}

function readSums(
  database: Database.Database,
  known: Dimensions,
  { period, where }: Pick<UsageQuery, 'period' | 'where'>,
): Iterable<UsageGroup> {
  return readUsage(database, known, { period, where, by: ['kind'], edges: BAND_EDGES });
}

function addTo(byModel: Map<string, Sums>, group: UsageGroup, sign: 1n | -1n = 1n): void {
  const before = byModel.get(group.model) ?? noSums();
  byModel.set(group.model, before);
  add(before, group, sign);
}

function add(to: Sums, { requests, sums }: UsageGroup, sign: 1n | -1n): void {
  const added = [requests, ...METERS.map((meter) => sums[meter])];
  added.forEach((sum, index) => (to[index] = (to[index] ?? 0n) + sign * sum));
}

function noSums(): Sums {
  return [0n, ...METERS.map(() => 0n)];
}

/** The counter that each transaction moves, against the smallest rollup that holds all events. */
function needCounted(database: Database.Database): void {
  const rowOf = (columns: readonly string[], table: string): bigint[] => {
    const statement = database.prepare(`SELECT ${columns.join(', ')} FROM ${table}`);
    return (statement.raw().safeIntegers().get() ?? []) as bigint[];
  };
  const sums = COUNTED.map((column) => `coalesce(sum(${column}), 0)`);
  needSame(rowOf(COUNTED, 'all_events'), rowOf(sums, MODEL_HOURLY.table));
}

function needSame(a: readonly bigint[], b: readonly bigint[]): void {
  if (a.length === b.length && a.every((sum, index) => sum === b[index])) return;
  failDamaged('its events do not add up to what it has counted');
}

/** `seen` is used up: there may be a model for each request. */
function needSameModels(seen: Map<string, Sums>, groups: Iterable<UsageGroup>): void {
  for (const group of groups) addTo(seen, group, -1n);
  for (const left of seen.values()) needSame(left, noSums());
}
