/**
 * The floor: what no placement of breakpoints can be cheaper than. Each prefix is looked at by itself, with the times at
 * which requests went through it: each of them pays for its last block a read while it is alive, else the cheapest of
 * input, a write for five minutes and one for an hour, in view of those to come. Whoever reads it may let it live for an
 * hour from then on: a one-hour write behind it keeps what stands before. There is no limit of breakpoints and none of
 * lookback. So it is a bound, which need not be reachable.
 */
import { groupedBy } from '../requests/columns.ts';
import type { Bills } from './bills.ts';
import { TTL_1H, TTL_5M } from '../requests/life.ts';
import { addLaterCalls, type LaterCalls } from './loops.ts';
import type { PromptWorld } from './prompt-world.ts';
import type { Split } from './provider.ts';
import { addSplit } from './request-bills.ts';

/** What was paid for a block: as input, read, written. */
const [INPUT, READ, WRITE_5M, WRITE_1H] = [0, 1, 2, 3] as const;
const CACHED = [READ, WRITE_5M, WRITE_1H];

export function billFloor(world: PromptWorld, bills: Bills): void {
  const { prompts } = world.log;
  const meters = [INPUT, READ, WRITE_5M, WRITE_1H].map(() => new Float64Array(prompts.count));
  const free = freePlaces(world);
  for (const uses of usesByPrefix(world, free)) payFor(world, uses, free, meters);
  for (let row = 0; row < prompts.count; row++) {
    const [cache_read = 0, cache_write_5m = 0, cache_write_1h = 0] = CACHED.map((meter) => meters[meter]?.[row]);
    const cached = cache_read + cache_write_5m + cache_write_1h;
    const input = Math.max(0, (prompts.total[row] ?? 0) - cached);
    const split: Split = { input, cache_write_5m, cache_write_1h, cache_read, hit: -1 };
    const later = world.laterCalls.get(row);
    // The second call reads as much as can be, whatever the first one pays for.
    const here = split.cache_read + split.cache_write_5m + split.cache_write_1h;
    const most = later === undefined ? 0 : Math.max(0, (prompts.total[row] ?? 0) - later.found);
    const best = later && { ...later, found: here - most };
    addLaterCalls(split, best, later !== undefined && isWorthIt(world, row, later));
    addSplit(bills, prompts, row, split);
  }
}

/** Whether calls behind the first cost less as they were logged than as input. */
function isWorthIt({ log: { prompts }, weights }: PromptWorld, row: number, later: LaterCalls): boolean {
  const price = weights.of(prompts.kind[row] ?? 0, prompts.total[row] ?? 0);
  const { cache_write_5m, cache_write_1h, cache_read: read } = later;
  return (
    cache_write_5m * price.cache_write_5m + cache_write_1h * price.cache_write_1h + read * price.cache_read <
    (cache_write_5m + cache_write_1h + read) * price.input
  );
}

/**
 * Place up to which others than the log's requests may have cached a prompt: from outside, or the provider while it ran
 * tools for the request that it goes on from. -1: nobody.
 */
function freePlaces({ log: { prompts }, outside, authors }: PromptWorld): Int32Array {
  return outside.place.map((place, row) => {
    const result = (authors[row] ?? -1) < 0 ? -1 : (prompts.serverResult[row] ?? -1);
    return Math.max(place, result);
  });
}

interface Uses {
  readonly node: number;
  /** Its place in every path. */
  readonly place: number;
  /** In the order of time. */
  readonly rows: Uint32Array;
}

/** The rows that go through each prefix. Those that only one request goes through are never worth a write. */
function* usesByPrefix({ log: { prompts, prefixes } }: PromptWorld, free: Int32Array): Iterable<Uses> {
  const rowOf = new Uint32Array(prompts.path.length);
  for (let row = 0; row < prompts.count; row++) rowOf.fill(row, prompts.from[row], prompts.from[row + 1]);
  const { rows: steps, from } = groupedBy(prompts.path, prefixes.count);
  for (let node = 0; node < prefixes.count; node++) {
    const own = steps.subarray(from[node], from[node + 1]).map((step) => rowOf[step] ?? 0);
    const place = (steps[from[node] ?? 0] ?? 0) - (prompts.from[own[0] ?? 0] ?? 0);
    if (own.length > 1 || (own.length === 1 && (free[own[0] ?? 0] ?? -1) >= place)) yield { node, place, rows: own };
  }
}

