/** docs/usage.md is made from the code, and has a row for each log format. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { withTables } from '../scripts/examples.ts';
import { KEY_EXAMPLES } from '../scripts/usage-tables.ts';
import { SOURCES } from '../src/sources/index.ts';
import { kindOf } from '../src/sources/usage-keys.ts';
import { USAGE_TABLE } from '../scripts/usage-facts.ts';

const text = readFileSync(path.resolve(import.meta.dirname, '..', 'docs', 'usage.md'), 'utf8');

it('docs/usage.md has the tables that the code makes (else: npm run docs)', async () => {
  expect(await withTables(text)).toBe(text);
});

it('docs/usage.md has a row for each source, and no other', () => {
  expect(Object.keys(USAGE_TABLE).sort()).toEqual(SOURCES.map(({ id }) => id).sort());
  for (const { id } of SOURCES) expect(text).toContain(`| \`${id}\` |`);
});

it.each(Object.entries(KEY_EXAMPLES))('%s is the kind of the keys that are listed for it', (kind, keys) => {
  expect(keys.map((key) => [key, kindOf(key)])).toEqual(keys.map((key) => [key, kind]));
});
