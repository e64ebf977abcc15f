/** SQLite is an engine that conforms. */
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openLedger } from '../../../src/store/sqlite.ts';
import { conformance, type Open } from './conformance.ts';
import { fill } from './world.ts';

const sqlite: Open = (world) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'conformance-'));
  const file = path.join(folder, 'x.db');
  const ledger = openLedger(file, { create: true });
  fill(ledger, world);
  if (world.earlierKeys === true) haveEarlierKeys(file);
  const close = (): void => {
    ledger.close();
    rmSync(folder, { recursive: true });
  };
  return { ...ledger, close };
};

/** As the migration says that finds events in a ledger of an earlier version. */
function haveEarlierKeys(file: string): void {
  const database = new Database(file);
  database.exec('UPDATE past SET earlier_keys = 1');
  database.close();
}

conformance('SQLite', sqlite);
