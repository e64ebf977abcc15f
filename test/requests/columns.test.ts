/** Columns that grow: as wide as what is in them, in the order in which it came. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsFor, groupedBy, growing, growingCounts } from '../../src/requests/columns.ts';

const anyCount = fc.oneof(
  fc.nat(300),
  fc.nat(2 ** 33),
  fc.constantFrom(255, 256, 2 ** 32 - 1, 2 ** 32),
  fc.maxSafeNat(),
);

describe('counts', () => {
  it('come out as they went in, whatever their size', () => {
    fc.assert(
      fc.property(fc.array(anyCount, { maxLength: 3000 }), (counts) => {
        const column = growingCounts();
        for (const count of counts) column.push(count);
        expect([...column.all()]).toEqual(counts);
        expect(column.size).toBe(counts.length);
        expect(counts.map((_, index) => column.at(index))).toEqual(counts);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    [255, Uint8Array],
    [256, Uint16Array],
    [2 ** 16, Uint32Array],
    [2 ** 32 - 1, Uint32Array],
    [2 ** 32, Float64Array],
  ])('up to %i take no more bytes than that needs', (largest, type) => {
    const column = growingCounts();
    column.push(1);
    column.push(largest);
    expect(column.all()).toBeInstanceOf(type);
    expect(countsFor(3, largest)).toBeInstanceOf(type);
  });

  it('keep what they had when they become wider', () => {
    const column = growingCounts();
    for (let count = 0; count < 5000; count++) column.push(count % 200);
    column.push(2 ** 40);
    expect([column.at(4999), column.at(5000)]).toEqual([199, 2 ** 40]);
  });
});

it('a column of a type grows and stays of it', () => {
  const column = growing(Int32Array);
  for (let index = 0; index < 3000; index++) column.push(-index);
  expect(column.all()).toEqual(Int32Array.from({ length: 3000 }, (_, index) => -index));
});

it('rows are grouped by their number, in their order, and without those that have none', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1, max: 5 })), (numbers) => {
      const { rows, from } = groupedBy(Int32Array.from(numbers), 6);
      for (let group = 0; group < 6; group++) {
        const own = [...numbers.entries()].flatMap(([row, number]) => (number === group ? [row] : []));
        expect([...rows.subarray(from[group], from[group + 1])]).toEqual(own);
      }
    }),
  );
});
