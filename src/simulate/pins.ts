/**
 * What usages say of the sizes of prefixes: what was read and written up to the last breakpoint, where one hour ends and
 * five minutes begin, the whole prompt, and what was read where it can only have ended at one place. Whatever two usages
 * say of one prefix, the first one holds. Totals that the API was asked for give way to usages.
 */
import { lastPlace, loggedBreakpoints } from './breakpoints.ts';
import { TTL_5M } from '../requests/life.ts';
import type { Prefixes } from './prefixes.ts';
import { addAuthors, noPlay } from './play.ts';
import type { PromptWorld } from './prompt-world.ts';
import type { Prompts } from './prompts.ts';
import { noBreakpoints, noSplit, serve, type Breakpoints } from './provider.ts';
import { tailsOf } from './tails.ts';

export interface Pins {
  /** Tokens of each prefix, -1 where no usage says. */
  readonly tokens: Float64Array;
  /** At the most so many; Infinity where nothing says. */
  readonly most: Float64Array;
  /** Prefixes that two usages pin at different numbers of tokens. */
  readonly contradicted: number;
}

/** What the usage of one call tells; tokens, undefined where it does not. */
interface Told {
  readonly read: number | undefined;
  readonly written: number | undefined;
  readonly cache_write_1h: number;
  readonly total: number | undefined;
}

/** `sizeOf` estimates the last block of a prefix; `located` are sizes found by other means, where no usage says. */
export function pinsOf(
  { log, authors, minimums }: Pick<PromptWorld, 'log' | 'authors' | 'minimums'>,
  sizeOf: (node: number) => number,
  located: ReadonlyMap<number, number>,
): Pins {
  const { prompts, prefixes } = log;
  const tokens = new Float64Array(prefixes.count).fill(-1);
  const most = new Float64Array(prefixes.count).fill(Infinity);
  const tails = tailsOf(prompts, prefixes);
  const [play, breakpoints, split] = [noPlay({ log }), noBreakpoints(), noSplit()];
  // Only who stands where matters here: every prefix has as many tokens as is enough to be cached.
  const ones = new Float64Array(prefixes.count).fill(1);
  let contradicted = 0;
  const nodeAt = (row: number, place: number): number => prompts.path[(prompts.from[row] ?? 0) + place] ?? 0;
  const pin = (row: number, place: number, size: number): void => {
    const node = nodeAt(row, place);
    const known = tokens[node] ?? -1;
    if (known >= 0 && known !== size) contradicted += 1;
    if (known < 0) tokens[node] = size;
  };
  for (let row = 0; row < prompts.count; row++) {
    const last = lastPlace(prompts, row);
    if (prompts.logsCache[row] !== 1 || last < 0) continue;
    loggedBreakpoints(prompts, prefixes, row, breakpoints);
    const told = toldOf(prompts, row);
    const isUncached = told.read === 0 && told.written === 0;
    // Breakpoints that neither read nor wrote stood below the minimum.
    if (isUncached) {
      const below = (minimums[prompts.kind[row] ?? 0] ?? 0) - 1;
      for (const place of breakpoints.places.subarray(0, breakpoints.count))
        if (below > 0 && (prefixes.counted[nodeAt(row, place)] ?? -1) < 0)
          most[nodeAt(row, place)] = Math.min(most[nodeAt(row, place)] ?? Infinity, below);
      breakpoints.count = 0;
    }
    play.marked[row] = breakpoints.count > 0 ? 1 : 0;
    if (breakpoints.count > 0) addAuthors({ log, authors }, play, row);
    serve(play.entries, prompts, ones, row, breakpoints, 0, split);
    const end = breakpoints.places[breakpoints.count - 1] ?? -1;
    if (breakpoints.count > 0) pinCached(row, told, end, split.hit);
    if (told.total !== undefined && (end < last || breakpoints.count === 0))
      pin(row, last, Math.min(told.total - tails.of(row), most[nodeAt(row, last)] ?? Infinity));
  }
  for (const [node, size] of located) if ((tokens[node] ?? -1) < 0) tokens[node] = size;
  pinTotals(prompts, prefixes, tokens);
  return { tokens, most, contradicted };

  function pinCached(row: number, { read, written, cache_write_1h }: Told, end: number, hit: number): void {
    if (written === undefined) return;
    // Of a first call whose read is not told it can only be what the log has of it.
    const begun = read ?? (hit < 0 ? 0 : (tokens[nodeAt(row, hit)] ?? -1));
    if (begun < 0 || begun + written === 0) return;
    pin(row, end, begun + written);
    const hourEnd = lastHour(breakpoints);
    if (cache_write_1h > 0 && hourEnd >= 0) pin(row, hourEnd, begun + cache_write_1h);
    if (read === undefined || read === 0) return;
    const place = readEnd(row, read, end, hit);
    if (place >= 0) pin(row, place, read);
  }

  /**
   * Where a read ended behind which something was written: where the replay hit, unless another usage gave that prefix
   * another size or it is far too large or small for that; else at the breakpoint, entry or end of what the user said that
   * is nearest in size and that no usage has pinned, if any is near. -1 is nowhere.
   */
  function readEnd(row: number, read: number, end: number, hit: number): number {
    for (let place = end - 1; place >= 0; place--) if (tokens[nodeAt(row, place)] === read) return place;
    const sizes = sizesTo(row, end);
    const fits = (place: number): boolean =>
      (tokens[nodeAt(row, place)] ?? -1) < 0 && isBetween(row, place, read) && read <= (most[nodeAt(row, place)] ?? 0);
    const room = roomAround(row, read, end);
    const errorAt = (place: number): number => Math.abs((sizes[place] ?? 0) - read) / room;
    if (hit >= 0 && hit < end && fits(hit) && errorAt(hit) <= FAR) return hit;
    const { places, count } = breakpoints;
    const isLikely = (node: number, place: number): boolean =>
      (play.entries.ttl[node] ?? 0) > 0 || prefixes.ends[node] === USER || places.subarray(0, count).includes(place);
    // Where the log counts its blocks, nothing has to be guessed.
    const isCounted = (node: number): boolean => (prefixes.counted[node] ?? -1) >= 0;
    for (let place = 0; place < end; place++)
      if (sizes[place] === read && isCounted(nodeAt(row, place)) && fits(place)) return place;
    let [nearest, off] = [-1, NEAR];
    for (let place = 0; place < end; place++) {
      const error = errorAt(place);
      if (error <= off && isLikely(nodeAt(row, place), place) && fits(place)) [nearest, off] = [place, error];
    }
    return nearest;
  }

  /** Tokens between the pins on either side of a size. */
  function roomAround(row: number, size: number, end: number): number {
    let before = 0;
    for (let place = 0; place <= end; place++) {
      const known = tokens[nodeAt(row, place)] ?? -1;
      if (known >= size) return Math.max(1, known - before);
      before = Math.max(before, known);
    }
    return Math.max(1, size - before);
  }

  /** Whether pins before it are smaller, and those behind it larger. */
  function isBetween(row: number, place: number, size: number): boolean {
    for (let other = lastPlace(prompts, row); other >= 0; other--) {
      const known = tokens[nodeAt(row, other)] ?? -1;
      if (known >= 0 && (other < place ? known >= size : other > place && known <= size)) return false;
    }
    return true;
  }

  /** Estimates of the prefixes up to the last breakpoint, which is pinned, scaled to fit from pin to pin. */
  function sizesTo(row: number, end: number): Float64Array {
    const sizes = new Float64Array(end + 1);
    let [from, before, sum] = [0, 0, 0];
    for (let place = 0; place <= end; place++) {
      sizes[place] = sum += sizeOf(nodeAt(row, place));
      const pinned = tokens[nodeAt(row, place)] ?? -1;
      if (pinned <= before) continue;
      const scale = (pinned - before) / Math.max(1e-9, sum);
      for (let each = from; each <= place; each++) sizes[each] = before + (sizes[each] ?? 0) * scale;
      [from, before, sum] = [place + 1, pinned, 0];
    }
    return sizes;
  }
}

