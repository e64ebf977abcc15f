/**
 * What a Codex call is known by: the thread that made it, the thread's sum after it, and the call. Equal runs have equal
 * sums (ccusage#1460), so sums alone do not do. The id of the response is in the record and not in the count, and a
 * sub-agent's copy of its parent's history keeps the counts and drops the records (openai/codex,
 * core/src/agent/control: "Child threads inherit model context, not the parent's cumulative usage state"). So the key
 * is the count's, for a record too.
 */
import type { JsonObject } from './source.ts';

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

/** The sum after a call. */
export function added(sum: JsonObject, call: JsonObject): JsonObject {
  const counts = COUNTS.map((name) => [name, Number(sum[name] ?? 0) + Number(call[name] ?? 0)]);
  return Object.fromEntries(counts) as JsonObject;
}
