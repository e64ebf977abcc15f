/**
 * Inputs that hold what was read from and written to the cache, as OpenAI and all that speak like it log them, split into
 * disjoint meters.
 */
import type { Flag } from '../core/flags.ts';
import type { Count, Meters } from '../core/meters.ts';

type PromptCounts = Pick<Meters, 'input' | 'cache_read' | 'cache_write_5m' | 'cache_write_1h'>;

interface Split {
  readonly counts: PromptCounts;
  readonly flags: readonly Flag[];
}

/**
 * `input`: all prompt tokens. Where the cached ones are more than that, whoever wrote the log left them out of it, as old
 * versions of several gateways did: then it is the input alone, and the record is flagged, never clamped.
 */
export function splitInput(input: Count, cached: Omit<PromptCounts, 'input'>): Split {
  const rest = input - cached.cache_read - cached.cache_write_5m - cached.cache_write_1h;
  return rest < 0
    ? { counts: { ...cached, input }, flags: ['exclusive_input'] }
    : { counts: { ...cached, input: rest }, flags: [] };
}
