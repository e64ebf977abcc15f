/** Money is exact: what is parsed is what is formatted, and what is split adds up again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multiply, ONE, parseDecimal, roundHalfEven, type Fraction } from '../../src/core/fraction.ts';
import {
  add,
  charge,
  formatPricePerMillion,
  formatPricePerThousand,
  formatUsd,
  formatUsdExact,
  parsePricePerMillion,
  parsePricePerThousand,
  subtract,
  ZERO_PICO,
  type Pico,
  type UnitPrice,
} from '../../src/core/money.ts';

const NOT_DECIMALS = ['', '.', '.5', '5.', '-1', '+1', '1e3', '1,5', '1_000', ' 1', '1 ', '0x10', 'NaN', '٣', '1.2.3'];
const TOO_LONG = ['1234567890123', '0.1234567890123'];

describe('a decimal', () => {
  it.each([
    ['0', 0n, 1n],
    ['3.75', 375n, 100n],
    ['0.50', 50n, 100n],
    ['007', 7n, 1n],
    ['999999999999.999999999999', 999_999_999_999_999_999_999_999n, 10n ** 12n],
  ])('%s is %s / %s', (text, num, den) => {
    expect(parseDecimal(text)).toEqual({ num, den });
  });

  it.each([...NOT_DECIMALS, ...TOO_LONG])('"%s" is none', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
    expect(parsePricePerMillion(text)).toBeUndefined();
    expect(parsePricePerThousand(text)).toBeUndefined();
  });
});

describe('a price', () => {
  it.each([
    ['3.75', 3_750_000n, '3.75'],
    ['15', 15_000_000n, '15'],
    ['100', 100_000_000n, '100'],
    ['0.30', 300_000n, '0.3'],
    ['0.000001', 1n, '0.000001'],
    ['0', 0n, '0'],
  ])('of %s USD per million is %s picodollars each, and written %s', (text, pico, written) => {
    const price = parsePricePerMillion(text);
    expect(price).toBe(pico);
    expect(formatPricePerMillion(price!)).toBe(written);
  });

  it.each([
    ['10', 10_000_000_000n, '10'],
    ['0.000000001', 1n, '0.000000001'],
    ['2.50', 2_500_000_000n, '2.5'],
  ])('of %s USD per thousand is %s picodollars each, and written %s', (text, pico, written) => {
    const price = parsePricePerThousand(text);
    expect(price).toBe(pico);
    expect(formatPricePerThousand(price!)).toBe(written);
  });

  it('finer than a picodollar is refused, not rounded', () => {
    expect(parsePricePerMillion('0.0000001')).toBeUndefined();
    expect(parsePricePerMillion('0.0000010')).toBe(1n);
    expect(parsePricePerThousand('0.0000000001')).toBeUndefined();
  });

  it('survives being written and read', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), (pico) => {
        const price = pico as UnitPrice;
        expect(parsePricePerMillion(formatPricePerMillion(price))).toBe(price);
        expect(parsePricePerThousand(formatPricePerThousand(price))).toBe(price);
      }),
    );
  });
});

describe('rounding half to even', () => {
  it.each([
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [1n, 2n, 0n],
    [-1n, 2n, 0n],
    [-3n, 2n, -2n],
    [-5n, 2n, -2n],
    [4n, 3n, 1n],
    [5n, 3n, 2n],
    [-4n, 3n, -1n],
    [-5n, 3n, -2n],
    [0n, 7n, 0n],
    [21n, 7n, 3n],
    [10n ** 30n + 1n, 2n, 5n * 10n ** 29n],
  ])('%s / %s is %s', (num, den, expected) => {
    expect(roundHalfEven(num, den)).toBe(expected);
  });

  /** Nearest of the neighbours; of two equally near, the even one. Slow and by definition. */
  function naive(num: bigint, den: bigint): bigint {
    const distance = (candidate: bigint): bigint => {
      const off = candidate * den - num;
      return off < 0n ? -off : off;
    };
    const around = [-1n, 0n, 1n].map((step) => num / den + step);
    const nearest = around.reduce((best, next) => (distance(next) < distance(best) ? next : best));
    return around.find((each) => distance(each) === distance(nearest) && each % 2n === 0n) ?? nearest;
  }

  it('is the nearest integer, and of two the even one', () => {
    const numbers = fc.oneof(fc.bigInt({ min: -60n, max: 60n }), fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }));
    const divisors = fc.oneof(fc.bigInt({ min: 1n, max: 12n }), fc.bigInt({ min: 1n, max: 10n ** 12n }));
    fc.assert(
      fc.property(numbers, divisors, (num, den) => {
        expect(roundHalfEven(num, den)).toBe(naive(num, den));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a charge', () => {
  const quantities = fc.bigInt({ min: 0n, max: 10n ** 13n });
  const prices = fc.bigInt({ min: 0n, max: 150_000_000n }).map((pico) => pico as UnitPrice);
  const multipliers = fc
    .constantFrom('0.5', '1.1', '0.55', '1.25', '0.1', '0.123456789012', '3')
    .map((text) => parseDecimal(text)!);

  it('is quantity times price times multiplier', () => {
    // 1,234 tokens at 3.75 USD per million = 0.0046275 USD; in a batch half of it.
    const price = parsePricePerMillion('3.75')!;
    expect(formatUsdExact(charge(1234n, price))).toBe('0.0046275');
    expect(formatUsdExact(charge(1234n, price, { num: 1n, den: 2n }))).toBe('0.00231375');
  });

  it('takes all multipliers together and is rounded once', () => {
    // 1 x 0.7 x 0.7 = 0.49; rounded after each step it would be 0.7 -> 1, and 0.7 -> 1 again.
    const part: Fraction = { num: 7n, den: 10n };
    expect(charge(1n, 1n as UnitPrice, multiply(part, part))).toBe(0n);
    expect(charge(100n, 1n as UnitPrice, multiply(part, part))).toBe(49n);
  });

  it('adds up exactly over any split where the multiplied price is whole', () => {
    fc.assert(
      fc.property(fc.array(quantities, { maxLength: 8 }), prices, multipliers, (parts, price, multiplier) => {
        // A price that the multiplier divides without a rest, as every published price is.
        const whole = (price * multiplier.den) as UnitPrice;
        const apart = parts.map((part) => charge(part, whole, multiplier)).reduce(add, ZERO_PICO);
        const together = charge(
          parts.reduce((sum, part) => sum + part, 0n),
          whole,
          multiplier,
        );
        expect(apart).toBe(together);
      }),
    );
  });

  it('is otherwise off by at most half a picodollar a line', () => {
    fc.assert(
      fc.property(quantities, quantities, prices, multipliers, (a, b, price, multiplier) => {
        const apart = add(charge(a, price, multiplier), charge(b, price, multiplier));
        const off = subtract(charge(a + b, price, multiplier), apart);
        expect(off <= 1n && off >= -1n).toBe(true);
      }),
    );
  });

  it('without a multiplier is exact at any size', () => {
    fc.assert(
      fc.property(quantities, prices, (quantity, price) => {
        expect(charge(quantity, price)).toBe(quantity * price);
        expect(charge(quantity, price, ONE)).toBe(quantity * price);
      }),
    );
  });
});

describe('USD for machines', () => {
  it.each([
    [0n, '0.00'],
    [1n, '0.000000000001'],
    [-1n, '-0.000000000001'],
    [10_450_000_000n, '0.01045'],
    [500_000_000_000n, '0.50'],
    [-12_500_000_000_000n, '-12.50'],
    [1_000_000_000_000n, '1.00'],
    [1_234_567_000_000_000_000n, '1234567.00'],
    [10n ** 33n, '1000000000000000000000.00'],
  ])('%s picodollars are "%s"', (pico, text) => {
    expect(formatUsdExact(pico as Pico)).toBe(text);
  });

  it('reads back as the same amount, without exponent, symbol or separator', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (pico) => {
        const text = formatUsdExact(pico as Pico);
        expect(text).toMatch(/^-?(0|[1-9]\d*)\.\d{2,12}$/);
        const [whole = '', part = ''] = text.split('.');
        expect(BigInt(whole + part.padEnd(12, '0'))).toBe(pico);
      }),
    );
  });
});

