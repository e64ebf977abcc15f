/** Which of the ledger's values a filter means. */
import { expect, it } from 'vitest';
import { valuesMeant } from '../../src/analysis/meant-values.ts';
import type { Dimension } from '../../src/store/ledger.ts';
import { book } from '../prices/shipped.ts';

const KNOWN: Readonly<Partial<Record<Dimension, readonly string[]>>> = {
  model: ['claude-opus-5-5', 'claude-opus-5-5@20260910', 'claude-sonnet-5-5', 'gpt-5.4', 'acme-opus-large'],
  project: ['', '/home/dev/shop', '/home/dev/web-app', '/srv/shop', String.raw`C:\code\shop`, '/home/dev/workshop'],
  session: ['44df7d08-1', '44df7d08-2', '5a'],
  user: ['', 'alice@example.com', 'bob@example.com'],
  tier: ['', 'batch'],
  speed: ['standard', 'fast'],
  source: ['claude-code', 'messages'],
  'label:team': ['', 'search', 'Search-Infra'],
};

it.each<[dimension: Dimension, wanted: string, meant: readonly string[]]>([
  // As it is.
  ['source', 'messages', ['messages']],
  ['session', '44df7d08-1', ['44df7d08-1']],
  ['project', '', ['']],
  ['session', '', []],
  // A model stands for every id it is logged under, and is no part of another's name.
  ['model', 'claude-opus-5-5', ['claude-opus-5-5', 'claude-opus-5-5@20260910']],
  ['model', 'claude-opus-5', []],
  ['model', 'opus', ['claude-opus-5-5', 'claude-opus-5-5@20260910', 'acme-opus-large']],
  ['model', 'Sonnet', ['claude-sonnet-5-5']],
  ['model', 'mistral', []],
  // The last folders of a project, on any system.
  ['project', 'shop', ['/home/dev/shop', '/srv/shop', String.raw`C:\code\shop`]],
  ['project', 'dev/shop/', ['/home/dev/shop']],
  ['project', String.raw`code\shop`, [String.raw`C:\code\shop`]],
  ['project', 'hop', []],
  // The beginning of an id.
  ['session', '44df', ['44df7d08-1', '44df7d08-2']],
  ['session', '7d08', []],
  ['user', 'alice', ['alice@example.com']],
  // Patterns.
  ['project', '/home/*', ['/home/dev/shop', '/home/dev/web-app', '/home/dev/workshop']],
  ['user', '*@example.com', ['alice@example.com', 'bob@example.com']],
  ['label:team', 'search*', ['search', 'Search-Infra']],
  // Another case.
  ['label:team', 'search-infra', ['Search-Infra']],
  ['label:team', 'sea', []],
  // What no log names is standard.
  ['tier', 'standard', ['']],
  ['speed', 'standard', ['standard']],
  ['tier', 'batc', []],
])('%s=%s', (dimension, wanted, meant) => {
  expect(valuesMeant(dimension, wanted, KNOWN[dimension] ?? [], book)).toEqual(meant);
});