/** An estimate is off by less, as a share of what lies between the pins around it. */
const FAR = 0.5;
const NEAR = 0.35;
/** In PREFIXES.ends: an earlier request of the same conversation ended there. */
const USER = 1;

function toldOf(prompts: Prompts, row: number): Told {
  const first = prompts.firstCalls.get(row);
  if (first !== undefined) {
    const { input, written, read } = first;
    const isTold = input !== undefined && written !== undefined && read !== undefined;
    return { read, written, cache_write_1h: 0, total: isTold ? input + written + read : undefined };
  }
  const cache_write_1h = prompts.cache_write_1h[row] ?? 0;
  const written = cache_write_1h + (prompts.cache_write_5m[row] ?? 0);
  return { read: prompts.cache_read[row] ?? 0, written, cache_write_1h, total: prompts.total[row] ?? 0 };
}

/**
 * Adds what was counted. A count is an estimate of what will be billed (the provider's page on token counting), so it
 * gives way to a usage, also to one further on that it leaves no room for.
 */
function pinTotals(prompts: Prompts, { totals }: Prefixes, pins: Float64Array): void {
  if (totals.size === 0) return;
  const fitting = new Map(totals);
  for (let row = 0; row < prompts.count; row++) {
    let room = Number.POSITIVE_INFINITY;
    for (let index = (prompts.from[row + 1] ?? 0) - 1; index >= (prompts.from[row] ?? 0); index--) {
      const node = prompts.path[index] ?? 0;
      const billed = pins[node] ?? -1;
      if (billed >= 0) room = Math.min(room, billed);
      if (billed >= 0 || (totals.get(node) ?? 0) >= room) fitting.delete(node);
    }
  }
  for (const [node, tokens] of fitting) pins[node] = tokens;
}

function lastHour({ places, ttls, count }: Breakpoints): number {
  for (let index = count - 1; index >= 0; index--) if ((ttls[index] ?? 0) > TTL_5M) return places[index] ?? -1;
  return -1;
}
