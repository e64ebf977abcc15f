/** All that a replay of known prompts needs. */
import type { PriceBook } from '../prices/book.ts';
import type { LaterCalls } from './loops.ts';
import type { PromptLog } from './prompts.ts';
import type { Weights } from './weights.ts';

export interface PromptWorld {
  readonly log: PromptLog;
  readonly book: PriceBook;
  /** Of each prefix. */
  readonly tokens: Float64Array;
  readonly counted: Tokens;
  /** The smallest prefix that is cached, by kind; 0 for a model that no price file has. */
  readonly minimums: Float64Array;
  /** See loops.ts: whose answer has the last result of a server tool, and what calls behind the first came to, by row. */
  readonly authors: Int32Array;
  readonly laterCalls: ReadonlyMap<number, LaterCalls>;
  readonly outside: Outside;
  readonly weights: Weights;
}

/** Sizes of prefixes. */
export interface Tokens {
  /** Of each prefix, from the beginning of the prompt. */
  readonly upTo: Float64Array;
  /** Prefixes whose tokens are known from a usage, or were counted. */
  readonly pinned: number;
  /** Prefixes that two usages pin at different numbers of tokens; the first one holds. */
  readonly contradicted: number;
}

/** Reads of what nothing in the log had written. */
export interface Outside {
  /** By request: place of the prefix that it read from outside the log; -1 where it did not. */
  readonly place: Int32Array;
  /** ms that an entry there lives, as the request's own breakpoints have it. */
  readonly ttl: Float64Array;
  /** Place where each read ended, as logged; -1 where nothing was read or nothing is logged. */
  readonly readTo: Int32Array;
}
