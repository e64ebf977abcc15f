/** How long what a chain has cached stays there. */
import { MS_PER_HOUR } from '../core/time.ts';

/** Times to live in ms. */
export const TTL_5M = 300_000;
export const TTL_1H: number = MS_PER_HOUR;

/**
 * A lifetime is counted from the start of a request, and logs have its first answer. Real hits come up to 309 s after
 * the last line of the request before, and hardly any later: so much later an entry counts as alive, and so much
 * earlier it may be gone.
 */
export const LATENCY = 10_000;

/** What a chain has in the cache: [0, cached), of which [0, hour) has been written to live for an hour. */
export interface Life {
  cached: number;
  hour: number;
}

export function newLife(): Life {
  return { cached: 0, hour: 0 };
}

/** The end of what is still alive after so many ms at rest, with ms of grace; all of it was read or written just before. */
export function aliveEnd({ cached, hour }: Life, gap: number, grace: number = LATENCY): number {
  if (gap <= TTL_5M + grace) return cached;
  return gap <= TTL_1H + grace ? hour : 0;
}

/**
 * After a request that read [0, read) and wrote what follows, one-hour entries before five-minute ones. An entry holds
 * the whole prefix up to its breakpoint: a one-hour write keeps what stands before it as well.
 */
export function advance(life: Life, read: number, cache_write_1h: number, cache_write_5m: number): void {
  life.hour = cache_write_1h > 0 ? read + cache_write_1h : Math.min(life.hour, read);
  life.cached = read + cache_write_1h + cache_write_5m;
}
