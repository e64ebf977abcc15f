/**
 * Reads of what nothing in the log had written: the log is a part of what was sent (one service of several, a window of
 * time), and such a read is evidence of an entry from outside. It is there for whatever placement is replayed, and says
 * nothing of how well the replay predicts.
 *
 * The rule: a request read more than the replay of the log so far lets it read, and no request of the log had put an entry
 * where that read ended which, by the time to live it was written for, was alive or had died no more than LATENCY before.
 */
import { lastPlace, loggedBreakpoints } from './breakpoints.ts';
import { LATENCY } from '../requests/life.ts';
import { addAuthors, noPlay, serveRow, type Play } from './play.ts';
import type { Outside, PromptWorld } from './prompt-world.ts';
import { LOOKBACK, longestHit, noBreakpoints, noSplit, type Breakpoints } from './provider.ts';

/** Tokens that the same prefix differs by from request to request. */
export const SAME = 8;

export function noOutside(count: number): Outside {
  return {
    place: new Int32Array(count).fill(-1),
    ttl: new Float64Array(count),
    readTo: new Int32Array(count).fill(-1),
  };
}

/** Fills what `world` has of it, in the order of time, so that what was found counts for the requests behind. */
export function findOutside(world: PromptWorld): void {
  const { prompts, prefixes } = world.log;
  const play = noPlay(world);
  const [breakpoints, split] = [noBreakpoints(), noSplit()];
  for (let row = 0; row < prompts.count; row++) {
    loggedBreakpoints(prompts, prefixes, row, breakpoints);
    const read = readOf(world, row);
    if (breakpoints.count > 0) addAuthors(world, play, row);
    if (read > 0 && breakpoints.count > 0) look(world, play, row, read, breakpoints);
    serveRow(world, play, row, breakpoints, split);
  }
}

/** What its first call read; 0 where that is not logged. */
function readOf({ log: { prompts } }: PromptWorld, row: number): number {
  if (prompts.logsCache[row] !== 1) return 0;
  const first = prompts.firstCalls.get(row);
  if (first === undefined) return prompts.cache_read[row] ?? 0;
  if (first.read !== undefined) return first.read;
  // All calls together wrote no more than this: the rest of the first one's prompt was read. Its size is an estimate.
  const total = prompts.total[row] ?? 0;
  const least =
    total -
    (prompts.input[row] ?? 0) -
    (first.written ?? (prompts.cache_write_5m[row] ?? 0) + (prompts.cache_write_1h[row] ?? 0));
  return least > total / 2 ? least : 0;
}

function look(world: PromptWorld, play: Play, row: number, read: number, breakpoints: Breakpoints): void {
  const { log, tokens, minimums, outside } = world;
  const { prompts } = log;
  const [from, at] = [prompts.from[row] ?? 0, prompts.at[row] ?? 0];
  const minimum = minimums[prompts.kind[row] ?? 0] ?? 0;
  const hit = longestHit(play.entries, prompts, tokens, from, at, breakpoints, minimum);
  const place = readEnd(world, row, read, breakpoints);
  outside.readTo[row] = place;
  if (place <= hit) return;
  const node = prompts.path[from + place] ?? 0;
  const lives = play.entries.ttl[node] ?? 0;
  if (lives > 0 && at - (play.entries.used[node] ?? 0) <= lives + LATENCY) return;
  outside.place[row] = place;
  outside.ttl[row] = ttlAt(breakpoints, place);
}

/** The prefix nearest in size within reach of a breakpoint: an entry ends with a block. */
function readEnd(
  { log: { prompts }, tokens }: PromptWorld,
  row: number,
  read: number,
  breakpoints: Breakpoints,
): number {
  const from = prompts.from[row] ?? 0;
  const sizeAt = (place: number): number => tokens[prompts.path[from + place] ?? 0] ?? 0;
  let [nearest, off] = [-1, Infinity];
  for (let index = breakpoints.count - 1; index >= 0; index--) {
    const last = Math.min(breakpoints.places[index] ?? 0, lastPlace(prompts, row));
    for (let place = last; place >= 0 && place > last - LOOKBACK; place--) {
      const error = Math.abs(sizeAt(place) - read);
      if (error < off) [nearest, off] = [place, error];
    }
  }
  return nearest;
}

/** Of the first breakpoint there or behind it. */
function ttlAt({ places, ttls, count }: Breakpoints, place: number): number {
  for (let index = 0; index < count; index++) if ((places[index] ?? 0) >= place) return ttls[index] ?? 0;
  return ttls[count - 1] ?? 0;
}
