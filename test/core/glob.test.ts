/** Patterns of names, held against a table and against regular expressions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globMatcher } from '../../src/core/glob.ts';

describe('a pattern', () => {
  it.each<[string, string, boolean]>([
    ['search', 'search', true],
    ['search', 'Search', false],
    ['search', 'search-api', false],
    ['search', 'research', false],
    ['search-*', 'search-api', true],
    ['search-*', 'search-', true],
    ['search-*', 'search', false],
    ['*-api', 'search-api', true],
    ['*search*', 'research-api', true],
    ['*', 'anything', true],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['/home/*/shop', '/home/ann/shop', true],
    ['/home/*/shop', '/home/ann/work/shop', true],
    ['/home/*', '/home/.hidden/x', true],
    ['**/shop', '/home/ann/shop', true],
    ['a*b*c', 'abbbxbc', true],
    ['a*b*c', 'abbbxb', false],
    ['u?', 'u1', true],
    ['u?', 'u', false],
    ['u?', 'u12', false],
    ['u?', 'u😀', true],
    ['[secret …3f9c]', '[secret …3f9c]', true],
    ['[ab]', 'a', false],
    ['C:\\src\\*', 'C:\\src\\shop', true],
    ['{a,b}', 'a', false],
    ['a.c', 'abc', false],
    ['a\nb*', 'a\nb\nc', true],
  ])('%j and %j: %j', (pattern, text, expected) => {
    expect(globMatcher(pattern)(text)).toBe(expected);
  });

  it('matches as the regular expression it stands for does', () => {
    const text = (letters: string): fc.Arbitrary<string> =>
      fc.array(fc.constantFrom(...letters), { maxLength: 9 }).map((some) => some.join(''));
    fc.assert(
      fc.property(text('ab/*?'), text('ab/'), (pattern, name) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
        expect(globMatcher(pattern)(name)).toBe(expression.test(name));
      }),
    );
  });

  it('of many stars takes no more steps than it has to', () => {
    // A regular expression would try each way to share the letters out among the stars.
    expect(globMatcher('a*'.repeat(100) + 'b')('a'.repeat(2_000))).toBe(false);
  });
});
