/**
 * Bill and ledger in the same cells: a day, a model, and what tokens are billed as. Where a bill leaves one of these out, the
 * ledger is summed over it as well.
 */
import { add, subtract, ZERO_PICO, type Pico } from '../../core/money.ts';
import { allTokens, addSums, NO_SUMS, TOKEN_METERS, type MeterSums, type TokenMeter } from '../../core/meters.ts';
import { MS_PER_DAY, type Instant } from '../../core/time.ts';
import type { PriceBook, WebSearchRow } from '../../prices/book.ts';
import { quote } from '../../prices/quote.ts';
import type { UsageGroup } from '../../store/ledger.ts';
import { chargeSearches, chargeTokens, type PricedQuote } from '../charges.ts';
import type { Quoter } from '../quoter.ts';
import type { BilledType, BillRow } from './bill.ts';
import type { ModelNames } from './model-names.ts';

/** What a bill tells apart. */
export interface Grain {
  readonly day: boolean;
  readonly model: boolean;
  readonly type: boolean;
  /** Searches by themselves, also where tokens are one sum. */
  readonly searches: boolean;
}

/** undefined where the bill does not tell it apart; "" is a charge that no model has. */
interface CellName {
  readonly day: Instant | undefined;
  readonly model: string | undefined;
  readonly type: BilledType | undefined;
}

/** What the ledger comes to. */
interface Computed {
  readonly cost: Pico;
  /** Tokens, or searches. */
  readonly quantity: bigint;
  /** Of those, without a price. */
  readonly unpriced: bigint;
  /** What more it would have cost at most, had all prompts whose size is unknown been long ones. */
  readonly bandRoom: Pico;
}

/** What the bill says. */
interface Billed {
  readonly amount: Pico;
  /** Where every row has it. */
  readonly list: Pico | undefined;
  readonly rows: number;
}

export interface Cell extends CellName {
  readonly computed: Computed | undefined;
  readonly billed: Billed | undefined;
}

/** What is not billed by the token has no model in most bills, so it never has one here. */
function grainOf(rows: readonly BillRow[]): Grain {
  const byToken = rows.filter(({ type }) => type !== 'other' && type !== 'web_search');
  return {
    day: rows.every(({ day }) => day !== undefined),
    model: byToken.every(({ model }) => model !== undefined),
    type: byToken.every(({ type }) => type !== undefined),
    searches: rows.every(({ type }) => type !== undefined) || rows.some(({ type }) => type === 'web_search'),
  };
}

/** Every cell that either has, by day, model and type. */
export function cellsOf(
  rows: readonly BillRow[],
  usage: Iterable<UsageGroup>,
  { names, quotes, book }: { readonly names: ModelNames; readonly quotes: Quoter; readonly book: PriceBook },
): { readonly cells: readonly Cell[]; readonly grain: Grain } {
  const grain = grainOf(rows);
  const billed = billedCells(rows, grain, names);
  const computed = computedCells(usage, grain, names, quotes, book);
  const keys = [...new Set([...billed.keys(), ...computed.keys()])].sort();
  const cells = keys.map((key): Cell => {
    const [bill, own] = [billed.get(key), computed.get(key)];
    const name = bill?.name ?? own?.name;
    if (name === undefined) throw new Error('a key comes from one of the two');
    return { ...name, billed: bill?.billed, computed: own?.computed() };
  });
  return { cells, grain };
}

export function keyOf({ day, model, type }: CellName): string {
  return [day ?? '', model ?? '', type ?? ''].join('\n');
}

function billedCells(
  rows: readonly BillRow[],
  grain: Grain,
  names: ModelNames,
): Map<string, { readonly name: CellName; readonly billed: Billed }> {
  const cells = new Map<string, { readonly name: CellName; readonly billed: Billed }>();
  for (const row of rows) {
    const byToken = row.type !== 'other' && row.type !== 'web_search';
    const name: CellName = {
      day: grain.day ? row.day : undefined,
      model: !grain.model ? undefined : byToken && row.model !== undefined ? names(row.model) : '',
      type: grain.type || !byToken ? row.type : undefined,
    };
    const key = keyOf(name);
    const { amount, list, rows: count } = cells.get(key)?.billed ?? { amount: ZERO_PICO, list: ZERO_PICO, rows: 0 };
    const billed = {
      amount: add(amount, row.amount),
      list: list === undefined || row.list === undefined ? undefined : add(list, row.list),
      rows: count + 1,
    };
    cells.set(key, { name, billed });
  }
  return cells;
}

