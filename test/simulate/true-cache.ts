/**
 * The provider's cache, entry by entry: a write at each breakpoint, a read of the longest prefix that is there, and
 * lifetimes from the start of the last request that wrote or read it. Nothing here knows of src/simulate: it says what a
 * workload would truly have cost.
 */
import type { Terms } from '../../src/core/event.ts';
import type { Instant } from '../../src/core/time.ts';
import { account } from '../../src/analysis/figures.ts';
import { quoter, type Quoter } from '../../src/analysis/quoter.ts';
import type { PriceBook } from '../../src/prices/book.ts';
import { minimumCacheable } from '../../src/prices/list.ts';
import { matchModel } from '../../src/prices/match.ts';
import { edgeBelow, type Inference, type UsageGroup } from '../../src/store/ledger.ts';
import { NEW_MODELS, type KnownWorld, type Policy, type Prefix, type Sent } from './known-world.ts';

const TTL_5M = 300_000;
const TTL_1H = 3_600_000;
const PING_EVERY = 270_000;
const PINGS = 6;

type Ttls = readonly [system: number, rest: number];

/** A way of caching. */
export interface Way {
  ttls(request: Sent): Ttls;
  /** The model that all requests go to. */
  readonly to?: string;
  /** Each request is repeated while its conversation rests, so that what it cached stays. */
  readonly pings?: boolean;
}

export interface Bill {
  readonly request: Sent;
  readonly model: string;
  readonly input: number;
  readonly cache_write_5m: number;
  readonly cache_write_1h: number;
  readonly read: number;
  readonly output: number;
}

interface Entry {
  used: number;
  grace: number;
  /** Of the first answer to whoever wrote it. */
  readonly from: number;
  readonly ttl: number;
}

const SHORT: Ttls = [TTL_5M, TTL_5M];
const LONG: Ttls = [TTL_1H, TTL_1H];

export const all5m: Way = { ttls: () => SHORT };
export const all1h: Way = { ttls: () => LONG };
export const main1hSub5m: Way = { ttls: ({ thread }) => (thread === 'main' ? LONG : SHORT) };
export const keptAlive: Way = { ...all5m, pings: true };

const LOGGED: Readonly<Record<Policy, Way>> = {
  '5m': all5m,
  '1h': all1h,
  'main-1h-sub-5m': main1hSub5m,
  'system-1h-rest-5m': { ttls: () => [TTL_1H, TTL_5M] },
};

export function loggedWay({ policy }: KnownWorld): Way {
  return LOGGED[policy];
}

export class Truth {
  readonly #world: KnownWorld;
  readonly #book: PriceBook;
  readonly #minimums = new Map<string, number>();
  readonly #rates = new Map<string, Rates>();

  constructor(world: KnownWorld, book: PriceBook) {
    this.#world = world;
    this.#book = book;
  }

  /** What each request and each ping is billed, in the order in which they were sent. */
  bills(way: Way, requests: readonly Sent[] = this.#world.requests): Bill[] {
    const caches = new Map<string, Map<Prefix, Entry>>();
    const events = requests.map((request) => ({ at: request.start, request, ping: false }));
    if (way.pings === true) {
      for (const request of requests)
        for (let count = 1; count <= PINGS && request.start + count * PING_EVERY < request.next; count++)
          events.push({ at: request.start + count * PING_EVERY, request, ping: true });
      events.sort((a, b) => a.at - b.at);
    }
    return events.map(({ at, request, ping }) => {
      const model = way.to ?? request.model;
      const key = cacheOf({ workspace: request.workspace, model });
      let cache = caches.get(key);
      if (cache === undefined) caches.set(key, (cache = new Map()));
      const bill = this.#serve(cache, request, at, model, way.ttls(request));
      return ping ? { ...bill, input: 0, output: 0 } : bill;
    });
  }

