/** How many groups one answer may have: each is priced by itself, and all are in memory until they are sorted. */
import { fail } from '../core/problem.ts';

/** Together they take some 400 MB. Nobody reads so many rows; a pipeline can ask day by day. */
export const MOST_ROWS = 100_000;
/** Of a diagnosis or a what-if: each has a bill of its own. */
export const MOST_BUDGET_GROUPS = 40_000;
/** What a check keeps apart: groups, the days and the spenders of each. */
export const MOST_SUMS = 120_000;
/** Models without a price, each named: a bad exporter may write a run id as the model. */
export const MOST_UNPRICED = 100_000;

/** Fails where there would be one more than `most`. `by` is how they were asked for. */
export function needRoom(groups: number, most: number, by: string): void {
  if (groups < most) return;
  fail('too_many_groups', `there are more than ${most} groups by ${by}.`, {
    hint: 'Narrow the question with --since, --until or --where, or group by something coarser.',
  });
}
