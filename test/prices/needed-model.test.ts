import { expect, it } from 'vitest';
import { Failure } from '../../src/core/problem.ts';
import { buildPriceBook } from '../../src/prices/load.ts';
import { neededModel } from '../../src/prices/needed-model.ts';

const FIVE = { input: '1', cache_write_5m: '1.25', cache_write_1h: '2', cache_read: '0.1', output: '5' };

const price = (model: string, ...from: string[]): { file: string; json: unknown } => ({
  file: `${model}.json`,
  json: { model, prices: from.map((date) => ({ speed: 'standard', from: date, ...FIVE, multipliers: {} })) },
});

const { book, problems } = buildPriceBook(
  [
    {
      name: 'built-in',
      documents: [
        price('claude-opus-4', '2025-01-01'),
        price('claude-opus-5', '2026-01-01'),
        price('claude-sonnet-5', '2026-02-01'),
        // An old model with a new price.
        price('opus-mini', '2024-01-01', '2026-06-01'),
        price('gpt-5', '2025-08-01'),
      ],
    },
  ],
  '',
);

it('is what it is called in the price files', () => {
  expect(problems).toEqual([]);
  expect(neededModel('anthropic/claude-opus-5', book)).toBe('claude-opus-5');
});

it.each<[name: string, hint: string]>([
  ['opus', 'Did you mean opus-mini, claude-opus-5 or claude-opus-4? promptcache-cost prices list names them all.'],
  ['claude-opus-6', 'Did you mean claude-opus-5 or claude-opus-4? promptcache-cost prices list names them all.'],
  ['GPT5', 'Did you mean gpt-5? promptcache-cost prices list names them all.'],
  ['llama-3.3-70b', 'promptcache-cost prices list names them all.'],
])('otherwise the ones like it are named, the newest first: %s', (name, hint) => {
  try {
    expect(neededModel(name, book)).toBeUndefined();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error.problem).toEqual({
      code: 'unknown_model',
      message: `no price file has the model "${name}".`,
      hint,
    });
  }
});
