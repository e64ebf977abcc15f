/** How many reads pay for a write, from a model's own prices: (write − input) / (input − read). */
import { divide, type Fraction } from '../core/fraction.ts';
import type { Instant } from '../core/time.ts';
import { isInForce, type PriceBook, type PriceRow, type Rates } from '../prices/book.ts';

export interface BreakEven {
  readonly row: PriceRow;
  /** Prompt tokens above which these rates hold; null for the base rates. */
  readonly band: number | null;
  /** Reads of a written token; null where there was no such write or read, or where reads cost no less than input. */
  readonly cache_write_5m: Fraction | null;
  readonly cache_write_1h: Fraction | null;
}

/** Every dated row of a model at standard speed, the topmost layer's; with `at`, the one in force. `model` is canonical. */
export function breakEvens(book: PriceBook, model: string, at?: Instant): BreakEven[] {
  const layer = book.layers.find(({ models }) => models.has(model));
  const rows = layer?.models.get(model)?.rows ?? [];
  return rows
    .filter((row) => row.speed === 'standard' && (at === undefined || isInForce(row, at)))
    .flatMap((row) => [
      { row, band: null, ...readsOf(row.rates) },
      ...row.bands.map(({ above_prompt_tokens: band, rates }) => ({ row, band, ...readsOf(rates) })),
    ]);
}

function readsOf(rates: Rates): Pick<BreakEven, 'cache_write_5m' | 'cache_write_1h'> {
  const { input, cache_read, cache_write_5m, cache_write_1h } = rates;
  const saved = input - (cache_read ?? input);
  const reads = (write: bigint | null): Fraction | null =>
    saved <= 0n || write === null ? null : divide({ num: write - input, den: 1n }, { num: saved, den: 1n });
  return { cache_write_5m: reads(cache_write_5m), cache_write_1h: reads(cache_write_1h) };
}

/** Whole reads that pay for it; a write that costs no more than input pays at once. */
export function wholeReads({ num, den }: Fraction): number {
  return num <= 0n ? 0 : Number((num + den - 1n) / den);
}
