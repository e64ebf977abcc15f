/** The table of files: how far each has been read and what its records came to. */
import type Database from 'better-sqlite3';
import { blotted } from '../core/blot.ts';
import { crypto } from './crypto.ts';
import type { Instant } from '../core/time.ts';
import type { FileOutcome, FileState, Outcome } from './ledger.ts';
import { NO_OUTCOME } from './ledger.ts';
import { outcomeOf } from './outcome.ts';

export interface FileTable {
  state(path: string): FileState | undefined;
  idOf(path: string): number;
  pathOf(id: number): string;
  /** With the run that read it. */
  save(path: string, run: number, state: FileState): void;
  outcomes(): readonly FileOutcome[];
  forget(): void;
}

/** Its outcome is JSON, or '' where nothing was kept of it. */
interface FileRow extends Omit<FileState, 'outcome' | 'otherwise'> {
  readonly otherwise: 0 | 1;
  readonly id: number;
  readonly path: string;
  readonly outcome: string;
}

/** NULL where it is not known which run read the file. */
interface ListedRow extends FileRow {
  readonly at: Instant | null;
  readonly version: string | null;
}

export function fileTable(database: Database.Database): FileTable {
  const byPath = database.prepare('SELECT *, read_to AS readTo FROM file WHERE path = ?');
  const byId = database.prepare('SELECT path FROM file WHERE id = ?').pluck();
  const insert = database.prepare('INSERT INTO file (path) VALUES (?)');
  const update = database.prepare(`
    UPDATE file SET options = ?, size = ?, modified = ?, changed = ?, read_to = ?, line = ?, fingerprint = ?, source = ?, reader = ?, run = ?, otherwise = ?,
      outcome = ?
    WHERE id = ?`);
  const all = database.prepare(`
    SELECT file.*, read_to AS readTo, run.at, run.version FROM file LEFT JOIN run ON run.id = file.run
    WHERE outcome <> '' ORDER BY path`);
  /** The one file that is being read: asked for with every event. */
  let latest: { path: string; stored: string; id: number } | undefined;

  function idOf(path: string): number {
    if (latest?.path !== path) {
      const stored = storedPath(path);
      const row = byPath.get(stored) as FileRow | undefined;
      latest = { path, stored, id: row?.id ?? Number(insert.run(stored).lastInsertRowid) };
    }
    return latest.id;
  }

  return {
    idOf,
    pathOf: (id) => (latest?.id === id ? latest.stored : String(byId.get(id))),
    state(path) {
      const row = byPath.get(storedPath(path)) as FileRow | undefined;
      return row === undefined ? undefined : toState(row);
    },
    save(path, run, state) {
      const id = idOf(path);
      const { options, size, modified, changed, readTo, line, fingerprint, source, reader, otherwise, outcome } = state;
      const text = JSON.stringify(outcome);
      update.run(
        options,
        size,
        modified,
        changed,
        readTo,
        line,
        fingerprint,
        source,
        reader,
        run,
        Number(otherwise),
        text,
        id,
      );
    },
    outcomes: () => (all.all() as ListedRow[]).map(toListed),
    forget() {
      latest = undefined;
    },
  };
}

/** Hex digits: enough to tell two files of a disk apart. */
const DIGITS = 12;

/** A path without secrets; what tells it from others is then a hash. */
function storedPath(path: string): string {
  const blot = blotted(path);
  return blot === path ? path : `${blot} ${crypto().createHash('sha256').update(path).digest('hex').slice(0, DIGITS)}`;
}

function toState(row: FileRow): FileState {
  const { options, size, modified, changed, readTo, line, fingerprint, source, reader } = row;
  const known = { options, size, modified, changed, readTo, line, fingerprint, source, reader };
  return { ...known, otherwise: row.otherwise === 1, outcome: toOutcome(row) };
}

function toListed(row: ListedRow): FileOutcome {
  return {
    file: row.path,
    readAt: row.at ?? undefined,
    reader: row.version ?? row.reader,
    complete: isComplete(row),
    asRead: isComplete(row) === true ? { size: row.size, modified: row.modified as Instant } : undefined,
    ...toOutcome(row),
  };
}

/** A file that a run left in the middle has no time, or no size where reading cannot go on; a pipe has no position either. */
function isComplete({ size, readTo, modified, changed }: FileRow): boolean | undefined {
  if (size < 0 && readTo === 0) return undefined;
  return size >= 0 && (modified !== 0 || changed !== 0);
}

function toOutcome(row: FileRow): Outcome {
  return row.outcome === '' ? NO_OUTCOME : outcomeOf(row.outcome);
}
