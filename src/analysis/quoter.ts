/**
 * The price of each group of usage, looked up once per kind of request and UTC day.
 */
import { MS_PER_DAY, type Instant } from '../core/time.ts';
import type { PriceBook, WebSearchRow } from '../prices/book.ts';
import { quote, webSearchPrice, type Quote } from '../prices/quote.ts';
import type { UsageGroup } from '../store/ledger.ts';

export interface Quoted {
  readonly quote: Quote;
  /** Equal for quotes that price every meter alike. */
  readonly key: string;
}

export interface Quoter {
  tokens(group: UsageGroup): Quoted;
  webSearch(group: UsageGroup): WebSearchRow | undefined;
}

/** With `asOf`, every event is priced as the tables stand for that instant instead of its own. */
export function quoter(book: PriceBook, asOf?: Instant): Quoter {
  const memo = new Map<string, Quoted>();
  return {
    tokens(group) {
      const { model, terms, above } = group;
      const at = asOf ?? group.at;
      const { platform, tier, speed, geo } = terms;
      const key = [model, Math.floor(at / MS_PER_DAY), above, platform, tier, speed, geo].join('\n');
      const known = memo.get(key);
      if (known) return known;
      const found = quote(book, { model, at, above, platform, tier, speed, geo });
      const quoted = { quote: found, key: keyOf(found) };
      memo.set(key, quoted);
      return quoted;
    },
    webSearch: (group) => webSearchPrice(book, asOf ?? group.at),
  };
}

function keyOf(found: Quote): string {
  if (!found.ok) return `${found.reason}\n${found.model}`;
  const { layer, file, path } = found.row.evidence;
  return [layer, file, path, found.band, ...found.modifiers].join('\n');
}
