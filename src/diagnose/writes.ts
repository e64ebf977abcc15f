/** Which writes no later request read, and which were written for an hour that no pause needed; by row. */
import { groupedBy } from '../requests/columns.ts';
import { LATENCY, TTL_1H, TTL_5M } from '../requests/life.ts';
import { untilOf, type RequestLog } from '../requests/log.ts';
import { unreadWrites, type Unread } from '../requests/written.ts';
import type { Miss } from './cause.ts';

export interface Writes extends Unread {
  /** 1 where five minutes would have kept all that this request wrote until it was read, or written over. */
  readonly briefly: Uint8Array;
}

/** What a miss should have read was written to some purpose: the miss is charged for it. */
export function writesOf(log: RequestLog, misses: ReadonlyMap<number, Miss>): Writes {
  const { logged } = log;
  const unread = unreadWrites(log, (row) => (logged.cache_read[row] ?? 0) + (misses.get(row)?.lost ?? 0));
  return { ...unread, briefly: brieflyWritten(log) };
}

/** A pause that an hour outlives needs what was written for one; after a longer one five minutes would have been the same. */
function brieflyWritten({ logged, chains }: RequestLog): Uint8Array {
  const briefly = new Uint8Array(logged.count);
  const { rows, from } = groupedBy(logged.chain, chains);
  for (let chain = 0; chain < chains; chain++) {
    // From the last to the first: whether the next pause of more than five minutes is one that an hour outlives.
    let isNeeded = false;
    for (let place = (from[chain + 1] ?? 0) - 1, next = -1; place >= (from[chain] ?? 0); place--) {
      const row = rows[place] ?? 0;
      const isPause = next >= 0 && (logged.at[next] ?? 0) - (logged.at[row] ?? 0) > TTL_5M - LATENCY;
      if (isPause) isNeeded = (logged.at[next] ?? 0) - untilOf(logged, row) <= TTL_1H + LATENCY;
      briefly[row] = isNeeded ? 0 : 1;
      next = row;
    }
  }
  return briefly;
}
