/** At which part of its list price each model was billed, and how that is known. */
import { compare, ONE, type Fraction } from '../../core/fraction.ts';
import { subtract, ZERO_PICO, type Pico } from '../../core/money.ts';
import type { Cell } from './cells.ts';
import { ratiosOf, type Pair, type Ratio } from './ratio.ts';
import type { Known } from './reasons.ts';

interface Discount {
  readonly model: string;
  /** Billed / list price; undefined where the bill writes both and no one ratio fits. */
  readonly ratio: Ratio | undefined;
  readonly evidence: 'in_bill' | 'constant_ratio';
}

export interface Discounts {
  readonly found: readonly Discount[];
  /** Models billed in a constant ratio above their price: no discount, and for people to look into. */
  readonly dearer: readonly { readonly model: string; readonly ratio: Ratio }[];
  readonly of: Known['discountOf'];
}

/**
 * Where the bill writes list prices, it is known from those, unless the prices in use are the negotiated ones already: then
 * what was billed is what they come to. Else a ratio that most of the money agrees on is a discount; a model that has
 * nothing to tell it by has that of the others, where they have one in common.
 */
export function discountsOf(cells: readonly Cell[], rowRounding: Pico, copiesIn: Known['copiesIn']): Discounts {
  const asLogged = pairsOf(cells, rowRounding, () => ZERO_PICO);
  const onlyOnce = pairsOf(cells, rowRounding, copiesIn);
  const pairs = fitsBetter(ratiosOf(onlyOnce), ratiosOf(asLogged)) ? onlyOnce : asLogged;
  const own = ratiosOf(pairs);
  // Both sides of these are rounded.
  const listed = ratiosOf(
    cells.flatMap((cell) =>
      pairOf(
        cell,
        (2n * rowRounding) as Pico,
        cell.billed?.list === undefined ? undefined : { cost: cell.billed.list },
      ),
    ),
    1,
  );
  const onAnyDay = ratiosOf(pairs, 1);
  const models = [...new Set(cells.filter(isToken).map(({ model }) => model ?? ''))].sort();
  const hasList = new Set(cells.filter(isBelowList).map(({ model }) => model ?? ''));
  const found: Discount[] = [];
  const dearer: { model: string; ratio: Ratio }[] = [];
  for (const model of models) {
    const ratio = own.get(model);
    const step = ratio === undefined ? undefined : compare(ratio.value, ONE);
    if (step === 0) continue;
    if (hasList.has(model) && isOne(onAnyDay.get(model))) continue;
    if (hasList.has(model)) found.push({ model, ratio: listed.get(model), evidence: 'in_bill' });
    else if (ratio !== undefined && step === -1) found.push({ model, ratio, evidence: 'constant_ratio' });
    else if (ratio !== undefined && step === 1) dearer.push({ model, ratio });
  }
  const common = commonOf(own, models);
  const byModel = new Map(found.map((each) => [each.model, each]));
  return {
    found,
    dearer,
    of: (model = '') => {
      const discount = byModel.get(model);
      if (discount === undefined) return { ratio: own.has(model) ? undefined : common, listed: false };
      return { ratio: discount.ratio?.value, listed: discount.evidence === 'in_bill' };
    },
  };
}

function pairsOf(cells: readonly Cell[], rowRounding: Pico, copiesIn: Known['copiesIn']): Pair[] {
  return cells.flatMap((cell) => {
    const { computed } = cell;
    const cost = computed && subtract(computed.cost, copiesIn(cell));
    return pairOf(cell, rowRounding, cost === undefined ? undefined : { cost });
  });
}

/** Logs that are all in the ledger twice look like a discount of half, so what fits as well and is nearer to 1 is better. */
function fitsBetter(a: ReadonlyMap<string, Ratio>, b: ReadonlyMap<string, Ratio>): boolean {
  const [first, second] = [a, b].map((ratios) => [...ratios.values()].reduce((sum, { weight }) => sum + weight, 0n));
  if (first === undefined || second === undefined || first !== second) return (first ?? 0n) > (second ?? 0n);
  const [near, far] = [a, b].map((ratios) => [...ratios.values()].filter(isOne).length);
  return (near ?? 0) > (far ?? 0);
}

function isOne(ratio: Ratio | undefined): boolean {
  return ratio !== undefined && compare(ratio.value, ONE) === 0;
}

function isToken({ type }: Cell): boolean {
  return type !== 'other' && type !== 'web_search';
}

function isBelowList({ billed }: Cell): boolean {
  return billed?.list !== undefined && billed.list !== billed.amount;
}

function pairOf(cell: Cell, rowRounding: Pico, against: { readonly cost: Pico } | undefined): Pair[] {
  const { day, model, billed, computed } = cell;
  const isWhole = computed === undefined || (computed.unpriced === 0n && computed.bandRoom === 0n);
  if (billed === undefined || against === undefined || against.cost <= 0n || billed.amount <= 0n) return [];
  if (!isToken(cell) || !isWhole) return [];
  return [{ day, model, billed: billed.amount, computed: against.cost, rows: billed.rows, rowRounding }];
}

/** The one ratio below 1 of all models that have one. */
function commonOf(own: ReadonlyMap<string, Ratio>, models: readonly string[]): Fraction | undefined {
  const values = models.flatMap((model) => own.get(model)?.value ?? []);
  const [first] = values;
  if (first === undefined || compare(first, ONE) >= 0) return undefined;
  return values.every((value) => compare(value, first) === 0) ? first : undefined;
}
