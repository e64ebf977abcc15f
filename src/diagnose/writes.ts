/** Which writes no later request read, and which were written for an hour that no pause needed; by row, in tokens. */
import { LATENCY, TTL_1H, TTL_5M } from '../simulate/life.ts';
import { cacheNames } from './caches.ts';
import type { Miss } from './cause.ts';
import type { DiagnosisLog, Logged } from './log.ts';

export interface Writes {
  readonly unread5m: Float64Array;
  readonly unread1h: Float64Array;
  /** 1 where five minutes would have kept all that this request wrote until it was read, or written over. */
  readonly briefly: Uint8Array;
}

/** A position of a prefix belongs to whoever wrote it last; [start, end) that nobody has read yet. */
interface Segment {
  readonly start: number;
  readonly end: number;
  readonly row: number;
  readonly isHour: boolean;
}

interface Chain {
  last: number;
  /** The lowest on top. */
  readonly unread: Segment[];
  /** Its requests since the last pause that outlasts five minutes. */
  readonly recent: number[];
}

/**
 * By conversation and cache. Where no conversation is known, nobody knows who read what was written: nothing of it
 * counts as unread, or as written for too long.
 */
export function writesOf(log: DiagnosisLog, misses: ReadonlyMap<number, Miss>): Writes {
  const { logged } = log;
  const { count } = logged;
  const writes: Writes = {
    unread5m: new Float64Array(count),
    unread1h: new Float64Array(count),
    briefly: new Uint8Array(count),
  };
  const caches = cacheNames(log);
  const chains = new Map<string, Chain>();
  for (let row = 0; row < count; row++) {
    const conversation = logged.conversation[row] ?? -1;
    if (conversation < 0) continue;
    const key = `${conversation} ${caches[logged.kind[row] ?? 0] ?? ''}`;
    const chain = chains.get(key) ?? { last: -1, unread: [], recent: [] };
    chains.set(key, chain);
    rest(chain, logged, row, writes);
    // What a miss should have read was written to some purpose: the miss is charged for it.
    read(chain, (logged.read[row] ?? 0) + (misses.get(row)?.lost ?? 0));
    write(chain, logged, row, writes);
    chain.recent.push(row);
    chain.last = row;
  }
  for (const chain of chains.values()) {
    for (const row of chain.recent) writes.briefly[row] = 1;
    for (const segment of chain.unread) settle(segment, segment.end, writes);
  }
  return writes;
}

/** A pause that an hour outlives needs what was written for one; after a longer one five minutes would have been the same. */
function rest({ last, recent }: Chain, { at, until }: Logged, row: number, { briefly }: Writes): void {
  if (last < 0) return;
  const gap = (at[row] ?? 0) - (at[last] ?? 0);
  if (gap <= TTL_5M - LATENCY) return;
  const outlived = (at[row] ?? 0) - (until[last] ?? 0) <= TTL_1H + LATENCY;
  for (const each of recent.splice(0)) briefly[each] = outlived ? 0 : 1;
}

function read({ unread }: Chain, end: number): void {
  for (let lowest = unread.at(-1); lowest !== undefined && lowest.start < end; lowest = unread.at(-1)) {
    unread.pop();
    if (lowest.end > end) unread.push({ ...lowest, start: end });
  }
}

/** What an hour is written for stands before what is written for five minutes. */
function write({ unread }: Chain, logged: Logged, row: number, writes: Writes): void {
  const start = logged.read[row] ?? 0;
  const hour = start + (logged.write1h[row] ?? 0);
  const end = hour + (logged.write5m[row] ?? 0);
  if (end === start) return;
  for (let lowest = unread.at(-1); lowest !== undefined && lowest.start < end; lowest = unread.at(-1)) {
    unread.pop();
    settle(lowest, Math.min(lowest.end, end), writes);
    if (lowest.end > end) unread.push({ ...lowest, start: end });
  }
  if (end > hour) unread.push({ start: hour, end, row, isHour: false });
  if (hour > start) unread.push({ start, end: hour, row, isHour: true });
}

function settle({ start, row, isHour }: Segment, end: number, { unread5m, unread1h }: Writes): void {
  const unread = isHour ? unread1h : unread5m;
  unread[row] = (unread[row] ?? 0) + end - start;
}
