/** Exact arithmetic on fractions of bigints: multipliers, ratios and the limits they are held against. */

/** `num / den`, with `den > 0`. */
export interface Fraction {
  readonly num: bigint;
  readonly den: bigint;
}

export const ONE: Fraction = { num: 1n, den: 1n };

const DECIMAL = /^(\d{1,12})(?:\.(\d{1,12}))?$/;

/** A non-negative decimal string as an exact fraction; undefined when it is anything else. */
export function parseDecimal(text: string): Fraction | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, whole = '', part = ''] = match;
  return { num: BigInt(whole + part), den: 10n ** BigInt(part.length) };
}

export function whole(value: bigint): Fraction {
  return { num: value, den: 1n };
}

export function multiply(a: Fraction, b: Fraction): Fraction {
  return { num: a.num * b.num, den: a.den * b.den };
}

/** `b` must not be zero. */
export function divide(a: Fraction, b: Fraction): Fraction {
  return b.num < 0n ? { num: -a.num * b.den, den: a.den * -b.num } : { num: a.num * b.den, den: a.den * b.num };
}

export function plus(a: Fraction, b: Fraction): Fraction {
  return a.den === b.den
    ? { num: a.num + b.num, den: a.den }
    : { num: a.num * b.den + b.num * a.den, den: a.den * b.den };
}

export function minus(a: Fraction, b: Fraction): Fraction {
  return plus(a, { num: -b.num, den: b.den });
}

export function magnitude(a: Fraction): Fraction {
  return a.num < 0n ? { num: -a.num, den: a.den } : a;
}

/** Negative, 0 or positive, as `a` is less than, equal to or greater than `b`. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.num * b.den - b.num * a.den;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The nearest double, near enough for statistics and for people. */
export function toNumber({ num, den }: Fraction): number {
  return Number(roundHalfEven(num * 10n ** 15n, den)) / 1e15;
}

/** `part / whole` cut to six decimals, as JSON and tables have shares; null where there is nothing to divide by. */
export function ratioOf(part: bigint, whole: bigint): number | null {
  return whole === 0n ? null : Number((part * 1_000_000n) / whole) / 1_000_000;
}

/** The integer nearest to `num / den`; a tie goes to the even neighbour. `den` must be positive. */
export function roundHalfEven(num: bigint, den: bigint): bigint {
  const floor = floorDivide(num, den);
  const twiceRest = (num - floor * den) * 2n;
  if (twiceRest < den) return floor;
  if (twiceRest > den) return floor + 1n;
  return floor % 2n === 0n ? floor : floor + 1n;
}

function floorDivide(num: bigint, den: bigint): bigint {
  const quotient = num / den;
  return num % den !== 0n && num < 0n ? quotient - 1n : quotient;
}

/** A plain decimal rounded half to even to at most `places`, without trailing zeros: "0.8", "-12.5". */
export function formatDecimal({ num, den }: Fraction, places: number): string {
  const scaled = roundHalfEven(num * 10n ** BigInt(places), den);
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(places + 1, '0');
  const text = `${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}`;
  return `${scaled < 0n ? '-' : ''}${text.replace(/\.?0+$/, '')}`;
}
