import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pairs } from '../../src/simulate/pairs.ts';

/** Small numbers that meet often, and any below 2^32. */
const anyNumber = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 0xffff_ffff }));

it('numbers each pair once, in the order they come', () => {
  const anyPairs = fc.array(fc.tuple(anyNumber, anyNumber), { maxLength: 3000, size: 'max' });
  fc.assert(
    fc.property(anyPairs, (given) => {
      const numbered = pairs();
      const expected = new Map<string, number>();
      for (const [first, second] of given) {
        const key = `${first} ${second}`;
        expect(numbered.find(first, second)).toBe(expected.get(key) ?? -1);
        if (!expected.has(key)) expected.set(key, expected.size);
        expect(numbered.numberOf(first, second)).toBe(expected.get(key));
      }
      expect([...numbered.firsts()]).toEqual([...expected.keys()].map((key) => Number(key.split(' ')[0])));
    }),
    { numRuns: 50, seed: 11 },
  );
});
