/** Every golden table fits a terminal of 40, 80, 120 and 200 columns, with its rows apart. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { fixtureLedger, ROOT } from './fixture-ledger.ts';
import { expectToFit } from './widths.ts';

/** What was run for the golden files that are tables, and needs nothing but the ledger of the fixtures. */
const commands = globSync('**/*.txt', { cwd: path.join(ROOT, 'test', 'golden') })
  .flatMap((name) => {
    const text = readFileSync(path.join(ROOT, 'test', 'golden', name), 'utf8');
    const [, line = ''] = /^\$ promptcache-cost (.*)\n/.exec(text) ?? [];
    const isTable = text.includes('───') && !/--format (?!table)|SCRATCH|reconcile/.test(line);
    return line !== '' && isTable ? [line] : [];
  })
  .sort();

const { env } = fixtureLedger();

let rows = 0;
it.each([...new Set(commands)])('%s', async (line) => {
  rows += await expectToFit(line.split(' '), { cwd: ROOT, env });
});

it('there are many, with many rows', () => {
  expect(commands.length).toBeGreaterThan(35);
  expect(rows).toBeGreaterThan(300);
});
