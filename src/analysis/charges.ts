/**
 * Charge lines: what a quantity of one meter costs under one quote. Tokens are summed first and priced once, so a
 * line is rounded at most once, and for every built-in price not at all.
 */
import { charge, subtract, type Pico, type UnitPrice } from '../core/money.ts';
import { PROMPT_METERS, TOKEN_METERS, type MeterSums, type TokenMeter } from '../core/meters.ts';
import type { Quote } from '../prices/quote.ts';
import type { WebSearchRow } from '../prices/book.ts';

export type PricedQuote = Extract<Quote, { ok: true }>;

export interface ChargeLine {
  readonly model: string;
  readonly meter: TokenMeter | 'web_search';
  /** Tokens, or searches. */
  readonly quantity: bigint;
  /** Picodollars per token or search, before modifiers. */
  readonly unitPrice: UnitPrice;
  /** Prompt size the whole request exceeds, where that decided the price. */
  readonly band: number | null;
  readonly speed: string;
  readonly modifiers: readonly string[];
  readonly amount: Pico;
  /** The price file, and the UTC date its row is in force from. */
  readonly priceFile: string;
  readonly priceFrom: number;
}

/** The lines of what can be priced; `unpriced` are tokens of a meter that has no price. */
export interface Charges {
  readonly lines: readonly ChargeLine[];
  readonly unpriced: bigint;
}

export function chargeTokens(sums: MeterSums, quote: PricedQuote): Charges {
  const lines: ChargeLine[] = [];
  let unpriced = 0n;
  for (const meter of TOKEN_METERS) {
    const quantity = sums[meter];
    const unitPrice = quote.rates[meter];
    if (quantity === 0n) continue;
    if (unitPrice === null) unpriced += quantity;
    else lines.push(tokenLine(meter, quantity, unitPrice, quote));
  }
  return { lines, unpriced };
}

function tokenLine(meter: TokenMeter, quantity: bigint, unitPrice: UnitPrice, quote: PricedQuote): ChargeLine {
  return {
    model: quote.row.model,
    meter,
    quantity,
    unitPrice,
    band: quote.band,
    speed: quote.row.speed,
    modifiers: quote.modifiers,
    amount: charge(quantity, unitPrice, quote.multiplier),
    priceFile: quote.row.evidence.file,
    priceFrom: quote.row.from,
  };
}

/** Web searches cost the same for every model, tier and place. */
export function chargeSearches(model: string, quantity: bigint, row: WebSearchRow): ChargeLine {
  return {
    model,
    meter: 'web_search',
    quantity,
    unitPrice: row.price,
    band: null,
    speed: 'standard',
    modifiers: [],
    amount: charge(quantity, row.price),
    priceFile: row.evidence.file,
    priceFrom: row.from,
  };
}

/**
 * The same prompt tokens all as plain input, in the same band and with the same modifiers, plus the output: what it
 * would have cost without a cache. Tokens of a meter without a price are left out here as they are in the cost.
 */
export function uncachedCost(sums: MeterSums, quote: PricedQuote): Pico {
  const prompt = PROMPT_METERS.reduce((sum, meter) => sum + (quote.rates[meter] === null ? 0n : sums[meter]), 0n);
  const input = charge(prompt, quote.rates.input, quote.multiplier);
  return (input + charge(sums.output, quote.rates.output, quote.multiplier)) as Pico;
}

/** What the writes cost above plain input. */
export function writePremium(sums: MeterSums, quote: PricedQuote): Pico {
  let premium = 0n;
  for (const meter of ['cache_write_5m', 'cache_write_1h'] as const) {
    const price = quote.rates[meter];
    if (price === null) continue;
    const plain = charge(sums[meter], quote.rates.input, quote.multiplier);
    premium += subtract(charge(sums[meter], price, quote.multiplier), plain);
  }
  return premium as Pico;
}
