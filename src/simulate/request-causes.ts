/**
 * Why each request read no more than it did, by the provider's rules: what was sent before, which entries there were, and
 * what became of them. Everything here is observed in the requests themselves.
 */
import { LEVELS, type Level } from '../core/prompt.ts';
import { lastPlace, loggedBreakpoints } from './breakpoints.ts';
import type { PromptWorld } from './prompt-world.ts';
import type { Named, Prompts } from './prompts.ts';
import { SAME } from './outside.ts';
import { addEntries, noPlay, serveRow } from './play.ts';
import { longestHit, noBreakpoints, noSplit, type Breakpoints, type Entries, type Split } from './provider.ts';

export type RequestCause =
  /** Nothing was missed: all that was cached up to the last breakpoint was read. */
  | 'whole'
  /** All that the request before had cached was read; what follows is new. */
  | 'grown'
  | 'no_breakpoint'
  /** Every breakpoint stands on a prefix below the model's minimum. */
  | 'too_short'
  /** No earlier request begins like this one. */
  | 'cold'
  /** The conversation's last request went to another model. */
  | 'model'
  /** The same blocks, beside other parameters of a level. */
  | 'parameters'
  /** A block differs from that of the request before. */
  | 'changed'
  /** What it shares with earlier requests none of them had cached. */
  | 'not_written'
  | 'expired'
  /** It was asked before the request that wrote the entry had its first answer. */
  | 'parallel'
  /** An entry was alive, further before each breakpoint than the provider looks. */
  | 'lookback'
  /** By the rules an entry could be read, and was not: within seconds of its write, or later. */
  | 'not_yet_readable'
  | 'dropped';

export interface Judged {
  readonly cause: RequestCause;
  /** Of the deepest prefix that could have been read, or of the first block that differs. -1: none. */
  readonly place: number;
  /** Of that block. */
  readonly level: Level | undefined;
  /** ms since the entry had died, or until it could be read. */
  readonly ms: number;
  /** The request that this one is held against; -1 without. */
  readonly before: number;
  /** Tokens of the prefix that an earlier request had cached, and this one did not read. */
  readonly missed: number;
}

/** `past` is what was before the request, but for its entries, which it has read and written already. */
type OnJudged = (row: number, judged: Judged, split: Split, breakpoints: Breakpoints, past: Past) => void;

/** In the order of time, as logged. */
export function judgeRequests(world: PromptWorld, onJudged: OnJudged): void {
  const { prompts, prefixes } = world.log;
  const play = noPlay(world);
  const past: Past = {
    entries: play.entries,
    seen: new Int32Array(prefixes.count).fill(-1),
    writers: new Int32Array(prefixes.count).fill(-1),
    wrote: new Uint8Array(prefixes.count),
    lastOf: new Map(),
    cached: new Int32Array(prompts.count).fill(-1),
  };
  const breakpoints = noBreakpoints();
  const split = noSplit();
  for (let row = 0; row < prompts.count; row++) {
    loggedBreakpoints(prompts, prefixes, row, breakpoints);
    addEntries(world, play, row, breakpoints);
    const judged = judge(world, past, row, breakpoints);
    serveRow(world, play, row, breakpoints, split);
    onJudged(row, judged, split, breakpoints, past);
    remember(world, past, row, breakpoints, readTo(world, row) ?? split.hit);
  }
}

export interface Past {
  readonly entries: Entries;
  /** The last request that went through each prefix, and that wrote or renewed its entry; -1 without. */
  readonly seen: Int32Array;
  readonly writers: Int32Array;
  /** 1 where that one wrote it, 0 where it read it. */
  readonly wrote: Uint8Array;
  /** The last request of each conversation that left anything cached; while there is none, the last. */
  readonly lastOf: Map<string, number>;
  /** Place of the longest prefix that each request left cached; -1 without. */
  readonly cached: Int32Array;
}

