/**
 * The exact rollups: sums of `event` by spans of UTC time and everything that decides a price, kept in the same transaction as
 * the events. Which of them pay is measured in bench/complexity.md: days keep few the rows that a long period adds up, quarters of
 * a day the events of the days that a period cuts, and hours answer zones.
 */
import { METERS, type Meters } from '../core/meters.ts';
import { MS_PER_DAY, MS_PER_HOUR } from '../core/time.ts';

export interface Rollup {
  readonly table: 'six_hourly' | 'daily' | 'model_hourly';
  /** Its column of time, which counts spans from 1970 on, and how long one is, in ms. */
  readonly time: string;
  readonly spanMs: number;
  /** Whether projects are apart. Without them there are so few rows that hours can be. */
  readonly byProject: boolean;
}

function rollup(table: Rollup['table'], time: string, spanMs: number, byProject: boolean): Rollup {
  return { table, time, spanMs, byProject };
}

export const DAILY: Rollup = rollup('daily', 'day', MS_PER_DAY, true);
export const SIX_HOURLY: Rollup = rollup('six_hourly', 'quarter', 6 * MS_PER_HOUR, true);
export const MODEL_HOURLY: Rollup = rollup('model_hourly', 'hour', MS_PER_HOUR, false);

export type RollupSum = 'events' | 'requests' | 'hits' | keyof Meters;

/** What a rollup sums of the events of a group: counts of them and of their requests, tokens, searches. */
export const SUMS: readonly RollupSum[] = ['events', 'requests', 'hits', ...METERS];
/** Of all events, in the one row of `all_events`. */
export const COUNTED: readonly RollupSum[] = SUMS.filter((name) => name !== 'hits');

/** The columns that tell one group from another. */
export function groupColumns({ time, byProject }: Rollup): string[] {
  return [time, 'model', 'terms', ...(byProject ? ['project'] : []), 'above'];
}

/** What the column of time says of the row that an instant belongs to. */
export function timeIn({ spanMs }: Rollup, at: number): number {
  return Math.floor(at / spanMs);
}
