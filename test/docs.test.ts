/** docs/usage.md is made from the code, and has a row for each log format; docs/ledger.md knows all of the view; docs/advice.md says what each source's users can set. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { withTables } from '../scripts/examples.ts';
import { KEY_EXAMPLES } from '../scripts/usage-tables.ts';
import { clientOf, type Lever } from '../src/core/controls.ts';
import { SOURCES } from '../src/sources/index.ts';
import { openDatabase } from '../src/store/open.ts';
import { kindOf } from '../src/sources/usage-keys.ts';
import { USAGE_TABLE } from '../scripts/usage-facts.ts';

const page = (name: string): string => readFileSync(path.resolve(import.meta.dirname, '..', 'docs', name), 'utf8');
const text = page('usage.md');

it('docs/usage.md has the tables that the code makes (else: npm run docs)', async () => {
  expect(await withTables(text)).toBe(text);
});

it('docs/usage.md has a row for each source, and no other', () => {
  expect(Object.keys(USAGE_TABLE).sort()).toEqual(SOURCES.map(({ id }) => id).sort());
  for (const { id } of SOURCES) expect(text).toContain(`| \`${id}\` |`);
});

it('docs/advice.md says of each source what its users can set', () => {
  const columns: Lever[] = ['ttl', 'thread_ttl', 'caching', 'breakpoints', 'keep_alive', 'batch', 'habits'];
  const rows = page('advice.md').match(/^\| .*\|$/gm) ?? [];
  const others = rows.find((row) => row.startsWith('| all others')) ?? '';
  for (const { id } of SOURCES) {
    const { can } = clientOf(id);
    const words = columns.map((lever) => {
      const control = can[lever];
      return control === null ? (lever === 'batch' ? 'where nobody waits' : 'depends') : control ? 'yes' : 'no';
    });
    const row = rows.find((each) => each.includes(`\`${id}\``)) ?? others;
    expect([id, row.split(' | ').slice(1).join(', ').replace(' |', '')]).toEqual([id, words.join(', ')]);
  }
});

it.each(Object.entries(KEY_EXAMPLES))('%s is the kind of the keys that are listed for it', (kind, keys) => {
  expect(keys.map((key) => [key, kindOf(key)])).toEqual(keys.map((key) => [key, kind]));
});

it('docs/ledger.md has a row for each column of the view `usage`, in its order', () => {
  const database = openDatabase('', { create: true });
  const columns = database.prepare(`SELECT name FROM pragma_table_info('usage')`).pluck().all();
  database.close();
  const [, table = ''] = /\n\| column \| unit \|\n\|---.*\n([^]*?)\n\n/.exec(page('ledger.md')) ?? [];
  const named = table
    .split('\n')
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(named).toEqual(columns);
});

it('queries of docs/ledger.md have rows', () => {
  const results = [...page('ledger.md').matchAll(/```sql\n[^]*?```\n\n```text\n([^]*?)```/g)];
  expect(results.length).toBeGreaterThan(2);
  for (const [, rows = ''] of results) expect(rows.trim().split('\n').length).toBeGreaterThan(1);
});
