/** The documents are true: their examples are run, their tables made, and compared. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { PAGES, withExamples } from '../scripts/examples.ts';
import { COMMANDS } from '../src/commands/index.ts';
import { SCENARIOS } from '../src/simulate/scenarios/index.ts';
import { SOURCES } from '../src/sources/index.ts';

const read = (name: string): string => readFileSync(path.resolve(import.meta.dirname, '..', name), 'utf8');

it.each(PAGES)('%s says what the program prints (else: npm run docs)', async (name) => {
  expect(await withExamples(read(name))).toBe(read(name));
});

it('README has an example of every command, and they printed something', () => {
  const blocks = [...read('README.md').matchAll(/```console\n\$ promptcache-cost (\w+)[^\n]*\n([^]*?)```/g)];
  expect(blocks.length).toBeGreaterThan(2);
  for (const [, , output] of blocks) expect(output?.trim()).not.toBe('');
  for (const { name } of COMMANDS) expect(read('README.md')).toContain(`promptcache-cost ${name}`);
});

it('README lists every source', () => {
  for (const { id } of SOURCES) expect(read('README.md')).toContain(`| \`${id}\` |`);
});

it('README lists every scenario', () => {
  for (const { usage } of SCENARIOS) expect(read('README.md')).toContain(`\`${usage}\``);
});

it('ARCHITECTURE.md stays short enough to be read', () => {
  expect(read('ARCHITECTURE.md').split('\n').length).toBeLessThanOrEqual(200);
});
