/** The days of a log: its rows are in the order of time, so each UTC day is a range of them. */
import { MS_PER_DAY, type Instant } from '../core/time.ts';
import type { Logged } from './log.ts';

/** Rows [from, to). */
export interface DayOfRows {
  /** Midnight UTC. */
  readonly at: Instant;
  readonly from: number;
  readonly to: number;
}

/** Days with requests, the first one first. */
export function daysOf({ count, at }: Pick<Logged, 'count' | 'at'>): DayOfRows[] {
  const days: DayOfRows[] = [];
  for (let from = 0, to = 0; from < count; from = to) {
    const day = Math.floor((at[from] ?? 0) / MS_PER_DAY);
    while (to < count && Math.floor((at[to] ?? 0) / MS_PER_DAY) === day) to += 1;
    days.push({ at: (day * MS_PER_DAY) as Instant, from, to });
  }
  return days;
}