describe('USD for people', () => {
  it.each([
    ['0', '$0.00'],
    ['12.345', '$12.34'],
    ['12.355', '$12.36'],
    ['12.3451', '$12.35'],
    ['1', '$1.00'],
    ['0.01', '$0.01'],
    ['0.0149', '$0.01'],
    ['999.999', '$1,000.00'],
    ['1234.5', '$1,234.50'],
    ['1234567.891', '$1,234,567.89'],
    // Below a cent: four significant digits, without zeros at the end.
    ['0.00999999', '$0.01'],
    ['0.0099994', '$0.009999'],
    ['0.00041834', '$0.0004183'],
    ['0.00042', '$0.00042'],
    ['0.000001', '$0.000001'],
    ['0.000000000001', '$0.000000000001'],
    ['0.000000012346', '$0.00000001235'],
  ])('%s is shown as %s, and a loss as -%s', (usd, shown) => {
    const { num, den } = parseDecimal(usd)!;
    const amount = ((num * 10n ** 12n) / den) as Pico;
    expect(formatUsd(amount)).toBe(shown);
    if (amount !== 0n) expect(formatUsd(-amount as Pico)).toBe(`-${shown}`);
  });

  it('is within half a cent, and within a part in 2,000 below a cent', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 20n }), fc.integer({ min: 0, max: 19 }), (size, shrink) => {
        const amount = size / 10n ** BigInt(shrink);
        const shown = formatUsd(amount as Pico);
        expect(shown).toMatch(/^\$\d{1,3}(,\d{3})*\.\d{2,12}$/);
        const [whole = '', part = ''] = shown.replace(/[$,]/g, '').split('.');
        const off = BigInt(whole + part.padEnd(12, '0')) - amount;
        const distance = off < 0n ? -off : off;
        if (amount >= 10n ** 10n) expect(distance).toBeLessThanOrEqual(5n * 10n ** 9n);
        else expect(distance * 2_000n).toBeLessThanOrEqual(amount);
      }),
      { numRuns: 500 },
    );
  });
});