function remember(world: PromptWorld, past: Past, row: number, { count, places }: Breakpoints, hit: number): void {
  const { prompts, names } = world.log;
  const from = prompts.from[row] ?? 0;
  for (let index = from; index < (prompts.from[row + 1] ?? 0); index++) {
    const node = prompts.path[index] ?? 0;
    past.seen[node] = row;
    if (index - from > hit || (past.entries.ttl[node] ?? 0) === 0) continue;
    past.writers[node] = row;
    past.wrote[node] = 0;
  }
  let deepest = hit;
  for (const place of places.subarray(0, count)) {
    const node = prompts.path[from + place] ?? 0;
    if (place <= hit || (world.tokens[node] ?? 0) < minimumOf(world, row)) continue;
    past.writers[node] = row;
    past.wrote[node] = 1;
    deepest = place;
  }
  past.cached[row] = deepest;
  const conversation = conversationOf(names[row]);
  // A call on the side that caches nothing takes nothing away from what the conversation goes on from.
  if (deepest >= 0 || !((past.cached[past.lastOf.get(conversation) ?? -1] ?? -1) >= 0))
    past.lastOf.set(conversation, row);
}

/** Place of the prefix that was read, as logged: -1 is none; undefined where the log does not tell. */
export function readTo({ log: { prompts }, outside }: PromptWorld, row: number): number | undefined {
  if (prompts.logsCache[row] !== 1) return undefined;
  const first = prompts.firstCalls.get(row);
  const read = first === undefined ? prompts.cache_read[row] : first.read;
  if (read === undefined) return undefined;
  return read === 0 ? -1 : (outside.readTo[row] ?? -1);
}

/** Entries that were written so short a time ago may not be found yet (docs/replay.md). */
const SOON = 5_000;

function judge(world: PromptWorld, past: Past, row: number, breakpoints: Breakpoints): Judged {
  const { prompts } = world.log;
  const { entries } = past;
  const [from, at] = [prompts.from[row] ?? 0, prompts.at[row] ?? 0];
  const minimum = minimumOf(world, row);
  const predicted = longestHit(entries, prompts, world.tokens, from, at, breakpoints, minimum);
  const hit = readTo(world, row) ?? predicted;
  const shared = sharedPlace(prompts, past.seen, row);
  const before = beforeOf(world, past, row, shared);
  const found = (cause: RequestCause, place = -1, ms = 0): Judged => ({
    cause,
    place,
    level: levelAt(world, row, place),
    ms,
    before,
    missed: Math.max(0, hadFor(world, past, row, before) - tokensAt(world, row, hit)),
  });

  const sizes = [...breakpoints.places.subarray(0, breakpoints.count)].map((place) => tokensAt(world, row, place));
  if (sizes.length === 0) return found('no_breakpoint');
  // Of several calls the first one's size may be an estimate.
  const isSummed = prompts.firstCalls.has(row) && (prompts.input[row] ?? 0) < (prompts.total[row] ?? 0);
  if (!isSummed && sizes.every((size) => size < minimum)) return found('too_short');
  if (hit === breakpoints.places[breakpoints.count - 1]) return found('whole', hit);
  const unfound = tokensAt(world, row, predicted) - tokensAt(world, row, hit);
  // What weighs most: of a prompt that had changed behind it, the entry alone was not much.
  const lost = hadFor(world, past, row, before) - tokensAt(world, row, hit);
  if (predicted > hit && unfound > SAME && unfound * 2 > lost) {
    const node = prompts.path[from + predicted] ?? 0;
    const written = past.writers[node] ?? -1;
    const age = at - (prompts.answered[written] ?? entries.used[node] ?? 0);
    return found(age <= SOON && past.wrote[node] === 1 ? 'not_yet_readable' : 'dropped', predicted, age);
  }
  const entry = deepestEntry(prompts, entries, from, shared);
  // What it should have found is no reason why it found no more.
  const reach = Math.max(hit, predicted);
  if (entry <= reach) return found(...withoutEntry(world, past, row, reach, shared, before));
  const node = prompts.path[from + entry] ?? 0;
  const rest = at - (entries.used[node] ?? 0) - (entries.ttl[node] ?? 0);
  if (rest > 0) return found('expired', entry, rest);
  const wait = (entries.readable[node] ?? 0) - at;
  return wait > 0 ? found('parallel', entry, wait) : found('lookback', entry);
}

/** Nothing longer than what was read was ever cached of this prompt: why not. */
function withoutEntry(
  world: PromptWorld,
  { cached }: Past,
  row: number,
  hit: number,
  shared: number,
  before: number,
): [cause: RequestCause, place: number] {
  const { names } = world.log;
  if (before < 0) return hit >= 0 ? ['grown', hit] : shared >= 0 ? ['not_written', shared] : ['cold', -1];
  const [own, other] = [names[row], names[before]];
  if (own?.model !== other?.model) return ['model', -1];
  const { cause, place } = differenceOf(world, row, before);
  if ((cached[before] ?? -1) < place) return hit >= 0 ? ['grown', hit] : ['not_written', shared];
  return [cause, place];
}

