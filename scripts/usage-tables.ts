/** The tables of docs/usage.md: which keys each log format counts, and what kind each key is. */
import { SOURCES } from '../src/sources/index.ts';
import type { Kind } from '../src/sources/usage-keys.ts';
import { CACHED_PLACES, USAGE_TABLE, type UsageKeys } from './usage-facts.ts';

const TITLES: Readonly<Record<keyof UsageKeys, string>> = {
  input: 'input',
  output: 'output',
  reads: 'cache reads',
  writes: 'cache writes',
  reasoning: 'reasoning',
  total: 'total',
};
const ROLES = Object.keys(TITLES) as (keyof UsageKeys)[];

/** Some of the keys of each kind; a test holds that each is of its kind. */
export const KEY_EXAMPLES: Readonly<Record<Kind, readonly string[]>> = {
  input: ['input_tokens', 'prompt_tokens', 'promptTokenCount'],
  output: ['output_tokens', 'completion_tokens', 'candidatesTokenCount'],
  read: [
    'cache_read_input_tokens',
    'cached_tokens',
    'cacheReadTokens',
    'cachedContentTokenCount',
    'prompt_cache_hit_tokens',
  ],
  write: ['cache_creation_input_tokens', 'cache_write_tokens', 'cacheWriteInputTokens'],
  write_5m: ['ephemeral_5m_input_tokens', 'input_cache_creation_5m'],
  write_1h: ['ephemeral_1h_input_tokens', 'input_cache_creation_1h'],
  uncached: ['noCacheTokens', 'uncached_input_tokens', 'prompt_cache_miss_tokens'],
  reasoning: ['reasoning_tokens', 'thoughtsTokenCount', 'output_reasoning_tokens'],
  total: ['total_tokens', 'totalTokenCount'],
  'input part': ['input_audio_tokens', 'input_image_tokens', 'input_text_tokens'],
  'output part': ['output_audio_tokens', 'output_text_tokens'],
  detail: ['accepted_prediction_tokens', 'rejected_prediction_tokens', 'toolUsePromptTokenCount'],
};

export function usageTable(): string {
  const rows = SOURCES.map(({ id }) => {
    const row = USAGE_TABLE[id];
    if (row === undefined) throw new Error(`scripts/usage-facts.ts has no row for ${id}`);
    const keys = ROLES.map((role) => asCode(row.keys[role]));
    return `| ${[`\`${id}\``, ...keys, CACHED_PLACES[row.cached], asCode(row.unknown)].join(' | ')} |`;
  });
  const titles = ['format', ...ROLES.map((role) => TITLES[role]), 'cached tokens are', 'what it cannot know'];
  return [`| ${titles.join(' | ')} |`, `|${'---|'.repeat(titles.length)}`, ...rows].join('\n');
}

export function keysTable(): string {
  const rows = Object.entries(KEY_EXAMPLES).map(([kind, keys]) => `| ${kind} | ${asCode(keys.join(', '))} |`);
  return ['| kind | keys, for example |', '|---|---|', ...rows].join('\n');
}

/** Keys are code; the words between them are not. A dash where there is nothing. */
function asCode(text: string): string {
  if (text === '') return '–';
  return text.replace(
    /^(?:input|output|total)\b|[A-Za-z]\w*(?:\.[\w*]+)+|\w+_\w*\*?|\b[a-z]+(?:[A-Z][a-z]+)+\b/g,
    (key) => `\`${key}\``,
  );
}
