/**
 * What OpenAI's usage counts, as Codex logs it (log shapes 19): the input holds what was read from and written to the cache, the
 * output holds the reasoning. And the tier that an answer names.
 */
import type { Flag } from '../core/flags.ts';
import { NO_METERS, type Meters } from '../core/meters.ts';
import { nameText, optionalCount, requiredCount } from './fields.ts';
import { splitInput } from './inclusive.ts';
import type { JsonObject, Refusal } from './reading.ts';
import { isBatchResult } from './wrapped-answer.ts';

export interface LoggedCounts {
  readonly input: unknown;
  readonly output: unknown;
  readonly read: unknown;
  /** All that was written, for however long. */
  readonly written: unknown;
  /** How much of it was written for twelve hours. */
  readonly long: unknown;
}

export type OpenaiUsage =
  | { readonly ok: true; readonly meters: Meters; readonly flags: readonly Flag[] }
  | { readonly ok: false; readonly reason: Refusal };

/**
 * The two meters of writes stand for a provider's plain write and its longer, dearer one. OpenAI's plain write (from
 * GPT-5.6 on, its guide "Prompt caching") lives at least 30 minutes and goes to `cache_write_5m`; its write for 12 hours,
 * which some models have, goes to `cache_write_1h`. A long write is part of all that was written.
 */
export function readCounts({ input, output, read, written, long }: LoggedCounts): OpenaiUsage {
  const all = requiredCount(input);
  const answer = requiredCount(output);
  const cached = optionalCount(read);
  const write = optionalCount(written);
  const longWrite = optionalCount(long);
  if (!all.ok) return all;
  if (!answer.ok) return answer;
  if (!cached.ok) return cached;
  if (!write.ok) return write;
  if (!longWrite.ok) return longWrite;
  const { counts, flags } = splitInput(all.count, {
    cache_read: cached.count,
    cache_write_5m: Math.max(0, write.count - longWrite.count),
    cache_write_1h: longWrite.count,
  });
  const logsCache = read !== undefined && read !== null;
  return {
    ok: true,
    meters: { ...NO_METERS, ...counts, output: answer.count },
    flags: logsCache ? flags : [...flags, 'cache_not_logged'],
  };
}

/** "fast" is what Priority is called since July 2026, and what models from GPT-6 on answer; "auto" does not tell. */
const TIERS: ReadonlyMap<string, string> = new Map([
  ['default', 'standard'],
  ['auto', ''],
  ['fast', 'priority'],
]);

/** As billed: what the response says; results of a batch say it by their frame. */
export function tierOf(record: JsonObject, answer: JsonObject): string {
  if (record !== answer && isBatchResult(record)) return 'batch';
  const tier = nameText(answer['service_tier']);
  return TIERS.get(tier) ?? tier;
}
