/**
 * Requests in which the provider ran tools of its own: the model was called again with each result, and the usage sums
 * these calls. The first call is what the request sent; the others are billed as they were logged wherever breakpoints
 * stand, and as input where there are none. What they cached is found by whoever goes on from their answer.
 */
import type { Prefixes } from './prefixes.ts';
import type { Prompts } from './prompts.ts';
import type { Split } from './provider.ts';
import { LEVELS } from '../core/prompt.ts';

/** What the calls behind the first one came to; tokens. */
export interface LaterCalls extends Omit<Split, 'hit'> {
  /** What the first call left cached, which the second one read; what it left uncached, that one wrote. */
  readonly found: number;
}

/** In PREFIXES.ends. */
const ASSISTANT = 2;
const MESSAGES = LEVELS.indexOf('messages');

/**
 * For each request with the result of a server tool in its prompt: the request whose answer that was, -1 without. The
 * provider had set a breakpoint behind it in that answer.
 */
export function authorsOf(prompts: Prompts, prefixes: Prefixes): Int32Array {
  const { count, from, path, serverResult } = prompts;
  const authors = new Int32Array(count).fill(-1);
  const endedAt = new Map<number, number>();
  for (let row = 0; row < count; row++) {
    const [start, end] = [from[row] ?? 0, from[row + 1] ?? 0];
    const result = serverResult[row] ?? -1;
    if (result >= 0) {
      const before = askedBefore(path.subarray(start, end), prefixes, result);
      authors[row] = before < 0 ? -1 : (endedAt.get(path[start + before] ?? 0) ?? -1);
    }
    if (end > start) endedAt.set(path[end - 1] ?? 0, row);
  }
  return authors;
}

/** The end of the message before the answer that a place is in; -1 where that is none of the assistant. */
function askedBefore(path: Uint32Array, { ends, level }: Prefixes, place: number): number {
  let end = place;
  while (end < path.length && (ends[path[end] ?? 0] ?? 0) === 0) end += 1;
  if ((ends[path[end] ?? 0] ?? 0) !== ASSISTANT) return -1;
  let before = place - 1;
  while (before >= 0 && level[path[before] ?? 0] === MESSAGES && (ends[path[before] ?? 0] ?? 0) === 0) before -= 1;
  return before >= 0 && level[path[before] ?? 0] === MESSAGES ? before : -1;
}

/**
 * What the logged usage has beyond the first call, of which `split` is all that was sent. Less than nothing on a meter
 * where that call is thought to have had more than all calls together: its size may be an estimate.
 */
export function laterCallsOf(prompts: Prompts, row: number, split: Omit<Split, 'hit'>): LaterCalls {
  return {
    found: split.cache_read + split.cache_write_5m + split.cache_write_1h,
    input: (prompts.input[row] ?? 0) - split.input,
    cache_write_5m: (prompts.cache_write_5m[row] ?? 0) - split.cache_write_5m,
    cache_write_1h: (prompts.cache_write_1h[row] ?? 0) - split.cache_write_1h,
    cache_read: (prompts.cache_read[row] ?? 0) - split.cache_read,
  };
}

const METERS = ['cache_read', 'cache_write_5m', 'cache_write_1h', 'input'] as const;

/**
 * Adds what the later calls came to; the sum over all meters stays what was billed. What the first call leaves cached here
 * and did not in the log, or the other way round, the second one reads or has to write.
 */
export function addLaterCalls(split: Split, later: LaterCalls | undefined, hasBreakpoints: boolean): void {
  if (later === undefined) return;
  if (!hasBreakpoints) {
    split.input += later.input + later.cache_write_5m + later.cache_write_1h + later.cache_read;
    return;
  }
  const found = split.cache_read + split.cache_write_5m + split.cache_write_1h;
  // Without a second call there is nobody to read it.
  const isThere = later.cache_read + later.cache_write_5m + later.cache_write_1h + later.input > 0;
  const more = isThere
    ? Math.max(-Math.max(0, later.cache_read), Math.min(found - later.found, Math.max(0, later.cache_write_5m)))
    : 0;
  for (const meter of METERS) split[meter] += later[meter];
  split.cache_read += more;
  split.cache_write_5m -= more;
  settle(split);
}

/** Nothing is less than nothing: what is missing on one meter is taken from the others. */
function settle(split: Split): void {
  for (const meter of METERS) {
    let missing = Math.max(0, -split[meter]);
    split[meter] += missing;
    for (const other of METERS) {
      const taken = Math.min(missing, Math.max(0, split[other]));
      if (other === meter) continue;
      split[other] -= taken;
      missing -= taken;
    }
  }
}
