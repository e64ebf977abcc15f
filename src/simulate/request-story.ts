/** One request, block by block: what of it was read and written by the rules of the cache, and why no more. */
import type { Figures } from '../analysis/figures.ts';
import { BLOCK_KINDS, LEVELS, type BlockKind, type Level } from '../core/prompt.ts';
import type { Instant } from '../core/time.ts';
import { lastPlace } from './breakpoints.ts';
import { TTL_5M } from '../requests/life.ts';
import { addBilled, billedAt, type Billed } from './bills.ts';
import type { PromptWorld } from './prompt-world.ts';
import type { Breakpoints, Split } from './provider.ts';
import { billsOf, priced } from './request-bills.ts';
import { judgeRequests, minimumOf, readTo, tokensAt, type Judged, type Past } from './request-causes.ts';

export interface RequestStory {
  readonly at: Instant;
  readonly model: string;
  readonly session: string;
  readonly judged: Judged;
  /** Of the request that this one is held against; undefined without. */
  readonly beforeAt: Instant | undefined;
  /** As logged; undefined where the log does not tell what was read and written. */
  readonly logged: RequestBill | undefined;
  readonly replayed: RequestBill;
  readonly blocks: readonly StoryBlock[];
  /** The entry that was read: when it had last been used, and for how long (ms) it lived from then. */
  readonly entry: { readonly usedAt: Instant; readonly ttl: number } | undefined;
  /** The smallest prefix that is cached, in tokens. */
  readonly minimum: number;
}

/** Tokens, and what they cost. */
export interface RequestBill extends Billed {
  readonly figures: Figures;
}

export interface StoryBlock {
  readonly level: Level;
  readonly kind: BlockKind;
  /** Tokens of this block, and of all up to it. */
  readonly tokens: number;
  readonly upTo: number;
  readonly billed: 'read' | 'write_5m' | 'write_1h' | 'input';
  /** Of the breakpoint behind it: ms to live; undefined without. */
  readonly breakpoint: number | undefined;
  /** An earlier request began with the same blocks up to this one. */
  readonly shared: boolean;
}

/** undefined when there is no such row. */
export function storyOf(world: PromptWorld, row: number): RequestStory | undefined {
  let story: RequestStory | undefined;
  judgeRequests(world, (each, judged, split, breakpoints, past) => {
    if (each === row) story = told(world, row, judged, split, breakpoints, past);
  });
  return story;
}

function told(
  world: PromptWorld,
  row: number,
  judged: Judged,
  split: Split,
  breakpoints: Breakpoints,
  past: Past,
): RequestStory {
  const { prompts, names } = world.log;
  const logged = billedAt(prompts, row);
  const { input, cache_write_5m, cache_write_1h, cache_read: read } = split;
  const momentOf = (other: number): Instant => (prompts.at[other] ?? 0) as Instant;
  return {
    at: momentOf(row),
    model: names[row]?.model ?? '',
    session: names[row]?.session ?? '',
    judged,
    beforeAt: judged.before < 0 ? undefined : momentOf(judged.before),
    logged: prompts.logsCache[row] === 1 ? billOf(world, row, logged) : undefined,
    replayed: billOf(world, row, { input, cache_write_5m, cache_write_1h, cache_read: read, output: logged.output }),
    blocks: blocksOf(world, row, split, breakpoints, past),
    entry: entryOf(world, row, readTo(world, row) ?? split.hit, past),
    minimum: minimumOf(world, row),
  };
}

function entryOf({ log: { prompts } }: PromptWorld, row: number, hit: number, past: Past): RequestStory['entry'] {
  if (hit < 0) return undefined;
  const node = prompts.path[(prompts.from[row] ?? 0) + hit] ?? 0;
  const usedAt = (prompts.at[past.writers[node] ?? 0] ?? 0) as Instant;
  return { usedAt, ttl: past.entries.ttl[node] ?? 0 };
}

function blocksOf(
  world: PromptWorld,
  row: number,
  split: Split,
  { count, places, ttls }: Breakpoints,
  { seen }: Past,
): StoryBlock[] {
  const { prompts, prefixes } = world.log;
  const from = prompts.from[row] ?? 0;
  const { read, hourEnd, end } = boundariesOf(world, row, split, { count, places, ttls });
  return Array.from({ length: lastPlace(prompts, row) + 1 }, (_, place): StoryBlock => {
    const node = prompts.path[from + place] ?? 0;
    const upTo = tokensAt(world, row, place);
    const mark = places.subarray(0, count).indexOf(place);
    const billed = place <= read ? 'read' : place <= hourEnd ? 'write_1h' : place <= end ? 'write_5m' : 'input';
    return {
      level: LEVELS[prefixes.level[node] ?? 0] ?? 'messages',
      kind: BLOCK_KINDS[prefixes.kind[node] ?? 0] ?? 'other',
      tokens: upTo - tokensAt(world, row, place - 1),
      upTo,
      billed,
      breakpoint: mark < 0 ? undefined : ttls[mark],
      shared: (seen[node] ?? -1) >= 0,
    };
  });
}

/** Places up to which the prompt was read, written for an hour and written at all: as logged where the log tells. */
function boundariesOf(
  world: PromptWorld,
  row: number,
  split: Split,
  { count, places, ttls }: Pick<Breakpoints, 'count' | 'places' | 'ttls'>,
): { readonly read: number; readonly hourEnd: number; readonly end: number } {
  const { prompts } = world.log;
  const logged = prompts.firstCalls.has(row) ? undefined : readTo(world, row);
  const later = world.laterCalls.get(row) ?? { cache_write_1h: 0, cache_write_5m: 0 };
  const [read, cache_write_1h, cache_write_5m] =
    logged === undefined
      ? [split.hit, split.cache_write_1h - later.cache_write_1h, split.cache_write_5m - later.cache_write_5m]
      : [logged, prompts.cache_write_1h[row] ?? 0, prompts.cache_write_5m[row] ?? 0];
  const lastOf = (isOwn: (index: number) => boolean): number =>
    [...places.subarray(0, count)].findLast((_, index) => isOwn(index)) ?? -1;
  const hourEnd = cache_write_1h > 0 ? lastOf((index) => (ttls[index] ?? 0) > TTL_5M) : read;
  return { read, hourEnd, end: cache_write_5m > 0 ? lastOf(() => true) : Math.max(read, hourEnd) };
}

function billOf(world: PromptWorld, row: number, billed: Billed): RequestBill {
  const bills = billsOf(world);
  addBilled(bills, row, billed);
  return { ...billed, figures: priced(bills, world) };
}
