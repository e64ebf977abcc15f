/**
 * What a Codex call without an id is known by: the thread that made it, the thread's sum after it, and the call. Equal
 * runs have equal sums (ccusage#1460), so sums alone do not do. A call with a record is known by the id of its
 * response, as in a gateway's log of it.
 */
import type { JsonObject } from './reading.ts';

const COUNTS = [
  ...['input_tokens', 'cached_input_tokens', 'cache_write_input_tokens'],
  ...['output_tokens', 'reasoning_output_tokens'],
];

export function textOf(usage: JsonObject): string {
  const counts = COUNTS.map((name) => usage[name] ?? 0);
  return JSON.stringify(counts.map((count) => (typeof count === 'object' ? null : count)));
}

/** Undefined where the thread or the sum is not known. */
export function keyOf(thread: string, sum: JsonObject | undefined, call: JsonObject): string | undefined {
  return thread === '' || sum === undefined ? undefined : `codex:${thread}:${textOf(sum)}:${textOf(call)}`;
}

/** What a sum has grown by; undefined where it became smaller. */
export function grown(now: JsonObject, before: JsonObject): JsonObject | undefined {
  const difference: Record<string, unknown> = {};
  for (const name of COUNTS) {
    const [count, old] = [now[name], before[name] ?? 0];
    if (count === undefined) continue;
    if (typeof count !== 'number' || typeof old !== 'number' || count < old) return undefined;
    difference[name] = count - old;
  }
  return difference;
}
