/**
 * What a token of each meter costs for one request, as numbers to decide by: whether one way of caching is cheaper for a
 * chain than another. What is printed is priced exactly elsewhere.
 */
import type { Quoter } from '../analysis/quoter.ts';
import type { Billed } from './bills.ts';
import type { Workload } from './workload.ts';

/** In hundreds of picodollars, which are whole numbers for every built-in price with its modifiers. */
type Weight = Readonly<Record<keyof Billed, number>>;

export interface Weights {
  /** Of a request of this kind, with a prompt of so many tokens. */
  of(kind: number, prompt: number): Weight;
}

/** Ratios of a usual model, for one that has no price: 1.25, 2 and 0.1 times the input. */
const USUAL: Weight = { input: 100, cache_write_5m: 125, cache_write_1h: 200, cache_read: 10, output: 500 };

export function weightsFrom({ kinds }: Pick<Workload, 'kinds'>, quotes: Quoter, edges: readonly number[]): Weights {
  const bands = edges.length + 1;
  const known = new Array<Weight | undefined>(kinds.length * bands);
  return {
    of(kind, prompt) {
      let band = 0;
      while (band < edges.length && prompt > (edges[band] ?? 0)) band += 1;
      return (known[kind * bands + band] ??= weightOf(kind, band === 0 ? 0 : (edges[band - 1] ?? 0)));
    },
  };

  function weightOf(kind: number, above: number): Weight {
    const found = kinds[kind];
    if (found === undefined) return USUAL;
    const { day, model, terms } = found;
    const { quote } = quotes.tokens({ at: day, model, terms, above });
    if (!quote.ok) return USUAL;
    const { rates, multiplier } = quote;
    const factor = Number(multiplier.num) / Number(multiplier.den) / 100;
    return {
      input: Number(rates.input) * factor,
      // What is not sold at a price of its own is billed as input, and the longer write at twice that since there is one.
      cache_write_5m: Number(rates.cache_write_5m ?? rates.input) * factor,
      cache_write_1h: Number(rates.cache_write_1h ?? rates.input * 2n) * factor,
      cache_read: Number(rates.cache_read ?? rates.input) * factor,
      output: Number(rates.output) * factor,
    };
  }
}
