/**
 * Langfuse's `usageDetails`: token counts under names that whoever sends them is free to choose, which Langfuse adds up
 * and prices one by one. So they are disjoint, unless the sender's own `total` shows that the input holds the cached
 * ones (log shapes 15; LiteLLM sends it so).
 */
import type { Flag } from '../core/event.ts';
import type { Meters } from '../core/meters.ts';
import { cellCount } from './cells.ts';
import { optionalCount, requiredCount } from './fields.ts';
import { splitInput } from './inclusive.ts';
import type { JsonObject, Refusal } from './source.ts';

export type UsageDetails =
  | { readonly ok: true; readonly meters: Meters; readonly flags: readonly Flag[] }
  | { readonly ok: false; readonly reason: Refusal };

type Kind = 'input' | 'output' | 'read' | 'write' | 'write_5m' | 'write_1h' | 'total';

const KINDS: readonly (readonly [Kind, RegExp])[] = [
  ['read', /^(?:cache_read_input_tokens|input_cached_tokens|input_cache_read|cached_tokens)$/],
  ['write', /^(?:cache_creation_input_tokens|input_cache_creation|input_cache_write|cache_write_tokens)$/],
  ['write_5m', /^input_cache_creation_5m$/],
  ['write_1h', /^input_cache_creation_1h$/],
  ['total', /^(?:total|total_tokens|totalTokens)$/],
  // What stands beside "input" (audio, images) and "output" (reasoning) is not in them.
  ['input', /^(?:input|prompt_tokens|promptTokens|input_.+)$/],
  ['output', /^(?:output|completion_tokens|completionTokens|output_.+)$/],
];

/** The same under two names is one: these kinds take the largest, the others add up. */
const ALIASES: readonly Kind[] = ['read', 'write', 'total'];

export function readUsageDetails(details: JsonObject): UsageDetails {
  const counts: Partial<Record<Kind, number>> = {};
  for (const [name, value] of Object.entries(details)) {
    const kind = KINDS.find(([, names]) => names.test(name))?.[0];
    if (kind === undefined) continue;
    const count = optionalCount(cellCount(value));
    if (!count.ok) return count;
    const before = counts[kind] ?? 0;
    const sum = requiredCount(ALIASES.includes(kind) ? Math.max(before, count.count) : before + count.count);
    if (!sum.ok) return sum;
    counts[kind] = sum.count;
  }
  for (const kind of ['input', 'output'] as const) {
    const needed = requiredCount(counts[kind]);
    if (!needed.ok) return needed;
  }
  return split(counts);
}

function split(counts: Partial<Record<Kind, number>>): UsageDetails {
  const { input = 0, output = 0, read = 0, write = 0, write_5m = 0, write_1h = 0, total } = counts;
  // Writes of a named TTL stand beside those of none, or add up to them.
  const unnamed = write === write_5m + write_1h ? 0 : write;
  const fiveMinutes = requiredCount(write_5m + unnamed);
  if (!fiveMinutes.ok) return fiveMinutes;
  const cached = { cache_read: read, cache_write_5m: fiveMinutes.count, cache_write_1h: write_1h };
  const inclusive = read + write + write_5m + write_1h > 0 && total === input + output;
  const { counts: prompt, flags } = inclusive ? splitInput(input, cached) : { counts: { ...cached, input }, flags: [] };
  const logged = (['read', 'write', 'write_5m', 'write_1h'] as const).some((kind) => counts[kind] !== undefined);
  return {
    ok: true,
    meters: { ...prompt, output, web_search: 0 },
    flags: [
      ...flags,
      ...(unnamed > 0 ? (['ttl_assumed'] as const) : []),
      ...(logged ? [] : (['cache_not_logged'] as const)),
    ],
  };
}
