/**
 * Under which condition a scenario stays cheaper, and where this ledger stands. Prices are means over the ledger's
 * prompt tokens: w5 and w1 of writes, r of reads, i of input.
 */
import { parseDuration } from './duration.ts';
import type { Outcome, WhatIf } from './what-if.ts';

export type Condition =
  /** Tokens read after pauses of 5 to 60 minutes, for each token written: above, one hour pays; below, five minutes. */
  | { readonly kind: 'pause_reads_above' | 'pause_reads_below'; readonly threshold: number; readonly actual: number }
  /** Tokens read for each token written: below, a cache costs more than it saves. */
  | { readonly kind: 'reads_below'; readonly threshold: number; readonly actual: number }
  /** ms of a pause: keeping alive over a longer one costs more than to write again. */
  | { readonly kind: 'pauses_below'; readonly threshold: number }
  /** Tokens the same work may take there, as a multiple of what is assumed. */
  | { readonly kind: 'tokens_below'; readonly threshold: number };

/** undefined where no single figure decides. */
export function conditionOf({ scenario, options, likely }: Outcome, { reuse, actual }: WhatIf): Condition | undefined {
  if (reuse === undefined) return undefined;
  const { written, read, afterPause, prices } = reuse;
  const { input, cache_write_5m, cache_write_1h, cache_read: reads } = prices;
  if (input === 0) return undefined;
  const perWritten = (tokens: number): number => (written === 0 ? 0 : tokens / written);
  const pauses = {
    threshold: (cache_write_1h - cache_write_5m) / (cache_write_5m - reads),
    actual: perWritten(afterPause),
  };
  switch (scenario.id) {
    case 'ttl-1h':
    case 'ttl-main-1h-sub-5m':
      return { kind: 'pause_reads_above', ...pauses };
    case 'ttl-5m':
      return { kind: 'pause_reads_below', ...pauses };
    case 'no-cache':
      return { kind: 'reads_below', threshold: (cache_write_5m - input) / (input - reads), actual: perWritten(read) };
    case 'keep-alive': {
      const interval = parseDuration(options['interval'] ?? '') ?? 0;
      return { kind: 'pauses_below', threshold: (Math.floor((cache_write_5m - reads) / reads) + 1) * interval };
    }
    case 'model':
      return likely.cost === null || actual.cost === null || likely.cost === 0n
        ? undefined
        : { kind: 'tokens_below', threshold: Number((actual.cost * 10_000n) / likely.cost) / 10_000 };
    default:
      return undefined;
  }
}
