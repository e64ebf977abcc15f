/** Flags and labels, as they are stored. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelsText } from '../../src/core/event.ts';
import { FLAGS, flagBits, flagsOf, type Flag } from '../../src/core/flags.ts';

describe('flags', () => {
  const all = Object.keys(FLAGS) as Flag[];

  it('have a bit each', () => {
    expect(new Set(all.map((flag) => FLAGS[flag].bit)).size).toBe(all.length);
    for (const flag of all) expect(Math.log2(FLAGS[flag].bit) % 1).toBe(0);
  });

  it('survive being packed into a number', () => {
    fc.assert(
      fc.property(fc.subarray(all), (some) => {
        expect(flagsOf(flagBits(some))).toEqual(some);
        expect(flagBits([...some, ...some].reverse())).toBe(flagBits(some));
      }),
    );
    expect(flagsOf(0)).toEqual([]);
  });
});

describe('labels as text', () => {
  it.each([
    [{}, ''],
    [{ b: '1', a: '2' }, '{"a":"2","b":"1"}'],
    [{ 'a"': 'x\n' }, '{"a\\"":"x\\n"}'],
  ])('%o is %s', (labels, text) => {
    expect(labelsText(labels)).toBe(text);
  });
});
