/**
 * The `usage` that OpenAI's APIs and the gateways that speak like them return: the input should hold what was read from and
 * written to a cache (log shapes 14, 18, 19). A gateway that answers for another provider passes that one's counts on under
 * names of its own, and may leave them out of the input.
 */
import { cellCount } from './cells.ts';
import { countIn, opened, optionalCount } from './fields.ts';
import type { JsonObject } from './reading.ts';
import { readTold, type ToldUsage } from './told-usage.ts';
import { INSIDE, SURELY_INSIDE } from './usage-reading.ts';

/** Every name under which reads and writes are logged, in the usage itself or in its details. */
const READS = [
  'cached_tokens',
  'cache_read_input_tokens',
  'cache_read_tokens',
  'prompt_cache_hit_tokens',
  'num_cached_tokens',
];
const WRITES = [
  'cache_write_tokens',
  'cache_creation_tokens',
  'cache_creation_input_tokens',
  'cache_write_input_tokens',
];
const SPLITS = ['cache_creation', 'cache_creation_token_details', 'cache_write_details'];

/** OpenAI's own models, which only its own API and Azure's serve: both keep to the definition. */
const OPENAI = /(?:^|[/.])(?:gpt-(?!oss)|chatgpt|codex|o\d)/i;

export function readChatUsage(usage: JsonObject, model: string): ToldUsage {
  const places = [usage, detailsOf(usage)];
  const read = largest(places, READS);
  const written = largest(places, WRITES);
  const isOpenai = OPENAI.test(model);
  return readTold(isOpenai ? SURELY_INSIDE : INSIDE, {
    input: usage['prompt_tokens'] ?? usage['input_tokens'],
    output: usage['completion_tokens'] ?? usage['output_tokens'],
    read,
    written,
    ...(isOpenai ? openaiWrites(written, detailsOf(usage)) : splitIn(places)),
    reasoning: outputDetailsOf(usage)['reasoning_tokens'],
    total: usage['total_tokens'],
    tools: usage['server_tool_use'],
  });
}

function detailsOf(usage: JsonObject): JsonObject {
  return opened(usage['prompt_tokens_details']) ?? opened(usage['input_tokens_details']) ?? {};
}

function outputDetailsOf(usage: JsonObject): JsonObject {
  return opened(usage['completion_tokens_details']) ?? opened(usage['output_tokens_details']) ?? {};
}

/** Of one count under several names: a gateway that fills in one of them may leave another at 0. undefined: none is there. */
function largest(places: readonly JsonObject[], names: readonly string[]): number | undefined {
  const values = places.flatMap((place) => names.map((name) => cellCount(place[name])));
  const told = values.filter((value) => value !== undefined && value !== null);
  return told.length === 0 ? undefined : Math.max(...told.map(optionalCount));
}

type Writes = { readonly written5m: unknown; readonly written1h: unknown };

/**
 * OpenAI's plain write (from GPT-5.6 on, its guide "Prompt caching") lives at least 30 minutes and goes to `cache_write_5m`;
 * its write for 12 hours, which some models have and which is part of all writes, goes to `cache_write_1h`.
 */
function openaiWrites(written: number | undefined, details: JsonObject): Writes | undefined {
  if (written === undefined) return undefined;
  const logged = cellCount(opened(details['cache_write_tokens_details'])?.['ttl_12h_tokens']);
  const long = countIn(logged ?? 0);
  // A count that is none is rejected with the others.
  if (long === undefined) return { written5m: written, written1h: logged };
  return { written5m: Math.max(0, written - long), written1h: long };
}

/** Gateways that do not know the TTL leave both at 0, which says nothing. */
function splitIn(places: readonly JsonObject[]): Writes | undefined {
  for (const split of places.flatMap((place) => SPLITS.map((name) => opened(place[name])))) {
    const written5m = split?.['ephemeral_5m_input_tokens'] ?? split?.['write_5m_tokens'];
    const written1h = split?.['ephemeral_1h_input_tokens'] ?? split?.['write_1h_tokens'];
    if ((written5m ?? 0) !== 0 || (written1h ?? 0) !== 0) return { written5m, written1h };
  }
  return undefined;
}
