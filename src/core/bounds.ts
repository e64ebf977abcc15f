/**
 * What is known only as a range. The ledger keeps one reading, the cheapest that fits, and why it is a bound: bits that rollups
 * keep apart as they do terms. The top is computed when read, where one is known.
 */
import { FLAGS, type Flag } from './flags.ts';

/** What a bound leaves open of a set of usage. */
export type Open =
  /** How much output there was: no prompt, and nothing that a cache saved. */
  | 'output'
  /** At which of several known rates it is billed. */
  | 'rate'
  /** At which rate, and none is known. */
  | 'price'
  /** How much of anything there was. */
  | 'usage';

/** By reason, each a flag of the event, but for the last: that is told from platform, geography and price. */
const REASONS = {
  output_placeholder: 'output',
  partial_stream: 'output',
  band_unknown: 'rate',
  audio_as_text: 'price',
  more_pages: 'usage',
  unknown_keys: 'usage',
  total_disagrees: 'usage',
  reach_unknown: 'rate',
} as const;
export const BOUNDS: Readonly<Record<BoundReason, Open>> = REASONS;

export type BoundReason = keyof typeof REASONS;
type FlaggedReason = BoundReason & Flag;

const FLAGGED = (Object.keys(BOUNDS) as BoundReason[]).filter((reason): reason is FlaggedReason => reason in FLAGS);
const ALL_BITS = FLAGGED.reduce((bits, reason) => bits | FLAGS[reason].bit, 0);

/** The bits of an event's flags that make it a bound. */
export function boundBits(flags: number): number {
  return flags & ALL_BITS;
}

/** In the order of {@link BOUNDS}. */
export function boundReasons(bits: number): BoundReason[] {
  return FLAGGED.filter((reason) => (bits & FLAGS[reason].bit) !== 0);
}
