import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pico } from '../../src/core/money.ts';
import { formatCount, formatInteger, formatMoney, formatPlural, formatRatio } from '../../src/render/numbers.ts';

describe('a count', () => {
  it.each([
    [0n, '0'],
    [7n, '7'],
    [999n, '999'],
    [1_000n, '1.00k'],
    [1_234n, '1.23k'],
    [9_994n, '9.99k'],
    [9_996n, '10.0k'],
    [12_340n, '12.3k'],
    [12_390n, '12.4k'],
    [99_940n, '99.9k'],
    [99_960n, '100k'],
    [123_456n, '123k'],
    [999_499n, '999k'],
    [999_501n, '1.00M'],
    [1_000_000n, '1.00M'],
    [2_500_000_000n, '2.50B'],
    [999_600_000_000n, '1.00T'],
    [1_230_000_000_000n, '1.23T'],
    [1_000_000_000_000_000n, '1000T'],
    [123_456_000_000_000_000n, '123456T'],
  ])('%s is %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  it('has three significant digits, within half of the last', () => {
    const units: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, B: 1e9, T: 1e12 };
    const counts = fc
      .integer({ min: 3, max: 13 })
      .chain((digits) => fc.integer({ min: 10 ** digits, max: 10 ** (digits + 1) }));
    fc.assert(
      fc.property(counts, (count) => {
        const text = formatCount(BigInt(count));
        expect(text).toMatch(/^(\d\.\d\d|\d\d\.\d|\d\d\d)[kMBT]$/);
        const [, digits = '', unit = ''] = /^([\d.]+)(.)$/.exec(text) ?? [];
        const decimals = digits.split('.')[1]?.length ?? 0;
        const size = units[unit] ?? 0;
        expect(Math.abs(Number(digits) * size - count)).toBeLessThanOrEqual((size / 10 ** decimals / 2) * 1.000001);
      }),
      { numRuns: 500 },
    );
  });
});

describe('an integer', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000n, '1,000'],
    [1_234_567, '1,234,567'],
    [10n ** 20n, '100,000,000,000,000,000,000'],
  ])('%s is %s', (count, text) => {
    expect(formatInteger(count)).toBe(text);
  });
});

describe('a ratio', () => {
  it.each([
    [null, '–'],
    [0, '0%'],
    [1, '100%'],
    [0.5, '50.0%'],
    [0.9123, '91.2%'],
    // All or nothing only where it is.
    [0.999_999, '99.9%'],
    [0.9996, '99.9%'],
    [0.000_001, '0.1%'],
    [0.0004, '0.1%'],
    // A loss can be larger than what it is a share of.
    [1.0001, '100.0%'],
    [1.5, '150.0%'],
  ])('%s is %s', (ratio, text) => {
    expect(formatRatio(ratio)).toBe(text);
  });
});

describe('money', () => {
  it.each([
    [null, 'unpriced'],
    [0n, '$0.00'],
    [12_345_000_000_000n, '$12.34'],
    [-12_345_600_000_000n, '-$12.35'],
    [418_300_000n, '$0.0004183'],
  ])('%s is %s', (amount, text) => {
    expect(formatMoney(amount as Pico | null)).toBe(text);
  });
});

describe('a plural', () => {
  it.each([
    [0, '0 files'],
    [1, '1 file'],
    [1n, '1 file'],
    [2n, '2 files'],
    [1234, '1,234 files'],
  ])('%s', (count, text) => {
    expect(formatPlural(count, 'file')).toBe(text);
  });
});
