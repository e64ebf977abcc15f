/**
 * A copy of a ledger that others may be writing to. VACUUM INTO reads all of it in one transaction: the copy is the ledger of one
 * moment, no writer waits for it, and none makes it begin again, which a write by another process does to SQLite's backup API
 * (https://sqlite.org/backup.html). It also leaves free pages behind, in which removed events may still be readable.
 */
import Database from 'better-sqlite3';
import {
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { wholeNumber } from './damaged.ts';
import { codeOf, fail, Failure } from '../core/problem.ts';
import { PRIVATE_FILE, reserve } from './private-file.ts';

export interface Backup {
  /** Events in the copy, and its size. */
  readonly events: number;
  readonly bytes: number;
}

/** Makes the copy in a private folder beside `file`, which a kill leaves there, and gives it its name at once when it is whole. */
export function backUp(
  database: Pick<Database.Database, 'prepare'>,
  file: string,
  link: typeof linkSync = linkSync,
): Backup {
  failIfTaken(file);
  const folder = writing(file, () => mkdtempSync(path.join(path.dirname(file), '.promptcache-cost-')));
  try {
    const part = path.join(folder, 'ledger.db');
    reserve(part);
    writing(file, () => {
      database.prepare('VACUUM INTO ?').run(part);
      // SQLite does not wait for the disk here.
      flush(part);
    });
    const backup = { events: eventsIn(part), bytes: statSync(part).size };
    writing(file, () => publish(part, file, link));
    return backup;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** SQLite would take a log that was left beside a file of the same name for one of the copy's. */
function failIfTaken(file: string): void {
  const names = ['', '-wal', '-shm', '-journal'].map((suffix) => file + suffix);
  const taken = writing(file, () => names.find(exists));
  if (taken !== undefined) failTaken(taken);
}

function failTaken(file: string): never {
  fail('file_exists', 'this file exists, and a backup overwrites nothing.', {
    where: { file },
    hint: 'Name another file, or remove this one first.',
  });
}

/** Also as a link that leads nowhere. */
function exists(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

function flush(file: string): void {
  const opened = openSync(file, 'r+');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

function eventsIn(file: string): number {
  const copy = new Database(file, { readonly: true });
  try {
    return wholeNumber(copy.prepare('SELECT events FROM all_events').pluck().get());
  } finally {
    copy.close();
  }
}

/** A link fails where somebody took the name meanwhile; a move would replace theirs. */
function publish(part: string, file: string, link: typeof linkSync): void {
  try {
    link(part, file);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw error;
    // A disk without links, such as FAT: the name is taken first, so what the move replaces is ours.
    closeSync(openSync(file, 'wx', PRIVATE_FILE));
    renameSync(part, file);
  }
}

/** What can go wrong with the copy, by the codes of SQLite and the system; the rest is about the ledger. */
const ABOUT_THE_COPY: readonly (readonly [codes: RegExp, code: string, message: string])[] = [
  [/^(?:SQLITE_FULL|ENOSPC|EDQUOT)/, 'disk_full', 'the disk is full; nothing of the backup was kept.'],
  [
    /^(?:SQLITE_IOERR(?!_(?:SHORT_)?READ)|EIO|EFBIG)/,
    'disk_error',
    'the disk reported an error; nothing of the backup was kept.',
  ],
  [/^(?:ENOENT|ENOTDIR)$/, 'no_folder', 'the backup cannot be written: there is no such folder.'],
  [/^(?:EROFS|SQLITE_READONLY)/, 'read_only', 'the backup cannot be written: the disk is read-only.'],
  [
    /^(?:EACCES|EPERM|SQLITE_CANTOPEN|SQLITE_PERM)/,
    'no_permission',
    'the backup cannot be written: permission denied.',
  ],
];

function writing<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const logged = codeOf(error) ?? '';
    if (error instanceof Failure) throw error;
    if (logged === 'EEXIST') failTaken(file);
    const [, code, message] = ABOUT_THE_COPY.find(([codes]) => codes.test(logged)) ?? [];
    if (code === undefined || message === undefined) throw error;
    fail(code, message, { where: { file }, hint: 'Name a file on another disk or in another folder.' });
  }
}
