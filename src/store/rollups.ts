/**
 * The exact rollups: sums of `event` by spans of UTC time and everything that decides a price, kept in the same transaction as
 * the events. Coarse ones keep the rows few that a long period adds up, fine ones those of the days that a period cuts.
 */
import { MS_PER_DAY, MS_PER_HOUR } from '../core/time.ts';

export interface Rollup {
  readonly table: 'six_hourly' | 'daily' | 'weekly' | 'model_hourly' | 'model_daily';
  /** Its column of time, and how many ms one unit of it is. */
  readonly time: string;
  readonly msPerTime: number;
  /** Length of the span that a row sums, in ms, and an instant at which one starts. */
  readonly spanMs: number;
  readonly origin: number;
  /** Whether projects are apart. Without them there are so few rows that hours can be. */
  readonly byProject: boolean;
}

const QUARTER_MS = 6 * MS_PER_HOUR;
const WEEK_MS = 7 * MS_PER_DAY;
/** 1970 began on a Thursday; ISO weeks begin on Mondays. */
const A_MONDAY = -3 * MS_PER_DAY;

function rollup(table: Rollup['table'], time: string, spanMs: number, byProject: boolean): Rollup {
  return { table, time, msPerTime: spanMs, spanMs, origin: 0, byProject };
}

export const SIX_HOURLY: Rollup = rollup('six_hourly', 'quarter', QUARTER_MS, true);
export const DAILY: Rollup = rollup('daily', 'day', MS_PER_DAY, true);
/** A week is named by its first day. */
export const WEEKLY: Rollup = {
  ...rollup('weekly', 'monday', WEEK_MS, true),
  ...{ msPerTime: MS_PER_DAY, origin: A_MONDAY },
};
export const MODEL_HOURLY: Rollup = rollup('model_hourly', 'hour', MS_PER_HOUR, false);
export const MODEL_DAILY: Rollup = rollup('model_daily', 'day', MS_PER_DAY, false);

/** What the column of time says of the row that an instant belongs to. */
export function timeIn({ msPerTime, spanMs, origin }: Rollup, at: number): number {
  return (Math.floor((at - origin) / spanMs) * spanMs + origin) / msPerTime;
}
