/**
 * A damaged file may still be read, and says other things than were written. SQLite finds what breaks its own structure; what
 * two tables say of the same events is held against each other here, at the cost of a few rows, before an answer is complete.
 */
import type Database from 'better-sqlite3';
import { failDamaged, wholeNumber } from './damaged.ts';
import type { Dimensions } from './dimensions.ts';
import { BAND_EDGES, type Inference, type InferenceQuery, type UsageGroup, type UsageQuery } from './ledger.ts';
import { readUsage } from './read.ts';
import { isRolledUp, sourcesOf, EVENT } from './usage-plan.ts';

const METERS = ['input', 'cache_write_5m', 'cache_write_1h', 'cache_read', 'output', 'web_search'] as const;

/** In the order of requests and the meters. */
type Sums = [requests: bigint, ...meters: bigint[]];

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
    const seen = noCounts();
    let latest = -Infinity;
    for (const row of rows()) {
      if (wholeNumber(row.at) < latest) failDamaged('its events are not in the order of time');
      latest = row.at;
      seen[0] += wholeNumber(row.requests);
      METERS.forEach((meter, index) => (seen[index + 1] = (seen[index + 1] ?? 0) + wholeNumber(row.meters[meter])));
      yield row;
    }
    const asked = { ...query, edges: BAND_EDGES };
    if (canCompare(asked))
      needSame(seen.map(BigInt), together(sumsOf(database, known, asked, ({ terms }) => terms.kind !== 'aggregate')));
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

function sumsOf(
  database: Database.Database,
  known: Dimensions,
  { period, where }: Pick<UsageQuery, 'period' | 'where'>,
  isWanted: (group: UsageGroup) => boolean = () => true,
): ReadonlyMap<string, Sums> {
  const byModel = new Map<string, Sums>();
  for (const group of readSums(database, known, { period, where })) if (isWanted(group)) addTo(byModel, group);
  return byModel;
}

function readSums(
  database: Database.Database,
  known: Dimensions,
  { period, where }: Pick<UsageQuery, 'period' | 'where'>,
): Iterable<UsageGroup> {
  return readUsage(database, known, { period, where, by: ['kind'], edges: BAND_EDGES });
}

function addTo(byModel: Map<string, Sums>, { model, requests, sums }: UsageGroup, sign: 1n | -1n = 1n): void {
  const before = byModel.get(model) ?? noSums();
  byModel.set(model, before);
  add(before, [sign * requests, ...METERS.map((meter) => sign * sums[meter])]);
}

function together(byModel: ReadonlyMap<string, Sums>): Sums {
  const all = noSums();
  for (const sums of byModel.values()) add(all, sums);
  return all;
}

function add(to: Sums, sums: Sums): void {
  sums.forEach((sum, index) => (to[index] = (to[index] ?? 0n) + sum));
}

function noSums(): Sums {
  return [0n, 0n, 0n, 0n, 0n, 0n, 0n];
}

function noCounts(): [number, ...number[]] {
  return [0, 0, 0, 0, 0, 0, 0];
}

/** The counter that each transaction moves, against the smallest rollup that holds all events. */
function needCounted(database: Database.Database): void {
  const columns = ['events', 'requests', ...METERS];
  const counted = database
    .prepare(`SELECT ${columns.join(', ')} FROM all_events`)
    .raw()
    .safeIntegers()
    .get();
  const summed = database
    .prepare(`SELECT ${columns.map((column) => `coalesce(sum(${column}), 0)`).join(', ')} FROM model_daily`)
    .raw()
    .safeIntegers()
    .get();
  needSame((counted ?? []) as bigint[], (summed ?? []) as bigint[]);
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
