/** How often what was written was read, as the log shows it: how many writes paid for themselves. */
import type { RequestLog } from '../requests/log.ts';
import { eachWritten } from '../requests/written.ts';

/** Of one model and time to live: tokens by how often they were read; the last entry is "so often or more". */
export type Histogram = number[];

/** Reads that are told apart. */
const MOST = 8;

export interface WriteReads {
  readonly model: string;
  readonly cache_write_5m: Histogram;
  readonly cache_write_1h: Histogram;
}

/**
 * By model, as `nameOf` names it. Requests without a session are left out: nobody knows who read what they wrote. Models
 * that wrote nothing are not: their prices say what a write would have to reach.
 */
export function writeReads(log: RequestLog, nameOf: (model: string) => string): WriteReads[] {
  const { logged, kinds } = log;
  const names = kinds.map(({ model }) => nameOf(model));
  const models = new Map<string, WriteReads>();
  const ownOf = (row: number): WriteReads => {
    const model = names[logged.kind[row] ?? 0] ?? '';
    const own = models.get(model) ?? { model, cache_write_5m: histogram(), cache_write_1h: histogram() };
    models.set(model, own);
    return own;
  };
  for (const [row, chain] of logged.chain.entries()) if (chain >= 0) ownOf(row);
  eachWritten(log, { most: MOST }, ({ row, isHour, tokens, reads }) => {
    const own = ownOf(row);
    const times = isHour ? own.cache_write_1h : own.cache_write_5m;
    times[reads] = (times[reads] ?? 0) + tokens;
  });
  return [...models.values()];
}

/** Tokens of the histogram that were read at least so often, and all of them. */
export function reached(tokens: Histogram, reads: number): { readonly part: number; readonly whole: number } {
  const whole = tokens.reduce((sum, each) => sum + each, 0);
  return { part: tokens.slice(Math.min(reads, MOST)).reduce((sum, each) => sum + each, 0), whole };
}

/** Of all these models together. */
export function neverRead(written: readonly WriteReads[]): number {
  const unread = written.flatMap((own) => [own.cache_write_5m[0] ?? 0, own.cache_write_1h[0] ?? 0]);
  return unread.reduce((sum, tokens) => sum + tokens, 0);
}

function histogram(): Histogram {
  return new Array<number>(MOST + 1).fill(0);
}
