/**
 * A discount as a constant ratio between what was billed and what the list price comes to. A few days may be off for reasons
 * of their own (logs that are missing, or counted twice), so it is the ratio that most of the money agrees on.
 */
import { compare, type Fraction } from '../../core/fraction.ts';
import type { Pico } from '../../core/money.ts';
import type { Instant } from '../../core/time.ts';

/** A cell with an amount on both sides. */
export interface Pair {
  readonly day: Instant | undefined;
  readonly model: string | undefined;
  readonly billed: Pico;
  /** At list price, above 0. */
  readonly computed: Pico;
  /** Rows of the bill that `billed` is the sum of, and how far each may be off by its rounding. */
  readonly rows: number;
  readonly rowRounding: Pico;
}

export interface Ratio {
  readonly value: Fraction;
  /** Cells that agree, of all. */
  readonly agreeing: number;
  readonly cells: number;
  /** The billed money that agrees. */
  readonly weight: bigint;
}

/** On fewer days a ratio may as well be that of logs that are missing. */
const LEAST_DAYS = 3;
/** A ratio with fewer digits is the one that was agreed on, if nearly as much fits it. */
const NEARLY = { num: 19n, den: 20n };
const MOST_PLACES = 6;

/**
 * The ratio of each model: one for all where it fits every model nearly as well as the model's own. A model that no ratio
 * fits, or that has too few days to tell, has none.
 */
export function ratiosOf(pairs: readonly Pair[], leastDays: number = LEAST_DAYS): ReadonlyMap<string, Ratio> {
  const common = constantRatio(pairs, leastDays);
  const found = new Map<string, Ratio>();
  for (const model of new Set(pairs.map((pair) => pair.model ?? ''))) {
    const own = pairs.filter((pair) => (pair.model ?? '') === model);
    const ratio = common && fitsAsWell(own, common.value) ? measured(own, common.value) : constantRatio(own, leastDays);
    if (ratio !== undefined) found.set(model, ratio);
  }
  return found;
}

function constantRatio(pairs: readonly Pair[], leastDays: number): Ratio | undefined {
  const best = bestOf(pairs);
  if (best === undefined) return undefined;
  const value = roundest(pairs, best);
  const fitting = pairs.filter((pair) => fits(pair, value));
  const days = new Set(fitting.map(({ day }) => day ?? 0)).size;
  const all = pairs.reduce((sum, { billed }) => sum + billed, 0n);
  return days < leastDays || 2n * weightOf(pairs, value) < all ? undefined : measured(pairs, value);
}

function measured(pairs: readonly Pair[], value: Fraction): Ratio {
  const agreeing = pairs.filter((pair) => fits(pair, value)).length;
  return { value, agreeing, cells: pairs.length, weight: weightOf(pairs, value) };
}

function fits({ billed, computed, rows, rowRounding }: Pair, { num, den }: Fraction): boolean {
  return size(billed * den - computed * num) <= BigInt(rows) * rowRounding * den;
}

/** Rounding goes either way: what is left of it in a sum of n rows is about the root of n. */
function fitTogether(pairs: readonly Pair[], { num, den }: Fraction): boolean {
  const [first] = pairs;
  if (first === undefined) return false;
  const rows = pairs.reduce((sum, pair) => sum + pair.rows, 0);
  const apart = pairs.reduce((sum, { billed, computed }) => sum + billed * den - computed * num, 0n);
  return size(apart) <= 2n * first.rowRounding * BigInt(Math.ceil(Math.sqrt(rows))) * den;
}

function size(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function weightOf(pairs: readonly Pair[], value: Fraction): bigint {
  return pairs.reduce((sum, pair) => (fits(pair, value) ? sum + pair.billed : sum), 0n);
}

function fitsAsWell(pairs: readonly Pair[], value: Fraction): boolean {
  const best = bestOf(pairs);
  return best === undefined || weightOf(pairs, value) * NEARLY.den >= best.weight * NEARLY.num;
}

interface Best {
  readonly low: Fraction;
  readonly high: Fraction;
  readonly weight: bigint;
}

/** The ratios that the most money agrees on: each pair allows those from (billed - rounding) to (billed + rounding). */
function bestOf(pairs: readonly Pair[]): Best | undefined {
  const ends = pairs
    .flatMap(({ billed, computed, rows, rowRounding }) => {
      const rounding = BigInt(rows) * rowRounding;
      return [
        { at: { num: billed - rounding, den: computed }, weight: billed },
        { at: { num: billed + rounding, den: computed }, weight: -billed },
      ];
    })
    .sort((a, b) => compare(a.at, b.at) || (a.weight < b.weight ? 1 : a.weight > b.weight ? -1 : 0));
  let weight = 0n;
  let best: Best | undefined;
  for (const [index, end] of ends.entries()) {
    weight += end.weight;
    const next = ends[index + 1];
    if (next !== undefined && weight > (best?.weight ?? 0n)) best = { low: end.at, high: next.at, weight };
  }
  return best;
}

/** The decimal of the fewest places that fits nearly as much, cell by cell and together. */
function roundest(pairs: readonly Pair[], best: Best): Fraction {
  const middle: Fraction = {
    num: best.low.num * best.high.den + best.high.num * best.low.den,
    den: 2n * best.low.den * best.high.den,
  };
  const near = pairs.filter((pair) => fits(pair, middle));
  const total: Fraction = {
    num: near.reduce((sum, { billed }) => sum + billed, 0n),
    den: near.reduce((sum, { computed }) => sum + computed, 0n),
  };
  for (let places = 0; places < MOST_PLACES; places += 1) {
    const value = rounded(total, places);
    const own = pairs.filter((pair) => fits(pair, value));
    const isEnough = weightOf(pairs, value) * NEARLY.den >= best.weight * NEARLY.num;
    if (value.num > 0n && isEnough && fitTogether(own, value)) return value;
  }
  return rounded(total, MOST_PLACES);
}

function rounded({ num, den }: Fraction, places: number): Fraction {
  const scale = 10n ** BigInt(places);
  return { num: (num * scale * 2n + den) / (2n * den), den: scale };
}
