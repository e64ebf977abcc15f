/**
 * The price of each group of usage, looked up once per kind of request and UTC day.
 */
import { BOUNDS, boundReasons, type BoundReason } from '../core/bounds.ts';
import { MS_PER_DAY, type Instant } from '../core/time.ts';
import type { PriceBook, WebSearchRow } from '../prices/book.ts';
import { isReachOpen, quote, webSearchPrice, type Quote } from '../prices/quote.ts';
import type { UsageGroup } from '../store/ledger.ts';

export interface Quoted {
  readonly quote: Quote;
  /** Equal for quotes that price every meter alike. */
  readonly key: string;
}

/** What decides the prices of tokens. */
type Priceable = Pick<UsageGroup, 'at' | 'model' | 'terms' | 'above'>;

export interface Quoter {
  tokens(group: Priceable): Quoted;
  /** Why what that quote comes to is a lower bound, and the dearest one that may apply, where one is known. */
  bound(
    group: UsageGroup,
    quoted: Quoted,
  ): { readonly reasons: readonly BoundReason[]; readonly top: Quoted | undefined };
  web_search(group: UsageGroup): WebSearchRow | undefined;
}

/** A ledger may have a model for each request. */
const REMEMBERED = 20_000;

/** With `asOf`, every event is priced as the tables stand for that instant instead of its own. */
export function quoter(book: PriceBook, asOf?: Instant): Quoter {
  const memo = new Map<string, Quoted>();

  function quoted(group: Priceable, { above, geo }: { readonly above: number; readonly geo: string }): Quoted {
    const { model, terms } = group;
    const at = asOf ?? group.at;
    const { platform, tier, speed } = terms;
    const key = [model, Math.floor(at / MS_PER_DAY), above, platform, tier, speed, geo].join('\n');
    const known = memo.get(key);
    if (known) return known;
    const found = quote(book, { model, at, above, platform, tier, speed, geo });
    const made = { quote: found, key: keyOf(found) };
    if (memo.size >= REMEMBERED) memo.clear();
    memo.set(key, made);
    return made;
  }

  return {
    tokens: (group) => quoted(group, { above: group.above, geo: group.terms.geo }),
    bound(group, { quote: found }) {
      const { terms, above } = group;
      const flagged = boundReasons(terms.bounds ?? 0);
      const isOpen = found.ok && isReachOpen(found.row, terms.platform, terms.geo);
      const reasons: readonly BoundReason[] = isOpen ? [...flagged, 'reach_unknown'] : flagged;
      if (!reasons.some((reason) => BOUNDS[reason] === 'rate')) return { reasons, top: undefined };
      const dearest = {
        above: flagged.includes('band_unknown') ? Infinity : above,
        geo: isOpen ? 'regional' : terms.geo,
      };
      return { reasons, top: quoted(group, dearest) };
    },
    web_search: (group) => webSearchPrice(book, asOf ?? group.at),
  };
}

function keyOf(found: Quote): string {
  if (!found.ok) return `${found.reason}\n${found.model}`;
  const { layer, file, path } = found.row.evidence;
  return [layer, file, path, found.band, ...found.modifiers].join('\n');
}
