/** What a run reads in a ledger that an earlier version began: there, calls without an id have other keys, and would count twice. */
import Database from 'better-sqlite3';
import { createFixture, type FsFixture } from 'fs-fixture';
import { appendFileSync, chmodSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageVersion } from '../../src/host.ts';
import { runCli, runJson, type IngestJson, type Ran, type ReportJson } from '../run.ts';
import { lines, USER_LINE } from './transcripts.ts';

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(async () => {
  await folder.rm();
});

function ingest(...args: string[]): Promise<IngestJson> {
  return runJson(['ingest', path(), '--db', folder.getPath('x.db'), ...args]);
}

function ranIngest(...args: string[]): Promise<Ran> {
  return runCli(['ingest', path(), '--db', folder.getPath('x.db'), '--format', 'json', ...args]);
}

async function requests(): Promise<number> {
  return (await runJson<ReportJson>(['report', '--db', folder.getPath('x.db')])).totals.requests;
}

function path(): string {
  return folder.getPath('log.jsonl');
}

function write(text: string): void {
  writeFileSync(path(), text);
}

function row(day: number): string {
  const counts = { input: 10 + day, cache_write_5m: 0, cache_write_1h: 0, cache_read: 0, output: 1 };
  return `${JSON.stringify({ at: `2026-11-0${day}T10:00:00Z`, model: 'claude-opus-4-6', ...counts })}\n`;
}

/** Changes what the ledger knows, as an older version or a fault would have. */
function tamper(sql: string): void {
  const database = new Database(folder.getPath('x.db'));
  database.exec(sql);
  database.close();
}

/** Other keys of the same length: what is read again is new to this ledger. */
function forgetKeys(): void {
  tamper(`
    UPDATE past SET earlier_keys = 1;
    UPDATE file SET reader = '';
    UPDATE event SET key = unhex(iif(hex(key) LIKE 'F%', '0', 'F') || substr(hex(key), 2));
    DELETE FROM key_run; DELETE FROM key_chunk; DELETE FROM key_prints`);
}

const HELD = '1 file was not read again, because calls would count twice: this ledger was begun by an earlier version';

describe('in a ledger with earlier keys, a file', () => {
  beforeEach(async () => {
    write(`${row(1)}${row(2)}broken\n`);
    await ingest();
    forgetKeys();
  });

  it('with rejected records is not read anew, which one line says', async () => {
    const { code, stderr } = await ranIngest();
    expect(code).toBe(0);
    expect(stderr).toContain(`${HELD}, which knew calls`);
    expect(stderr).toContain('Ingest all logs into a new ledger (--db FILE).');
    expect(await requests()).toBe(2);
    expect((await ranIngest('-q')).stderr).not.toContain('earlier version');
    expect(await requests()).toBe(2);
  });

  it.each<[string, () => void, readonly string[]]>([
    ['whose mode was changed', () => chmodSync(path(), 0o600), []],
    ['whose time was changed', () => utimesSync(path(), new Date(2e12), new Date(2e12)), []],
    ['that is read with a label', () => undefined, ['--label', 'team=search']],
    ['that is read as another source', () => undefined, ['--source', 'plain-table']],
  ])('%s is not read anew', async (_, change, args) => {
    tamper(`UPDATE file SET reader = '${packageVersion()}'`);
    change();
    const { code, stderr } = await ranIngest(...args);
    expect([code, stderr.includes(HELD)]).toEqual([0, true]);
    expect(await requests()).toBe(2);
  });

  it.each([{ args: [] }, { args: ['--label', 'team=search'] }, { args: ['--source', 'plain-table'] }])(
    'that has grown gives its new lines, with $args',
    async ({ args }) => {
      appendFileSync(path(), row(3));
      expect((await ranIngest(...args)).code).toBe(0);
      expect(await requests()).toBe(3);
      expect(await ingest(...args)).toMatchObject({ added: 0 });
      expect(await requests()).toBe(3);
    },
  );

  it.each<[string, () => void]>([
    ['truncated', () => truncateSync(path(), row(1).length)],
    ['begun otherwise', () => write(`${row(4)}${row(1)}${row(2)}broken\n`)],
    ['read only in part', () => tamper(`UPDATE file SET size = -1, read_to = 0, line = 0, fingerprint = ''`)],
  ])('that was %s is a problem, also with -q', async (_, change) => {
    change();
    const { code, stderr } = await ranIngest('-q');
    expect(code).toBe(2);
    expect(stderr).toContain('log.jsonl: has changed since it was read, not only at its end.');
    expect(await requests()).toBe(2);
  });

  it('that gave no event is read anew', async () => {
    tamper(`UPDATE file SET outcome = json_remove(json_set(outcome, '$.records', 0), '$.account')`);
    expect((await ranIngest()).stderr).not.toContain(HELD);
  });

  it('is read anew by no command, not even with --again', async () => {
    for (const command of ['ingest', 'report', 'check --max-cost 5', 'diagnose', 'whatif']) {
      const { code, stderr } = await runCli([...command.split(' '), path(), '--db', folder.getPath('x.db'), '--again']);
      expect([code, stderr.trim().split('\n').length], command).toEqual([2, 1]);
      expect(stderr).toContain('--again would count calls twice: this ledger was begun by an earlier version');
    }
    expect(await requests()).toBe(2);
  });

  it('that has grown by another session is not read from its beginning to know where that began', async () => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${folder.getPath('x.db')}${suffix}`, { force: true });
    // Longer than what is looked at of a log's beginning.
    write(lines({ id: 'a', session: 's1', project: '/work/one' }) + USER_LINE.repeat(1000));
    await ingest();
    forgetKeys();
    appendFileSync(path(), lines({ id: 'b', session: 's2', project: '/work/two' }));
    expect(await ingest()).toMatchObject({ added: 1 });
    expect(await requests()).toBe(2);
  });
});
