/** Names are cut where they can still be told apart. */
import { describe, expect, it } from 'vitest';
import { namesOf } from '../../src/render/shorten.ts';

function cut(texts: readonly string[], width: number, place: 'middle' | 'end' = 'middle'): string[] {
  return texts.map(namesOf(texts, { place, mark: '…' }).cutTo(width));
}

const least = (...texts: readonly string[]): number => namesOf(texts, { place: 'middle', mark: '…' }).least;

describe('names', () => {
  it.each([
    ['both ends are kept', ['claude-3-5-sonnet-20241022'], 21, ['claude-3-5…t-20241022']],
    ['what fits stays', ['claude-3-5-sonnet-20241022', 'short'], 12, ['claude…41022', 'short']],
    [
      'cut where the difference is kept, all at the same place',
      ['us.anthropic.claude-opus-4-20250514', 'us.anthropic.claude-sonnet-4-20250514'],
      20,
      ['us.anth…s-4-20250514', 'us.anth…t-4-20250514'],
    ],
    ['wide characters are two columns', ['語のプロジェクト'], 9, ['語の…クト']],
  ])('%s', (_, texts, width, expected) => {
    expect(cut(texts, width)).toEqual(expected);
  });

  it('of sentences the beginning is kept', () => {
    expect(cut(['Prefixes expire in pauses that an hour would outlive'], 20, 'end')).toEqual(['Prefixes expire in …']);
  });

  it('are never cut so far that two look alike', () => {
    const alike = [1, 2].map((each) => `${'a'.repeat(20)}${each}${'b'.repeat(20)}`);
    expect(least(...alike)).toBe(22);
    expect(new Set(cut(alike, 22)).size).toBe(2);
    expect(least('claude-3-5-haiku-20241022', 'claude-3-5-sonnet-20241022')).toBe(11);
  });

  it('nor so far that one looks like another that is shorter', () => {
    const texts = ['aaaaaaaaaaaaaaaaaaaa', 'aaaa…aaa'];
    const written = cut(texts, 8);
    expect(new Set(written).size).toBe(2);
  });

  it('are as they are where eight columns are enough for them', () => {
    expect(least('a', 'bb')).toBe(2);
    expect(least('abcdefghijkl')).toBe(8);
  });
});
