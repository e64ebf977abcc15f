/** One response of each of the other providers' shapes, for the tests of all shapes. */
import type { JsonObject } from '../../src/sources/reading.ts';

export const COMPLETION: JsonObject = {
  id: 'chatcmpl-Test_7hK2mQ9xT4vB3nC8',
  object: 'chat.completion',
  created: 1_794_470_400,
  model: 'gpt-5.6-sol',
  service_tier: 'default',
  choices: [],
  usage: {
    prompt_tokens: 18_254,
    completion_tokens: 391,
    total_tokens: 18_645,
    prompt_tokens_details: { cached_tokens: 17_920, cache_write_tokens: 0 },
  },
};

export const RESPONSE: JsonObject = {
  id: 'resp_Test_7hK2mQ9xT4vB3nC8',
  object: 'response',
  created_at: 1_794_470_400,
  status: 'completed',
  model: 'gpt-5.6-sol',
  service_tier: 'default',
  output: [],
  usage: {
    input_tokens: 18_254,
    input_tokens_details: { cached_tokens: 17_920, cache_write_tokens: 0 },
    output_tokens: 391,
    total_tokens: 18_645,
  },
};

export const GEMINI: JsonObject = {
  responseId: 'TestGemini0000000',
  modelVersion: 'gemini-3.1-pro-preview',
  createTime: '2026-11-12T08:00:00Z',
  candidates: [{ finishReason: 'STOP' }],
  usageMetadata: {
    promptTokenCount: 18_254,
    cachedContentTokenCount: 17_000,
    candidatesTokenCount: 391,
    thoughtsTokenCount: 120,
    totalTokenCount: 18_765,
  },
};

const usage = { input_tokens: 12_000, cached_input_tokens: 11_000, output_tokens: 300, reasoning_output_tokens: 60 };

/** A session of one call. */
export const CODEX: readonly JsonObject[] = [
  { timestamp: '2026-11-12T08:00:00Z', type: 'session_meta', payload: { id: 'thread-1', cwd: '/home/dev/shop' } },
  { timestamp: '2026-11-12T08:00:01Z', type: 'turn_context', payload: { model: 'gpt-5.4' } },
  {
    timestamp: '2026-11-12T08:00:09Z',
    type: 'event_msg',
    payload: { type: 'token_count', info: { total_token_usage: usage, last_token_usage: usage } },
  },
];

export const OPENCODE: JsonObject = {
  id: 'msg_TestOpencode',
  sessionID: 'ses_Test',
  role: 'assistant',
  time: { created: 1_794_470_400_250, completed: 1_794_470_409_250 },
  modelID: 'gpt-5.4',
  providerID: 'openai',
  agent: 'build',
  path: { cwd: '/home/dev/shop' },
  tokens: { total: 12_804, input: 804, output: 180, reasoning: 300, cache: { read: 11_520, write: 0 } },
};
