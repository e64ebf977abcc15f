/** One number of decimals a column of amounts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pico } from '../../src/core/money.ts';
import { alignedAmounts } from '../../src/render/decimals.ts';
import { cell } from '../../src/render/document.ts';
import { amount, atLeast, change, ratio } from '../../src/render/documents/cells.ts';

const usd = (dollars: number): Pico => BigInt(Math.round(dollars * 1e12)) as Pico;

function column(...amounts: readonly number[]): string[] {
  return alignedAmounts(amounts.map((each) => [amount(usd(each))])).map(([only]) => only?.text ?? '');
}

describe('a column of amounts', () => {
  it.each([
    ['cents where there is a dollar', [12.3456, 0.43, 0.007434], ['$12.35', '$0.43', '$0.01']],
    ['and never nothing for something', [1, 0.004, 0, -0.004], ['$1.00', '<$0.01', '$0.00', '>-$0.01']],
    ['cents where cents are enough', [0.43, 0.03], ['$0.43', '$0.03']],
    ['else two digits of the smallest', [0.43, 0.007434], ['$0.4300', '$0.0074']],
    ['but six decimals at most', [0.5, 0.0000000042, 0.000012], ['$0.500000', '<$0.000001', '$0.000012']],
    ['thousands in groups', [1234.5], ['$1,234.50']],
    ['nothing at all', [0, 0], ['$0.00', '$0.00']],
  ])('has %s', (_, amounts, texts) => {
    expect(column(...amounts)).toEqual(texts);
  });

  it('keeps what is said before an amount, and what is none', () => {
    const cells = [
      atLeast(usd(2), false),
      atLeast(usd(0.001), false),
      change(usd(0.5)),
      change(usd(0.001)),
      amount(null),
    ];
    expect(alignedAmounts(cells.map((each) => [each])).map(([only]) => only?.text)).toEqual([
      ...['≥ $2.00', '> $0.00', '+$0.50', '<+$0.01', 'unpriced'],
    ]);
    expect(alignedAmounts([[{ ...amount(usd(2)), text: '' }]])[0]?.[0]?.text).toBe('');
  });

  it('has the same decimals in every cell, exact figures as they were, and other columns untouched', () => {
    const amounts = fc.array(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 14 }), (all, shift) => {
        const lines = all.map((each) => [cell('x'), amount((each / 10n ** BigInt(shift)) as Pico)]);
        const aligned = alignedAmounts(lines);
        expect(new Set(aligned.map(([, each]) => each?.text.split('.')[1]?.length)).size).toBe(1);
        expect(aligned.map(([first, each]) => [first?.text, each?.exact])).toEqual(
          lines.map(([first, each]) => [first?.text, each?.exact]),
        );
      }),
      { numRuns: 200 },
    );
  });
});

it('ratios of a column have one decimal', () => {
  expect([0, 1, 0.494, 0.00001, null].map((each) => ratio(each).text)).toEqual([
    '0.0%',
    '100.0%',
    '49.4%',
    '0.1%',
    '–',
  ]);
});
