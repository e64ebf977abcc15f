/**
 * Who may read a ledger: nobody but its owner, for it holds names, addresses of people and the key of its hashes, and others
 * who have an account on the machine may look into any file that lets them. Where there are no modes (Windows), nothing is done.
 */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import path from 'node:path';

/** The XDG base directory specification asks for no more either (https://specifications.freedesktop.org/basedir/latest/). */
export const PRIVATE_FOLDER = 0o700;
export const PRIVATE_FILE = 0o600;
const OTHERS = 0o077;

/** Step by step: Node's recursive mkdir never returns where a file system refuses new folders, as /proc does. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder, PRIVATE_FOLDER);
  } catch (error) {
    // Another process may have been quicker.
    if (!existsSync(folder)) throw error;
  }
}

/**
 * An empty file for SQLite to fill, which would make it readable to all that the umask allows. Its -wal and -shm get the mode of
 * the database whatever the umask (findCreateFileMode in https://sqlite.org/src/file/src/os_unix.c).
 */
export function reserve(file: string): void {
  try {
    closeSync(openSync(file, 'wx', PRIVATE_FILE));
  } catch {
    // It is there, or SQLite cannot make it either and says why.
  }
}

/** "mended": others could read it, and no longer can; "open": they still can. */
type Privacy = 'private' | 'mended' | 'open';

/** Takes from all others what they may do with the ledger, where it is of the user `uid`. */
export function keepPrivate(file: string, uid: number): Privacy {
  const found = [file, `${file}-wal`, `${file}-shm`].map((each) => closed(each, uid));
  return (['open', 'mended'] as const).find((privacy) => found.includes(privacy)) ?? 'private';
}

function closed(file: string, uid: number): Privacy {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile() || (stats.mode & OTHERS) === 0) return 'private';
  if (stats.uid !== uid) return 'open';
  try {
    chmodSync(file, PRIVATE_FILE);
  } catch {
    return 'open';
  }
  // Some file systems have no modes and say nothing of it.
  return (statSync(file).mode & OTHERS) === 0 ? 'mended' : 'open';
}
