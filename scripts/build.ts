/**
 * dist/ from nothing: the JavaScript in a few files, the declarations of the library, what the program looks for beside
 * itself, and the licences of the packages that went in.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { BUILT_IN_PRICES, readPriceDirectory } from '../src/io/price-files.ts';
import { bundle } from './bundle.ts';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const migrations = path.join('store', 'migrations');

rmSync(dist, { recursive: true, force: true });
const { status, error } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--noEmitOnError'], {
  cwd: root,
  stdio: 'inherit',
});
if (error) throw error;
if (status === 0) {
  const { inputs } = await bundle();
  copyMigrations();
  const prices = readPriceDirectory(BUILT_IN_PRICES, 'pricing');
  writeFileSync(path.join(dist, 'prices.json'), JSON.stringify(prices));
  writeFileSync(path.join(dist, 'LICENSES.txt'), licences(Object.keys(inputs)));
} else process.exitCode = 1;

function copyMigrations(): void {
  const from = path.join(root, 'src', migrations);
  const names = readdirSync(from, { encoding: 'utf8', recursive: true }).filter((name) => name.endsWith('.sql'));
  if (names.length === 0) throw new Error(`No migrations in src/${migrations}: the ledger could not be made.`);
  for (const name of names) cpSync(path.join(from, name), path.join(dist, migrations, name));
}

/** Each package asks for its notice to go where its code goes. */
function licences(files: readonly string[]): string {
  const folders = files.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  const notices = [...new Set(folders)].sort().map((folder) => {
    const name = readdirSync(path.join(root, folder)).find((each) => /^licen[cs]e/i.test(each));
    if (name === undefined) throw new Error(`${folder} goes into dist/, and has no licence that could go with it.`);
    return `${folder.replace(/^.*node_modules\//, '')}\n\n${readFileSync(path.join(root, folder, name), 'utf8').trim()}\n`;
  });
  return `The files beside this one hold code of these packages.\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
