/** A copy of a ledger: whole, private, under its name at once or not at all, and never in the place of something else. */
import type Database from 'better-sqlite3';
import { createFixture, type FsFixture } from 'fs-fixture';
import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../src/core/problem.ts';
import { backUp } from '../../src/store/backup.ts';
import { openDatabase } from '../../src/store/open.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { runCli, runJson } from '../run.ts';
import { START, event, writeEvents } from './events.ts';

let folder: FsFixture;
let source: Database.Database;
beforeEach(async () => {
  folder = await createFixture();
  const ledger = openLedger(folder.getPath('usage.db'), { create: true });
  ledger.startRun(START, '0.1.0');
  writeEvents(
    ledger,
    [1, 2, 3].map((number) => event(`m:${number}`, {})),
  );
  ledger.close();
  source = openDatabase(folder.getPath('usage.db'), { create: false });
});
afterEach(async () => {
  source.close();
  await folder.rm();
});

/** What is in the folder beside the ledger. */
function beside(): string[] {
  return readdirSync(folder.path).filter((name) => !name.startsWith('usage.db'));
}

function problemOf(work: () => unknown): { readonly code: string; readonly file: string | undefined } {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return { code: error.problem.code, file: error.problem.where?.file };
    throw error;
  }
  throw new Error('it went well');
}

/** A driver in which VACUUM INTO is preceded or replaced by something else. */
function driver(run: (part: string, vacuum: () => void) => void): Pick<Database.Database, 'prepare'> {
  const prepare = (sql: string): unknown => ({
    run: (part: string) => run(part, () => void source.prepare(sql).run(part)),
  });
  return { prepare } as Pick<Database.Database, 'prepare'>;
}

describe('the copy', () => {
  test('has all of the ledger, and says how much', async () => {
    const backup = backUp(source, folder.getPath('copy.db'));
    expect(backup).toEqual({ events: 3, bytes: statSync(folder.getPath('copy.db')).size });
    expect(await runJson(['ledger', 'check', '--db', folder.getPath('copy.db')])).toMatchObject({ whole: true });
    const report = async (name: string): Promise<unknown> => runJson(['report', '--db', folder.getPath(name)]);
    expect(await report('copy.db')).toEqual(await report('usage.db'));
  });

  test('is of one moment, and waits for nobody who writes', () => {
    const other = openDatabase(folder.getPath('usage.db'), { create: false, busyMs: 0 });
    other.exec('BEGIN IMMEDIATE; DELETE FROM event; UPDATE all_events SET events = 0');
    expect(backUp(source, folder.getPath('copy.db')).events).toBe(3);
    other.exec('COMMIT');
    other.close();
    expect(backUp(source, folder.getPath('later.db')).events).toBe(0);
  });

  test('holds nothing of what was removed', () => {
    source.pragma('secure_delete = OFF');
    source.exec(`INSERT INTO project (name) VALUES ('${'forgotten '.repeat(2000)}')`);
    source.exec(`DELETE FROM project WHERE name LIKE 'forgotten%'`);
    source.pragma('wal_checkpoint(TRUNCATE)');
    const bytes = (name: string): string => readFileSync(folder.getPath(name), 'latin1');
    expect(bytes('usage.db')).toContain('forgotten');
    backUp(source, folder.getPath('copy.db'));
    expect(bytes('copy.db')).not.toContain('forgotten');
  });

  test.skipIf(process.getuid === undefined)('can be read by its owner only, from the first byte', () => {
    const file = folder.getPath('copy.db');
    const modes: string[] = [];
    const mode = (name: string): void => void modes.push((statSync(name).mode & 0o777).toString(8));
    const watched = driver((part, vacuum) => {
      mode(path.dirname(part));
      mode(part);
      vacuum();
    });
    backUp(watched, file);
    mode(file);
    expect(modes).toEqual(['700', '600', '600']);
  });

  test('has its name when it is whole, and not before: a kill leaves no part of it there', () => {
    const file = folder.getPath('copy.db');
    const watched = driver((part, vacuum) => {
      expect(path.dirname(path.dirname(part))).toBe(path.dirname(file));
      vacuum();
      expect(existsSync(file)).toBe(false);
    });
    backUp(watched, file);
    expect(beside()).toEqual(['copy.db']);
  });
});

