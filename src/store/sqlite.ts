/** The ledger in SQLite. */
import type Database from 'better-sqlite3';
import type { Instant } from '../core/time.ts';
import { dailyRollup } from './daily.ts';
import { dimensions } from './dimensions.ts';
import { fileTable } from './files.ts';
import type { Ledger } from './ledger.ts';
import { explain, explained, openDatabase, type OpenOptions } from './open.ts';
import { readInferences } from './inferences.ts';
import { readUsage } from './read.ts';
import { eventTable } from './stored-event.ts';
import { writeBatch } from './write.ts';

/** Opens the ledger at `file`; '' is a private one that vanishes when closed. Throws a Failure. */
export function openLedger(file: string, options: OpenOptions): Ledger {
  const database = openDatabase(file, options);
  return explained(file, () => ledgerOf(database, file));
}

function ledgerOf(database: Database.Database, file: string): Ledger {
  const known = dimensions(database);
  const files = fileTable(database);
  const daily = dailyRollup(database, known);
  const tables = { known, files, daily, events: eventTable(database) };
  const write = database.transaction(writeBatch);
  const startRun = database.prepare('INSERT INTO run (at, version) VALUES (?, ?)');
  const modelNames = database.prepare('SELECT name FROM model ORDER BY name').pluck();

  /** What was numbered or gathered in a transaction that failed never happened. */
  function undoing<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      for (const each of [known, files, daily]) each.forget();
      throw explain(file, error);
    }
  }

  return {
    startRun: (at: Instant, version) => undoing(() => Number(startRun.run(at, version).lastInsertRowid)),
    file: (path) => explained(file, () => files.state(path)),
    write: (batch) => undoing(() => write.immediate(batch, tables)),
    *usage(query) {
      try {
        yield* readUsage(database, known, query);
      } catch (error) {
        throw explain(file, error);
      }
    },
    *inferences(query) {
      try {
        yield* readInferences(database, known, query);
      } catch (error) {
        throw explain(file, error);
      }
    },
    models: () => explained(file, () => modelNames.all() as string[]),
    outcomes: () => explained(file, () => files.outcomes()),
    async rehearse(work) {
      explained(file, () => database.exec('BEGIN IMMEDIATE'));
      try {
        return await work();
      } finally {
        if (database.inTransaction) database.exec('ROLLBACK');
        for (const each of [known, files, daily]) each.forget();
      }
    },
    close: () => void database.close(),
  };
}
