/** A ledger of a draft knew calls without an id by other keys: it answers questions, and nothing more is read into it. */
import Database from 'better-sqlite3';
import { createFixture, type FsFixture } from 'fs-fixture';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli, runJson, type ReportJson } from '../run.ts';
import { ledgerText } from '../store/ledger-text.ts';
import { lines } from './transcripts.ts';

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture({ 'log.jsonl': lines({ id: 'a' }), 'more.jsonl': lines({ id: 'b' }) });
  await runJson(['ingest', folder.getPath('log.jsonl'), '--db', db()]);
  const database = new Database(db());
  database.exec('UPDATE past SET earlier_keys = 1');
  database.close();
});
afterEach(async () => {
  await folder.rm();
});

const db = (): string => folder.getPath('x.db');

it.each(['ingest', 'ingest --again', 'ingest --dry-run', 'report', 'diagnose'])(
  '%s of a log into it is refused in one line, and nothing changes',
  async (command) => {
    const before = ledgerText(db());
    const { code, stderr } = await runCli([...command.split(' '), folder.getPath('more.jsonl'), '--db', db()], {});
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/x\.db: an unreleased version began .* \(--db FILE\)\.\n$/),
    ]);
    expect(ledgerText(db())).toBe(before);
  },
);

it('it still answers, and says that older events may be bounds', async () => {
  const { totals } = await runJson<ReportJson>(['report', '--db', db()]);
  expect(totals.requests).toBe(1);
  expect((await runCli(['report', '--db', db()], {})).stdout).toMatch(/earlier version/);
});
