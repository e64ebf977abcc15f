import { expect, it } from 'vitest';
import { count, listed, percent, tokens } from '../../src/diagnose/words.ts';

it('counts in words for one and for many', () => {
  expect([count(1, 'request'), count(0, 'request'), tokens(1_234_567)]).toEqual([
    '1 request',
    '0 requests',
    '1,234,567 tokens',
  ]);
  expect(count(2, 'entry', 'entries')).toBe('2 entries');
});

it('says all and nothing only where it is', () => {
  expect([0, 1, 0.9999, 0.0001, 0.931].map(percent)).toEqual(['0%', '100%', '99.9%', '0.1%', '93.1%']);
});

it('lists with an "and"', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['', 'a', 'a and b', 'a, b and c']);
});
