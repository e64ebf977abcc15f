/** What budgets are held against: sums of a selection of usage, from which every metric is a fraction. */
import { ZERO_PICO, type Pico } from '../../core/money.ts';
import { allTokens } from '../../core/meters.ts';
import type { Tops } from '../bounds.ts';
import type { Figures } from '../figures.ts';

type Counted = Pick<Figures, 'requests' | 'hits' | 'aggregated' | 'uncounted' | 'unpricedTokens'>;

export interface Measured extends Counted, RecordCounts {
  /** Tokens. */
  readonly prompt: bigint;
  readonly reads: bigint;
  readonly writes: bigint;
  readonly tokens: bigint;
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
}

/** Writes by what became of them. */
export interface WriteFate {
  readonly unread: bigint;
  readonly unattributed: bigint;
}

/** Records of the logs, which have no time: the same for every window. */
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
