import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shrinkingFor } from './capped-shrinking.ts';

/** No time at all: whoever looks at the clock is late. */
const AT_ONCE = { seed: 1, plugins: [shrinkingFor(0)] };
const small = (n: number): boolean => n < 1000;

describe('shrinking', () => {
  it('is capped for all that import fast-check', async () => {
    expect(await import('fast-check')).toHaveProperty('shrinkingFor', shrinkingFor);
  });

  it('ends in time with what failed, its seed and its path', async () => {
    const failed = { failed: true, interrupted: true, numShrinks: 0, seed: 1, counterexamplePath: '0' };
    expect(fc.check(fc.property(fc.nat(), small), AT_ONCE)).toMatchObject(failed);
    const later = fc.asyncProperty(fc.nat(), (n) => Promise.resolve(small(n)));
    expect(await fc.check(later, AT_ONCE)).toMatchObject(failed);
  });

  it('goes on from that path', () => {
    const whole = { failed: true, interrupted: false, counterexample: [1000] };
    expect(fc.check(fc.property(fc.nat(), small), { seed: 1, path: '0' })).toMatchObject(whole);
  });

  it('has no say while a property holds or asks for other values', async () => {
    const held = { failed: false, interrupted: false, numRuns: 100 };
    const even = (n: number): void => fc.pre(n % 2 === 0);
    expect(fc.check(fc.property(fc.nat(), even), AT_ONCE)).toMatchObject(held);
    const later = fc.asyncProperty(fc.nat(), (n) => Promise.resolve(even(n)));
    expect(await fc.check(later, AT_ONCE)).toMatchObject(held);
  });
});
