/** What can stand where the ledger should, and the one clear problem each of it is. */
import Database from 'better-sqlite3';
import { createFixture, type FsFixture } from 'fs-fixture';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/problem.ts';
import type { OpenOptions } from '../../src/store/open.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { event, writeEvents } from './events.ts';
import { ledgerText } from './ledger-text.ts';

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(async () => {
  await folder.rm();
});

function problemOf(file: string, options: OpenOptions = { create: true, busyMs: 1 }): string {
  try {
    openLedger(file, options).close();
    return 'none';
  } catch (error) {
    if (error instanceof Failure) return error.problem.code;
    throw error;
  }
}

describe('what is not a ledger', () => {
  it('a text file', async () => {
    await folder.writeFile('x.db', 'a text that is longer than the header of a SQLite file, and is none');
    expect(problemOf(folder.getPath('x.db'))).toBe('not_a_database');
  });

  it('an empty file, but for a command that may make one', async () => {
    await folder.writeFile('x.db', '');
    expect(problemOf(folder.getPath('x.db'), { create: false })).toBe('damaged');
    expect(problemOf(folder.getPath('x.db'))).toBe('none');
  });

  it("another program's database", () => {
    const other = new Database(folder.getPath('x.db'));
    other.exec('CREATE TABLE theirs (a)');
    other.close();
    expect(problemOf(folder.getPath('x.db'))).toBe('not_a_ledger');
  });

  it('an empty file becomes a ledger', async () => {
    await folder.writeFile('x.db', '');
    expect(problemOf(folder.getPath('x.db'))).toBe('none');
  });

  it('nothing, when it should be read', () => {
    expect(problemOf(folder.getPath('x.db'), { create: false })).toBe('no_ledger');
  });

  it('nothing, when it should be made: its folders are made too', () => {
    expect(problemOf(folder.getPath('a/b/x.db'))).toBe('none');
  });

  it('a folder, and a file where a folder should be', async () => {
    await folder.writeFile('file', '');
    expect(problemOf(folder.path)).toBe('is_directory');
    expect(problemOf(folder.getPath('file/x.db'))).toBe('cannot_open');
  });
});

describe('its schema', () => {
  it('from the future is refused, and left alone', () => {
    const file = folder.getPath('x.db');
    openLedger(file, { create: true }).close();
    const database = new Database(file);
    database.pragma('user_version = 99');
    database.close();
    expect(problemOf(file)).toBe('newer_schema');
    expect(new Database(file).pragma('user_version', { simple: true })).toBe(99);
  });
});

describe('another process', () => {
  it('that holds the lock is named, for writing', () => {
    const file = folder.getPath('x.db');
    const ledger = openLedger(file, { create: true, busyMs: 1 });
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    try {
      expect(() => writeEvents(ledger, [event('m:1')])).toThrow(/locked/);
      other.exec('ROLLBACK');
      expect(writeEvents(ledger, [event('m:1')]).added).toBe(1);
    } finally {
      other.close();
      ledger.close();
    }
    expect(ledgerText(file)).toContain('claude-opus-5-5');
  });

  it('that holds it exclusively is named, for opening', () => {
    const file = folder.getPath('x.db');
    openLedger(file, { create: true }).close();
    const other = new Database(file);
    other.pragma('locking_mode = EXCLUSIVE');
    other.exec('BEGIN EXCLUSIVE');
    expect(problemOf(file)).toBe('locked');
    other.close();
  });
});
