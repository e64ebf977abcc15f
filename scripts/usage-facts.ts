/**
 * What each log format counts under which keys: the facts of docs/usage.md, by the id of the source. They are written down, not
 * read off the code; a test fails while a source has no row.
 */

interface UsageRow {
  /** The keys of the usage, short: of each count, '' where the format has none. */
  readonly keys: UsageKeys;
  readonly cached: CachedPlace;
  /** What the format does not say, of the usage first. */
  readonly unknown: string;
}

export interface UsageKeys {
  readonly input: string;
  readonly output: string;
  readonly reads: string;
  readonly writes: string;
  readonly reasoning: string;
  readonly total: string;
}

/** Where cached tokens are, as the format defines it. */
export const CACHED_PLACES = {
  beside: 'beside the input',
  inside: 'inside the input',
  'inside unless': 'inside the input, unless the total shows otherwise',
  'beside unless': 'beside the input, unless the total shows otherwise',
  'by provider': 'beside the input for Claude; for other models inside, unless the total shows otherwise',
  'by span': 'inside the input, unless the total shows otherwise; beside it in the telemetry of Claude Code',
  'by body': "beside the input in the provider's own usage; else inside, unless the total shows otherwise",
  'by version': 'inside the input from version 6 on; before, beside it for Claude and inside for other models',
} as const;

type CachedPlace = keyof typeof CACHED_PLACES;

const MESSAGES: UsageKeys = {
  input: 'input_tokens',
  output: 'output_tokens',
  reads: 'cache_read_input_tokens',
  writes: 'cache_creation_input_tokens; by TTL cache_creation.ephemeral_5m_input_tokens, ephemeral_1h_input_tokens',
  reasoning: '',
  total: '',
};

const CHAT: UsageKeys = {
  input: 'prompt_tokens',
  output: 'completion_tokens',
  reads: 'prompt_tokens_details.cached_tokens, prompt_cache_hit_tokens, cache_read_input_tokens',
  writes: 'prompt_tokens_details.cache_write_tokens, cache_creation_input_tokens; for 12 hours ttl_12h_tokens',
  reasoning: 'completion_tokens_details.reasoning_tokens',
  total: 'total_tokens',
};

const GEMINI: UsageKeys = {
  input: 'promptTokenCount + toolUsePromptTokenCount',
  output: 'candidatesTokenCount',
  reads: 'cachedContentTokenCount',
  writes: '',
  reasoning: 'thoughtsTokenCount (beside the output)',
  total: '',
};

const CONVERSE: UsageKeys = {
  input: 'inputTokens',
  output: 'outputTokens',
  reads: 'cacheReadInputTokens',
  writes: 'cacheWriteInputTokens; by TTL cacheDetails',
  reasoning: '',
  total: 'totalTokens',
};

const REPORT: UsageKeys = {
  input: 'uncached_input_tokens',
  output: 'output_tokens',
  reads: 'cache_read_input_tokens',
  writes: 'cache_creation.ephemeral_5m_input_tokens, ephemeral_1h_input_tokens',
  reasoning: '',
  total: '',
};

