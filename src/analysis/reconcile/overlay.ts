/**
 * A discount as price files to lay over the built-in ones: every price of a model times the ratio it was billed at, from the
 * first day of the bill on. What came before stays at list price.
 */
import { roundHalfEven, type Fraction } from '../../core/fraction.ts';
import { formatPricePerMillion, type UnitPrice } from '../../core/money.ts';
import { utcDate, type Instant } from '../../core/time.ts';
import { inForce, MULTIPLIERS, type PriceBook, type PriceRow, type Rates } from '../../prices/book.ts';

export interface OverlayFile {
  /** Of the file. */
  readonly name: string;
  readonly json: unknown;
}

/** Undefined for a model that the book has no price of from then on. */
export function overlayOf(
  book: PriceBook,
  model: string,
  ratio: Fraction,
  from: Instant,
  note: string,
): OverlayFile | undefined {
  const speeds = new Set(book.layers.flatMap((layer) => layer.models.get(model)?.rows.map(({ speed }) => speed) ?? []));
  const prices = [...speeds].flatMap((speed) =>
    rowsFrom(book, model, speed, from).map((row) => rowJson(row, ratio, note)),
  );
  return prices.length === 0 ? undefined : { name: `${model}.json`, json: { model, prices } };
}

interface Dated {
  readonly row: PriceRow;
  readonly from: Instant;
  readonly to: Instant | undefined;
}

/** What is in force from then on, cut where it changes. */
function rowsFrom(book: PriceBook, model: string, speed: string, from: Instant): Dated[] {
  const rows = (layer: PriceBook['layers'][number]): PriceRow[] | undefined =>
    layer.models.get(model)?.rows.filter((row) => row.speed === speed);
  const changes = book.layers.flatMap((layer) => (rows(layer) ?? []).flatMap((row) => [row.from, row.to ?? row.from]));
  const starts = [...new Set([from, ...changes.filter((at) => at > from)])].sort((a, b) => a - b);
  const dated: Dated[] = [];
  for (const [index, start] of starts.entries()) {
    const row = inForce(book, start, rows);
    if (row !== undefined) dated.push({ row, from: start, to: starts[index + 1] });
  }
  return dated;
}

function rowJson({ row, from, to }: Dated, ratio: Fraction, note: string): unknown {
  return {
    speed: row.speed,
    from: utcDate(from),
    ...(to !== undefined && { to: utcDate(to) }),
    ...ratesJson(row.rates, ratio),
    ...(row.bands.length > 0 && {
      bands: row.bands.map(({ above_prompt_tokens, rates }) => ({ above_prompt_tokens, ...ratesJson(rates, ratio) })),
    }),
    multipliers: Object.fromEntries(
      MULTIPLIERS.flatMap((name) => {
        const multiplier = row.multipliers[name];
        return multiplier === undefined ? [] : [[name, multiplier.text]];
      }),
    ),
    note,
  };
}

/** To a whole number of picodollars per token, which is what a price file can say. */
function ratesJson(rates: Rates, { num, den }: Fraction): Record<keyof Rates, string | null> {
  const price = (list: UnitPrice | null): string | null =>
    list === null ? null : formatPricePerMillion(roundHalfEven(list * num, den) as UnitPrice);
  return {
    input: price(rates.input),
    cache_write_5m: price(rates.cache_write_5m),
    cache_write_1h: price(rates.cache_write_1h),
    cache_read: price(rates.cache_read),
    output: price(rates.output),
  };
}
