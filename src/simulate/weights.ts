/**
 * What a token of each meter costs for one request, as numbers to decide by: whether one way of caching is cheaper for a
 * chain than another. What is printed is priced exactly elsewhere.
 */
import type { Quoter } from '../analysis/quoter.ts';
import { NO_SUMS } from '../core/meters.ts';
import { MS_PER_DAY } from '../core/time.ts';
import { edgeBelow } from '../store/ledger.ts';
import type { Request } from './chain.ts';
import type { Billed } from './tally.ts';

/** In hundreds of picodollars, which are whole numbers for every built-in price with its modifiers. */
export interface Weight {
  readonly input: number;
  readonly write5m: number;
  readonly write1h: number;
  readonly read: number;
  readonly output: number;
}

export interface Weights {
  of(request: Request): Weight;
}

/** Ratios of a usual model, for one that has no price: 1.25, 2 and 0.1 times the input. */
const USUAL: Weight = { input: 100, write5m: 125, write1h: 200, read: 10, output: 500 };

export function weightsFrom(quotes: Quoter, edges: readonly number[]): Weights {
  const known = new Map<string, Weight>();
  return {
    of(request) {
      const above = edgeBelow(request.prompt, edges);
      const { model, terms, at } = request;
      const key = `${model}\n${Math.floor(at / MS_PER_DAY)}\n${above}\n${terms.platform}\n${terms.tier}\n${terms.speed}\n${terms.geo}`;
      let weight = known.get(key);
      if (weight === undefined) {
        const group = { at, model, terms, values: [], above, requests: 0n, hits: 0n, sums: NO_SUMS };
        const { quote } = quotes.tokens(group);
        const factor = quote.ok ? Number(quote.multiplier.num) / Number(quote.multiplier.den) / 100 : 0;
        weight = quote.ok
          ? {
              input: Number(quote.rates.input) * factor,
              write5m: Number(quote.rates.cache_write_5m ?? quote.rates.input) * factor,
              write1h: Number(quote.rates.cache_write_1h ?? quote.rates.input * 2n) * factor,
              read: Number(quote.rates.cache_read ?? quote.rates.input) * factor,
              output: Number(quote.rates.output) * factor,
            }
          : USUAL;
        known.set(key, weight);
      }
      return weight;
    },
  };
}

/** What tokens weigh together. */
export function weigh(weight: Weight, billed: Billed): number {
  return (
    billed.input * weight.input +
    billed.write5m * weight.write5m +
    billed.write1h * weight.write1h +
    billed.read * weight.read +
    billed.output * weight.output
  );
}
