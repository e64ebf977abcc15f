import { describe, expect, it } from 'vitest';
import { fail, Failure, formatProblem, visible, type Problem } from '../../src/core/problem.ts';

describe('a problem in one line', () => {
  const message = 'is not valid JSON.';
  const cases: readonly [rest: Partial<Problem>, text: string][] = [
    [{}, 'is not valid JSON.'],
    [{ hint: 'Look again.' }, 'is not valid JSON. Look again.'],
    [{ where: { file: 'a.json' } }, 'a.json: is not valid JSON.'],
    [{ where: { file: 'a.json', line: 7 } }, 'a.json:7: is not valid JSON.'],
    [{ where: { file: 'a.json', path: 'prices[2].input' } }, 'a.json at prices[2].input: is not valid JSON.'],
    [
      { where: { file: 'a.json', line: 7, path: 'x' }, hint: 'Look again.' },
      'a.json:7 at x: is not valid JSON. Look again.',
    ],
    [{ where: { file: 'a\u001b[31m\nb' } }, 'a\\x1b[31m\\x0ab: is not valid JSON.'],
  ];
  it.each(cases)('%o: %s', (rest, text) => {
    expect(formatProblem({ code: 'bad_json', message, ...rest })).toBe(text);
  });

  it('is carried to the edge by a Failure', () => {
    const where = { file: 'a.json' };
    expect(() => fail('bad_json', message, { where })).toThrow(Failure);
    try {
      fail('bad_json', message, { where });
    } catch (error) {
      expect(error instanceof Failure && error.problem).toEqual({ code: 'bad_json', message, where });
    }
  });
});

describe('what could drive a terminal is made visible', () => {
  it.each([
    ['NUL', '\u0000', '\\x00'],
    ['a line feed', '\n', '\\x0a'],
    ['a carriage return', '\r', '\\x0d'],
    ['a tab', '\t', '\\x09'],
    ['escape', '\u001b', '\\x1b'],
    ['delete', '\u007f', '\\x7f'],
    ['the one-byte CSI', '\u009b', '\\x9b'],
    ['the last control character', '\u009f', '\\x9f'],
    ['a line separator', '\u2028', '\\u2028'],
    ['a paragraph separator', '\u2029', '\\u2029'],
    ['right-to-left override', '\u202e', '\\u202e'],
    ['an isolate', '\u2066', '\\u2066'],
    ['the end of an isolate', '\u2069', '\\u2069'],
  ])('%s', (_, character, shown) => {
    expect(visible(`a${character}b${character}`)).toBe(`a${shown}b${shown}`);
  });

  it.each(['', 'plain', 'Größe \u00a0 €', '会話', '🚀', '\\x1b'])('"%s" is left alone', (text) => {
    expect(visible(text)).toBe(text);
  });
});
