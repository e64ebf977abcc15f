/**
 * The requests of a ledger as columns, chain by chain and in the order of time, so that a million of them are replayed
 * under many scenarios within seconds.
 *
 * A position of a chain's prefix is a token. A request reads [0, read) and has cached [0, cached) afterwards.
 */
import type { Instant } from '../core/time.ts';
import type { Counts } from '../requests/columns.ts';
import type { PriceKind } from '../requests/kinds.ts';

/** What a request's read says, beside what its chain had cached before. */
export const READINGS = ['first', 'hit', 'changed', 'expired'] as const;
export type Reading = (typeof READINGS)[number];

/** Nothing of its chain was cached before. */
export const FIRST = 0;
/** It read at least half of what was cached. */
export const HIT = 1;
/** It did not, although it was alive: the prefix had changed. */
export const CHANGED = 2;
/** It did not, and it was not alive: how much of the prefix was still the same is not known. */
export const EXPIRED = 3;

/** One entry a request in every column; tokens, unless said otherwise. */
export interface Requests {
  readonly count: number;
  /** Index into the kinds. */
  readonly kind: Counts;
  /** ms UTC. */
  readonly at: Float64Array;
  /** ms since the last line of the request before in its chain; for the first longer than any. */
  readonly gap: Counts;
  /** ms since the request before of any chain of its cache, main threads and sub-agents apart; for the first longer than any. */
  readonly company: Counts;
  readonly prompt: Counts;
  readonly read: Counts;
  readonly write5m: Counts;
  readonly write1h: Counts;
  readonly output: Counts;
  /** Read and written: what the request leaves in the cache. */
  readonly cached: Counts;
  /** How much it could have read had nothing expired, at the most: `read` where that is known. */
  readonly most: Counts;
  /** At the most so much of what was cached before it had been written to live for an hour. */
  readonly hour: Counts;
  /**
   * 1 where an entry had expired, and with it the evidence of whether the prefix was still the same: then it is as likely
   * to have been as elsewhere. Where the prefix is known to have changed, `most` may still be more than was read: had
   * nothing expired before, there would have been more entries to fall back on.
   */
  readonly lost: Uint8Array;
  readonly reading: Uint8Array;
  /** 1 when by the logged times to live an entry of its chain was alive. */
  readonly alive: Uint8Array;
  /** 1 when it read all that was cached before, so soon that every time to live would have kept it. */
  readonly steady: Uint8Array;
  readonly webSearch: Counts;
  /** 1, or 0 for a further part of a request. */
  readonly requests: Uint8Array;
}

/** Rows [start, end) of the columns. */
export interface Chain {
  /** Its place among the chains. */
  readonly index: number;
  readonly session: string;
  readonly thread: string;
  /** Requests without a session stand together in one chain that is none: each is a first request. */
  readonly known: boolean;
  readonly start: number;
  readonly end: number;
}

export interface Workload {
  readonly requests: Requests;
  readonly kinds: readonly PriceKind[];
  readonly chains: readonly Chain[];
  /** Of the newest request. */
  readonly latest: Instant;
}
