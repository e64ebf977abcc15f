/**
 * The provider's cache, event by event. Its rules, with the numbers that the tests call them by:
 *
 * 1. A prefix is written only at a breakpoint, of which there are at most 4 (and one that the provider sets behind the
 *    result of a server tool), and only when it has the model's minimum of tokens; shorter ones are not cached, silently.
 * 2. A read looks back from each breakpoint over at most 20 blocks, that of the breakpoint counted, for an entry that an
 *    earlier request wrote. The longest hit wins.
 * 3. With A the tokens at the hit, B at the last one-hour breakpoint behind it, C at the last breakpoint: read A, written for
 *    an hour B − A, for five minutes C − B; the rest is input.
 * 4. An entry lives from the start of the last request that wrote or read it. Reading a prefix renews the shorter ones
 *    inside it that are alive (assumed), and expiry is sharp (assumed).
 * 5. It can be read only once the first answer of the request that wrote it has come.
 *
 * Who may share entries at all is a matter of the tree of prefixes.
 */
import { TTL_5M } from '../requests/life.ts';
import type { Prompts } from './prompts.ts';

/** Blocks, that of the breakpoint counted. */
export const LOOKBACK = 20;
export const MOST_BREAKPOINTS = 4;

/** The entries, one a prefix; ms UTC, ms. */
export interface Entries {
  readonly used: Float64Array;
  /** 0 where there never was an entry. */
  readonly ttl: Float64Array;
  readonly readable: Float64Array;
}

export function noEntries(prefixes: number): Entries {
  return {
    used: new Float64Array(prefixes),
    ttl: new Float64Array(prefixes),
    readable: new Float64Array(prefixes),
  };
}

/** Breakpoints of one request by place in its path, ascending; used again for the next one. */
export interface Breakpoints {
  count: number;
  readonly places: Int32Array;
  /** ms. */
  readonly ttls: Float64Array;
}

export function noBreakpoints(): Breakpoints {
  return { count: 0, places: new Int32Array(16), ttls: new Float64Array(16) };
}

/** Keeps the order of places; a place has one breakpoint, the first that was set. Negative places are none. */
export function setBreakpoint(breakpoints: Breakpoints, place: number, ttl: number): void {
  if (place < 0 || breakpoints.count === breakpoints.places.length) return;
  const { places, ttls } = breakpoints;
  let index = breakpoints.count;
  while (index > 0 && (places[index - 1] ?? 0) > place) index -= 1;
  if (index > 0 && places[index - 1] === place) return;
  places.copyWithin(index + 1, index, breakpoints.count);
  ttls.copyWithin(index + 1, index, breakpoints.count);
  places[index] = place;
  ttls[index] = ttl;
  breakpoints.count += 1;
}

/** Tokens of one request. */
export interface Split {
  cache_read: number;
  cache_write_5m: number;
  cache_write_1h: number;
  input: number;
  /** Place of the prefix that was read, -1 without. */
  hit: number;
}

export function noSplit(): Split {
  return { cache_read: 0, cache_write_5m: 0, cache_write_1h: 0, input: 0, hit: -1 };
}

/** `tokens` of each prefix; `minimum` cacheable ones of the model. */
export function serve(
  entries: Entries,
  prompts: Prompts,
  tokens: Float64Array,
  row: number,
  breakpoints: Breakpoints,
  minimum: number,
  split: Split,
): void {
  const from = prompts.from[row] ?? 0;
  const at = prompts.at[row] ?? 0;
  const hit = longestHit(entries, prompts, tokens, from, at, breakpoints, minimum);
  if (hit >= 0) renew(entries, prompts.path, from, hit, at);
  const { places, ttls, count } = breakpoints;
  const total = prompts.total[row] ?? 0;
  // Tokens of a prefix are estimates where nothing was counted: no more than the whole.
  const read = hit < 0 ? 0 : Math.min(total, tokens[prompts.path[from + hit] ?? 0] ?? 0);
  let [hourEnd, end] = [read, read];
  for (let index = 0; index < count; index++) {
    const place = places[index] ?? 0;
    const node = prompts.path[from + place] ?? 0;
    const size = Math.min(total, tokens[node] ?? 0);
    if (place <= hit || size < minimum) continue;
    const ttl = ttls[index] ?? 0;
    if (ttl > TTL_5M) hourEnd = Math.max(hourEnd, size);
    end = Math.max(end, size);
    write(entries, node, at, ttl, prompts.answered[row] ?? at);
  }
  split.hit = hit;
  split.cache_read = read;
  split.cache_write_1h = hourEnd - read;
  split.cache_write_5m = end - hourEnd;
  split.input = total - end;
}

/** Place of the longest prefix that a request would read, -1 without. */
export function longestHit(
  { used, ttl, readable }: Entries,
  { path }: Prompts,
  tokens: Float64Array,
  from: number,
  at: number,
  { places, count }: Breakpoints,
  minimum: number,
): number {
  let hit = -1;
  for (let index = count - 1; index >= 0; index--) {
    const place = places[index] ?? 0;
    if ((tokens[path[from + place] ?? 0] ?? 0) < minimum) continue;
    for (let back = place; back > hit && back > place - LOOKBACK; back--) {
      const node = path[from + back] ?? 0;
      const lives = ttl[node] ?? 0;
      if (lives > 0 && at - (used[node] ?? 0) <= lives && at >= (readable[node] ?? 0)) hit = back;
    }
  }
  return hit;
}

function renew({ used, ttl }: Entries, path: Uint32Array, from: number, hit: number, at: number): void {
  for (let index = from; index <= from + hit; index++) {
    const node = path[index] ?? 0;
    const lives = ttl[node] ?? 0;
    if (lives > 0 && at - (used[node] ?? 0) <= lives) used[node] = at;
  }
}

/** Puts an entry there, or makes one that is alive last longer. */
export function write(
  { used, ttl, readable }: Entries,
  node: number,
  at: number,
  lives: number,
  answered: number,
): void {
  const before = ttl[node] ?? 0;
  // Two requests may write the same entry at once: the first answer makes it readable, and the longer time counts.
  const isAlive = before > 0 && at - (used[node] ?? 0) <= before;
  readable[node] = isAlive ? Math.min(readable[node] ?? 0, answered) : answered;
  ttl[node] = isAlive ? Math.max(before, lives) : lives;
  used[node] = at;
}
