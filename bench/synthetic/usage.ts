/** The usage object of the Messages API, and the models it is reported for. */
import type { Random } from './random.ts';
import type { Tokens } from './truth.ts';

export const MODELS: readonly [string, ...string[]] = [
  'claude-opus-4-8',
  'claude-opus-4-8',
  'claude-opus-5',
  'claude-sonnet-4-6',
  'claude-sonnet-5',
];
export const SMALL_MODEL = 'claude-haiku-4-5-20251001';

/** Every model above has a price from here on, 100 days long. */
export const EPOCH: number = Date.UTC(2026, 7, 1, 8);
export const SPAN_MS: number = 100 * 86_400_000;

/** As the provider writes it; a newer client also lists the iterations, here the one there was. */
export function usageOf(tokens: Tokens, output: number, withIterations: boolean): object {
  const counts = {
    input_tokens: tokens.input,
    cache_creation_input_tokens: tokens.cache_write_5m + tokens.cache_write_1h,
    cache_read_input_tokens: tokens.cache_read,
    cache_creation: {
      ephemeral_5m_input_tokens: tokens.cache_write_5m,
      ephemeral_1h_input_tokens: tokens.cache_write_1h,
    },
    output_tokens: output,
  };
  return {
    ...counts,
    server_tool_use: { web_search_requests: tokens.web_search, web_fetch_requests: 0 },
    service_tier: 'standard',
    inference_geo: 'not_available',
    ...(withIterations ? { iterations: [{ type: 'message', ...counts }] } : {}),
    speed: 'standard',
  };
}

/** One request of an API service: a shared prefix of some size, mostly read, seldom written. */
export function serviceTokens(random: Random): Tokens {
  const prefix = random.magnitude(11, 16);
  const hit = random.chance(85);
  const hour = random.chance(20);
  return {
    input: random.magnitude(4, 11),
    cache_write_5m: hit || hour ? 0 : prefix,
    cache_write_1h: hit || !hour ? 0 : prefix,
    cache_read: hit ? prefix : 0,
    output: random.magnitude(3, 11),
    web_search: random.chance(2) ? 1 : 0,
  };
}
