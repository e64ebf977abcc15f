/**
 * The library: the pure parts. Money in picodollars, tokens by meter, instants in ms UTC; nothing here reads a file,
 * a clock or the environment.
 */
export * from './core/event.ts';
export * from './core/meters.ts';
export * from './core/money.ts';
export * from './core/problem.ts';
export * from './core/time.ts';
export { buildPriceBook, type PriceDocument, type PriceLayer } from './prices/load.ts';
export { matchModel } from './prices/match.ts';
export { quote, webSearchPrice, type Quote, type QuoteRequest, type UnpricedReason } from './prices/quote.ts';
export { listRows, type ListRow } from './prices/list.ts';
export type { PriceBook, PriceRow, Rates } from './prices/book.ts';
export { SOURCES, sourceById, sourceOf } from './sources/index.ts';
export type { Context, Reader, Reading, Source } from './sources/source.ts';
export { account, type Account, type Figures } from './analysis/figures.ts';
export { quoter, type Quoter } from './analysis/quoter.ts';
