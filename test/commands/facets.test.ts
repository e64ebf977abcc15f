import { describe, expect, it } from 'vitest';
import { facetOf, FACET_NAMES } from '../../src/commands/facets.ts';
import { Failure } from '../../src/core/problem.ts';

const groups = new Map([['team', []]]);

describe('a key that is not known', () => {
  it.each<[name: string, hint: string]>([
    ['models', 'Did you mean model? It knows: '],
    ['Project', 'Did you mean project? It knows: '],
    ['api-key', 'Did you mean api_key? It knows: '],
    ['team', 'Did you mean group:team? It knows: '],
    ['branch', 'If it is a label, use label:branch. It knows: '],
    ['', 'It knows: '],
    ['day,,model', 'It knows: '],
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
