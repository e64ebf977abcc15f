/** Rules of times to live, and playing a chain by one. */
import type { Bills } from './bills.ts';
import { replay, type Assumption, type Played, type Rule } from './replay.ts';
import type { Chain, Requests } from './workload.ts';
import type { World } from './scenario.ts';

export const ALL_5M: Rule = { hourShare: 0 };
export const ALL_1H: Rule = { hourShare: 1 };

/** As each request wrote, and where it wrote nothing as the one before it did. */
export function loggedRule({ cache_write_5m, cache_write_1h }: Requests, { start, end }: Chain): Rule {
  const hourShare = new Float64Array(end - start);
  let share = 0;
  for (let row = start; row < end; row++) {
    const hours = cache_write_1h[row] ?? 0;
    const written = hours + (cache_write_5m[row] ?? 0);
    if (written > 0) share = hours / written;
    hourShare[row - start] = share;
  }
  return { hourShare, asLogged: true };
}

export function playRule(
  chain: Chain,
  rule: Rule,
  { workload, habits, room }: World,
  assumption: Assumption,
  bills: Bills,
): void {
  replay(workload.requests, chain, rule, habits, assumption, room);
  billPlayed(workload.requests, chain, room, bills);
}

/** The same breakpoints, so that what was not cached stays input. */
export function billPlayed(requests: Requests, { start, end }: Chain, played: Played, bills: Bills): void {
  for (let row = start; row < end; row++) {
    const index = row - start;
    const input = (requests.prompt[row] ?? 0) - (requests.cached[row] ?? 0);
    const [cache_write_5m, cache_write_1h] = [played.cache_write_5m[index] ?? 0, played.cache_write_1h[index] ?? 0];
    bills.add(row, input, cache_write_5m, cache_write_1h, played.cache_read[index] ?? 0, requests.output[row] ?? 0);
  }
}

/** What was logged. */
export function billLogged(requests: Requests, row: number, bills: Bills): void {
  const input = (requests.prompt[row] ?? 0) - (requests.cached[row] ?? 0);
  const [cache_write_5m, cache_write_1h] = [requests.cache_write_5m[row] ?? 0, requests.cache_write_1h[row] ?? 0];
  bills.add(row, input, cache_write_5m, cache_write_1h, requests.cache_read[row] ?? 0, requests.output[row] ?? 0);
}
