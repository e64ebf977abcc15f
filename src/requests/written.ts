/**
 * What became of everything that was written to a cache, as far as usage alone can tell: the only account of it.
 *
 * A request reads the prefix [0, read) of its chain and writes what follows it; a position belongs to whoever wrote it
 * last. It is settled when it is written over, when it has been read often enough, and when its chain ends. Where no
 * chain is known, nobody knows who read what was written.
 */
import { MS_PER_DAY } from '../core/time.ts';
import { countsFor, groupedBy, type Counts } from './columns.ts';
import type { RequestLog } from './log.ts';

/** Positions [start, end) of a chain's prefix that one request wrote. */
interface Written {
  readonly row: number;
  readonly isHour: boolean;
  readonly tokens: number;
  readonly reads: number;
}

interface Reading {
  /** Reads that are told apart: what was read so often is settled, and nothing more is told of it. */
  readonly most: number;
  /** Tokens of its chain's prefix that a request read; as logged where this is left out. */
  readonly readBy?: (row: number) => number;
}

interface Segment {
  start: number;
  readonly end: number;
  readonly row: number;
  readonly isHour: boolean;
  readonly reads: number;
}

/** No time to live is longer than an hour: after a day without a request nothing of a chain is in any cache. */
const LONGEST_IDLE = MS_PER_DAY;

/** Tells of every token written in a known chain once, chain by chain. */
export function eachWritten(log: RequestLog, reading: Reading, settled: (written: Written) => void): void {
  const { logged } = log;
  const { most, readBy = (row) => logged.cache_read[row] ?? 0 } = reading;
  const { rows, from } = groupedBy(logged.chain, log.chains);
  /** Of one chain; the lowest on top. */
  const open: Segment[] = [];

  function settle({ start, end, row, isHour, reads }: Segment, to: number): void {
    settled({ row, isHour, tokens: Math.min(end, to) - start, reads });
  }

  /** All below `end` is read once more. */
  function read(end: number): void {
    const kept: Segment[] = [];
    for (let lowest = open.at(-1); lowest !== undefined && lowest.start < end; lowest = open.at(-1)) {
      open.pop();
      if (lowest.end > end) open.push({ ...lowest, start: end });
      const own = { ...lowest, end: Math.min(lowest.end, end), reads: lowest.reads + 1 };
      if (own.reads < most) kept.push(own);
      else settle(own, own.end);
    }
    while (kept.length > 0) open.push(...kept.splice(-1));
  }

  /** What an hour is written for stands before what is written for five minutes. */
  function write(row: number): void {
    const start = logged.cache_read[row] ?? 0;
    const hour = start + (logged.cache_write_1h[row] ?? 0);
    const end = hour + (logged.cache_write_5m[row] ?? 0);
    if (end === start) return;
    const below: Segment[] = [];
    for (let lowest = open.at(-1); lowest !== undefined && lowest.start < end; lowest = open.at(-1)) {
      open.pop();
      if (lowest.end <= start) {
        below.push(lowest);
        continue;
      }
      if (lowest.start < start) below.push({ ...lowest, end: start });
      settle({ ...lowest, start: Math.max(lowest.start, start) }, end);
      if (lowest.end > end) open.push({ ...lowest, start: end });
    }
    if (end > hour) open.push({ start: hour, end, row, isHour: false, reads: 0 });
    if (hour > start) open.push({ start, end: hour, row, isHour: true, reads: 0 });
    while (below.length > 0) open.push(...below.splice(-1));
  }

  function rest(): void {
    for (const segment of open.splice(0)) settle(segment, segment.end);
  }

  for (let chain = 0; chain < log.chains; chain++) {
    let last = Infinity;
    for (let place = from[chain] ?? 0; place < (from[chain + 1] ?? 0); place++) {
      const row = rows[place] ?? 0;
      const at = logged.at[row] ?? 0;
      if (at - last > LONGEST_IDLE) rest();
      last = at;
      read(readBy(row));
      write(row);
    }
    rest();
  }
}

export interface Unread {
  /** Tokens that no later request of their chain read, by row. */
  readonly unread5m: Counts;
  readonly unread1h: Counts;
}

export function unreadWrites(log: RequestLog, readBy?: (row: number) => number): Unread {
  const tokens = (): Counts => countsFor(log.logged.count, log.longest);
  const unread = { unread5m: tokens(), unread1h: tokens() };
  eachWritten(log, { most: 1, ...(readBy && { readBy }) }, ({ row, isHour, tokens, reads }) => {
    const own = isHour ? unread.unread1h : unread.unread5m;
    if (reads === 0) own[row] = (own[row] ?? 0) + tokens;
  });
  return unread;
}

/** Of all rows together. */
export function unreadTokens(log: RequestLog): number {
  let unread = 0;
  eachWritten(log, { most: 1 }, ({ tokens, reads }) => {
    if (reads === 0) unread += tokens;
  });
  return unread;
}
