/** `Message.diagnostics`: never a reason to refuse a response, whose usage counts whatever this says. */
import { MISS_REASONS, type MissReason, type ReportedMiss } from '../core/diagnosis.ts';
import { countIn, isObject } from './fields.ts';

/**
 * What it says; undefined where it says nothing. `compared`: whether the request is known to have named another to compare
 * with. Where it did not, the provider writes null as well, and that is no diagnosis.
 */
export function reportedMiss(diagnostics: unknown, compared: boolean): ReportedMiss | undefined {
  if (diagnostics === null) return compared ? { reason: 'none', tokens: undefined } : undefined;
  if (!isObject(diagnostics)) return undefined;
  // A recorder that leaves out what is null leaves this out too.
  const reason = diagnostics['cache_miss_reason'] ?? undefined;
  if (reason === undefined) return { reason: 'pending', tokens: undefined };
  if (!isObject(reason)) return { reason: 'other', tokens: undefined };
  return { reason: nameOf(reason['type']), tokens: countIn(reason['cache_missed_input_tokens']) };
}

function nameOf(type: unknown): MissReason | 'other' {
  return MISS_REASONS.find((reason) => reason === type) ?? 'other';
}

/** Whether a request has itself compared with another; not known where there is no request to tell. */
export function isCompared(request: unknown): boolean {
  if (!isObject(request)) return false;
  const { diagnostics } = request;
  return isObject(diagnostics) && typeof diagnostics['previous_message_id'] === 'string';
}
