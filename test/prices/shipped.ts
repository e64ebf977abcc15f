/** The price files of this repository, and shorthands for asking them. */
import { readdirSync, readFileSync } from 'node:fs';
import { parseDate, type Instant } from '../../src/core/time.ts';
import type { PriceBook, PriceRow } from '../../src/prices/book.ts';
import { buildPriceBook, type PriceDocument } from '../../src/prices/load.ts';
import { quote, type Quote, type QuoteRequest } from '../../src/prices/quote.ts';

const directory: URL = new URL('../../pricing/', import.meta.url);

export const documents: readonly PriceDocument[] = readdirSync(directory)
  .filter((file) => file.endsWith('.json'))
  .map((file): PriceDocument => ({ file, json: JSON.parse(readFileSync(new URL(file, directory), 'utf8')) }));

export const shipped: ReturnType<typeof buildPriceBook> = buildPriceBook([{ name: 'built-in', documents }], 'test');

export const book: PriceBook = shipped.book;

export const rows: readonly PriceRow[] = book.layers.flatMap((layer) =>
  [...layer.models.values()].flatMap((model) => model.rows),
);

export function midnight(date: string): Instant {
  const at = parseDate(date);
  if (at === undefined) throw new Error(`Not a date: ${date}`);
  return at;
}

export function justBefore(at: Instant): Instant {
  return (at - 1) as Instant;
}

export function ask(prices: PriceBook, model: string, at: Instant, rest: Partial<QuoteRequest> = {}): Quote {
  return quote(prices, { model, at, above: 0, platform: 'api', tier: '', speed: '', geo: '', ...rest });
}
