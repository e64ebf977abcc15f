/**
 * What the provider itself says of why a prompt was not read from the cache: it compares a request with the one that
 * `diagnostics.previous_message_id` names, and answers in `Message.diagnostics` (facts 3.5).
 */
import type { Count } from './meters.ts';

/** The provider's names, as in `CacheMissReason` of @anthropic-ai/sdk 1.12. */
export const MISS_REASONS = [
  /** The model or the speed. */
  'model_changed',
  'system_changed',
  'tools_changed',
  'messages_changed',
  /** It keeps no record of the request that was named; nothing need have changed. */
  'previous_message_not_found',
  /** It cannot say; also where other parameters changed, such as thinking or tool_choice. */
  'unavailable',
] as const;
export type MissReason = (typeof MISS_REASONS)[number];

/** A reason that this version has no name for. */
type UnnamedReason = 'other';

/**
 * No reason. "none": `diagnostics` is null, so nothing diverged, or there was nothing to compare with, or nobody asked:
 * the provider writes null for all three. Only the first of them is "none" here, which takes a log that has the request.
 * "pending": the answer was sent before the comparison was done.
 */
export type NoReason = 'none' | 'pending';

/** The provider's diagnosis of one response. */
export interface ReportedMiss {
  readonly reason: MissReason | UnnamedReason | NoReason;
  /**
   * Tokens that would have been read, had the prefix not changed: estimated by the provider from bytes, no billing
   * number. Undefined where it does not say.
   */
  readonly tokens: Count | undefined;
}

/**
 * Of two for one response the one that says more: a reason, then "pending", then "none"; of two reasons the one with more
 * tokens (none said is fewest), then the name that sorts first. Total, so the order of reading does not matter.
 */
export function mergeReported(a: ReportedMiss | undefined, b: ReportedMiss | undefined): ReportedMiss | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return (rank(a) - rank(b) || tokensOf(a) - tokensOf(b) || (a.reason <= b.reason ? 0 : -1)) >= 0 ? a : b;
}

function rank({ reason }: ReportedMiss): number {
  return reason === 'none' ? 0 : reason === 'pending' ? 1 : 2;
}

function tokensOf({ tokens = -1 }: ReportedMiss): number {
  return tokens;
}
