/**
 * A ledger on a disk that cannot be written, or in somebody else's folder: to read it SQLite has to write beside it (its WAL
 * index), so what is read is a copy in a private folder, which goes when it has been read.
 */
import { accessSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fail } from '../core/problem.ts';

export interface Copy {
  readonly file: string;
  remove(): void;
}

/** Somebody may write to the ledger meanwhile: then the copy is made again. */
const TRIES = 3;

/** undefined where it cannot be read, or never kept still. Throws a Failure where the temporary folder cannot hold it. */
export function copyOf(file: string): Copy | undefined {
  if (!isReadable(file)) return undefined;
  let folder: string | undefined;
  const remove = (): void => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    folder = mkdtempSync(path.join(tmpdir(), 'promptcache-cost-'));
    const copy = path.join(folder, 'ledger.db');
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const before = stateOf(file);
      copyFileSync(file, copy);
      rmSync(`${copy}-wal`, { force: true });
      if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
      if (stateOf(file) === before) return { file: copy, remove };
    }
  } catch (error) {
    remove();
    if (isReadable(file)) failTemporary(file, error);
    return undefined;
  }
  remove();
  return undefined;
}

/** Where it is not, what kept it from being read by itself is the problem to tell. */
function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    if (existsSync(`${file}-wal`)) accessSync(`${file}-wal`, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function failTemporary(file: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  fail(
    'no_copy',
    `the ledger cannot be written, so a copy of it is read, and the temporary folder ${tmpdir()} cannot hold one (${code}).`,
    { where: { file }, hint: 'Set TMPDIR to a folder that exists, has room and may be written to.' },
  );
}

function stateOf(file: string): string {
  return ['', '-wal']
    .map((suffix) => statSync(file + suffix, { throwIfNoEntry: false }))
    .map((state) => `${state?.size} ${state?.mtimeMs}`)
    .join(', ');
}
