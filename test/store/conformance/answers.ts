/**
 * Answers as rows of text. What an engine is free in leaves no trace in them:
 *
 * - Usage groups come in any order, and a group may come in several pieces that add up to it; there is no group without an event.
 *   `at` may be any instant of the group's span of time. `above` may name a finer edge than was asked for: it is read as the
 *   largest edge asked for that it reaches.
 * - The numbers of scopes and runs are the engine's own, and scopes need none. Prompts may be cut into runs anywhere, as long as a
 *   run comes after the one it continues and a counted prefix is listed with the run that ends it. Those of one run have no order.
 * - `bounds` of terms may be missing where it is 0.
 * - `values` and `labels` may also name what only appeared in records which lost to better ones. No question depends on it.
 * - Billed rows of the same beginning, model and token type come in any order.
 *
 * Everything else is fixed: each row, each number, and the order of inferences, requests, prompts, files, models and days.
 */
import { keyOf } from '../../../src/core/event-key.ts';
import { METERS } from '../../../src/core/meters.ts';
import type { PromptBlock } from '../../../src/core/prompt.ts';
import { bucketLabel, formatInstant, MS_PER_SLOT, utcDate, type Instant, type Period } from '../../../src/core/time.ts';
import { edgeBelow, type Dimension, type InferenceQuery, type LedgerReader } from '../../../src/store/ledger.ts';
import type { UsageGroup, UsageQuery } from '../../../src/store/ledger.ts';
import type { BilledRow, PulledReport } from '../../../src/store/pulled.ts';
import { billedRow, blocksText, columns, countText, dayRow, inferenceRow, metersText } from './rows.ts';
import { outcomeRow, promptRow, requestRow, termsText, valuesText } from './rows.ts';
import type { World } from './world.ts';

export type Rows = readonly string[];

/** A reader that answers with rows of text. What a query leaves out is: all of it, not grouped, without edges. */
export interface Asked {
  usage(query?: Partial<UsageQuery>): Rows;
  /** The first and the last instant, or none. */
  span(query?: Partial<Pick<UsageQuery, 'period' | 'where'>>): Rows;
  inferences(query?: Partial<InferenceQuery>): Rows;
  requests(query?: Partial<InferenceQuery>): Rows;
  prompts(query?: Partial<InferenceQuery>): Rows;
  /** What was counted of the beginnings of prompts. */
  counted(): Rows;
  /** The requests that have this key. */
  having(key: string): Rows;
  values(dimension: Dimension): Rows;
  labels(): Rows;
  outcomes(): Rows;
  lastRun(): Rows;
  hasEarlierKeys(): Rows;
  days(report: PulledReport, period?: Period): Rows;
  bill(period?: Period): Rows;
  /** What contradicts itself: numbers of scopes that two places have, runs out of order. */
  contradictions(): Rows;
  /** As it is, for how it may be read. */
  readonly reader: LedgerReader;
}

const ALL: UsageQuery = { period: {}, by: [], where: new Map(), edges: [] };

export function asked(reader: LedgerReader, world: World): Asked {
  const keys = keysOf(world);
  const keyed = ({ id }: { readonly id: string }): string => keys.get(id) ?? `the unknown id ${id}`;
  return {
    usage(query = {}) {
      const whole = { ...ALL, ...query };
      return usageRows(reader.usage(whole), whole);
    },
    span(query = {}) {
      const span = reader.span({ ...ALL, ...query });
      return span === undefined ? [] : [formatInstant(span.first), formatInstant(span.last)];
    },
    inferences: (query = {}) => Array.from(reader.inferences({ ...ALL, ...query }), inferenceRow),
    requests: (query = {}) =>
      Array.from(reader.requests({ ...ALL, ...query }), (each) => requestRow(keyed(each), each)),
    prompts(query = {}) {
      const blocksOf = blocksByRun(reader);
      return Array.from(reader.prompts({ ...ALL, ...query }), (each) =>
        promptRow(keyed(each), each, blocksOf.get(each.run) ?? []),
      );
    },
    counted: () => countedRows(reader),
    having: (key) => [...reader.requests(ALL)].filter((each) => reader.isOf(each, key)).map(keyed),
    values: (dimension) => reader.values(dimension),
    labels: () => reader.labels(),
    outcomes: () => reader.outcomes().map(outcomeRow),
    lastRun: () => [reader.lastRun()].flatMap((at) => (at === undefined ? [] : [formatInstant(at)])),
    hasEarlierKeys: () => [String(reader.hasEarlierKeys())],
    days: (report, period = {}) => reader.pulled.days(report, period).map(dayRow),
    bill: (period = {}) => billRows(reader.pulled.bill(period)),
    contradictions: () => [...sharedScopes(reader), ...misplacedRuns(reader)],
    reader,
  };
}

/** Keys by what they are stored as: the first 128 bits of their SHA-256, in hexadecimal digits. */
function keysOf({ writes }: World): ReadonlyMap<string, string> {
  const keys = writes.flat().flatMap(({ events }) => events.map(({ key }) => key));
  return new Map(keys.map((key) => [Buffer.from(keyOf(key)).toString('hex'), key]));
}

