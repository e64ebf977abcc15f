/** Good records of gateways and tracers, and which source claims what. */
import type { JsonObject } from '../../src/sources/reading.ts';
import { AT, response, USAGE } from './shapes.ts';

export const CHAT_USAGE: JsonObject = { prompt_tokens: 18_254, completion_tokens: 391, total_tokens: 18_645 };
const DETAILS = { cached_tokens: 18_044, cache_creation_token_details: { ephemeral_1h_input_tokens: 5 } };
const GATEWAY_CALL: JsonObject = {
  ...{
    id: 'chatcmpl-x_7hK2mQ9xT4vB3nC8',
    call_type: 'acompletion',
    response_cost: 0.1,
    startTime: AT,
    endTime: AT,
    ...CHAT_USAGE,
  },
  ...{ model: 'vertex_ai/claude-opus-5-5', custom_llm_provider: 'vertex_ai', api_base: 'locations/global', user: 'u' },
  metadata: { user_api_key_alias: 'ci', usage_object: { prompt_tokens_details: DETAILS, service_tier: 'batch' } },
};
const OBSERVATION: JsonObject = {
  ...{ id: 'time-08-02-00-125000_x', traceId: 't', type: 'GENERATION', startTime: AT, model: 'claude-opus-5-5' },
  ...{ sessionId: 's', level: 'DEFAULT', usageDetails: { input: 1, output: 2, input_cache_creation: 3, total: 3 } },
};
const HELICONE: JsonObject = {
  ...{ request_id: 'r', request_created_at: AT, response_status: 200, model: 'claude-opus-5-5', provider: 'ANTHROPIC' },
  ...{ prompt_tokens: 1, completion_tokens: 2, prompt_cache_read_tokens: 3, request_properties: { env: 'prod' } },
};
const GENERATION: JsonObject = {
  ...{
    id: 'gen-1_7hK2mQ9xT4vB3nC8',
    model: 'anthropic/claude-opus-5.5',
    provider: 'Anthropic',
    created: 1_794_384_000,
  },
  usage: { ...CHAT_USAGE, prompt_tokens_details: DETAILS, server_tool_use: { web_search_requests: 1 } },
};

/** Each with everything that is read. */
export const GATEWAY_RECORDS: readonly JsonObject[] = [
  ...[GATEWAY_CALL, { ...GATEWAY_CALL, response: response(USAGE) }, { data: [GATEWAY_CALL, OBSERVATION] }],
  ...[OBSERVATION, HELICONE, { ...HELICONE, response_body: response(USAGE) }, GENERATION],
];

export const GATEWAY_CLAIMS: readonly [id: string, record: unknown][] = [
  ['litellm', GATEWAY_CALL],
  ['litellm', { call_type: 'acompletion', spend: 0.1, response: response(USAGE) }],
  ['litellm', { data: [GATEWAY_CALL] }],
  ['langfuse', OBSERVATION],
  ['langfuse', { id: 'span', type: 'SPAN', trace_id: 't' }],
  ['helicone', HELICONE],
  ['openrouter', GENERATION],
  ['openrouter', { timestamp: AT, request: { messages: [] }, response: GENERATION }],
];
