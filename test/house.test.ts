/** Each rule of the house says no to a bad line, and nothing to a good one. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';
import { EMPTY_NAMES, MAY_IMPORT, PURE } from '../eslint.house.ts';
import { circleIn, moduleOf, unimportedIn, type Module } from './imports.ts';

const root = path.resolve(import.meta.dirname, '..');
// The files of these snippets do not exist, so no type checker can know them.
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });

async function rulesBroken(file: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: path.join(root, file) });
  return (result?.messages ?? []).map(({ ruleId }) => ruleId);
}

const IMPORTS = 'no-restricted-imports';
const GLOBALS = 'no-restricted-globals';
const PROPERTIES = 'no-restricted-properties';
const SYNTAX = 'no-restricted-syntax';
const exported = (from: string): string => `export { x } from '${from}';`;

type Case = [file: string, code: string, broken?: string];
const cases: Case[] = [
  // A folder deeper down follows the same table, and its own index is not src/index.ts.
  ['src/diagnose/rules/x.ts', exported('../index.ts')],
  ['src/diagnose/rules/x.ts', exported('../../core/money.ts')],
  ['src/diagnose/rules/x.ts', exported('../../render/table.ts'), IMPORTS],
  ['src/diagnose/rules/x.ts', exported('../../index.ts'), IMPORTS],
  ['src/a/b/c/d/e/x.ts', 'export {};'],
  ['src/render/a/b/c/d/x.ts', 'export {};', SYNTAX],
  // Every way of naming a module is an import.
  ['src/core/x.ts', "import type { X } from '../store/ledger.ts';\nexport type Y = X;", IMPORTS],
  ['src/core/x.ts', "export * from '../store/ledger.ts';", IMPORTS],
  ['src/core/x.ts', "import '../store/ledger.ts';", IMPORTS],
  ['src/core/x.ts', "export const x = import('../store/ledger.ts');", SYNTAX],
  ['src/core/x.ts', "export type X = import('../store/ledger.ts').X;", '@typescript-eslint/consistent-type-imports'],
  ['src/core/x.ts', 'export const x = (name: string) => import(name);', SYNTAX],
  ['src/core/x.ts', exported('./../store/ledger.ts'), IMPORTS],
  ['src/store/x.ts', exported('../core/../commands/report.ts'), IMPORTS],
  ['src/store/x.ts', exported('../../bench/generate.ts'), IMPORTS],
  ['src/store/x.ts', exported('promptcache-cost'), IMPORTS],
  ['src/commands/x.ts', exported('../host.ts')],
  ['src/commands/x.ts', "export const x = import('../store/ledger.ts');"],
  ['src/commands/x.ts', exported('../cli.ts'), IMPORTS],
  ['src/commands/x.ts', exported('../main.ts'), IMPORTS],
  ['src/ingest/x.ts', exported('../host.ts'), IMPORTS],
  ['src/cli.ts', exported('./commands/report.ts')],
  // Packages.
  ['src/render/x.ts', exported('cli-table3')],
  ['src/sources/x.ts', exported('zod/mini')],
  ['src/store/x.ts', exported('better-sqlite3')],
  ['src/store/x.ts', exported('node:path')],
  ['src/commands/x.ts', "import type { X } from '@anthropic-ai/sdk';\nexport type Y = X;"],
  ['src/commands/x.ts', "export const x = import('@anthropic-ai/sdk');"],
  ['src/commands/x.ts', exported('@anthropic-ai/sdk'), IMPORTS],
  ['src/cli.ts', exported('@anthropic-ai/sdk/client'), IMPORTS],
  // The edge: only main ends the process, only host and main see it.
  ['src/main.ts', "process.exit(1);\nconsole.log('x');"],
  ['src/host.ts', 'export const env = process.env;'],
  ['src/host.ts', 'process.exit(1);', PROPERTIES],
  ['src/host.ts', "console.log('x');", GLOBALS],
  ['src/cli.ts', 'export const env = process.env;', GLOBALS],
  ['src/store/x.ts', 'export const env = process.env;', GLOBALS],
  ['src/store/x.ts', exported('node:process'), IMPORTS],
  ['src/io/x.ts', "console.log('x');", GLOBALS],
  // Elsewhere.
  ['scripts/x.ts', "import process from 'node:process';\nconsole.log(process.argv, Date.now());"],
  ['test/x.test.ts', 'export const first = (list: number[]) => list[0]!;'],
  ['src/store/x.ts', 'export const first = (list: number[]) => list[0]!;', '@typescript-eslint/no-non-null-assertion'],
  ['src/store/x.ts', 'export const x = (y: any): void => y;', '@typescript-eslint/no-explicit-any'],
  ['bin/x.js', "import('../dist/main.js').catch(function () { process.exitCode = 2; });"],
  ['bin/x.js', 'export const x = process.env.A ?? 1;', SYNTAX],
  ['bin/x.js', "await import('../dist/main.js');", 'null'],
  ['src/store/x.ts', 'export const x = 1;\n'.repeat(1) + '// line\n'.repeat(298)],
  ['src/store/x.ts', 'export const x = 1;\n'.repeat(1) + '// line\n'.repeat(300), 'max-lines'],
  ...EMPTY_NAMES.flatMap((name): Case[] => [
    [`src/core/${name}.ts`, 'export {};', SYNTAX],
    [`src/render/table-${name}.ts`, 'export {};', SYNTAX],
    [`src/${name}/x.ts`, 'export {};', SYNTAX],
  ]),
];

const AMBIENT: [code: string, broken: string][] = [
  [exported('node:fs'), IMPORTS],
  [exported('fs'), IMPORTS],
  [exported('better-sqlite3'), IMPORTS],
  [exported('commander'), IMPORTS],
  ["export const x = import('node:fs');", SYNTAX],
  ["export const x = import('@anthropic-ai/sdk');", SYNTAX],
  ['export const x = process.env;', GLOBALS],
  ["console.log('x');", GLOBALS],
  ['export const x = performance.now();', GLOBALS],
  ['export const x = globalThis.process;', GLOBALS],
  ['setTimeout(String, 1);', GLOBALS],
  ['export const x = crypto.randomUUID();', GLOBALS],
  ["export const x = new Intl.NumberFormat('en');", GLOBALS],
  ['export const x = Date.now();', PROPERTIES],
  ['export const x = Math.random();', PROPERTIES],
  ['export const x = (1234.5).toLocaleString();', PROPERTIES],
  ["export const x = 'a'.localeCompare('b');", PROPERTIES],
  ['export const x = new Date();', SYNTAX],
  ['export const x = Date();', SYNTAX],
  ['export const x = import.meta.url;', SYNTAX],
];

describe('an import follows the table', () => {
  const folders = Object.keys(MAY_IMPORT);
  test.each(folders)('from %s', async (folder) => {
    for (const other of folders) {
      const allowed = MAY_IMPORT[folder]?.includes(`${other}/`);
      const broken = await rulesBroken(`src/${folder}/x.ts`, exported(`../${other}/y.ts`));
      expect(broken, `${folder} -> ${other}`).toEqual(allowed ? [] : [IMPORTS]);
    }
    for (const file of ['main.ts', 'cli.ts', 'index.ts'])
      expect(await rulesBroken(`src/${folder}/x.ts`, exported(`../${file}`)), file).toEqual([IMPORTS]);
    expect(await rulesBroken(`src/${folder}/x.ts`, exported('./y.ts'))).toEqual([]);
  });

  test('and the table knows every folder of src', () => {
    const present = readdirSync(path.join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders).toEqual(expect.arrayContaining(present.map(({ name }) => name)));
  });
});

test.each(cases)('%s: %s', async (file, code, broken) => {
  expect((await rulesBroken(file, code)).map(String)).toEqual(broken === undefined ? [] : [broken]);
});

describe.each(PURE)('%s is pure', (folder) => {
  test.each(AMBIENT)('%s', async (code, broken) => {
    expect(await rulesBroken(`src/${folder}/x.ts`, code)).toContain(broken);
  });

  test('what only computes is fine', async () => {
    const code = "import { z } from 'zod';\nexport const x = [new Date(0), Date.UTC(2026, 0), z.string()];";
    expect(await rulesBroken(`src/${folder}/x.ts`, code)).toEqual([]);
  });
});

/** All there is to be read, relative to the checkout. */
function filesIn(folders: readonly string[], kinds: RegExp): string[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => kinds.test(file) && !file.startsWith('.data') && !file.includes('node_modules'))
      .map((file) => path.join(folder, file)),
  );
}

