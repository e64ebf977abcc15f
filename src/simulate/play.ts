/** One request of a replay: what was there for it beside the log's own entries, then the provider's rules. */
import { addLaterCalls } from './loops.ts';
import { TTL_5M } from '../requests/life.ts';
import type { PromptWorld } from './prompt-world.ts';
import { LOOKBACK, noEntries, serve, write, type Breakpoints, type Entries, type Split } from './provider.ts';

/**
 * What is made of reads from outside the log (see outside.ts): `past`, they are known only to the requests behind them, as
 * to one who predicts; else to the request itself, and entries that lived longer in the log than they would here are gone
 * (`likely`) or alive all the same (`hopeful`).
 */
export type Evidence = 'past' | 'likely' | 'hopeful';

export interface Play {
  readonly entries: Entries;
  /** By request: 1 when it had any breakpoint. */
  readonly marked: Uint8Array;
  readonly evidence: Evidence;
}

export function noPlay({ log }: Pick<PromptWorld, 'log'>, evidence: Evidence = 'likely'): Play {
  return { entries: noEntries(log.prefixes.count), marked: new Uint8Array(log.prompts.count), evidence };
}

/** Requests come in their order. The split is of all calls of the request, its hit that of the first. */
export function serveRow(world: PromptWorld, play: Play, row: number, breakpoints: Breakpoints, split: Split): void {
  const { log, tokens, minimums, laterCalls } = world;
  const { entries, marked } = play;
  marked[row] = breakpoints.count > 0 ? 1 : 0;
  if (breakpoints.count > 0) addAuthors(world, play, row);
  if (play.evidence !== 'past') addOutside(world, play, row, breakpoints);
  serve(entries, log.prompts, tokens, row, breakpoints, minimums[log.prompts.kind[row] ?? 0] ?? 0, split);
  if (play.evidence === 'past') addOutside(world, play, row, breakpoints);
  addLaterCalls(split, laterCalls.get(row), breakpoints.count > 0);
}

/** The entries that a request finds beside those of the requests before it. */
export function addEntries(world: PromptWorld, play: Play, row: number, breakpoints: Breakpoints): void {
  if (breakpoints.count === 0) return;
  addAuthors(world, play, row);
  addOutside(world, play, row, breakpoints);
}

/** What the provider cached behind the result of a server tool while it gave the answer. */
export function addAuthors(
  { log: { prompts }, authors }: Pick<PromptWorld, 'log' | 'authors'>,
  { entries, marked }: Play,
  row: number,
): void {
  const author = authors[row] ?? -1;
  if (author < 0 || marked[author] !== 1) return;
  const node = prompts.path[(prompts.from[row] ?? 0) + (prompts.serverResult[row] ?? 0)] ?? 0;
  const asked = prompts.at[author] ?? 0;
  if ((entries.ttl[node] ?? 0) > 0 && (entries.used[node] ?? 0) >= asked) return;
  write(entries, node, asked, TTL_5M, prompts.answered[author] ?? asked);
}

/** What others had cached, had they placed breakpoints as this request does. */
function addOutside(
  { log: { prompts }, outside }: PromptWorld,
  { entries, evidence }: Play,
  row: number,
  { places, ttls, count }: Breakpoints,
): void {
  const read = outside.place[row] ?? -1;
  if (read < 0) return;
  let [place, ttl] = [-1, 0];
  for (let index = 0; index < count; index++) {
    const own = places[index] ?? 0;
    if (own < read) [place, ttl] = [own, ttls[index] ?? 0];
    else if (own - read < LOOKBACK) [place, ttl] = [read, ttls[index] ?? 0];
    if (own >= read) break;
  }
  if (place < 0 || (ttl < (outside.ttl[row] ?? 0) && evidence !== 'hopeful')) return;
  const node = prompts.path[(prompts.from[row] ?? 0) + place] ?? 0;
  const at = prompts.at[row] ?? 0;
  write(entries, node, at, ttl, at);
}
