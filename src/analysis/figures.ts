/**
 * The figures of a set of usage, defined as the glossary of ARCHITECTURE.md defines them. Unknown is not zero: what
 * has no price is counted apart, and every sum says whether it is complete.
 */
import { add, subtract, ZERO_PICO, type Pico } from '../core/money.ts';
import { addSums, allTokens, NO_SUMS, type MeterSums } from '../core/meters.ts';
import type { UnpricedReason } from '../prices/quote.ts';
import type { WebSearchRow } from '../prices/book.ts';
import type { UsageGroup } from '../store/ledger.ts';
import {
  chargeSearches,
  chargeTokens,
  uncachedCost,
  writePremium,
  type ChargeLine,
  type Charges,
  type PricedQuote,
} from './charges.ts';
import { boundAccount, type Tops } from './bounds.ts';
import { MOST_UNPRICED, needRoom } from './most-groups.ts';
import type { Quoted, Quoter } from './quoter.ts';

export interface Figures {
  readonly requests: bigint;
  /** Requests that read from the cache; of aggregates it is not known which do. */
  readonly hits: bigint;
  /** Of the requests: those of aggregates. */
  readonly aggregated: bigint;
  /** Tokens of aggregates that do not say of how many requests they are: the requests are more than are counted. */
  readonly uncounted: bigint;
  readonly sums: MeterSums;
  /** null when nothing of it could be priced. */
  readonly cost: Pico | null;
  readonly uncachedCost: Pico | null;
  /** Uncached cost less cost; negative when the cache cost more than it saved. */
  readonly netSavings: Pico | null;
  readonly writePremium: Pico | null;
  /** Reads over the whole prompt, by tokens; null without prompt tokens. */
  readonly tokenHitRatio: number | null;
  /** Requests with a read over requests, aggregates apart; null without requests. */
  readonly requestHitRatio: number | null;
  readonly unpricedTokens: bigint;
  /** Tokens with a price over tokens; null without tokens. */
  readonly pricedTokenRatio: number | null;
  /** Cost at the dearest that the usage may have been billed at: the cost itself where nothing is a bound, null where no top is known. */
  readonly costAtMost: Pico | null;
  /** Why figures are lower bounds, and how they move the others. */
  readonly tops: Tops;
  /** Whether everything was priced. */
  readonly allPriced: boolean;
  /** Whether everything was priced, and nothing is a bound. */
  readonly complete: boolean;
  readonly unpriced: readonly Unpriced[];
}

export interface Unpriced {
  /** Canonical where known, else as logged. */
  readonly model: string;
  readonly reason: UnpricedReason | 'no_price_for_meter' | 'no_price_for_web_search';
  /** Of the meters of a priced model: all requests under that quote, of which some had such tokens. */
  readonly requests: bigint;
  readonly tokens: bigint;
}

/** Usage gathered to be priced together. */
export interface Account {
  add(group: UsageGroup): void;
  figures(): Figures;
  charges(): ChargeLine[];
}

interface Priced {
  readonly quote: PricedQuote;
  readonly sums: MeterSums;
  readonly requests: bigint;
}

interface Searches {
  readonly row: WebSearchRow;
  readonly model: string;
  readonly quantity: bigint;
}

