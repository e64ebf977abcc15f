/**
 * The `usage` that OpenAI's APIs and the gateways that speak like them return: the input holds what was read from and
 * written to a cache (log shapes 14, 18, 19). Writes by TTL, where a gateway passes them on, are read as the Messages
 * API's are.
 */
import type { Flag } from '../core/event.ts';
import type { Meters } from '../core/meters.ts';
import { readUsage } from './anthropic-usage.ts';
import { cellCount } from './cells.ts';
import { optionalCount } from './fields.ts';
import { splitInput } from './inclusive.ts';
import type { JsonObject, Refusal } from './source.ts';
import { opened } from './wrapped-answer.ts';

export type ChatUsage =
  | { readonly ok: true; readonly meters: Meters; readonly flags: readonly Flag[] }
  | { readonly ok: false; readonly reason: Refusal };

/** Every name under which reads and writes are logged, in the usage itself or in its details. */
const READS = ['cached_tokens', 'cache_read_input_tokens'];
const WRITES = ['cache_write_tokens', 'cache_creation_tokens', 'cache_creation_input_tokens'];
const SPLITS = ['cache_creation', 'cache_creation_token_details', 'cache_write_details'];

export function readChatUsage(usage: JsonObject): ChatUsage {
  const places = [usage, detailsOf(usage)];
  const cached = largest(places, READS);
  const written = largest(places, WRITES);
  if (!cached.ok) return cached;
  if (!written.ok) return written;
  const counts = {
    input_tokens: cellCount(usage['prompt_tokens'] ?? usage['input_tokens']),
    output_tokens: cellCount(usage['completion_tokens'] ?? usage['output_tokens']),
    cache_read_input_tokens: cached.count,
    cache_creation_input_tokens: written.count,
    cache_creation: splitIn(places),
    server_tool_use: usage['server_tool_use'],
  };
  const read = readUsage(counts, '');
  if (!read.ok) return read;
  const [part] = read.parts;
  if (part === undefined) return { ok: false, reason: 'missing_count' };
  const { input, ...rest } = part.meters;
  const split = splitInput(input, rest);
  const silent: Flag[] = cached.logged || written.logged ? [] : ['cache_not_logged'];
  return { ok: true, meters: { ...rest, ...split.counts }, flags: [...read.flags, ...split.flags, ...silent] };
}

function detailsOf(usage: JsonObject): JsonObject {
  return opened(usage['prompt_tokens_details']) ?? opened(usage['input_tokens_details']) ?? {};
}

type Largest =
  | { readonly ok: true; readonly count: number; readonly logged: boolean }
  | { readonly ok: false; readonly reason: Refusal };

/** Of one count under several names: a gateway that fills in one of them may leave another at 0. */
function largest(places: readonly JsonObject[], names: readonly string[]): Largest {
  let count = 0;
  let logged = false;
  for (const value of places.flatMap((place) => names.map((name) => cellCount(place[name])))) {
    const read = optionalCount(value);
    if (!read.ok) return read;
    count = Math.max(count, read.count);
    logged ||= value !== undefined && value !== null;
  }
  return { ok: true, count, logged };
}

/** Gateways that do not know the TTL leave both at 0, which says nothing. */
function splitIn(places: readonly JsonObject[]): JsonObject | undefined {
  const found = places.flatMap((place) => SPLITS.map((name) => opened(place[name])));
  for (const split of found) {
    const fiveMinutes = split?.['ephemeral_5m_input_tokens'] ?? split?.['write_5m_tokens'];
    const oneHour = split?.['ephemeral_1h_input_tokens'] ?? split?.['write_1h_tokens'];
    if ((fiveMinutes ?? 0) !== 0 || (oneHour ?? 0) !== 0)
      return { ephemeral_5m_input_tokens: fiveMinutes, ephemeral_1h_input_tokens: oneHour };
  }
  return undefined;
}
