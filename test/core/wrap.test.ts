/** Prose in lines of a terminal. */
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { wrap } from '../../src/core/wrap.ts';

const widthOf = (text: string): number => stringWidth(text);

describe('prose', () => {
  it.each([
    ['breaks at blanks', 'one two three', { width: 8 }, ['one two', 'three']],
    [
      'has an indent before the first line and another before the rest',
      'one two three',
      { width: 10, first: '- ', rest: '  ' },
      ['- one two', '  three'],
    ],
    ['cuts a word that no line could hold', 'a abcdefghij b', { width: 6 }, ['a', 'abcdef', 'ghij b']],
    ['is one line where it fits', 'one  two', { width: 8 }, ['one  two']],
    ['is an empty line where there is none', '', { width: 8 }, ['']],
    ['counts columns', '語語 語語語', { width: 6 }, ['語語', '語語語']],
    [
      'has whole facts on a line',
      '$18.92 spent; hit ratio 66.9%; all priced.',
      { width: 32, byClause: true },
      ['$18.92 spent; hit ratio 66.9%;', 'all priced.'],
    ],
    [
      'and a fact that is longer broken at blanks',
      'a; one two three four; b',
      { width: 12, byClause: true },
      ['a; one two', 'three four;', 'b'],
    ],
  ])('%s', (_, text, how, expected) => {
    expect(wrap(text, { widthOf, ...how })).toEqual(expected);
  });

  it('loses nothing but blanks, and no line is longer', () => {
    const words = fc.array(fc.string({ unit: fc.constantFrom(...'ab;語🚀'), minLength: 1, maxLength: 14 }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(
        words,
        fc.integer({ min: 8, max: 40 }),
        fc.boolean(),
        fc.constantFrom('', '  '),
        (all, width, byClause, rest) => {
          const lines = wrap(all.join(' '), { width, widthOf, byClause, rest });
          for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
          expect(lines.join('').replaceAll(' ', '')).toBe(all.join(''));
        },
      ),
      { numRuns: 500 },
    );
  });
});

it('a break never makes a command of what is none', () => {
  const lines = (text: string, width: number): string[] => wrap(text, { width, widthOf });
  expect(lines('Mostly opus in ::error::forged', 24)).toEqual(['Mostly opus in', '\\x3a:error\\x3a:forged']);
  expect(lines('crate::module of one line', 40)).toEqual(['crate::module of one line']);
  for (let width = 4; width < 20; width += 1)
    for (const line of lines('abcdef:::warning::x and ::set-output', width)) expect(line).not.toMatch(/^\s*::/);
});
