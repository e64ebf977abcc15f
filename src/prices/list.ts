/**
 * The price book as flat rows: decimal strings, USD per 1,000,000 tokens, UTC dates.
 */
import { formatPricePerMillion, type UnitPrice } from '../core/money.ts';
import { utcDate, type Instant } from '../core/time.ts';
import { MULTIPLIERS, inForce, isInForce, modelNames, type MultiplierName, type PriceBook } from './book.ts';
import type { PriceRow, Rates } from './book.ts';
import { matchModel } from './match.ts';

/** Decimal strings, USD per 1,000,000 tokens; null where the meter is not sold. */
export interface ListPrices {
  readonly input: string;
  readonly cache_write_5m: string | null;
  readonly cache_write_1h: string | null;
  readonly cache_read: string | null;
  readonly output: string;
}

export interface ListRow extends ListPrices {
  readonly model: string;
  readonly speed: string;
  readonly from: string;
  /** Exclusive; null while it lasts. */
  readonly to: string | null;
  readonly bands: readonly (ListPrices & { readonly above_prompt_tokens: number })[];
  readonly multipliers: Readonly<Partial<Record<MultiplierName, string>>>;
  readonly confidence: string;
  readonly layer: string;
}

/**
 * Rows by model, standard speed first, then by date. With `at`, the one row in force for each model and speed;
 * without, every row of every layer, also those that an upper layer covers.
 */
export function listRows(book: PriceBook, at?: Instant): ListRow[] {
  return modelNames(book)
    .flatMap((model) => (at === undefined ? allRows(book, model) : rowsInForce(book, model, at)))
    .map(toListRow);
}

function allRows(book: PriceBook, model: string): PriceRow[] {
  const rows = book.layers.toReversed().flatMap((layer) => layer.models.get(model)?.rows ?? []);
  return rows.sort((a, b) => bySpeed(a.speed, b.speed) || a.from - b.from);
}

function rowsInForce(book: PriceBook, model: string, at: Instant): PriceRow[] {
  const topmost = new Map<string, PriceRow>();
  for (const layer of book.layers) {
    for (const row of layer.models.get(model)?.rows ?? []) {
      if (isInForce(row, at) && !topmost.has(row.speed)) topmost.set(row.speed, row);
    }
  }
  return [...topmost.values()].sort((a, b) => bySpeed(a.speed, b.speed));
}

function bySpeed(a: string, b: string): number {
  const rank = (speed: string): string => (speed === 'standard' ? '' : speed);
  return rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0;
}

function toListRow(row: PriceRow): ListRow {
  return {
    model: row.model,
    speed: row.speed,
    from: utcDate(row.from),
    to: row.to === undefined ? null : utcDate(row.to),
    ...formatRates(row.rates),
    bands: row.bands.map((band) => ({
      above_prompt_tokens: band.above_prompt_tokens,
      ...formatRates(band.rates),
    })),
    multipliers: Object.fromEntries(
      MULTIPLIERS.flatMap((name) => {
        const multiplier = row.multipliers[name];
        return multiplier ? [[name, multiplier.text]] : [];
      }),
    ),
    confidence: row.evidence.confidence,
    layer: row.evidence.layer,
  };
}

function formatRates(rates: Rates): ListPrices {
  const cached = (price: UnitPrice | null): string | null => (price === null ? null : formatPricePerMillion(price));
  return {
    input: formatPricePerMillion(rates.input),
    cache_write_5m: cached(rates.cache_write_5m),
    cache_write_1h: cached(rates.cache_write_1h),
    cache_read: cached(rates.cache_read),
    output: formatPricePerMillion(rates.output),
  };
}

/** The smallest prefix, in tokens, that this model caches; `model` is canonical. undefined when not known. */
export function minimumCacheable(book: PriceBook, model: string, at: Instant): number | undefined {
  return inForce(book, at, (layer) => layer.models.get(model)?.minimumCacheable)?.tokens;
}

/** The same of models as logged, each on a day, in their order; 0 for a model that no price file has. */
export function minimumsOf(kinds: readonly { model: string; day: Instant }[], book: PriceBook): Float64Array {
  return Float64Array.from(kinds, ({ model, day }) => {
    const name = matchModel(book.index, model);
    return name === undefined ? 0 : (minimumCacheable(book, name, day) ?? 0);
  });
}

/** How many models there are, and when the rows that were looked at first and last were checked (ISO dates). */
export function freshness(book: PriceBook): { models: number; oldest: string; newest: string } {
  const rows = book.layers.flatMap((layer) => [...layer.models.values()].flatMap((model) => model.rows));
  const dates = rows.map((row) => row.evidence.checked).sort();
  return { models: modelNames(book).length, oldest: dates[0] ?? '', newest: dates.at(-1) ?? '' };
}
