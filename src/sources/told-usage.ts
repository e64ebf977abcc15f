/**
 * What telemetry and SDKs tell of a call's tokens, under whatever names: an input that should hold what was read from
 * and written to a cache, but does not where an instrumentation passes on what the provider said (log shapes 17, 21, 22).
 */
import type { Flag } from '../core/event.ts';
import type { Count, Meters } from '../core/meters.ts';
import { readUsage } from './anthropic-usage.ts';
import { cellCount } from './cells.ts';
import { isObject, nameText, requiredCount } from './fields.ts';
import { splitInput, type Split } from './inclusive.ts';
import type { JsonObject, Refusal } from './source.ts';

/** undefined or null: it does not tell. A count may be text, as OTLP writes it. */
export interface Told {
  readonly input: unknown;
  readonly output: unknown;
  readonly read?: unknown;
  /** All writes; where they are told by TTL only, those are all. */
  readonly written?: unknown;
  readonly written5m?: unknown;
  readonly written1h?: unknown;
  /** What of the input was neither read nor written. */
  readonly uncached?: unknown;
  /** All that the log adds up. */
  readonly total?: unknown;
  /** The log is known to leave what was cached out of the input. */
  readonly exclusive?: boolean;
}

export type ToldUsage =
  | {
      readonly ok: true;
      readonly meters: Meters;
      readonly flags: readonly Flag[];
      /** Raises a record that tells writes by TTL over one of the same call that does not. */
      readonly completeness: 0 | 1;
    }
  | { readonly ok: false; readonly reason: Refusal };

export function readTold(told: Told): ToldUsage {
  const usage = readUsage(providersWords(told), '');
  if (!usage.ok) return usage;
  const meters = usage.parts[0]?.meters;
  if (meters === undefined) return { ok: false, reason: 'missing_count' };
  const split = splitToldInput(told, meters);
  const cache = [told.read, told.written, told.written5m, told.written1h];
  const silent: Flag[] = cache.every(isUntold) ? ['cache_not_logged'] : [];
  return {
    ok: true,
    meters: { ...meters, ...split.counts },
    flags: [...usage.flags, ...split.flags, ...silent],
    completeness: usage.flags.includes('ttl_assumed') ? 0 : 1,
  };
}

/** Counts as the Messages API names them, so that they are refused, and writes told apart by TTL, as its are. */
function providersWords(told: Told): Record<string, unknown> {
  const fiveMinutes = cellCount(told.written5m);
  const oneHour = cellCount(told.written1h);
  // Both are 0 where nothing was written, and where it is not known for how long.
  const split = [fiveMinutes, oneHour].every((count) => isUntold(count) || count === 0)
    ? undefined
    : { ephemeral_5m_input_tokens: fiveMinutes, ephemeral_1h_input_tokens: oneHour };
  const written = cellCount(told.written);
  return {
    input_tokens: cellCount(told.input ?? undefined),
    output_tokens: cellCount(told.output ?? undefined),
    cache_read_input_tokens: cellCount(told.read),
    // LangChain says 0 in all where it tells writes by TTL.
    cache_creation_input_tokens: split !== undefined && written === 0 ? undefined : written,
    cache_creation: split,
  };
}

/** A log that also tells the rest of the input, or a sum, proves which of the two its input is. */
function splitToldInput(told: Told, meters: Meters): Split {
  const { input, output, web_search: _, ...cached } = meters;
  const all = cached.cache_read + cached.cache_write_5m + cached.cache_write_1h;
  const uncached = toldCount(told.uncached);
  const alone: Split = { counts: { ...cached, input }, flags: [] };
  if (told.exclusive === true || uncached === input) return alone;
  if (all > 0 && toldCount(told.total) === input + output + all) return alone;
  return splitInput(input, cached);
}

function toldCount(value: unknown): Count | undefined {
  const count = requiredCount(cellCount(value));
  return count.ok ? count.count : undefined;
}

function isUntold(value: unknown): boolean {
  return value === undefined || value === null;
}

/** The usage of the Messages API as it was, where an SDK passes it on; OpenAI's says what was cached in an object of its own. */
export function providersUsage(value: unknown): JsonObject | undefined {
  if (!isObject(value) || value['input_tokens_details'] !== undefined) return undefined;
  const tellsCache = ['cache_read_input_tokens', 'cache_creation_input_tokens'].some((name) => name in value);
  return tellsCache && value['input_tokens'] !== undefined ? value : undefined;
}

/** OpenAI calls the standard tier "default", and "auto" is what was asked for, not what was billed. */
export function billedTier(value: unknown): string {
  const tier = nameText(value);
  return tier === 'default' ? 'standard' : tier === 'auto' ? '' : tier;
}
