/**
 * Which cache writes nobody read, as far as usage alone can tell.
 *
 * A chain is the inferences of one session, thread and model in the order of time. An inference reads the prefix
 * [0, cache_read) and writes what follows it; a position belongs to whoever wrote it last. What is overwritten before
 * it was read is unread, and so is what nobody had read when the chain ends. Without a session the chain is not known.
 */
import { MS_PER_DAY, MS_PER_HOUR, type Instant } from '../core/time.ts';
import type { Inference } from '../store/ledger.ts';

/** Tokens of one inference's writes; it may come in several pieces. */
interface UnreadWrite {
  readonly inference: Inference;
  readonly unread: number;
  /** Written by nobody knows which chain, so perhaps read. */
  readonly unattributed: number;
}

/** Unread positions of a chain, [start, end). */
interface Segment {
  readonly start: number;
  readonly end: number;
  readonly inference: Inference;
}

interface Chain {
  last: Instant;
  /** The lowest on top. */
  readonly unread: Segment[];
}

/** No time to live is longer than an hour: after a day without a request nothing of a chain is in any cache. */
const LONGEST_IDLE = MS_PER_DAY;

/** `inferences` come in the order of time. */
export function* unreadWrites(inferences: Iterable<Inference>): Iterable<UnreadWrite> {
  const chains = new Map<string, Chain>();
  let swept = 0;
  for (const inference of inferences) {
    const { at, session, thread, model, meters } = inference;
    const written = meters.cache_write_5m + meters.cache_write_1h;
    if (session === '') {
      if (written > 0) yield { inference, unread: 0, unattributed: written };
      continue;
    }
    if (at - swept > MS_PER_HOUR) {
      for (const [key, chain] of chains) {
        if (at - chain.last <= LONGEST_IDLE) continue;
        yield* rest(chain);
        chains.delete(key);
      }
      swept = at;
    }
    const key = `${session}\n${thread}\n${model}`;
    const chain = chains.get(key) ?? { last: at, unread: [] };
    chains.set(key, chain);
    if (at - chain.last > LONGEST_IDLE) yield* rest(chain);
    chain.last = at;
    read(chain, meters.cache_read);
    yield* write(chain, inference, meters.cache_read, meters.cache_read + written);
  }
  for (const chain of chains.values()) yield* rest(chain);
}

function read({ unread }: Chain, end: number): void {
  for (let lowest = unread.at(-1); lowest !== undefined && lowest.start < end; lowest = unread.at(-1)) {
    unread.pop();
    if (lowest.end > end) unread.push({ ...lowest, start: end });
  }
}

/** All that is still unread starts at `start` or beyond. */
function* write({ unread }: Chain, inference: Inference, start: number, end: number): Iterable<UnreadWrite> {
  if (end === start) return;
  for (let lowest = unread.at(-1); lowest !== undefined && lowest.start < end; lowest = unread.at(-1)) {
    unread.pop();
    yield piece(lowest, Math.min(lowest.end, end));
    if (lowest.end > end) unread.push({ ...lowest, start: end });
  }
  unread.push({ start, end, inference });
}

function* rest({ unread }: Chain): Iterable<UnreadWrite> {
  for (const segment of unread.splice(0)) yield piece(segment, segment.end);
}

function piece({ start, inference }: Segment, end: number): UnreadWrite {
  return { inference, unread: end - start, unattributed: 0 };
}
