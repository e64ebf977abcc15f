/**
 * The requests of a ledger chain by chain, with what their usage says of the prefix each could have read. A sub-agent,
 * another model and another speed have caches of their own; a compaction is a change of the prefix; a session that is
 * resumed under its own id goes on.
 */
import type { Instant } from '../core/time.ts';
import { countsFor, startsOf, type Counts } from '../requests/columns.ts';
import { advance, aliveEnd, LATENCY, newLife, TTL_5M, type Life } from '../requests/life.ts';
import { cachedBy, promptOf, untilOf, type Logged, type RequestLog } from '../requests/log.ts';
import { CHANGED, EXPIRED, HIT, type Chain, type Requests, type Workload } from './workload.ts';

export function workloadOf(log: RequestLog): Workload {
  const { logged, kinds, conversations } = log;
  // Requests of which no chain is known stand together behind the chains.
  const from = new Uint32Array(log.chains + 2).fill(logged.count);
  from.set(startsOf(logged.chain, log.chains));
  const requests = columnsOf(log);
  const owners = observeAll(log, from, requests);
  const chains = Array.from(from.subarray(1), (end, index): Chain => {
    const conversation = conversations[owners[index] ?? -1];
    const whose = { session: conversation?.session ?? '', thread: conversation?.thread ?? '' };
    return { index, ...whose, known: index < log.chains, start: from[index] ?? 0, end };
  });
  return {
    requests,
    kinds,
    chains: chains.filter(({ start, end }) => end > start),
    latest: (logged.at.at(-1) ?? 0) as Instant,
  };
}

/** What stands for the pause before a first request: ms, more than any pause of this log, and than any time to live. */
function neverIn({ at }: Logged): number {
  const longest = 2 ** 32 - 1;
  return (at.at(-1) ?? 0) - (at[0] ?? 0) < longest ? longest : Infinity;
}

/** Empty. */
function columnsOf({ logged, kinds, longest }: RequestLog): Requests {
  const { count } = logged;
  const tokens = (): Counts => countsFor(count, longest);
  const pauses = (): Counts => countsFor(count, neverIn(logged));
  return {
    count,
    kind: countsFor(count, kinds.length),
    at: new Float64Array(count),
    gap: pauses(),
    company: pauses(),
    prompt: tokens(),
    cache_read: tokens(),
    cache_write_5m: tokens(),
    cache_write_1h: tokens(),
    output: logged.output.slice(),
    cached: tokens(),
    most: tokens(),
    hour: tokens(),
    lost: new Uint8Array(count),
    reading: new Uint8Array(count),
    alive: new Uint8Array(count),
    steady: new Uint8Array(count),
    web_search: logged.web_search.slice(),
    requests: new Uint8Array(count),
  };
}

/** What the requests of one cache have in common. */
interface Shared {
  /** The newest request of main threads and of sub-agents, ms UTC: their prompts begin differently. */
  readonly last: { main: number; sub: number };
  /** Whether anything was written to live for an hour. */
  hasHours: boolean;
}

/** A chain, as far as it has been looked at. */
interface Growing {
  /** By what it wrote itself. */
  readonly life: Life;
  /** At the most so much lives for an hour: what others wrote may. */
  hour: number;
  /** Up to here its entries had expired once, and were written again as one. */
  rewritten: number;
  /** Of the newest request, and of its last line, ms UTC; -Infinity before the first. */
  at: number;
  until: number;
}

/**
 * Looks at the requests in the order of time, and puts each into its place: `from` is where its chain begins. Returns
 * whose conversation each chain is of.
 */
function observeAll(log: RequestLog, from: Uint32Array, into: Requests): Int32Array {
  const { logged, caches } = log;
  const owners = new Int32Array(log.chains).fill(-1);
  const next = from.slice();
  const shared: Shared[] = [];
  const chains: Growing[] = [];
  const never = neverIn(logged);
  for (let row = 0; row < logged.count; row++) {
    const known = logged.chain[row] ?? -1;
    const number = known < 0 ? log.chains : known;
    const place = next[number] ?? 0;
    next[number] = place + 1;
    const at = logged.at[row] ?? 0;
    const cache = (shared[caches[logged.kind[row] ?? 0] ?? 0] ??= newShared());
    const role = logged.main[row] === 1 ? 'main' : 'sub';
    copy(logged, row, into, place);
    into.company[place] = Math.min(never, at - cache.last[role]);
    cache.last[role] = at;
    if (number === log.chains) {
      into.gap[place] = never;
      into.most[place] = logged.cache_read[row] ?? 0;
      continue;
    }
    owners[number] = logged.conversation[row] ?? -1;
    const chain = (chains[number] ??= newChain());
    observe(chain, cache.hasHours, into, place);
    if (chain.at === -Infinity) into.gap[place] = never;
    if ((logged.cache_write_1h[row] ?? 0) > 0) cache.hasHours = true;
    chain.at = at;
    chain.until = Math.max(chain.until, untilOf(logged, row));
  }
  return owners;
}

function newShared(): Shared {
  return { last: { main: -Infinity, sub: -Infinity }, hasHours: false };
}

function newChain(): Growing {
  return { life: newLife(), hour: 0, rewritten: 0, at: -Infinity, until: -Infinity };
}

function copy(logged: Logged, row: number, into: Requests, place: number): void {
  into.kind[place] = logged.kind[row] ?? 0;
  into.at[place] = logged.at[row] ?? 0;
  into.prompt[place] = promptOf(logged, row);
  into.cache_read[place] = logged.cache_read[row] ?? 0;
  into.cache_write_5m[place] = logged.cache_write_5m[row] ?? 0;
  into.cache_write_1h[place] = logged.cache_write_1h[row] ?? 0;
  into.output[place] = logged.output[row] ?? 0;
  into.cached[place] = cachedBy(logged, row);
  into.web_search[place] = logged.web_search[row] ?? 0;
  into.requests[place] = logged.requests[row] ?? 0;
}

/** What is seen of a request beside its own usage. */
function observe(chain: Growing, hasHours: boolean, into: Requests, place: number): void {
  const { life, hour, at: last } = chain;
  const [at, read] = [into.at[place] ?? 0, into.cache_read[place] ?? 0];
  const before = life.cached;
  const gap = Math.max(0, at - chain.until);
  const alive = aliveEnd(life, gap);
  // From start to start it was longer, and an answer may be as late as another was early.
  const surelyAlive = aliveEnd(life, at - last, -LATENCY);
  advance(life, read, into.cache_write_1h[place] ?? 0, into.cache_write_5m[place] ?? 0);
  chain.hour = Math.max(life.hour, hasHours && read > 0 && hour < read ? read : Math.min(hour, read));
  into.gap[place] = gap;
  into.hour[place] = hour;
  into.most[place] = read;
  if (before === 0) return;
  const lost = read >= surelyAlive && read < before;
  const same = Math.min(before, life.cached);
  if (lost) chain.rewritten = life.cached;
  into.reading[place] = read * 2 >= before ? HIT : lost ? EXPIRED : CHANGED;
  into.alive[place] = alive > 0 ? 1 : 0;
  if (lost) into.most[place] = Math.max(read, same);
  else if (read < before) into.most[place] = Math.max(read, Math.min(same, chain.rewritten));
  into.lost[place] = lost ? 1 : 0;
  into.steady[place] = read >= before && at - last <= TTL_5M - LATENCY ? 1 : 0;
}
