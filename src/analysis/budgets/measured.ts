/** What budgets are held against: sums of a selection of usage, from which every metric is a fraction. */
import { ZERO_PICO, type Pico } from '../../core/money.ts';
import { allTokens } from '../../core/meters.ts';
import type { Tops } from '../bounds.ts';
import type { Figures } from '../figures.ts';

export interface Measured {
  readonly requests: bigint;
  readonly hits: bigint;
  /** Of the requests: those of aggregates, of which it is not known which ones were hits. */
  readonly aggregated: bigint;
  /** Tokens of aggregates that do not say of how many requests they are. */
  readonly uncounted: bigint;
  /** Tokens. */
  readonly prompt: bigint;
  readonly reads: bigint;
  readonly writes: bigint;
  readonly tokens: bigint;
  readonly unpricedTokens: bigint;
  /** Of what is priced, in picodollars. */
  readonly cost: Pico;
  readonly uncachedCost: Pico;
  readonly writePremium: Pico;
  readonly priced: 'all' | 'some' | 'none';
  /** How far sums of what is priced may be too low; left out where nothing is a bound. */
  readonly bounds?: Tops;
  /** Tokens written that no later request of their chain read; only where that was asked for. */
  readonly unreadWrites: bigint;
  /** Tokens written by requests of which nobody knows the chain, aggregates among them. */
  readonly unattributedWrites: bigint;
  /** Records of the logs, which have no time: the same for every window. */
  readonly records: bigint;
  readonly refused: bigint;
}

/** Writes by what became of them. */
export interface WriteFate {
  readonly unread: bigint;
  readonly unattributed: bigint;
}

export interface RecordCounts {
  readonly records: bigint;
  readonly refused: bigint;
}

export const NO_FATE: WriteFate = { unread: 0n, unattributed: 0n };
export const NO_RECORDS: RecordCounts = { records: 0n, refused: 0n };

export function measuredOf(figures: Figures, fate: WriteFate, counts: RecordCounts): Measured {
  const { requests, hits, aggregated, uncounted, sums, unpricedTokens } = figures;
  const writes = sums.cache_write_5m + sums.cache_write_1h;
  return {
    requests,
    hits,
    aggregated,
    uncounted,
    prompt: sums.input + writes + sums.cache_read,
    reads: sums.cache_read,
    writes,
    tokens: allTokens(sums),
    unpricedTokens,
    cost: figures.cost ?? ZERO_PICO,
    uncachedCost: figures.uncachedCost ?? ZERO_PICO,
    writePremium: figures.writePremium ?? ZERO_PICO,
    priced: figures.allPriced ? 'all' : figures.cost === null ? 'none' : 'some',
    ...(figures.tops.reasons.length > 0 && { bounds: figures.tops }),
    unreadWrites: fate.unread,
    unattributedWrites: fate.unattributed,
    ...counts,
  };
}

/** Of a day without usage. */
export const NOTHING_MEASURED: Measured = {
  requests: 0n,
  hits: 0n,
  aggregated: 0n,
  uncounted: 0n,
  prompt: 0n,
  reads: 0n,
  writes: 0n,
  tokens: 0n,
  unpricedTokens: 0n,
  cost: ZERO_PICO,
  uncachedCost: ZERO_PICO,
  writePremium: ZERO_PICO,
  priced: 'all',
  unreadWrites: 0n,
  unattributedWrites: 0n,
  ...NO_RECORDS,
};
