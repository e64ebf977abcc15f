/**
 * A ledger on a disk that cannot be written, or in somebody else's folder: to read it SQLite has to write beside it (its WAL
 * index), so what is read is a copy in a private folder, which goes when it has been read.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Copy {
  readonly file: string;
  remove(): void;
}

/** Somebody may write to the ledger meanwhile: then the copy is made again. */
const TRIES = 3;

/** undefined where it cannot be copied, or never kept still. */
export function copyOf(file: string): Copy | undefined {
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
  } catch {
    // What kept it from being read by itself is the problem to tell.
  }
  remove();
  return undefined;
}

function stateOf(file: string): string {
  return ['', '-wal']
    .map((suffix) => statSync(file + suffix, { throwIfNoEntry: false }))
    .map((state) => `${state?.size} ${state?.mtimeMs}`)
    .join(', ');
}
