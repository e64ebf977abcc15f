/**
 * What gateways, SDKs, telemetry and exports tell of a call's tokens. They retell the provider's usage in their own keys, with
 * what was cached inside the input, beside it, or one of both, and with the reasoning inside the output or beside it. The
 * reading that counts is the one that adds up to the record's own total; where it has none, the one its format defines.
 */
import type { Flag } from '../core/flags.ts';
import { readUsage } from './anthropic-usage.ts';
import type { Counts } from './call-event.ts';
import { cellCount } from './cells.ts';
import { countIn, isObject, nameText, optionalCount, requiredCount } from './fields.ts';
import { refuse, type JsonObject } from './reading.ts';
import { readingOf, type Convention } from './usage-reading.ts';

/** undefined or null: it does not tell. A count may be text, as OTLP writes it. */
export interface Told {
  readonly input: unknown;
  readonly output: unknown;
  readonly read?: unknown;
  /** All writes; where they are told by TTL only, those are all. */
  readonly written?: unknown;
  readonly written5m?: unknown;
  readonly written1h?: unknown;
  /** Of the output, or beside it. */
  readonly reasoning?: unknown;
  /** What of the input was neither read nor written, as the SDK itself says: better than any sum. */
  readonly uncached?: unknown;
  /** All tokens of the call, prompt and answer, where that is no mere sum of the two above. 0 says nothing. */
  readonly total?: unknown;
  /** As `server_tool_use` of the Messages API. */
  readonly tools?: unknown;
}

export interface ToldUsage extends Counts {
  /** Raises a record that tells writes by TTL over one of the same call that does not. */
  readonly completeness: 0 | 1;
}

export function readTold(convention: Convention, told: Told): ToldUsage {
  const usage = readUsage(providersWords(told), '');
  const reasoning = optionalCount(cellCount(told.reasoning));
  const meters = usage.parts[0]?.meters ?? refuse('missing_count');
  const sums = { reasoning, total: countIn(cellCount(told.total)), uncached: countIn(cellCount(told.uncached)) };
  const reading = readingOf(meters, sums, convention);
  requiredCount(reading.meters.output);
  const cache = [told.read, told.written, told.written5m, told.written1h];
  const silent: Flag[] = cache.every(isUntold) ? ['cache_not_logged'] : [];
  return {
    meters: reading.meters,
    flags: [...usage.flags, ...reading.flags, ...silent],
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
    server_tool_use: told.tools,
  };
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
