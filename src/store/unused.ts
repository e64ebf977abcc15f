/** A ledger that a run made and stored nothing in: it would answer later questions with $0 where there is no ledger. */
import Database from 'better-sqlite3';
import { unlinkSync } from 'node:fs';

/** Removes the ledger, unless it holds anything that was read or pulled, or another process has it open. */
export function removeUnused(file: string): void {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { fileMustExist: true, timeout: 0 });
    // Leaving the write-ahead log needs the ledger for itself alone, and removes its two files.
    if (database.pragma('journal_mode = DELETE', { simple: true }) !== 'delete') return;
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
    if (TABLES.every((table) => isEmpty(database, table))) unlinkSync(file);
  } catch {
    // Somebody else uses it, or it cannot be removed: it stays, and is whole.
  } finally {
    database?.close();
  }
}

const TABLES = ['event', 'billed', 'pulled', 'counted'];

function isEmpty(database: Database.Database | undefined, table: string): boolean {
  return database?.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() === undefined;
}
