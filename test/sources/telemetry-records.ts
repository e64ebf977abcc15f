/** Good records of telemetry and SDKs, and which source claims what. */
import type { JsonObject } from '../../src/sources/reading.ts';
import { AT, USAGE } from './shapes.ts';

/** A span by itself, flat; undefined leaves an attribute out. */
export function spanWith(attributes: JsonObject, fields: JsonObject = {}): JsonObject {
  const kept = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
  return { name: 'chat', trace_id: 'trace', span_id: 'span', start_time: AT, attributes: kept, ...fields };
}

/** One of the standard's, with an input that holds what was cached. */
export const GEN_AI: JsonObject = {
  ...{ 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'claude-opus-5-5', 'gen_ai.response.id': 'msg_01Test' },
  ...{ 'gen_ai.usage.input_tokens': 20_156, 'gen_ai.usage.output_tokens': 391 },
  ...{ 'gen_ai.usage.cache_read.input_tokens': 18_044, 'gen_ai.usage.cache_creation.input_tokens': 1900 },
};

export const CLAUDE_CODE: JsonObject = {
  ...{ 'event.name': 'api_request', model: 'claude-opus-5-5', request_id: 'req_011Test', 'session.id': 's' },
  ...{ input_tokens: 212, output_tokens: 391, cache_read_tokens: 18_044, cache_creation_tokens: 1900 },
};

export const OPEN_INFERENCE: JsonObject = {
  ...{ 'openinference.span.kind': 'LLM', 'llm.model_name': 'claude-opus-5-5' },
  ...{ 'llm.token_count.prompt': 20_156, 'llm.token_count.completion': 391 },
  ...{ 'llm.token_count.prompt_details.cache_read': 18_044, 'llm.token_count.prompt_details.cache_write': 1900 },
};

export const AI_RESULT: JsonObject = {
  usage: {
    ...{ inputTokens: 20_156, outputTokens: 391, totalTokens: 20_547 },
    inputTokenDetails: { noCacheTokens: 212, cacheReadTokens: 18_044, cacheWriteTokens: 1900 },
  },
  response: { id: 'msg_01Test', modelId: 'claude-opus-5-5', timestamp: AT },
};

export const AI_MESSAGE: JsonObject = {
  ...{ type: 'ai', id: 'run--1', content: '', additional_kwargs: {} },
  usage_metadata: {
    ...{ input_tokens: 20_156, output_tokens: 391, total_tokens: 20_547 },
    input_token_details: { cache_read: 18_044, cache_creation: 1900 },
  },
  response_metadata: { id: 'msg_01Test', model_name: 'claude-opus-5-5', stop_reason: 'end_turn' },
};

/** An export of OTLP with one span. */
export function exported(attributes: JsonObject, fields: JsonObject = {}): JsonObject {
  const list = Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));
  const nanoseconds = `${Date.parse(AT)}000000`;
  const span = { name: 'chat', traceId: 'trace', spanId: 'span', startTimeUnixNano: nanoseconds, attributes: list };
  return { resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ spans: [{ ...span, ...fields }] }] }] };
}

/** Each with everything that is read. */
export const TELEMETRY_RECORDS: readonly JsonObject[] = [
  ...[
    spanWith(GEN_AI),
    exported(GEN_AI),
    { timestamp: AT, attributes: CLAUDE_CODE },
    spanWith(OPEN_INFERENCE),
    exported(OPEN_INFERENCE),
  ],
  spanWith({ ...GEN_AI, 'ai.response.providerMetadata': JSON.stringify({ anthropic: { usage: USAGE } }) }),
  spanWith({ ...GEN_AI, 'anthropic.usage.compaction.input_tokens': 5 }, { start_time: [1_794_474_843, 512_000_000] }),
  ...[AI_RESULT, { steps: [AI_RESULT, AI_RESULT] }, { ...AI_RESULT, usage: { inputTokens: 1, outputTokens: 2 } }],
  { ...AI_RESULT, providerMetadata: { anthropic: { usage: USAGE } } },
  { timestamp: AT, kwargs: AI_MESSAGE },
  { start_time: AT, run_type: 'llm', outputs: { generations: [[{ message: { kwargs: AI_MESSAGE } }]] } },
];

export const TELEMETRY_CLAIMS: readonly [id: string, record: unknown][] = [
  ['otel-genai', spanWith(GEN_AI)],
  ['otel-genai', exported(GEN_AI)],
  ['otel-genai', exported({ 'http.route': '/' })],
  ['otel-genai', { resourceMetrics: [] }],
  ['otel-genai', { resourceLogs: [] }],
  ['otel-genai', spanWith(CLAUDE_CODE, { name: 'claude_code.llm_request' })],
  ['otel-genai', { body: 'claude_code.api_request', attributes: CLAUDE_CODE }],
  ['otel-genai', spanWith({ ...OPEN_INFERENCE, ...GEN_AI })],
  ['otel-genai', { sessionId: 's', type: 'span', ...spanWith(GEN_AI) }],
  ['openinference', spanWith(OPEN_INFERENCE)],
  ['openinference', exported(OPEN_INFERENCE)],
  ['vercel-ai-sdk', AI_RESULT],
  ['vercel-ai-sdk', { type: 'finish-step', sessionId: 's', ...AI_RESULT }],
  ['vercel-ai-sdk', { result: AI_RESULT }],
  ['vercel-ai-sdk', { usage: { promptTokens: 1 }, experimental_providerMetadata: { anthropic: {} } }],
  ['langchain', AI_MESSAGE],
  ['langchain', { type: 'ai', data: AI_MESSAGE, sessionId: 's' }],
  ['langchain', { messages: [{ type: 'human' }, { kwargs: AI_MESSAGE }] }],
];