/** What the prefix is, before a use: not there, or alive for so long after its last use. */
const [GONE, FIVE, HOUR] = [0, 1, 2] as const;
const STATES = 3;

function payFor(world: PromptWorld, uses: Uses, free: Int32Array, meters: readonly Float64Array[]): void {
  const { node, rows } = uses;
  const { prompts, prefixes } = world.log;
  const own = (world.tokens[node] ?? 0) - (world.tokens[prefixes.parent[node] ?? 0] ?? 0);
  if (own <= 0) return;
  const { choices, last } = cheapestWay(world, uses, free);
  let state = last;
  for (let use = rows.length - 1; use >= 0; use--) {
    const choice = choices[use * STATES + state] ?? 0;
    const row = rows[use] ?? 0;
    const meter = meters[choice >> 2];
    // Tokens are rounded prefix by prefix, and may pass the whole by one.
    const room =
      (prompts.total[row] ?? 0) -
      meters.reduce((sum, each, index) => sum + (index === INPUT ? 0 : (each[row] ?? 0)), 0);
    if (meter !== undefined && choice >> 2 !== INPUT) meter[row] = (meter[row] ?? 0) + Math.max(0, Math.min(own, room));
    state = choice & 3;
  }
}

/**
 * Forward through the uses: the least that each state after a use can have cost, and by what and from which state. Of two
 * ways to one state the one that is readable earlier is taken to be as cheap as the cheaper one, which keeps it a bound.
 */
function cheapestWay(
  world: PromptWorld,
  { rows, place }: Uses,
  free: Int32Array,
): { choices: Uint8Array; last: number } {
  const { prompts } = world.log;
  const choices = new Uint8Array(rows.length * STATES);
  let costs = [0, Infinity, Infinity];
  let readable = [Infinity, Infinity, Infinity];
  let before = 0;
  for (let use = 0; use < rows.length; use++) {
    const row = rows[use] ?? 0;
    const at = prompts.at[row] ?? 0;
    const answered = prompts.answered[row] ?? at;
    const kind = prompts.kind[row] ?? 0;
    const price = world.weights.of(kind, prompts.total[row] ?? 0);
    const canCache = (prompts.total[row] ?? 0) >= (world.minimums[kind] ?? 0);
    const [next, nextReadable] = [
      [Infinity, Infinity, Infinity],
      [Infinity, Infinity, Infinity],
    ];
    const take = (to: number, cost: number, by: number, from: number, readableFrom: number): void => {
      nextReadable[to] = Math.min(nextReadable[to] ?? Infinity, readableFrom);
      if (cost >= (next[to] ?? Infinity)) return;
      next[to] = cost;
      choices[use * STATES + to] = (by << 2) | from;
    };
    for (let from: number = GONE; from < STATES; from++) {
      const cost = costs[from] ?? Infinity;
      if (cost === Infinity) continue;
      const lives = from === FIVE ? TTL_5M : from === HOUR ? TTL_1H : 0;
      const isAlive = use > 0 && lives > 0 && at - before <= lives;
      const since = isAlive ? (readable[from] ?? Infinity) : Infinity;
      const stays = isAlive ? from : GONE;
      const isFree = (free[row] ?? -1) >= place;
      if (canCache && (isFree || (isAlive && at >= since))) {
        take(Math.max(from, FIVE), cost + price.cache_read, READ, from, Math.min(since, at));
        take(HOUR, cost + price.cache_read, READ, from, Math.min(since, at));
      } else {
        take(stays, cost + price.input, INPUT, from, since);
        if (canCache) {
          take(Math.max(stays, FIVE), cost + price.cache_write_5m, WRITE_5M, from, Math.min(since, answered));
          take(HOUR, cost + price.cache_write_1h, WRITE_1H, from, Math.min(since, answered));
        }
      }
    }
    costs = next;
    readable = nextReadable;
    before = at;
  }
  const least = Math.min(...costs);
  return { choices, last: costs.indexOf(least) };
}
