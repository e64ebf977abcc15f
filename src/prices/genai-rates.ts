/**
 * Prices in the public price data of @pydantic/genai-prices: USD per 1,000,000 tokens as a number, or a base with tiers, each
 * for a whole request whose prompt is larger than its start.
 */
import { formatPricePerMillion, parsePricePerMillion } from '../core/money.ts';
import { asFields, type Fields } from './fields.ts';
import type { Unusable } from './genai-unusable.ts';

interface Tiered {
  readonly base: string;
  readonly tiers: readonly { readonly start: number; readonly price: string }[];
}

const METERS = {
  input: 'input_mtok',
  cache_write_5m: 'cache_write_mtok',
  cache_read: 'cache_read_mtok',
  output: 'output_mtok',
} as const;

/** The prices of a row of a price file, with its bands. */
export function readRates(value: unknown): Fields | Unusable {
  const prices = asFields(value);
  if (prices === undefined) return 'not_an_entry';
  if (Number(prices['requests_kcount'] ?? 0) !== 0) return 'per_request';
  const meters = new Map<string, Tiered | null>();
  for (const [meter, key] of Object.entries(METERS)) {
    const tiered = readTiered(prices[key]);
    if (tiered === undefined) return 'bad_price';
    meters.set(meter, tiered);
  }
  const isSold = (meter: string): boolean => (meters.get(meter)?.base ?? '0') !== '0';
  if (!isSold('input') || !isSold('output')) return 'no_token_prices';
  const at = (prompt: number): Fields => ({
    ...Object.fromEntries([...meters].map(([meter, tiered]) => [meter, priceAt(tiered, prompt)])),
    cache_write_1h: null,
  });
  const edges = [...meters.values()].flatMap((tiered) => tiered?.tiers.map(({ start }) => start) ?? []);
  const bands = [...new Set(edges)].sort((a, b) => a - b).map((edge) => ({ above_prompt_tokens: edge, ...at(edge) }));
  return { ...at(0), ...(bands.length > 0 && { bands }) };
}

function priceAt(tiered: Tiered | null, prompt: number): string | null {
  return tiered === null ? null : (tiered.tiers.findLast(({ start }) => start <= prompt)?.price ?? tiered.base);
}

/** null for a meter that is not sold, undefined for a price that is none. */
function readTiered(value: unknown): Tiered | null | undefined {
  if (value === undefined || value === null) return null;
  const fields = asFields(value);
  const base = priceText(fields ? fields['base'] : value);
  if (base === undefined) return undefined;
  const listed = fields?.['tiers'] ?? [];
  if (!Array.isArray(listed)) return undefined;
  const tiers = listed.map(asFields).flatMap((tier) => {
    const [start, price] = [tier?.['start'], priceText(tier?.['price'])];
    return Number.isSafeInteger(start) && Number(start) > 0 && price !== undefined
      ? [{ start: Number(start), price }]
      : [];
  });
  return tiers.length === listed.length ? { base, tiers: tiers.sort((a, b) => a.start - b.start) } : undefined;
}

function priceText(value: unknown): string | undefined {
  const text = typeof value === 'number' && value >= 0 ? exactText(value) : value;
  const price = typeof text === 'string' ? parsePricePerMillion(text) : undefined;
  return price === undefined ? undefined : formatPricePerMillion(price);
}

/** Six decimals are what a price file can say. */
function exactText(value: number): string | undefined {
  const text = value < 1e9 ? value.toFixed(6) : '';
  return Math.abs(Number(text) - value) < 1e-9 ? text : undefined;
}
