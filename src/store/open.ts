/**
 * Opening a ledger: what kind of file this is, and bringing its schema up to date. Every way it can be
 * unusable is one clear problem.
 */
import Database from 'better-sqlite3';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeOf, Failure, fail } from '../core/problem.ts';
import { makeFolder, reserve } from './private-file.ts';

/** "pcc1": how a ledger is told from other SQLite files. */
const APPLICATION_ID = 0x70636331;
/** "pcco": a ledger of a version that was never released, whose schemas were drafts. */
const DRAFT_ID = 0x7063636f;
const BUSY_MS = 30_000;
/** More is no faster with a million random keys, and is memory. */
const CACHE_KIB = 16_384;

interface Migration {
  readonly version: number;
  readonly sql: string;
}

/** The numbered .sql files of migrations/, in order. One that was released is never edited. */
export function loadMigrations(): Migration[] {
  return sqlFiles('./migrations/', /^(\d{3})-.*\.sql$/).map(({ match, sql }) => ({ version: Number(match[1]), sql }));
}

/** From one draft of the schema to the next, and from the newest to the first release (`to` is 1). */
function loadDrafts(): { readonly from: number; readonly to: number; readonly sql: string }[] {
  return sqlFiles('./migrations/drafts/', /^(\d{3})-to-(\d{3})\.sql$/).map(({ match: [, from, to], sql }) => ({
    from: Number(from),
    to: Number(to),
    sql,
  }));
}

function sqlFiles(beside: string, pattern: RegExp): { readonly match: RegExpExecArray; readonly sql: string }[] {
  const folder = fileURLToPath(new URL(beside, import.meta.url));
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const match = pattern.exec(name);
      return match === null ? [] : [{ match, sql: readFileSync(path.join(folder, name), 'utf8') }];
    });
}

export interface OpenOptions {
  /** Make a new ledger where there is none; otherwise its absence is a problem. */
  readonly create: boolean;
  readonly migrations?: readonly Migration[];
  /** How long to wait for another process, in ms. */
  readonly busyMs?: number;
  /** The most pages the file may have: for a disk with little room. */
  readonly maxPages?: number;
}

