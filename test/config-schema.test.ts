/** The published JSON Schema: current, and of one mind with the program. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { createFixture } from 'fs-fixture';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGES, schemaText } from '../scripts/examples.ts';
import { REFUSED_CONFIGS } from './commands/configs.ts';
import { runCli } from './run.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');
const accepts = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(
  JSON.parse(read('promptcache-cost.schema.json')) as object,
);

it('is what the program makes of its own (else: npm run docs)', () => {
  expect(read('promptcache-cost.schema.json')).toBe(schemaText());
});

const EXAMPLES = PAGES.flatMap((page) => [...read(page).matchAll(/```json\n([^]*?)```/g)].map(([, text = '']) => text));

it.each(EXAMPLES)('every configuration of the docs is right by the schema, and checks: %#', async (text) => {
  const config = JSON.parse(text) as { budgets?: { name: string }[] };
  expect(accepts(config), JSON.stringify(accepts.errors)).toBe(true);
  await using folder = await createFixture({ 'promptcache-cost.json': text });
  const logs = path.join(ROOT, 'fixtures/budgets/steady.csv');
  if (config.budgets === undefined) {
    expect(await runCli(['report', logs], { cwd: folder.path })).toMatchObject({ code: 0 });
    return;
  }
  const { stdout } = await runCli(['check', logs, '--format', 'json'], { cwd: folder.path });
  const { budgets } = JSON.parse(stdout) as { budgets: { name: string }[] };
  const names = new Set(budgets.map(({ name }) => name.replace(/ \[.*/, '')));
  expect([...names].sort()).toEqual(config.budgets.map(({ name }) => name).sort());
});

it('the docs have configurations', () => {
  expect(EXAMPLES.length).toBeGreaterThan(2);
});

describe('refuses what the program refuses, where it can see it', () => {
  it.each(REFUSED_CONFIGS.map((each) => [each.what, each] as const))('%s', (_, { config, onlyByProgram }) => {
    expect(accepts(config)).toBe(onlyByProgram === true);
  });
});