const FOLDERS = ['src', 'bin', 'scripts', 'bench', 'torture', 'test'];

test('no source file is longer than 300 lines, and no name is empty', () => {
  const files = filesIn(FOLDERS, /\.(?:[mc]?js|ts|sql)$/);
  expect(files.length).toBeGreaterThan(0);
  const lines = (file: string): number => readFileSync(path.join(root, file), 'utf8').trimEnd().split('\n').length;
  expect(files.filter((file) => lines(file) > 300)).toEqual([]);
  const words = (file: string): string[] => file.split(/[^A-Za-z]+/);
  expect(files.filter((file) => words(file).some((word) => EMPTY_NAMES.includes(word)))).toEqual([]);
});

describe('modules', () => {
  const read = (files: readonly (readonly [file: string, text: string])[]): Map<string, Module> =>
    new Map(files.map(([file, text]) => [file, moduleOf(file, text)]));
  const files = filesIn(FOLDERS, /\.(?:[mc]?js|ts)$/).concat([
    'eslint.config.js',
    'eslint.house.ts',
    'vitest.config.ts',
  ]);
  const all = read(files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));

  test('no import leads back to where it came from, if only for a type', () => {
    expect(circleIn(new Map([...all].filter(([file]) => file.startsWith('src/'))))).toEqual([]);
  });

  test('what nobody imports is not exported', () => {
    // The library is for others, and tests are loaded by their names.
    const ours = (name: string): boolean =>
      /^(?:src|bench|torture|scripts)\//.test(name) && !name.startsWith('src/index.ts ');
    expect(unimportedIn(all).filter(ours)).toEqual([]);
  });

  test('in circles, or without anybody who imports them, are found', () => {
    const few = read([
      ['a/x.ts', "import { y, type Y } from './y.ts';\nexport const [x, z] = [y as Y, 1];"],
      ['a/y.ts', "export const y = import('../b.ts');\nexport interface Y {}\nexport type Unused = 1;"],
      ['b.ts', "import type { x } from './a/x.ts';\nexport default 1;\nexport * from 'typescript';"],
    ]);
    expect(circleIn(few)).toEqual(['a/x.ts', 'a/y.ts', 'b.ts', 'a/x.ts']);
    expect(unimportedIn(few)).toEqual(['a/x.ts z', 'a/y.ts Unused']);
  });
});
