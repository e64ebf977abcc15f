import { describe, expect, it } from 'vitest';
import { fail, Failure, formatProblem, type Problem } from '../../src/core/problem.ts';

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
