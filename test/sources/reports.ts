/** One record of each of the provider's own reports, as examples to spoil. */
import type { JsonObject } from '../../src/sources/reading.ts';

const START = '2026-11-10T00:00:00Z';
const END = '2026-11-11T00:00:00Z';

export const REPORTED: JsonObject = {
  uncached_input_tokens: 120_034,
  cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: 88_123 },
  cache_read_input_tokens: 5_120_331,
  output_tokens: 40_211,
  server_tool_use: { web_search_requests: 4 },
};

export const GROUP: JsonObject = {
  ...{ api_key_id: null, workspace_id: 'wrkspc_01FxSupport', model: 'claude-opus-5-5' },
  ...{ service_tier: 'standard', context_window: '0-200k', inference_geo: 'global' },
};

export const BUCKET: JsonObject = { starting_at: START, ending_at: END, results: [{ ...REPORTED, ...GROUP }] };

export function pageOf(...data: readonly unknown[]): JsonObject {
  return { data, has_more: false, next_page: null };
}

export const ITEM: JsonObject = {
  ...{ starting_at: START, ending_at: END },
  group: { ...GROUP, actor: { type: 'user_actor', user_id: 'user_01FxAda', email_address: 'ada@example.com' } },
  usage: { ...REPORTED, requests: 412 },
};

export const CODE_DAY: JsonObject = {
  ...{ date: START, actor: { type: 'user_actor', email_address: 'dev@example.com' }, is_remote: false },
  ...{ organization_id: 'org', customer_type: 'api', terminal_type: 'vscode', subscription_type: null },
  model_breakdown: [
    {
      model: 'claude-opus-5-5',
      tokens: { input: 100_000, output: 35_000, cache_read: 1_000_000, cache_creation: 5000 },
    },
  ],
};

export const CONSOLE_ROW: JsonObject = {
  ...{ usage_date_utc: '2026-11-05', model_version: 'claude-opus-5-5', api_key: 'ci-key', workspace: 'Default' },
  ...{ usage_type: 'standard', context_window: '≤ 200k', usage_input_tokens_no_cache: '46981' },
  ...{ usage_input_tokens_cache_write_5m: '15969', usage_input_tokens_cache_write_1h: '0' },
  ...{ usage_input_tokens_cache_read: '210344', usage_output_tokens: '16932', web_search_count: '0' },
  ...{ inference_geo: 'global', speed: '' },
};
