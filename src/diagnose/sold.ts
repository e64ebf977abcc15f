/** Which meters have a price for a request: what has none cannot be billed otherwise, nor anything be billed as it. */
import { quoter } from '../analysis/quoter.ts';
import type { PriceBook } from '../prices/book.ts';
import type { PromptMeter } from '../simulate/bills.ts';
import { edgeBelow } from '../store/ledger.ts';
import { promptOf } from '../requests/log.ts';
import type { DiagnosisLog } from './log.ts';

const METERS: readonly PromptMeter[] = ['input', 'cache_write_5m', 'cache_write_1h', 'cache_read'];

type IsSold = (row: number, meter: PromptMeter) => boolean;

export function soldMeters(log: DiagnosisLog, book: PriceBook): IsSold {
  const { logged, kinds } = log;
  const quotes = quoter(book);
  const known = new Map<string, ReadonlySet<PromptMeter>>();

  function metersOf(row: number): ReadonlySet<PromptMeter> {
    const kind = logged.kind[row] ?? 0;
    const above = edgeBelow(promptOf(logged, row), book.thresholds);
    const key = `${kind} ${above}`;
    const found = known.get(key) ?? sold(kind, above);
    known.set(key, found);
    return found;
  }

  function sold(kind: number, above: number): ReadonlySet<PromptMeter> {
    const own = kinds[kind];
    if (own === undefined) return new Set();
    const { day, model, terms } = own;
    const { quote } = quotes.tokens({ at: day, model, terms, above });
    return new Set(quote.ok ? METERS.filter((meter) => quote.rates[meter] !== null) : []);
  }

  return (row, meter) => metersOf(row).has(meter);
}
