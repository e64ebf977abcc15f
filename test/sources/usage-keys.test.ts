/** Keys of usage as people log them, and what each counts. */
import { expect, it } from 'vitest';
import { kindOf, unknownKeys } from '../../src/sources/usage-keys.ts';

it.each([
  [
    'input',
    ['input', 'input_tokens', 'prompt_tokens', 'promptTokens', 'inputTokens', 'promptTokenCount', 'prompt_token_count'],
  ],
  ['output', ['output', 'output_tokens', 'completion_tokens', 'completionTokens', 'candidatesTokenCount']],
  [
    'read',
    [
      'cached_tokens',
      'cache_read_input_tokens',
      'input_cached_tokens',
      'input_cache_read',
      'cachedInputTokens',
      'cacheReadInputTokens',
      'cache_read.input_tokens',
      'prompt_details.cache_read',
      'details.cache_read_tokens',
      'prompt_cache_hit_tokens',
      'cachedContentTokenCount',
    ],
  ],
  [
    'write',
    [
      'cache_creation_input_tokens',
      'input_cache_creation',
      'cache_write_tokens',
      'cacheWriteInputTokens',
      'prompt_details.cache_write',
      'cache_creation.input_tokens',
    ],
  ],
  [
    'write_5m',
    ['ephemeral_5m_input_tokens', 'input_ephemeral_5m_input_tokens', 'input_cache_creation_5m', 'write_5m_tokens'],
  ],
  ['write_1h', ['ephemeral_1h_input_tokens', 'input_ephemeral_1h_input_tokens', 'input_cache_creation_1h']],
  ['uncached', ['noCacheTokens', 'prompt_cache_miss_tokens']],
  ['reasoning', ['reasoning_tokens', 'output_reasoning_tokens', 'thoughtsTokenCount', 'reasoning']],
  ['total', ['total', 'total_tokens', 'totalTokens', 'totalTokenCount']],
  ['input part', ['input_audio_tokens', 'input_image']],
  ['output part', ['output_audio_tokens']],
  ['detail', ['accepted_prediction_tokens', 'audio_tokens', 'toolUsePromptTokenCount']],
  [undefined, ['hyper_tokens', 'input_magic', 'something']],
])('%s: %j', (kind, names) => {
  for (const name of names) expect(kindOf(name), name).toBe(kind);
});

it('names counts above 0 that nobody knows, and nothing else', () => {
  const usage = {
    ...{ prompt_tokens: 5, completion_tokens: 1, total_tokens: 6, hyper_tokens: 77, none_tokens: 0 },
    prompt_tokens_details: { cached_tokens: 2, text_tokens: 3, glow_tokens: 4 },
    ...{ cost: 0.1, total_time: 3, queue_time: 1, num_requests: 2, is_byok: false, unit: 'TOKENS' },
    ...{ cost_details: { upstream_inference_cost: 2 }, max_output_tokens_limit: 9 },
  };
  expect(unknownKeys(usage)).toEqual(['hyper_tokens', 'prompt_tokens_details.glow_tokens']);
  expect(unknownKeys({ deep: { deep: { deep: { deep: { deep_tokens: 1 } } } } })).toEqual([]);
});
