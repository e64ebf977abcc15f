/** dist/ from nothing: the compiled sources, and beside the compiled store its migrations. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const migrations = path.join('store', 'migrations');

rmSync(path.join(root, 'dist'), { recursive: true, force: true });
const { status, error } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--noEmitOnError'], {
  cwd: root,
  stdio: 'inherit',
});
if (error) throw error;
if (status === 0) copyMigrations();
else process.exitCode = 1;

function copyMigrations(): void {
  const from = path.join(root, 'src', migrations);
  const names = existsSync(from) ? readdirSync(from).filter((name) => name.endsWith('.sql')) : [];
  if (names.length === 0) throw new Error(`No migrations in src/${migrations}: the ledger could not be made.`);
  for (const name of names) cpSync(path.join(from, name), path.join(root, 'dist', migrations, name));
}
