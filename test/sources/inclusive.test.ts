/** Splitting an input that holds what was cached. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitInput } from '../../src/sources/inclusive.ts';
import { FIXED } from './shapes.ts';

const cached = { cache_read: 18_044, cache_write_5m: 100, cache_write_1h: 10 };

test.each([
  ['holds what was cached', 18_254, 100, []],
  ['is all cached', 18_154, 0, []],
  ['cannot hold it, so it is without', 212, 212, ['exclusive_input']],
])('an input that %s', (_, input, rest, flags) => {
  expect(splitInput(input, cached)).toEqual({ counts: { ...cached, input: rest }, flags });
});

test('adds up to the prompt, or is flagged; nothing is negative', () => {
  const count = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(count, count, count, count, (input, cache_read, cache_write_5m, cache_write_1h) => {
      const { counts, flags } = splitInput(input, { cache_read, cache_write_5m, cache_write_1h });
      const all = counts.input + cache_read + cache_write_5m + cache_write_1h;
      expect(all).toBe(flags.length === 0 ? input : input + cache_read + cache_write_5m + cache_write_1h);
      expect(counts.input).toBeGreaterThanOrEqual(0);
    }),
    FIXED,
  );
});
