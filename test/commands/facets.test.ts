/** Keys of --by and --where as people type them. */
import { describe, expect, it } from 'vitest';
import { facetOf, FACET_NAMES } from '../../src/commands/facets.ts';
import { Failure } from '../../src/core/problem.ts';

const groups = new Map([['team', []]]);

it.each<[name: string, facet: string]>([
  ['model', 'model'],
  ['label:branch', 'label:branch'],
  ['branch', 'label:branch'],
  ['group:team', 'group:team'],
  // What the configuration names goes before labels.
  ['team', 'group:team'],
  ['label:team', 'label:team'],
])('%s is %s', (name, facet) => {
  expect(facetOf(name, '--by', groups)).toBe(facet);
});

describe('a key that is not known', () => {
  it.each<[name: string, hint: string]>([
    ['models', 'Did you mean model? It knows: '],
    ['Project', 'Did you mean project? It knows: '],
    ['api-key', 'Did you mean api_key? It knows: '],
    ['', 'It knows: '],
    ['colour:red', 'It knows: '],
    ['label:', 'It knows: '],
  ])('%j', (name, hint) => {
    try {
      expect(facetOf(name, '--by', groups)).toBeUndefined();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      expect(error.problem.message).toBe(`--by does not know "${name}".`);
      expect(error.problem.hint).toBe(`${hint}${FACET_NAMES}.`);
    }
  });
});