export function account(quotes: Quoter): Account {
  const priced = new Map<string, Priced>();
  const searches = new Map<string, Searches>();
  const unpriced = new Map<string, Unpriced>();
  const bounds = boundAccount();
  let requests = 0n;
  let hits = 0n;
  let aggregated = 0n;
  let uncounted = 0n;
  let sums = NO_SUMS;
  let charged: readonly (Priced & Charges)[] | undefined;

  function addTokens(group: UsageGroup): string {
    const quoted = quotes.tokens(group);
    addBounds(group, quoted);
    const { quote, key } = quoted;
    if (!quote.ok) {
      miss(unpriced, {
        model: quote.model,
        reason: quote.reason,
        requests: group.requests,
        tokens: allTokens(group.sums),
      });
      return quote.model;
    }
    const before = priced.get(key);
    priced.set(key, {
      quote,
      sums: before ? addSums(before.sums, group.sums) : group.sums,
      requests: (before?.requests ?? 0n) + group.requests,
    });
    return quote.row.model;
  }

  function addBounds(group: UsageGroup, quoted: Quoted): void {
    const { reasons, top } = quotes.bound(group, quoted);
    if (reasons.length === 0) return;
    const { quote, key } = quoted;
    const { requests: own, sums: tokens } = group;
    const dearest = top?.quote.ok === true ? { quote: top.quote, key: top.key } : undefined;
    bounds.add(reasons, { requests: own, sums: tokens, quote: quote.ok ? quote : undefined, key, top: dearest });
  }

  function addSearches(group: UsageGroup, model: string): void {
    const row = quotes.web_search(group);
    if (row === undefined) {
      miss(unpriced, { model, reason: 'no_price_for_web_search', requests: group.requests, tokens: 0n });
      return;
    }
    const key = `${model}\n${row.from}\n${row.evidence.layer}`;
    const quantity = (searches.get(key)?.quantity ?? 0n) + group.sums.web_search;
    searches.set(key, { row, model, quantity });
  }

  /** Made once for all that asks for it: a report has hundreds of accounts. */
  function tokenCharges(): readonly (Priced & Charges)[] {
    charged ??= [...priced.values()].map((each) => ({ ...each, ...chargeTokens(each.sums, each.quote) }));
    return charged;
  }

  /** What has no price at all, and the meters without one under a quote that prices the others. */
  function allUnpriced(): Unpriced[] {
    const all = new Map(unpriced);
    for (const { quote, requests: count, unpriced: tokens } of tokenCharges()) {
      if (tokens > 0n) miss(all, { model: quote.row.model, reason: 'no_price_for_meter', requests: count, tokens });
    }
    return [...all.values()];
  }

  function charges(): ChargeLine[] {
    return [
      ...tokenCharges().flatMap(({ lines }) => lines),
      ...[...searches.values()].map(({ model, quantity, row }) => chargeSearches(model, quantity, row)),
    ];
  }

  return {
    add(group) {
      charged = undefined;
      requests += group.requests;
      hits += group.hits;
      if (group.terms.kind === 'aggregate') {
        aggregated += group.requests;
        if (group.requests === 0n) uncounted += allTokens(group.sums);
      }
      sums = addSums(sums, group.sums);
      const model = addTokens(group);
      if (group.sums.web_search > 0n) addSearches(group, model);
    },
    charges,
    figures() {
      const missing = allUnpriced();
      const lines = charges();
      const known = missing.length === 0 || lines.length > 0;
      const cost = sum(lines.map((line) => line.amount));
      const tools = sum(lines.filter((line) => line.meter === 'web_search').map((line) => line.amount));
      const uncached = add(sum([...priced.values()].map((each) => uncachedCost(each.sums, each.quote))), tools);
      const premium = sum([...priced.values()].map((each) => writePremium(each.sums, each.quote)));
      const tokens = allTokens(sums);
      const tops = bounds.tops();
      const isTopKnown = missing.length === 0 && tops.cost !== null;
      const unpricedTokens = missing.reduce((total, each) => total + each.tokens, 0n);
      return {
        requests,
        hits,
        aggregated,
        uncounted,
        sums,
        cost: known ? cost : null,
        uncachedCost: known ? uncached : null,
        netSavings: known ? subtract(uncached, cost) : null,
        writePremium: known ? premium : null,
        tokenHitRatio: ratio(sums.cache_read, sums.input + sums.cache_write_5m + sums.cache_write_1h + sums.cache_read),
        requestHitRatio: ratio(hits, requests - aggregated),
        unpricedTokens,
        pricedTokenRatio: ratio(tokens - unpricedTokens, tokens),
        costAtMost: isTopKnown ? add(cost, tops.cost) : null,
        tops,
        allPriced: missing.length === 0,
        complete: missing.length === 0 && tops.reasons.length === 0,
        unpriced: missing,
      };
    },
  };
}

/** Of all of it together. */
export function figuresOf(groups: Iterable<UsageGroup>, quotes: Quoter): Figures {
  const own = account(quotes);
  for (const group of groups) own.add(group);
  return own.figures();
}

/** One entry a model and reason. */
function miss(unpriced: Map<string, Unpriced>, entry: Unpriced): void {
  const key = `${entry.model}\n${entry.reason}`;
  const known = unpriced.get(key);
  if (known === undefined) needRoom(unpriced.size, MOST_UNPRICED, 'model without a price');
  const { requests, tokens } = known ?? { requests: 0n, tokens: 0n };
  unpriced.set(key, { ...entry, requests: requests + entry.requests, tokens: tokens + entry.tokens });
}

function sum(amounts: readonly Pico[]): Pico {
  return amounts.reduce(add, ZERO_PICO);
}

/** A ratio of counts to six decimals; null where there is nothing to divide by. 0 and 1 only where it is none or all. */
function ratio(part: bigint, whole: bigint): number | null {
  if (whole === 0n) return null;
  if (part === 0n || part === whole) return part === 0n ? 0 : 1;
  const millionths = Number((part * 1_000_000n + whole / 2n) / whole);
  return Math.min(999_999, Math.max(1, millionths)) / 1_000_000;
}
