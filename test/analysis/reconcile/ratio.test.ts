/** The ratio that most of the money agrees on, and where there is none. */
import { describe, expect, it } from 'vitest';
import { ratiosOf, type Pair } from '../../../src/analysis/reconcile/ratio.ts';
import { formatDecimal } from '../../../src/core/fraction.ts';
import type { Pico } from '../../../src/core/money.ts';
import type { Instant } from '../../../src/core/time.ts';

const CENT = 10n ** 10n;

/** Amounts in cents; `billed` is rounded as a row of a bill. */
function pair(day: number, computed: number, billed: number, model = 'a'): Pair {
  return {
    day: (day * 86_400_000) as Instant,
    model,
    billed: (BigInt(Math.round(billed)) * CENT) as Pico,
    computed: (BigInt(Math.round(computed * 1e6)) * (CENT / 1_000_000n)) as Pico,
    rows: 1,
    rowRounding: (CENT / 2n) as Pico,
  };
}

function told(pairs: readonly Pair[]): Record<string, string> {
  return Object.fromEntries(
    [...ratiosOf(pairs)].map(([model, { value, agreeing, cells }]) => [
      model,
      `${formatDecimal(value, 6)} (${agreeing} of ${cells})`,
    ]),
  );
}

const month = (ratio: number, model = 'a', scale = 1): Pair[] =>
  Array.from({ length: 30 }, (_, day) => {
    const computed = (137.31 + ((day * 7919) % 300) + day / 7) * scale;
    return pair(day, computed, computed * ratio, model);
  });

describe('a constant ratio', () => {
  it.each([
    [1, '1'],
    [0.88, '0.88'],
    [0.875, '0.875'],
    [0.9, '0.9'],
    [1.1, '1.1'],
  ])('of %d is found from whole cents', (ratio, text) => {
    expect(told(month(ratio))).toEqual({ a: `${text} (30 of 30)` });
  });

  it('of many small amounts is told by their sum', () => {
    // Of 40 cents each, half a cent is more than 1 %: any ratio from 0.87 to 0.89 fits each day.
    const pairs = Array.from({ length: 300 }, (_, day) => {
      const computed = 37 + ((day * day * 0.1371) % 9);
      return pair(day, computed, computed * 0.885);
    });
    expect(Number(told(pairs)['a']?.split(' ')[0])).toBeCloseTo(0.885, 3);
  });

  it('is not spoilt by days that are off for reasons of their own', () => {
    const days = month(0.88).map((each, index) =>
      index % 5 === 0 ? { ...each, computed: (each.computed * 2n) as Pico } : each,
    );
    expect(told(days)).toEqual({ a: '0.88 (24 of 30)' });
  });

  it('is each model’s own where they differ', () => {
    expect(told([...month(0.8, 'a', 50), ...month(1, 'b')])).toEqual({ a: '0.8 (30 of 30)', b: '1 (30 of 30)' });
  });

  it('of all is that of a model with too little to tell', () => {
    expect(told([...month(0.88), pair(3, 50, 44, 'b')])).toEqual({ a: '0.88 (30 of 30)', b: '0.88 (1 of 1)' });
  });
});

describe('no ratio', () => {
  it('on two days: logs may be missing just as well', () => {
    expect(told(month(0.9).slice(0, 2))).toEqual({});
    expect(told(month(0.9).slice(0, 3))).toEqual({ a: '0.9 (3 of 3)' });
  });

  it('where less than half of the money agrees', () => {
    const ragged = month(1).map((each, index) => ({
      ...each,
      billed: ((each.billed * BigInt(70 + index)) / 100n) as Pico,
    }));
    expect(told(ragged)).toEqual({});
  });

  it('without anything', () => {
    expect(told([])).toEqual({});
  });
});
