/** A ledger whose tables are not those of the migrations, as a version that was never released made them: one clear line. */
import Database from 'better-sqlite3';
import { createFixture, type FsFixture } from 'fs-fixture';
import { copyFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lines } from '../ingest/transcripts.ts';
import { runCli, runJson } from '../run.ts';
import { openDatabase } from '../../src/store/open.ts';

const COMMANDS = [
  'ingest more.jsonl',
  'ingest more.jsonl --dry-run',
  'report more.jsonl --by session',
  'report',
  'ledger check',
];
const LINE =
  /^promptcache-cost: \S+\.db: the ledger is damaged or of an unreleased version\. Begin a new one \(--db FILE\), and ingest your logs into it\.\n$/;

const TABLES = tables();
let copies = 0;
let folder: FsFixture;
beforeAll(async () => {
  folder = await createFixture({ 'log.jsonl': lines({ id: 'a' }, { id: 'b' }), 'more.jsonl': lines({ id: 'c' }) });
  await runJson(['ingest', 'log.jsonl', '--db', 'whole.db'], { cwd: folder.path });
});
afterAll(() => folder.rm());

function tables(): readonly { readonly table: string; readonly columns: readonly string[] }[] {
  const database = openDatabase('', { create: true });
  const names = database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .pluck()
    .all() as string[];
  const found = names.map((table) => ({
    table,
    columns: database.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[],
  }));
  database.close();
  return found;
}

/** After `sql` each command has an answer or says why not. */
async function expectNoBug(sql: string, commands: readonly string[]): Promise<void> {
  for (const command of commands) {
    const file = folder.getPath(`${++copies}.db`);
    copyFileSync(folder.getPath('whole.db'), file);
    const database = new Database(file);
    // It names tables and columns, and is for people only.
    database.exec(`DROP VIEW usage; ${sql}`);
    database.close();
    const { code, stderr } = await runCli([...command.split(' '), '--db', file], { cwd: folder.path });
    if (code === 0 || command === 'ledger check') expect(stderr, command).not.toContain('bug');
    else expect([code, stderr], command).toEqual([2, expect.stringMatching(LINE)]);
  }
}

test.each(TABLES)('without the table $table', async ({ table }) => {
  await expectNoBug(`ALTER TABLE "${table}" RENAME TO other_table`, COMMANDS);
});

test.each(TABLES)('with another last column of $table', async ({ table, columns }) => {
  await expectNoBug(`ALTER TABLE "${table}" RENAME COLUMN "${columns.at(-1)}" TO other_column`, COMMANDS.slice(0, 1));
});