/** Where a request stops to be like an earlier one of its model, and by what. */
export function differenceOf(
  world: PromptWorld,
  row: number,
  before: number,
): { cause: 'parameters' | 'changed'; place: number; level: Level | undefined } {
  const { names, prompts } = world.log;
  const place = commonBlocks(prompts, row, before);
  const level = levelAt(world, row, place);
  const [own, other] = [names[row]?.parameters, names[before]?.parameters];
  const isBeside =
    (level !== 'tools' && own?.system !== other?.system) || (level === 'messages' && own?.messages !== other?.messages);
  return { cause: isBeside ? 'parameters' : 'changed', place, level };
}

/** The conversation's last request; without a session, the last one that shares a message. -1 without. */
function beforeOf({ log }: PromptWorld, past: Past, row: number, shared: number): number {
  const conversation = conversationOf(log.names[row]);
  if (conversation !== '') return past.lastOf.get(conversation) ?? -1;
  const { prompts, prefixes } = log;
  const node = prompts.path[(prompts.from[row] ?? 0) + shared] ?? 0;
  const isMessage = shared >= 0 && LEVELS[prefixes.level[node] ?? 0] === 'messages';
  return isMessage ? (past.seen[node] ?? -1) : -1;
}

/** '' where the log tells none. */
function conversationOf(named: Named | undefined): string {
  return named === undefined || named.session === '' ? '' : JSON.stringify([named.session, named.thread]);
}

/** Place of the longest prefix that any earlier request went through; -1 without. */
function sharedPlace({ path, from }: Prompts, seen: Int32Array, row: number): number {
  const [start, end] = [from[row] ?? 0, from[row + 1] ?? 0];
  let index = start;
  while (index < end && (seen[path[index] ?? 0] ?? -1) >= 0) index += 1;
  return index - start - 1;
}

/** Place of the longest prefix up to `last` that ever had an entry; -1 without. */
function deepestEntry({ path }: Prompts, { ttl }: Entries, from: number, last: number): number {
  let place = last;
  while (place >= 0 && (ttl[path[from + place] ?? 0] ?? 0) === 0) place -= 1;
  return place;
}

/** How many blocks two requests begin with alike. */
function commonBlocks({ path, from }: Prompts, row: number, other: number): number {
  const [start, otherStart] = [from[row] ?? 0, from[other] ?? 0];
  const most = Math.min((from[row + 1] ?? 0) - start, (from[other + 1] ?? 0) - otherStart);
  let blocks = 0;
  while (blocks < most && path[start + blocks] === path[otherStart + blocks]) blocks += 1;
  return blocks;
}

/** Tokens that the request before left cached for this one: by itself, or by the provider's tools in its answer. */
export function hadFor(world: PromptWorld, past: Past, row: number, before: number): number {
  const isAnswer = before >= 0 && world.authors[row] === before && (past.cached[before] ?? -1) >= 0;
  const answered = isAnswer ? tokensAt(world, row, world.log.prompts.serverResult[row] ?? -1) : 0;
  return Math.max(answered, cachedBy(world, past, before));
}

/** Tokens that a request left cached. */
function cachedBy(world: PromptWorld, { cached }: Past, row: number): number {
  return row < 0 ? 0 : tokensAt(world, row, cached[row] ?? -1);
}

export function tokensAt({ log: { prompts }, tokens }: PromptWorld, row: number, place: number): number {
  return place < 0 ? 0 : (tokens[prompts.path[(prompts.from[row] ?? 0) + place] ?? 0] ?? 0);
}

function levelAt({ log: { prompts, prefixes } }: PromptWorld, row: number, place: number): Level | undefined {
  if (place < 0 || place > lastPlace(prompts, row)) return undefined;
  return LEVELS[prefixes.level[prompts.path[(prompts.from[row] ?? 0) + place] ?? 0] ?? 0];
}

export function minimumOf({ log: { prompts }, minimums }: PromptWorld, row: number): number {
  return minimums[prompts.kind[row] ?? 0] ?? 0;
}