  #serve(cache: Map<Prefix, Entry>, request: Sent, at: number, model: string, [systemTtl, restTtl]: Ttls): Bill {
    const factor = this.#factor(request.model, model);
    const sized = (tokens: number): number => Math.round(tokens * factor);
    const minimum = this.#minimum(model);
    const { system, prompt, tail, grace } = request;
    let hit: Prefix | undefined = prompt;
    while (hit !== undefined && !isAlive(cache.get(hit), at)) hit = hit.before;
    for (let inside = hit; inside !== undefined; inside = inside.before) {
      const entry = cache.get(inside);
      if (entry !== undefined && isAlive(entry, at)) Object.assign(entry, { used: at, grace });
    }
    const read = hit === undefined ? 0 : sized(hit.end);
    const [total, output] = [sized(prompt.end + tail), sized(request.output)];
    let [cached, hourEnd] = [read, read];
    for (const [prefix, ttl] of [
      [system, systemTtl],
      [prompt, restTtl],
    ] as const) {
      const end = sized(prefix.end);
      if (end <= read || end < minimum) continue;
      cached = end;
      if (ttl === TTL_1H) hourEnd = end;
      const from = at + request.at - request.start;
      const other = cache.get(prefix);
      const waiting = other !== undefined && at - other.used <= other.ttl ? other.from : from;
      cache.set(prefix, { used: at, grace, ttl, from: Math.min(from, waiting) });
    }
    return {
      ...{ request, model, read, output, input: total - cached },
      ...{ cache_write_1h: hourEnd - read, cache_write_5m: cached - hourEnd },
    };
  }

  /** Tokens of the smallest prefix that a model caches. */
  #minimum(model: string): number {
    let minimum = this.#minimums.get(model);
    if (minimum === undefined) {
      const name = matchModel(this.#book.index, model) ?? model;
      minimum = minimumCacheable(this.#book, name, this.#world.requests[0]!.start as Instant) ?? 0;
      this.#minimums.set(model, minimum);
    }
    return minimum;
  }

  /** The same text is more tokens for a new model. */
  #factor(from: string, to: string): number {
    if (from === to) return 1;
    const { growth } = this.#world;
    const [wasNew, isNew] = [from, to].map((model) => (NEW_MODELS as readonly string[]).includes(model));
    return wasNew === isNew ? 1 : isNew ? growth : 1 / growth;
  }

  /** The log of this way of caching. */
  log(way: Way): Inference[] {
    return this.bills(way)
      .map(({ request, model, input, cache_write_5m, cache_write_1h, read, output }) => ({
        ...{ at: request.at as Instant, until: request.until as Instant, model, terms: TERMS, values: [], requests: 1 },
        ...{ workspace: request.workspace, session: request.session, thread: request.thread },
        meters: {
          ...{
            input,
            output,
            cache_write_5m: cache_write_5m,
            cache_write_1h: cache_write_1h,
            cache_read: read,
            web_search: 0,
          },
        },
      }))
      .sort((a, b) => a.at - b.at);
  }

  /** Exact, in picodollars. */
  cost(bills: readonly Bill[], asOf?: Instant): bigint {
    const sum = account(quoter(this.#book, asOf));
    for (const bill of bills) sum.add(this.#group(bill));
    const { cost, complete } = sum.figures();
    if (cost === null || !complete) throw new Error('every model of a known world has a price');
    return cost;
  }

  #group({ request, model, input, cache_write_5m, cache_write_1h, read, output }: Bill): UsageGroup {
    const above = edgeBelow(input + cache_write_5m + cache_write_1h + read, this.#book.thresholds);
    return {
      ...{ at: request.at as Instant, model, terms: TERMS, values: [], above, requests: 1n, hits: 0n },
      sums: {
        ...{ input: BigInt(input), cache_write_5m: BigInt(cache_write_5m), cache_write_1h: BigInt(cache_write_1h) },
        ...{ cache_read: BigInt(read), output: BigInt(output), web_search: 0n },
      },
    };
  }

  /**
   * Each chain with the time to live that is cheaper for the whole bill, given those of the others: from five minutes
   * for all, one chain after the other is changed, and stays so where that is cheaper, until none is.
   */
  bestPerChain(): Way {
    const hours = new Set<number>();
    const way: Way = { ttls: ({ chain }) => (hours.has(chain) ? LONG : SHORT) };
    const quotes = quoter(this.#book);
    // What has a cache of its own is not changed by the rest.
    for (const requests of Map.groupBy(this.#world.requests, cacheOf).values()) {
      const chains = new Set(requests.map(({ chain }) => chain));
      let best = this.#roughCost(way, requests, quotes);
      for (let sweep = 0, changed = true; changed && sweep < 4; sweep++) {
        changed = false;
        for (const chain of chains) {
          toggle(hours, chain);
          const cost = this.#roughCost(way, requests, quotes);
          if (cost < best) [best, changed] = [cost, true];
          else toggle(hours, chain);
        }
      }
    }
    return way;
  }

  /** Enough to compare two ways by: the output costs the same in both. */
  #roughCost(way: Way, requests: readonly Sent[], quotes: Quoter): number {
    return this.bills(way, requests).reduce((sum, bill) => {
      const { input, cache_write_5m, cache_write_1h, read } = bill;
      const rates = this.#ratesOf(bill, quotes);
      return (
        sum +
        input * rates.input +
        cache_write_5m * rates.cache_write_5m +
        cache_write_1h * rates.cache_write_1h +
        read * rates.read
      );
    }, 0);
  }

  #ratesOf(bill: Bill, quotes: Quoter): Rates {
    const { model, input: plain, cache_write_5m: short, cache_write_1h: long, read } = bill;
    const key = `${model} ${edgeBelow(plain + short + long + read, this.#book.thresholds)}`;
    let rates = this.#rates.get(key);
    if (rates === undefined) {
      const { quote } = quotes.tokens(this.#group(bill));
      if (!quote.ok) throw new Error('every model of a known world has a price');
      const { input, cache_write_5m, cache_write_1h, cache_read } = quote.rates;
      rates = {
        input: Number(input),
        cache_write_5m: Number(cache_write_5m),
        cache_write_1h: Number(cache_write_1h),
        read: Number(cache_read),
      };
      this.#rates.set(key, rates);
    }
    return rates;
  }
}

/** Picodollars a token. */
type Rates = Readonly<Record<'input' | 'cache_write_5m' | 'cache_write_1h' | 'read', number>>;

const TERMS: Terms = { source: 'known', platform: 'api', tier: '', speed: '', geo: '', kind: 'message' };

/** Caches are separate by workspace and model. */
function cacheOf({ workspace, model }: Pick<Sent, 'workspace' | 'model'>): string {
  return `${workspace} ${model}`;
}

/** Readable: written, answered, and not too old. */
function isAlive(entry: Entry | undefined, at: number): boolean {
  return entry !== undefined && at >= entry.from && at - entry.used <= entry.ttl + entry.grace;
}

function toggle(set: Set<number>, value: number): void {
  if (!set.delete(value)) set.add(value);
}
