/**
 * Which table answers which part of a question. The period is covered with whole spans of the coarsest rollup that knows
 * enough, what is left on either side with those of the next finer one, and so on down to single events.
 */
import { hasWholeHours, MS_PER_DAY, MS_PER_HOUR, periodOf, type Instant, type Period } from '../core/time.ts';
import { BAND_EDGES, isTerm, type Dimension, type UsageQuery } from './ledger.ts';
import { DAILY, MODEL_HOURLY, SIX_HOURLY, type Rollup } from './rollups.ts';

/** A table that can be summed: `event`, each row of which is a span of its own, or a rollup. */
export type Source = Pick<Rollup, 'time' | 'spanMs'> & {
  readonly table: 'event' | Rollup['table'];
};

export const EVENT: Source = { table: 'event', time: 'at', spanMs: 1 };

export interface Piece {
  readonly source: Source;
  readonly period: Period;
  /**
   * Where days are not apart: an instant of the time between two price changes that the piece is counted with, by the numbers
   * of the models it has. Undefined is all models, at their own times.
   */
  readonly models?: ReadonlyMap<number, Instant>;
}

function decidesPrice(dimension: Dimension): boolean {
  return dimension === 'model' || isTerm(dimension);
}

/** Whether every rollup with projects knows them. */
export function isRolledUp(dimensions: readonly Dimension[]): boolean {
  return dimensions.every((dimension) => dimension === 'project' || decidesPrice(dimension));
}

/** What can answer a query, from the coarsest to the events. */
export function sourcesOf(query: UsageQuery): readonly [...Rollup[], Source] {
  const dimensions = [...query.by, ...query.where.keys()];
  if (!query.edges.every((edge) => BAND_EDGES.includes(edge))) return [EVENT];
  const longest = longestSpan(query);
  const within = (rollups: readonly Rollup[]): Rollup[] => rollups.filter(({ spanMs }) => spanMs <= longest);
  if (dimensions.every(decidesPrice)) return [...within([MODEL_HOURLY]), EVENT];
  return isRolledUp(dimensions) ? [...within([DAILY, SIX_HOURLY]), EVENT] : [EVENT];
}

/** Ms of the longest span that never straddles two groups of a query, wherever it begins. */
function longestSpan({ bucket, priceChanges }: UsageQuery): number {
  if (bucket === undefined) return priceChanges === undefined ? MS_PER_DAY : Infinity;
  if (bucket.zone !== 'UTC') return hasWholeHours(bucket.zone) ? MS_PER_HOUR : 0;
  return bucket.size === 'hour' ? MS_PER_HOUR : MS_PER_DAY;
}

/** SQLite adds up no more tables in one statement. */
const MOST = 500;
/** At most as many cover one period: the whole spans, and on either side one of each finer source. */
const MOST_OF_ONE = 5;

/**
 * The pieces of a query's period, in parts of which each is to be summed at once. Where days are not apart, each model's time is
 * cut at its price changes; `reach` is where there are events at all.
 */
export function* plansOf(
  query: UsageQuery,
  models: readonly { readonly id: number; readonly name: string }[],
  reach: Required<Period>,
): Iterable<readonly Piece[]> {
  const sources = sourcesOf(query);
  const { bucket, priceChanges } = query;
  const { since = -Infinity, until = Infinity } = query.period;
  if (since >= until) return;
  if (bucket !== undefined || priceChanges === undefined) {
    yield [...cover(query.period, sources)];
    return;
  }
  let pieces = new Map<string, Piece & { readonly models: Map<number, Instant> }>();
  for (const { id, name } of models) {
    const changes = priceChanges(name).filter((at) => at > reach.since && at < reach.until);
    for (const part of cutAt(query.period, changes)) {
      if (pieces.size > MOST - MOST_OF_ONE) {
        yield [...pieces.values()];
        pieces = new Map();
      }
      for (const piece of cover(part, sources)) {
        const { since, until } = piece.period;
        const key = `${piece.source.table} ${since} ${until}`;
        const known = pieces.get(key) ?? { ...closed(piece, reach), models: new Map<number, Instant>() };
        pieces.set(key, known);
        known.models.set(id, later(part.since, reach.since));
      }
    }
  }
  if (pieces.size > 0) yield [...pieces.values()];
}

/** With ends, beyond which there are no events. */
function closed(piece: Piece, reach: Required<Period>): Piece {
  const { spanMs } = piece.source;
  const ends = { since: Math.floor(reach.since / spanMs) * spanMs, until: Math.ceil(reach.until / spanMs) * spanMs };
  return { ...piece, period: { ...(ends as Required<Period>), ...piece.period } };
}

function later(a: Instant | undefined, b: Instant): Instant {
  return a === undefined || a < b ? b : a;
}

function cutAt(period: Period, changes: readonly Instant[]): Period[] {
  const { since = -Infinity, until = Infinity } = period;
  const cuts = changes.filter((at) => at > since && at < until).sort((a, b) => a - b);
  return [...cuts, undefined].map((end, index) => ({ ...period, ...periodOf(cuts[index - 1], end) }));
}

/** Pieces that make up a period. */
export function* cover(period: Period, [source, ...finer]: readonly Source[]): Iterable<Piece> {
  if (source === undefined) return;
  const { since, until } = period;
  const { spanMs } = source;
  const from = since && ((Math.ceil(since / spanMs) * spanMs) as Instant);
  const to = until && ((Math.floor(until / spanMs) * spanMs) as Instant);
  if (from !== undefined && to !== undefined && from >= to) {
    // No whole span.
    yield* cover(period, finer);
    return;
  }
  yield { source, period: periodOf(from, to) };
  if (since !== undefined && from !== undefined && since < from) yield* cover({ since, until: from }, finer);
  if (until !== undefined && to !== undefined && to < until) yield* cover({ since: to, until }, finer);
}