describe('nothing is overwritten', () => {
  test.each(['copy.db', 'copy.db-wal', 'copy.db-shm', 'copy.db-journal'])('%s', (name) => {
    writeFileSync(folder.getPath(name), 'mine');
    expect(problemOf(() => backUp(source, folder.getPath('copy.db')))).toEqual({
      ...{ code: 'file_exists', file: folder.getPath(name) },
    });
    expect(beside()).toEqual([name]);
    expect(readFileSync(folder.getPath(name), 'utf8')).toBe('mine');
  });

  test('the ledger itself', () => {
    expect(problemOf(() => backUp(source, folder.getPath('usage.db'))).code).toBe('file_exists');
  });

  test('a link that leads nowhere', () => {
    symlinkSync('nowhere', folder.getPath('copy.db'));
    expect(problemOf(() => backUp(source, folder.getPath('copy.db'))).code).toBe('file_exists');
    expect(beside()).toEqual(['copy.db']);
  });

  test.each([
    ['a disk with links', undefined],
    ['a disk without', refuseLinks],
  ])('what somebody made meanwhile, on %s', (_, link) => {
    const file = folder.getPath('copy.db');
    const late = driver((_part, vacuum) => {
      vacuum();
      writeFileSync(file, 'theirs');
    });
    expect(problemOf(() => backUp(late, file, link)).code).toBe('file_exists');
    expect(readFileSync(file, 'utf8')).toBe('theirs');
    expect(beside()).toEqual(['copy.db']);
  });
});

function refuseLinks(): never {
  throw Object.assign(new Error('link'), { code: 'EPERM' });
}

test('a disk without links gets its copy too', () => {
  expect(backUp(source, folder.getPath('copy.db'), refuseLinks).events).toBe(3);
  expect(beside()).toEqual(['copy.db']);
  expect(statSync(folder.getPath('copy.db')).mode & 0o777).toBe(0o600);
});

describe('what goes wrong is one problem about the copy, and leaves nothing', () => {
  test.each([
    ['SQLITE_FULL', 'disk_full'],
    ['ENOSPC', 'disk_full'],
    ['SQLITE_IOERR_WRITE', 'disk_error'],
    ['SQLITE_CANTOPEN', 'no_permission'],
  ])('%s', (logged, code) => {
    const file = folder.getPath('copy.db');
    const failing = driver((part) => {
      writeFileSync(part, 'half of it');
      throw Object.assign(new Error(logged), { code: logged });
    });
    expect(problemOf(() => backUp(failing, file))).toEqual({ code, file });
    expect(beside()).toEqual([]);
  });

  test.each(['SQLITE_CORRUPT', 'SQLITE_IOERR_READ', 'SQLITE_BUSY'])('%s is about the ledger', (logged) => {
    const error = Object.assign(new Error(logged), { code: logged });
    const failing = driver(() => {
      throw error;
    });
    expect(() => backUp(failing, folder.getPath('copy.db'))).toThrow(error);
    expect(beside()).toEqual([]);
  });
});

describe('ledger backup', () => {
  const run = (...argv: string[]): ReturnType<typeof runCli> =>
    runCli(['ledger', 'backup', '--db', 'usage.db', ...argv], { cwd: folder.path, env: { NO_COLOR: '1' } });

  test('says what it wrote', async () => {
    const { code, stdout, stderr } = await run('copy.db');
    const bytes = statSync(folder.getPath('copy.db')).size;
    const shown = `Copied 3 events (${bytes.toLocaleString('en-US')} bytes) to ${folder.getPath('copy.db')}.\n`;
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: shown, stderr: '' });
    expect(JSON.parse((await run('other.db', '--format', 'json')).stdout)).toEqual({
      ...{ schema_version: 1, ledger: folder.getPath('usage.db'), backup: folder.getPath('other.db') },
      ...{ events: 3, bytes },
    });
  });

  test.each([
    ['usage.db', /^promptcache-cost: \S+usage\.db: this file exists, and a backup overwrites nothing\. [^\n]+\n$/],
    [
      'none/copy.db',
      /^promptcache-cost: \S+none\/copy\.db: the backup cannot be written: there is no such folder\. [^\n]+\n$/,
    ],
    ['usage.db/copy.db', /^promptcache-cost: \S+: the backup cannot be written: there is no such folder\. [^\n]+\n$/],
  ])('%s: one line, and exit 2', async (name, line) => {
    const { code, stdout, stderr } = await run(name);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(line);
  });
});