/** Opens the ledger at `file` ('' is a private one that vanishes). Throws a Failure that says what is wrong. */
export function openDatabase(file: string, options: OpenOptions): Database.Database {
  if (!options.create && !existsSync(file)) {
    fail('no_ledger', 'there is no ledger here yet.', {
      where: { file },
      hint: 'Make one: promptcache-cost ingest PATH',
    });
  }
  if (file !== '' && statSync(file, { throwIfNoEntry: false })?.isDirectory() === true)
    fail('is_directory', 'is a directory, not a ledger.', {
      where: { file },
      hint: `Name a file, such as ${path.join(file, 'usage.db')}`,
    });
  if (!options.create && statSync(file).size === 0 && !existsSync(`${file}-wal`))
    fail('damaged', 'the file is empty, so it holds no ledger.', {
      where: { file },
      hint: 'Restore a copy, or remove it and ingest your logs again.',
    });
  return explained(file, () => {
    if (file !== '' && options.create) {
      makeFolder(path.dirname(file));
      reserve(file);
    }
    const database = new Database(file, { timeout: options.busyMs ?? BUSY_MS });
    try {
      prepare(database, file, options);
      if (options.maxPages !== undefined) database.pragma(`max_page_count = ${options.maxPages}`);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

function prepare(
  database: Database.Database,
  file: string,
  { migrations = loadMigrations(), busyMs = BUSY_MS }: OpenOptions,
): void {
  const newest = migrations.at(-1)?.version ?? 0;
  const { version, isDraft } = checkIdentity(database, file, newest);
  // A migration may make a table anew that others refer to.
  database.pragma('foreign_keys = OFF');
  if (isDraft) adopt(database, file);
  if (isDraft || version < newest) migrate(database, file, migrations);
  writeAhead(database, busyMs);
  database.pragma('synchronous = NORMAL');
  database.pragma(`cache_size = -${CACHE_KIB}`);
}

const PAUSE_MS = 10;

/** Turns on the write-ahead log. For this one change SQLite does not wait for another process that makes it too. */
function writeAhead(database: Database.Database, busyMs: number): void {
  for (let waited = 0; ; waited += PAUSE_MS) {
    try {
      database.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (waited >= busyMs || !(codeOf(error) ?? '').startsWith('SQLITE_BUSY')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

/** Which schema it has; refuses what is not a ledger, or is one from the future. */
function checkIdentity(
  database: Database.Database,
  file: string,
  newest: number,
): { readonly version: number; readonly isDraft: boolean } {
  // In one transaction: another process may make the ledger between two looks at it.
  const look = database.transaction(() => ({
    id: Number(database.pragma('application_id', { simple: true })),
    version: Number(database.pragma('user_version', { simple: true })),
    tables: Number(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()),
  }));
  const { id, version, tables } = look();
  if (id === DRAFT_ID) return { version, isDraft: true };
  if (id !== APPLICATION_ID && (tables > 0 || id !== 0)) {
    fail('not_a_ledger', 'this is a SQLite database, but not a promptcache-cost ledger.', {
      where: { file },
      hint: ANOTHER_FILE,
    });
  }
  if (version > newest) {
    fail(
      'newer_schema',
      `this ledger was written by a newer promptcache-cost (schema ${version}, this one knows ${newest}).`,
      {
        where: { file },
        hint: 'Update: npm install -g promptcache-cost@latest',
      },
    );
  }
  return { version, isDraft: false };
}

/** Brings a ledger of a draft to the first schema, all or nothing; refuses one of a draft that nobody is known to have. */
function adopt(database: Database.Database, file: string): void {
  const drafts = loadDrafts();
  const steps = database.transaction(() => {
    for (;;) {
      const { version, isDraft } = checkIdentity(database, file, Number.MAX_SAFE_INTEGER);
      if (!isDraft) return;
      const step = drafts.find(({ from }) => from === version) ?? failDraft(file, version);
      database.exec(step.sql);
      if (step.to === 1) database.pragma(`application_id = ${APPLICATION_ID}`);
      database.pragma(`user_version = ${step.to}`);
    }
  });
  steps.immediate();
}

function failDraft(file: string, version: number): never {
  fail('draft_schema', `this ledger was written by an unreleased version of promptcache-cost (draft ${version}).`, {
    where: { file },
    hint: 'Ingest your logs into a new one: promptcache-cost ingest PATH --db FILE',
  });
}

/** All in one transaction, which is one wait for the disk; another process may have been quicker. */
function migrate(database: Database.Database, file: string, migrations: readonly Migration[]): void {
  const steps = database.transaction(() => {
    const current = checkIdentity(database, file, Number.MAX_SAFE_INTEGER).version;
    for (const { version, sql } of migrations) {
      if (current >= version) continue;
      database.exec(sql);
      database.pragma(`application_id = ${APPLICATION_ID}`);
      database.pragma(`user_version = ${version}`);
    }
  });
  steps.immediate();
}

/** Where what SQLite says is about tables that the migrations did not make so. */
const OTHER_TABLES = 'other tables';

interface Explanation {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

const ANOTHER_FILE = 'Name another file with --db.';
const LOCKED: Explanation = {
  code: 'locked',
  message: 'the ledger is locked by another process.',
  hint: 'Wait for it to finish, or stop it, and run this again.',
};
const FORBIDDEN = cannotOpen('no_permission', 'the ledger cannot be opened: permission denied.');
const BEHIND_A_FILE = cannotOpen('cannot_open', 'the ledger cannot be opened: a part of its path is a file.');

const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  SQLITE_NOTADB: cannotOpen('not_a_database', 'this file is not a SQLite database.'),
  SQLITE_BUSY: LOCKED,
  SQLITE_LOCKED: LOCKED,
  SQLITE_CANTOPEN: {
    code: 'cannot_open',
    message: 'the ledger cannot be opened.',
    hint: 'Check that its folder exists and that you may write there.',
  },
  SQLITE_READONLY: {
    code: 'read_only',
    message: 'the ledger cannot be written.',
    hint: 'Check its permissions and those of its folder.',
  },
  SQLITE_FULL: {
    code: 'disk_full',
    message: 'the disk is full; nothing half-written was kept.',
    hint: 'Free some space and run this again: it goes on where it stopped.',
  },
  SQLITE_IOERR: {
    code: 'disk_error',
    message: 'the disk reported an error; nothing half-written was kept.',
    hint: 'Check the disk and run this again.',
  },
  SQLITE_CORRUPT: {
    code: 'damaged',
    message: 'the ledger is damaged.',
    hint: 'Restore a copy, or remove it and ingest your logs again.',
  },
  [OTHER_TABLES]: {
    code: 'damaged',
    message: 'the ledger is damaged or of an unreleased version.',
    hint: 'Begin a new one (--db FILE), and ingest your logs into it.',
  },
  ENOENT: cannotOpen('cannot_open', 'the ledger cannot be opened: its folder cannot be made.'),
  ERR_DLOPEN_FAILED: noBinding('the SQLite binding does not fit this Node.'),
  MODULE_NOT_FOUND: noBinding('the SQLite binding is missing.'),
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: cannotOpen('read_only', 'the ledger would be on a read-only disk.'),
  ENOTDIR: BEHIND_A_FILE,
  EEXIST: BEHIND_A_FILE,
  ENOSPC: { code: 'disk_full', message: 'the disk is full.', hint: 'Free some space and run this again.' },
};

function cannotOpen(code: string, message: string): Explanation {
  return { code, message, hint: ANOTHER_FILE };
}

function noBinding(message: string): Explanation {
  return { code: 'no_binding', message, hint: 'Install again: npm ci (or npm install -g promptcache-cost).' };
}

/** Runs `work`; what SQLite or the file system has against it becomes a Failure about `file`. */
export function explained<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explain(file, error);
  }
}

export function explain(file: string, error: unknown): unknown {
  if (error instanceof Failure) {
    const { problem } = error;
    return problem.code === 'damaged' && problem.where === undefined
      ? new Failure({ ...problem, where: { file } })
      : error;
  }
  const logged = codeOf(error) ?? '';
  const code = logged === 'SQLITE_ERROR' ? kindOf(String(error)) : logged;
  const match = Object.keys(EXPLANATIONS).find((known) => code === known || code.startsWith(`${known}_`));
  const explanation = match === undefined ? undefined : EXPLANATIONS[match];
  return explanation === undefined ? error : new Failure({ ...explanation, where: { file } });
}

const ABOUT_TABLES =
  /already exists|no such|has no column|columns but|ON CONFLICT clause does not match|it is a view|foreign key mismatch/;

/** What is asked is fixed, and the tables are made by the migrations: where they do not fit it, the file was changed. */
function kindOf(message: string): string {
  if (ABOUT_TABLES.test(message)) return OTHER_TABLES;
  return /malformed|unsupported file format/.test(message) ? 'SQLITE_CORRUPT' : 'SQLITE_ERROR';
}