function usageRows(groups: Iterable<UsageGroup>, query: UsageQuery): Rows {
  const names = ['requests', 'hits', ...METERS] as const;
  const sums = new Map<string, Record<(typeof names)[number], bigint>>();
  for (const { requests, hits, sums: meters, ...group } of groups) {
    const piece = { requests, hits, ...meters };
    const told = groupText(group, query);
    const sum = sums.get(told) ?? { requests: 0n, hits: 0n, ...noSums() };
    // A number that is no bigint is a mistake of its own, and cannot be added.
    for (const name of names) sum[name] += piece[name];
    sums.set(told, sum);
  }
  const rows = [...sums].map(([told, { requests, hits, ...meters }]) =>
    columns(told, countText(requests, 'request'), countText(hits, 'hit'), metersText(meters)),
  );
  return rows.toSorted();
}

function noSums(): Record<(typeof METERS)[number], bigint> {
  return Object.fromEntries(METERS.map((meter) => [meter, 0n])) as Record<(typeof METERS)[number], bigint>;
}

/** What tells one group from another. */
function groupText(group: Omit<UsageGroup, 'requests' | 'hits' | 'sums'>, query: UsageQuery): string {
  const { model, terms, values } = group;
  const above = edgeBelow(group.above + 1, query.edges);
  return columns(
    spanText(group, query),
    model,
    termsText(terms),
    valuesText(values),
    above === 0 ? '' : `above ${above}`,
  );
}

/** The span of time that a group is of: a UTC day, in one bucket; or all between two changes of the model's prices. */
function spanText({ at, model }: Pick<UsageGroup, 'at' | 'model'>, { bucket, priceChanges }: UsageQuery): string {
  const date = utcDate(at);
  if (bucket !== undefined) {
    const label = labelOf(at, bucket);
    return label.startsWith(date) ? label : `${label} on ${date}`;
  }
  if (priceChanges === undefined) return date;
  const begun = priceChanges(model).filter((change) => change <= at);
  return begun.length === 0 ? 'from the beginning' : `from ${utcDate(begun.reduce((a, b) => (a > b ? a : b)))}`;
}

/** Labels by the quarter of an hour, zone and size: a naive reader has thousands of groups. */
const labels = new Map<string, string>();

function labelOf(at: Instant, { size, zone }: NonNullable<UsageQuery['bucket']>): string {
  const slot = `${Math.floor(at / MS_PER_SLOT)} ${size} ${zone}`;
  const known = labels.get(slot) ?? bucketLabel(at, size, zone);
  labels.set(slot, known);
  return known;
}

/** The blocks of each run and all before it. */
function blocksByRun(reader: LedgerReader): ReadonlyMap<number, readonly PromptBlock[]> {
  const blocksOf = new Map<number, readonly PromptBlock[]>([[0, []]]);
  for (const { id, after, blocks } of reader.runs()) blocksOf.set(id, [...(blocksOf.get(after) ?? []), ...blocks]);
  return blocksOf;
}

function countedRows(reader: LedgerReader): Rows {
  const blocksOf = blocksByRun(reader);
  const rows = [...reader.runs()].flatMap(({ id, counted = [] }) =>
    counted.map(({ parameters, model, tokens }) =>
      columns(`blocks ${blocksText(blocksOf.get(id) ?? [])}`, parameters, model, countText(tokens, 'token')),
    ),
  );
  return rows.toSorted();
}

function billRows(rows: readonly BilledRow[]): Rows {
  const place = ({ since, model, tokenType }: BilledRow): string => JSON.stringify([since, model, tokenType]);
  const placed = rows.map((row) => ({ place: place(row), text: billedRow(row) }));
  return placed.map(({ text }, index) => {
    const tied = placed.filter((other) => other.place === placed[index]!.place).map((other) => other.text);
    const before = placed.slice(0, index).filter((other) => other.place === placed[index]!.place).length;
    return tied.toSorted()[before] ?? text;
  });
}

function sharedScopes(reader: LedgerReader): Rows {
  const places = new Map<number, Set<string>>();
  for (const inferences of [reader.inferences(ALL), reader.requests(ALL), reader.prompts(ALL)]) {
    for (const { scope, workspace, session, thread } of inferences) {
      if (scope === undefined) continue;
      const known = places.get(scope) ?? new Set();
      places.set(scope, known.add(valuesText([workspace, session, thread])));
    }
  }
  return [...places]
    .filter(([, shared]) => shared.size > 1)
    .map(([scope, shared]) => `scope ${scope} is of ${[...shared].join(' and of ')}`);
}

function misplacedRuns(reader: LedgerReader): Rows {
  const known = new Set([0]);
  const wrong: string[] = [];
  for (const { id, after } of reader.runs()) {
    if (!known.has(after)) wrong.push(`run ${id} comes before ${after}, which it goes on from`);
    if (known.has(id)) wrong.push(`run ${id} comes twice`);
    known.add(id);
  }
  for (const { run } of reader.prompts(ALL)) if (!known.has(run)) wrong.push(`run ${run} is missing`);
  return wrong;
}
