/** The files that show a response, where more than one does. `forget` has to know them. */
import type Database from 'better-sqlite3';

export interface ShownTable {
  /** Keeps that two files show the response of this key. */
  add(key: Buffer, a: number, b: number): void;
  /** The response has another key now. */
  rename(from: Buffer, to: Buffer): void;
}

export function shownTable(database: Database.Database): ShownTable {
  const insert = database.prepare('INSERT INTO shown (key, file) VALUES (?1, ?2), (?1, ?3) ON CONFLICT DO NOTHING');
  const rename = database.prepare('UPDATE OR REPLACE shown SET key = ? WHERE key = ?');
  return {
    add: (key, a, b) => void insert.run({ 1: key, 2: a, 3: b }),
    rename: (from, to) => void rename.run(to, from),
  };
}