interface Priced {
  readonly quote: PricedQuote;
  readonly dearest: PricedQuote;
  readonly sums: MeterSums;
}

/** Gathers tokens by their price, which are charged when all are there: each line is rounded at most once. */
interface Gathering {
  readonly name: CellName;
  add(priced: Priced, key: string): void;
  search(row: WebSearchRow | undefined, model: string, quantity: bigint): void;
  miss(tokens: bigint): void;
  computed(): Computed;
}

export function computedCells(
  usage: Iterable<UsageGroup>,
  grain: Grain,
  names: ModelNames,
  quotes: Quoter,
  book: PriceBook,
): Map<string, Gathering> {
  const cells = new Map<string, Gathering>();
  const at = (name: CellName): Gathering => {
    const key = keyOf(name);
    const cell = cells.get(key) ?? gathering(name);
    cells.set(key, cell);
    return cell;
  };
  for (const group of usage) {
    const day = grain.day ? ((Math.floor(group.at / MS_PER_DAY) * MS_PER_DAY) as Instant) : undefined;
    const { quote: found, key } = quotes.tokens(group);
    const model = names(found.ok ? found.row.model : found.model);
    for (const meter of TOKEN_METERS) {
      if (group.sums[meter] === 0n) continue;
      const cell = at({ day, model: grain.model ? model : undefined, type: grain.type ? meter : undefined });
      const sums = only(group.sums, meter);
      if (found.ok) cell.add({ quote: found, dearest: dearestOf(group, found, book), sums }, key);
      else cell.miss(group.sums[meter]);
    }
    if (group.sums.web_search === 0n) continue;
    const searches = at({
      day,
      model: !grain.model ? undefined : grain.searches ? '' : model,
      type: grain.searches ? 'web_search' : undefined,
    });
    searches.search(quotes.web_search(group), model, group.sums.web_search);
  }
  return cells;
}

function only(sums: MeterSums, meter: TokenMeter): MeterSums {
  return { ...NO_SUMS, [meter]: sums[meter] };
}

/** How a bucket of prompts of unknown sizes would be priced, had all of them been long. */
function dearestOf(group: UsageGroup, found: PricedQuote, book: PriceBook): PricedQuote {
  const longest = found.row.bands.at(-1)?.above_prompt_tokens;
  if (group.terms.kind !== 'aggregate' || longest === undefined || longest === found.band) return found;
  const { platform, tier, speed, geo } = group.terms;
  const dearest = quote(book, { model: group.model, at: group.at, above: longest, platform, tier, speed, geo });
  return dearest.ok ? dearest : found;
}

function gathering(name: CellName): Gathering {
  const priced = new Map<string, Priced>();
  const searches = new Map<WebSearchRow, { readonly model: string; readonly quantity: bigint }>();
  let [quantity, unpriced] = [0n, 0n];
  return {
    name,
    add(more, key) {
      const place = `${key}\n${more.dearest.band ?? 0}`;
      const sums = addSums(priced.get(place)?.sums ?? NO_SUMS, more.sums);
      priced.set(place, { ...more, sums });
      quantity += allTokens(more.sums);
    },
    search(row, model, count) {
      quantity += count;
      if (row === undefined) unpriced += count;
      else searches.set(row, { model, quantity: (searches.get(row)?.quantity ?? 0n) + count });
    },
    miss(tokens) {
      quantity += tokens;
      unpriced += tokens;
    },
    computed() {
      let [cost, most, missing] = [ZERO_PICO, ZERO_PICO, unpriced];
      for (const { quote: found, dearest, sums } of priced.values()) {
        const { lines, unpriced: none } = chargeTokens(sums, found);
        missing += none;
        for (const { amount } of lines) cost = add(cost, amount);
        for (const { amount } of chargeTokens(sums, dearest).lines) most = add(most, amount);
      }
      const bandRoom = subtract(most, cost);
      for (const [row, { model, quantity: count }] of searches)
        cost = add(cost, chargeSearches(model, count, row).amount);
      return { cost, quantity, unpriced: missing, bandRoom };
    },
  };
}
