/**
 * The requests of a ledger as columns in the order of time: numbers, and a dictionary for each name, so that ten million
 * of them fit into memory. What a question needs beside them are columns of its own, over the same rows.
 */
import { allOf, growing, growingCounts, type Counts } from './columns.ts';
import { cacheName, chainKey, conversationName, isMain, isTurn, numbered, type Conversation } from './caches.ts';
import { priceKinds, type PriceKind } from './kinds.ts';
import { promptTokens } from '../core/meters.ts';
import type { Inference } from '../store/ledger.ts';

/** One entry a request in every column; tokens, unless said otherwise. */
export interface Logged {
  readonly count: number;
  /** Index into the kinds. */
  readonly kind: Counts;
  /** ms UTC. */
  readonly at: Float64Array;
  /** ms from there to its last line. */
  readonly lasts: Counts;
  readonly input: Counts;
  readonly cache_write_5m: Counts;
  readonly cache_write_1h: Counts;
  readonly cache_read: Counts;
  readonly output: Counts;
  readonly web_search: Counts;
  /** 1, or 0 for a further part of a request. */
  readonly requests: Uint8Array;
  /** Index into the conversations; -1 where none is known. */
  readonly conversation: Int32Array;
  /** What its conversation has in its cache: a number, in the order in which they begin; -1 where none is known. */
  readonly chain: Int32Array;
  /** 1 in a main thread, 0 in that of a sub-agent. */
  readonly main: Uint8Array;
}

export interface RequestLog {
  readonly logged: Logged;
  readonly kinds: readonly PriceKind[];
  /** Number of its cache, by kind. */
  readonly caches: Uint32Array;
  readonly conversations: readonly Conversation[];
  readonly chains: number;
  /** Tokens of the longest prompt. */
  readonly longest: number;
}

/** Takes requests in the order of time. */
interface RequestLogger {
  /** Returns its row. */
  add(inference: Inference): number;
  finish(): RequestLog;
}

export function requestLog(inferences: Iterable<Inference>): RequestLog {
  const log = requestLogger();
  for (const inference of inferences) log.add(inference);
  return log.finish();
}

export function requestLogger(): RequestLogger {
  const kinds = priceKinds();
  const caches = numbered(cacheName);
  const cacheOfKind = growing(Uint32Array);
  const conversations = numbered(conversationName);
  const ofScope = new Map<number, number>();
  const chains = new Map<number, number>();
  let longest = 0;
  const columns = {
    kind: growingCounts(),
    at: growing(Float64Array),
    lasts: growingCounts(),
    input: growingCounts(),
    cache_write_5m: growingCounts(),
    cache_write_1h: growingCounts(),
    cache_read: growingCounts(),
    output: growingCounts(),
    web_search: growingCounts(),
    requests: growing(Uint8Array),
    conversation: growing(Int32Array),
    chain: growing(Int32Array),
    main: growing(Uint8Array),
  };

  /** To join names for each request takes longer than all else of it: a ledger numbers them. */
  function conversationOf({ scope, workspace, session, thread }: Inference): number {
    const number = ofScope.get(scope ?? -1) ?? conversations.of({ workspace, session, thread });
    if (scope !== undefined) ofScope.set(scope, number);
    return number;
  }

  function chainOf(conversation: number, cache: number): number {
    const key = chainKey(conversation, cache);
    let chain = chains.get(key);
    if (chain === undefined) chains.set(key, (chain = chains.size));
    return chain;
  }

  return {
    add(inference) {
      const { at, until, meters, requests, thread } = inference;
      const kind = kinds.indexOf(inference);
      if (kind === cacheOfKind.size) cacheOfKind.push(caches.of(inference));
      const conversation = isTurn(inference) ? conversationOf(inference) : -1;
      columns.kind.push(kind);
      columns.at.push(at);
      columns.lasts.push(until - at);
      columns.input.push(meters.input);
      columns.cache_write_5m.push(meters.cache_write_5m);
      columns.cache_write_1h.push(meters.cache_write_1h);
      columns.cache_read.push(meters.cache_read);
      columns.output.push(meters.output);
      columns.web_search.push(meters.web_search);
      longest = Math.max(longest, promptTokens(meters));
      columns.requests.push(requests);
      columns.conversation.push(conversation);
      columns.chain.push(conversation < 0 ? -1 : chainOf(conversation, cacheOfKind.at(kind)));
      columns.main.push(isMain(thread) ? 1 : 0);
      return columns.at.size - 1;
    },
    finish() {
      return {
        logged: { count: columns.at.size, ...allOf(columns) },
        kinds: kinds.all,
        caches: cacheOfKind.all(),
        conversations: conversations.all,
        chains: chains.size,
        longest,
      };
    },
  };
}

/** When its last line was logged, ms UTC. */
export function untilOf({ at, lasts }: Pick<Logged, 'at' | 'lasts'>, row: number): number {
  return (at[row] ?? 0) + (lasts[row] ?? 0);
}

/** All of a prompt's tokens, cached or not. */
export function promptOf(logged: Prompted, row: number): number {
  return (logged.input[row] ?? 0) + cachedBy(logged, row);
}

type Prompted = Pick<Logged, 'input' | 'cache_write_5m' | 'cache_write_1h' | 'cache_read'>;

/** Read and written: what the request left in the cache. */
export function cachedBy(logged: Omit<Prompted, 'input'>, row: number): number {
  return (logged.cache_read[row] ?? 0) + (logged.cache_write_5m[row] ?? 0) + (logged.cache_write_1h[row] ?? 0);
}
