/**
 * Which cache a request reads from and writes to, and which conversation it is a turn of.
 *
 * Entries are separate by workspace, model and speed. Logs that do not say are of the standard speed: the same
 * conversation has both, and reads on. A conversation is a session and thread of a workspace; a chain is what it has in
 * one cache.
 */
import { fail } from '../core/problem.ts';
import type { Inference } from '../store/ledger.ts';
import type { PriceKind } from './kinds.ts';

/** A sub-agent's thread is a conversation of its own. */
export interface Conversation {
  readonly workspace: string;
  readonly session: string;
  readonly thread: string;
}

/** Compactions, advisors and aggregates are no turns of a conversation. */
export function isTurn({ session, terms }: Pick<Inference, 'session' | 'terms'>): boolean {
  return session !== '' && terms.kind === 'message';
}

export function isMain(thread: string): boolean {
  return thread === '' || thread === 'main';
}

export function speedOf({ terms }: Pick<PriceKind, 'terms'>): string {
  return terms.speed === '' ? 'standard' : terms.speed;
}

/** Numbers for things by their name, in the order in which they come. */
export function numbered<T>(nameOf: (thing: T) => string): { readonly all: readonly T[]; of(thing: T): number } {
  const known = new Map<string, number>();
  const all: T[] = [];
  return {
    all,
    of(thing) {
      const name = nameOf(thing);
      let number = known.get(name);
      if (number === undefined) known.set(name, (number = all.push(thing) - 1));
      return number;
    },
  };
}

export function cacheName(kind: Pick<PriceKind, 'workspace' | 'model' | 'terms'>): string {
  return JSON.stringify([kind.workspace, kind.model, speedOf(kind)]);
}

export function conversationName({ workspace, session, thread }: Conversation): string {
  return `${session}\n${thread}\n${workspace}`;
}

/** A chain is numbered by two numbers in one that is exact below 2^53. */
const MOST_CACHES = 2 ** 21;
const MOST_CONVERSATIONS = 2 ** 32;

/** Throws a Failure where there are more caches than can be told apart. */
export function chainKey(conversation: number, cache: number): number {
  if (cache >= MOST_CACHES)
    fail('too_many_caches', 'the requests are of more than 2,097,152 workspaces and models.', {
      hint: 'Narrow them with --where or --since.',
    });
  return cache * MOST_CONVERSATIONS + conversation;
}
