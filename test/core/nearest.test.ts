import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { didYouMean, nearest } from '../../src/core/nearest.ts';

const COMMANDS = [
  'ingest',
  'pull',
  'report',
  'check',
  'diagnose',
  'whatif',
  'reconcile',
  'prices',
  'ledger',
  'sources',
];
const MODELS = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-opus-5', 'gpt-5', 'gpt-5-mini'];

describe('names like the one that was wanted', () => {
  test.each<[wanted: string, known: readonly string[], nearest: readonly string[]]>([
    ['reprot', COMMANDS, ['report']],
    ['REPORT', COMMANDS, ['report']],
    ['watch', COMMANDS, []],
    ['rep', COMMANDS, ['report']],
    ['sessions', COMMANDS, []],
    ['source', COMMANDS, ['sources']],
    ['opus', MODELS, ['claude-opus-5-5', 'claude-opus-5']],
    ['claude-opus-5', MODELS, ['claude-opus-5', 'claude-opus-5-5']],
    ['gpt5', MODELS, ['gpt-5']],
    ['mesages', ['usage', 'messages'], ['messages']],
    ['team', ['model', 'label:team', 'team-name'], ['team-name', 'label:team']],
    ['tema', ['project', 'team'], ['team']],
    ['x', ['xy', 'yx'], []],
    ['x', ['X'], ['X']],
    ['', ['model'], []],
  ])('%s', (wanted, known, expected) => {
    expect(nearest(wanted, known)).toEqual(expected);
  });

  test('of equally good ones the first are kept, each once', () => {
    expect(nearest('day', ['day-1', 'day-2', 'day-1', 'day-3'], 2)).toEqual(['day-1', 'day-2']);
    expect(nearest('day', ['day-1'], 0)).toEqual([]);
  });

  test('a better one that comes late replaces a worse one', () => {
    expect(nearest('model', ['my-model', 'modle', 'models', 'MODEL'], 2)).toEqual(['MODEL', 'models']);
    expect(nearest('abcdef', ['abcdxy', 'abcdex'], 1)).toEqual(['abcdex']);
  });

  test('within a third of its length, edits are counted as the whole table counts them', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(word, word, (wanted, known) => {
        const isNear = known.includes(wanted) || wholeTable(wanted, known) <= Math.floor(wanted.length / 3);
        expect(nearest(wanted, [known])).toEqual(isNear ? [known] : []);
      }),
    );
  });

  test.each<[wanted: string, known: readonly string[], question: string]>([
    ['nothing', ['day'], ''],
    ['Day', ['day'], 'Did you mean day?'],
    ['opus', MODELS, 'Did you mean claude-opus-5-5 or claude-opus-5?'],
    ['5', ['5', '55', '555'], 'Did you mean 5?'],
    ['gpt', ['gpt-1', 'gpt-2', 'gpt-3', 'gpt-4'], 'Did you mean gpt-1, gpt-2 or gpt-3?'],
  ])('as a question: %s of %j', (wanted, known, question) => {
    expect(didYouMean(wanted, known)).toBe(question);
  });

  test('of a hundred thousand names, and with names of any length', () => {
    const many = Array.from({ length: 100_000 }, (_, index) => `/home/someone/projects/number-${index}`);
    expect(nearest('number-77777', many)).toEqual(['/home/someone/projects/number-77777']);
    expect(nearest('x'.repeat(100_000), ['x'.repeat(99_999), 'y'])).toEqual([]);
  });
});

/** Optimal string alignment, the plain way. */
function wholeTable(a: string, b: string): number {
  const edits = (row: number, column: number): number => table[row]?.[column] ?? Infinity;
  const table: number[][] = [];
  for (let row = 0; row <= a.length; row += 1) {
    table.push([]);
    for (let column = 0; column <= b.length; column += 1) {
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const least = Math.min(
        row === 0 ? column : Infinity,
        column === 0 ? row : Infinity,
        edits(row - 1, column) + 1,
        edits(row, column - 1) + 1,
        edits(row - 1, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1),
        row > 1 && column > 1 && isSwap ? edits(row - 2, column - 2) + 1 : Infinity,
      );
      table[row]?.push(least);
    }
  }
  return edits(a.length, b.length);
}
