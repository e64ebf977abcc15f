/**
 * Money is an integer number of picodollars (10^-12 USD) in a bigint.
 *
 * A list price of USD per 1,000,000 tokens with at most six decimals is a whole number of picodollars per
 * token, so every published price is exact. Multipliers are fractions; a charge line is rounded once,
 * half to even, after everything has been multiplied.
 */

import { ONE, parseDecimal, roundHalfEven, type Fraction } from './fraction.ts';

declare const picoBrand: unique symbol;
/** An amount of money, in picodollars. May be negative (savings can be). */
export type Pico = bigint & { readonly [picoBrand]: true };

declare const unitPriceBrand: unique symbol;
/** A list price, in picodollars per unit (a token, or one web search). Never negative. */
export type UnitPrice = bigint & { readonly [unitPriceBrand]: true };

export const ZERO_PICO: Pico = 0n as Pico;

const PICO_PER_USD = 1_000_000_000_000n;
/** "3.75" USD per 1,000,000 units as picodollars per unit; undefined unless it is a whole number of them. */
export function parsePricePerMillion(text: string): UnitPrice | undefined {
  return exactUnit(text, PICO_PER_USD / 1_000_000n);
}

/** "10" USD per 1,000 units (web searches are sold so) as picodollars per unit. */
export function parsePricePerThousand(text: string): UnitPrice | undefined {
  return exactUnit(text, PICO_PER_USD / 1_000n);
}

function exactUnit(text: string, picoPerUsd: bigint): UnitPrice | undefined {
  const value = parseDecimal(text);
  if (!value) return undefined;
  const scaled = value.num * picoPerUsd;
  return scaled % value.den === 0n ? ((scaled / value.den) as UnitPrice) : undefined;
}

/** The inverse of {@link parsePricePerMillion}: exact, without trailing zeros ("3.75", "15"). */
export function formatPricePerMillion(price: UnitPrice): string {
  return trimDecimal(fixedDecimal(price, 6));
}

/** The inverse of {@link parsePricePerThousand}. */
export function formatPricePerThousand(price: UnitPrice): string {
  return trimDecimal(fixedDecimal(price, 9));
}

/** For sorting: the dearest first; what has no price last. */
export function dearestFirst(a: Pico | null, b: Pico | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a === b ? 0 : a < b ? 1 : -1;
}

/** What `quantity` units cost: `quantity x price x multiplier`, rounded once, half to even. */
export function charge(quantity: bigint, price: UnitPrice, multiplier: Fraction = ONE): Pico {
  return roundHalfEven(quantity * price * multiplier.num, multiplier.den) as Pico;
}

export function add(a: Pico, b: Pico): Pico {
  return (a + b) as Pico;
}

export function subtract(a: Pico, b: Pico): Pico {
  return (a - b) as Pico;
}

/** Exact USD as a plain decimal: at least two decimals, no exponent, no symbol ("0.01045", "-12.50"). */
export function formatUsdExact(amount: Pico): string {
  const text = fixedDecimal(amount, 12);
  return text.replace(/0{1,10}$/, '');
}

/** As JSON has an amount: null where it is not known. */
export function usdOrNull(amount: Pico | null | undefined): string | null {
  return amount === null || amount === undefined ? null : formatUsdExact(amount);
}

/** USD for people: "$12.35", and four significant digits below a cent ("$0.0004183"). */
export function formatUsd(amount: Pico): string {
  const sign = amount < 0n ? '-' : '';
  const size = amount < 0n ? -amount : amount;
  if (size === 0n) return '$0.00';
  const digits = size.toString().length;
  const decimals = size >= PICO_PER_USD / 100n ? 2 : Math.min(12, 16 - digits);
  const rounded = roundHalfEven(size, 10n ** BigInt(12 - decimals));
  const [whole = '0', part = ''] = fixedDecimal(rounded, decimals).split('.');
  return `${sign}$${groupThousands(whole)}.${part.replace(/0+$/, '').padEnd(2, '0')}`;
}

/** USD with exactly so many decimals, rounded half to even: "-$1,234.50". */
export function formatUsdTo(amount: Pico, decimals: number): string {
  const size = amount < 0n ? -amount : amount;
  const [whole = '0', part = ''] = fixedDecimal(roundHalfEven(size, 10n ** BigInt(12 - decimals)), decimals).split('.');
  return `${amount < 0n ? '-' : ''}$${groupThousands(whole)}.${part}`;
}

/** Digits in groups of three: "1,234,567". */
export function groupThousands(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `value / 10^decimals`, written with exactly that many decimals. */
function fixedDecimal(value: bigint, decimals: number): string {
  const sign = value < 0n ? '-' : '';
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function trimDecimal(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