export const USAGE_TABLE: Readonly<Record<string, UsageRow>> = {
  'batch-results': { keys: MESSAGES, cached: 'beside', unknown: 'time, session' },
  openinference: {
    keys: {
      input: 'llm.token_count.prompt',
      output: 'llm.token_count.completion',
      reads: 'llm.token_count.prompt_details.cache_read',
      writes: 'llm.token_count.prompt_details.cache_write',
      reasoning: 'llm.token_count.completion_details.reasoning',
      total: 'llm.token_count.total',
    },
    cached: 'inside unless',
    unknown: 'TTL of writes, unless the span has the whole answer; tier',
  },
  'otel-genai': {
    keys: {
      input: 'gen_ai.usage.input_tokens, prompt_tokens, ai.usage.inputTokens',
      output: 'gen_ai.usage.output_tokens, completion_tokens, ai.usage.outputTokens',
      reads: 'gen_ai.usage.cache_read.input_tokens, cache_read_input_tokens, input_tokens.cached',
      writes: 'gen_ai.usage.cache_creation.input_tokens, cache_write_tokens; by TTL anthropic.usage.cache_creation.*',
      reasoning: 'gen_ai.usage.reasoning.output_tokens, reasoning_tokens',
      total: 'gen_ai.usage.total_tokens',
    },
    cached: 'by span',
    unknown: "TTL of writes and tier, except in spans of the provider's own SDK",
  },
  'vercel-ai-sdk': {
    keys: {
      input: 'inputTokens, promptTokens; uncached inputTokenDetails.noCacheTokens',
      output: 'outputTokens, completionTokens',
      reads: 'inputTokenDetails.cacheReadTokens, cachedInputTokens',
      writes: 'inputTokenDetails.cacheWriteTokens; providerMetadata.anthropic.cacheCreationInputTokens',
      reasoning: 'outputTokenDetails.reasoningTokens, reasoningTokens',
      total: 'totalTokens (before version 6)',
    },
    cached: 'by version',
    unknown: "TTL of writes and tier, unless the provider's own usage is passed on",
  },
  langchain: {
    keys: {
      input: 'input_tokens',
      output: 'output_tokens',
      reads: 'input_token_details.cache_read',
      writes: 'input_token_details.cache_creation; by TTL ephemeral_5m_input_tokens, ephemeral_1h_input_tokens',
      reasoning: 'output_token_details.reasoning',
      total: 'total_tokens',
    },
    cached: 'inside unless',
    unknown: 'TTL of writes in most integrations; time, unless a wrapper or a run has it',
  },
  'event-stream': { keys: MESSAGES, cached: 'beside', unknown: 'time, unless the recorder adds it; session' },
  litellm: {
    keys: { ...CHAT, writes: `${CHAT.writes}; by TTL cache_creation_token_details` },
    cached: 'by body',
    unknown: 'TTL of writes in rows without a response',
  },
  langfuse: {
    keys: {
      input: 'input, prompt_tokens, input_*',
      output: 'output, completion_tokens, output_*',
      reads: 'cache_read_input_tokens, input_cached_tokens',
      writes: 'cache_creation_input_tokens; by TTL input_cache_creation_5m, input_cache_creation_1h',
      reasoning: 'output_reasoning_tokens (beside the output, unless the total shows otherwise)',
      total: 'total',
    },
    cached: 'beside unless',
    unknown: 'TTL of writes, unless the sender names it; tier, region',
  },
  helicone: {
    keys: {
      input: 'prompt_tokens',
      output: 'completion_tokens',
      reads: 'prompt_cache_read_tokens',
      writes: 'prompt_cache_write_tokens',
      reasoning: '',
      total: 'total_tokens (not of Claude)',
    },
    cached: 'by provider',
    unknown: 'TTL of writes, tier and geography in exports without bodies',
  },
  openrouter: { keys: CHAT, cached: 'inside unless', unknown: 'TTL of writes in older responses; session' },
  'bedrock-invocation': {
    keys: {
      input: 'inputTokenCount',
      output: 'outputTokenCount',
      reads: 'cacheReadInputTokenCount',
      writes: 'cacheWriteInputTokenCount; by TTL in the logged body',
      reasoning: '',
      total: '',
    },
    cached: 'beside',
    unknown: 'TTL of writes, where the body was not logged; session',
  },
  'vertex-rows': { keys: MESSAGES, cached: 'beside', unknown: 'session; calls that a sampled log leaves out' },
  'bedrock-converse': {
    keys: CONVERSE,
    cached: 'beside unless',
    unknown: 'TTL of writes, unless cacheDetails lists them; model and time, unless logged beside the response',
  },
  'request-log': { keys: MESSAGES, cached: 'beside', unknown: 'what the response leaves out' },
  messages: { keys: MESSAGES, cached: 'beside', unknown: 'time, unless a wrapper has it; session' },
  'agent-sdk': {
    keys: {
      input: 'usage.input_tokens, modelUsage.inputTokens',
      output: 'usage.output_tokens, modelUsage.outputTokens',
      reads: 'usage.cache_read_input_tokens, modelUsage.cacheReadInputTokens',
      writes: 'usage.cache_creation_input_tokens, modelUsage.cacheCreationInputTokens',
      reasoning: '',
      total: '',
    },
    cached: 'beside',
    unknown: 'time; the single requests and the TTL in what is left of the totals',
  },
  'qwen-code': { keys: GEMINI, cached: 'inside', unknown: 'writes, tier' },
  'claude-code': { keys: MESSAGES, cached: 'beside', unknown: 'TTL of writes in old transcripts' },
  'openai-chat': {
    keys: CHAT,
    cached: 'inside unless',
    unknown: 'writes before GPT-5.6; session; fees of tools; audio is counted as text',
  },
  'openai-responses': {
    keys: {
      input: 'input_tokens',
      output: 'output_tokens',
      reads: 'input_tokens_details.cached_tokens',
      writes: 'input_tokens_details.cache_write_tokens; for 12 hours ttl_12h_tokens',
      reasoning: 'output_tokens_details.reasoning_tokens',
      total: 'total_tokens',
    },
    cached: 'inside unless',
    unknown: 'writes before GPT-5.6; fees of tools',
  },
  gemini: { keys: GEMINI, cached: 'inside', unknown: 'writes and the storage of explicit caches; session' },
  codex: {
    keys: {
      input: 'input_tokens',
      output: 'output_tokens',
      reads: 'cached_input_tokens',
      writes: 'cache_write_input_tokens',
      reasoning: '',
      total: '',
    },
    cached: 'inside',
    unknown: 'writes in older sessions',
  },
  opencode: {
    keys: {
      input: 'tokens.input',
      output: 'tokens.output',
      reads: 'tokens.cache.read',
      writes: 'tokens.cache.write',
      reasoning: 'tokens.reasoning (beside the output where the total shows it)',
      total: 'tokens.total (for the reasoning)',
    },
    cached: 'beside',
    unknown: 'TTL of writes, tier',
  },
  'block-trace': {
    keys: { ...MESSAGES, input: 'input_tokens, or the size of the blocks' },
    cached: 'beside',
    unknown: 'what was cached, in rows without usage',
  },
  'admin-usage': { keys: REPORT, cached: 'beside', unknown: 'the single requests' },
  'analytics-usage': { keys: REPORT, cached: 'beside', unknown: 'the single requests' },
  'claude-code-analytics': {
    keys: {
      input: 'tokens.input',
      output: 'tokens.output',
      reads: 'tokens.cache_read',
      writes: 'tokens.cache_creation',
      reasoning: '',
      total: '',
    },
    cached: 'beside',
    unknown: 'TTL of writes, tier, web searches, the single requests',
  },
  'console-usage-csv': {
    keys: {
      input: 'usage_input_tokens_no_cache',
      output: 'usage_output_tokens',
      reads: 'usage_input_tokens_cache_read',
      writes: 'usage_input_tokens_cache_write_5m, usage_input_tokens_cache_write_1h',
      reasoning: '',
      total: '',
    },
    cached: 'beside',
    unknown: 'the single requests',
  },
  'plain-table': {
    keys: {
      input: 'input',
      output: 'output',
      reads: 'cache_read',
      writes: 'cache_write_5m, cache_write_1h',
      reasoning: '',
      total: '',
    },
    cached: 'beside',
    unknown: 'what has no column',
  },
};
