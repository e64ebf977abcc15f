/** Why a request read less than was there for it, or paid for more than it used. */

export const CAUSES = [
  /** The names of the first four are those of the API's own diagnosis. */
  'model_changed',
  'tools_changed',
  'system_changed',
  'messages_changed',
  /** The client's attribution header in `system`, which this endpoint takes for a part of the prompt. */
  'attribution_changed',
  /** Usage alone does not tell which of the two. */
  'tools_or_system_changed',
  'speed_changed',
  /** The conversation was cut down to a summary. */
  'compacted',
  /** After a pause of more than five minutes that an hour would have outlived, and after a longer one. */
  'expired_5m',
  'expired_1h',
  /** Gone although it should still have been alive and nothing had changed. */
  'gone_early',
  /** Written seconds before, and not found yet: within the provider, an incident of 2026-03 to 2026-05 (docs/replay.md). */
  'not_yet_readable',
  /** Asked before the request that wrote the prefix had its first answer. */
  'parallel',
  'cold_start',
  'subagent_start',
  /** An entry was alive, further before each breakpoint than the provider looks. */
  'lookback',
  'too_short',
  'no_breakpoint',
  /** It begins like earlier requests, none of which had cached that much. */
  'not_written',
  /** Written, and read by no later request. */
  'unread_write',
  /** Written for an hour where five minutes would have done. */
  'hour_unneeded',
] as const;

export type Cause = (typeof CAUSES)[number];

/** The API said so; the requests show it; or it follows from usage counts and clocks. */
export const KNOWN = ['reported', 'observed', 'inferred'] as const;
export type Known = (typeof KNOWN)[number];

export interface Reason {
  readonly cause: Cause;
  readonly known: Known;
}

/** What a request missed, and why. */
export interface Miss extends Reason {
  /** Tokens that were in the cache for it. */
  readonly expected: number;
  /** Of those, what it paid for as a write or as input instead of a read. */
  readonly lost: number;
  /** The request that had cached it; -1 where that is not one of this conversation. */
  readonly before: number;
  /** ms since that one's last line; Infinity where it is unknown. */
  readonly gap: number;
}

/** A request that begins like an earlier one, none of which had cached that much; or one that others begin like. */
export interface Uncached {
  readonly cause: 'too_short' | 'no_breakpoint' | 'not_written';
  /** Tokens that a read would have served. */
  readonly shared: number;
  /** Tokens behind those that would have to be cached for later requests. */
  readonly needed: number;
  /** Whether it begins with the whole of the earlier request, so that automatic caching would serve it. */
  readonly isContinued: boolean;
}

/** By row; also requests that share nothing themselves, of which later ones need something. */
export type UncachedRows = Map<number, Uncached>;

/** A read below this share of what was expected is a miss: the rest is blocks that move with each turn. */
export const WHOLE = 0.95;
