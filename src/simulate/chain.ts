/**
 * Chains: the inferences of one session, thread, model and speed in the order of time, with what their usage says of
 * the prefix each could have read.
 *
 * A position of a chain's prefix is a token. Request k reads [0, read) and has cached [0, cached) afterwards.
 */
import type { Terms } from '../core/event.ts';
import { MS_PER_HOUR, type Instant } from '../core/time.ts';
import type { Inference } from '../store/ledger.ts';

/** Times to live in ms. */
export const TTL_5M = 300_000;
export const TTL_1H: number = MS_PER_HOUR;

/**
 * A lifetime is counted from the start of a request, and logs have its first answer. Real hits come up to 309 s after
 * the last line of the request before, and hardly any later; so much later an entry counts as alive.
 */
export const LATENCY = 10_000;

/** What a request's read says, beside what was cached before it. */
export type Reading =
  /** Nothing of its chain was cached before. */
  | 'first'
  /** It read at least half of what was cached. */
  | 'hit'
  /** It did not, and the entry was alive: the prefix had changed. */
  | 'changed'
  /** It did not, and the entry was not alive: how much of the prefix was still the same is not known. */
  | 'expired';

export interface Request {
  readonly at: Instant;
  readonly model: string;
  readonly terms: Terms;
  readonly values: readonly string[];
  /** ms since the last line of the request before; 0 of a first one. */
  readonly gap: number;
  /** Tokens. */
  readonly prompt: number;
  readonly read: number;
  readonly write5m: number;
  readonly write1h: number;
  readonly output: number;
  readonly webSearch: number;
  readonly requests: number;
  readonly reading: Reading;
  /** Whether by its logged times to live an entry of the chain was alive. */
  readonly alive: boolean;
}

export interface Chain {
  readonly session: string;
  readonly thread: string;
  /** Without a session every inference is a chain of its own, and nobody knows of which conversation. */
  readonly known: boolean;
  readonly requests: readonly Request[];
}

/** Read and written: what a request leaves in the cache. */
export function cachedBy({ read, write5m, write1h }: Request): number {
  return read + write5m + write1h;
}

/** `inferences` come in the order of time. */
export function chainsOf(inferences: Iterable<Inference>): Chain[] {
  const chains = new Map<string, Growing>();
  const strangers: Chain[] = [];
  for (const inference of inferences) {
    const { session, thread, model, terms } = inference;
    if (session === '' || terms.kind !== 'message') {
      strangers.push({ session, thread, known: false, requests: [requestOf(inference, 0, 'first', false)] });
      continue;
    }
    const key = `${session}\n${thread}\n${model}\n${terms.speed}`;
    let chain = chains.get(key);
    if (chain === undefined) {
      chain = { session, thread, known: true, requests: [], life: newLife(), until: inference.at };
      chains.set(key, chain);
    }
    grow(chain, inference);
  }
  return [...chains.values(), ...strangers];
}

interface Growing extends Chain {
  readonly requests: Request[];
  readonly life: Life;
  until: Instant;
}

function grow(chain: Growing, inference: Inference): void {
  const gap = Math.max(0, inference.at - chain.until);
  const before = chain.life.cached;
  const alive = aliveEnd(chain.life, gap) > 0;
  const reading = chain.requests.length === 0 || before === 0 ? 'first' : readingOf(inference, before, alive);
  const request = requestOf(inference, chain.requests.length === 0 ? 0 : gap, reading, alive);
  chain.requests.push(request);
  advance(chain.life, request.read, request.write1h, request.write5m);
  if (inference.until > chain.until) chain.until = inference.until;
}

function readingOf({ meters }: Inference, before: number, alive: boolean): Reading {
  if (meters.cache_read * 2 >= before) return 'hit';
  return alive ? 'changed' : 'expired';
}

function requestOf(inference: Inference, gap: number, reading: Reading, alive: boolean): Request {
  const { at, model, terms, values, meters, requests } = inference;
  return {
    at,
    model,
    terms,
    values,
    gap,
    prompt: meters.input + meters.cache_write_5m + meters.cache_write_1h + meters.cache_read,
    read: meters.cache_read,
    write5m: meters.cache_write_5m,
    write1h: meters.cache_write_1h,
    output: meters.output,
    webSearch: meters.web_search,
    requests,
    reading,
    alive,
  };
}

/** What a chain has in the cache: [0, cached), of which [0, hour) has been written to live for an hour. */
export interface Life {
  cached: number;
  hour: number;
}

export function newLife(): Life {
  return { cached: 0, hour: 0 };
}

/** The end of what is still alive after so many ms at rest; all of it has been read or written just before. */
export function aliveEnd({ cached, hour }: Life, gap: number): number {
  if (gap <= TTL_5M + LATENCY) return cached;
  return gap <= TTL_1H + LATENCY ? hour : 0;
}

/** After a request that read [0, read) and wrote what follows: one-hour entries come before five-minute ones. */
export function advance(life: Life, read: number, write1h: number, write5m: number): void {
  life.hour = write1h > 0 ? read + write1h : Math.min(life.hour, read);
  life.cached = read + write1h + write5m;
}
