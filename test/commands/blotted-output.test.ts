/** Secrets in file names, arguments, settings and bills reach neither the ledger nor a terminal. */
import Database from 'better-sqlite3';
import { createFixture } from 'fs-fixture';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runCli, runJson, type ReportJson } from '../run.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const MIDDLE = 'Inv3ntedF0rThisT3st';
const SECRET = ['github', '_pat_', MIDDLE, MIDDLE, 'WXYZ'].join('');

const HEADER = 'at,model,input,cache_write_5m,cache_write_1h,cache_read,output';
const GOOD = '2026-11-10T00:00:00Z,claude-opus-5-5,1,0,0,0,1';
const ROW = { model: 'claude-opus-5-5', input: 1, cache_write_5m: 0, cache_write_1h: 0, cache_read: 0, output: 1 };
const BILL = 'usage_date_utc,model,token_type,cost_usd';

test.each<[string, readonly string[]]>([
  ['a file that is read, of which a line is rejected', ['ingest', `@/${SECRET}.csv`, '-f', 'json']],
  ['a file that is read', ['report', `@/${SECRET}.csv`, '--by', 'model']],
  ['a file of another format', ['ingest', `@/${SECRET}.txt`]],
  ['a packed file', ['ingest', `@/${SECRET}.7z`]],
  ['a file that is not there', ['ingest', `@/${SECRET}/gone.csv`]],
  ['the ledger', ['report', '--db', `@/${SECRET}/none.db`]],
  ['a label', ['ingest', '@/plain.csv', '--label', SECRET]],
  ['a label with a value', ['ingest', '@/plain.csv', '--label', `team=${SECRET}`]],
  ['a label whose name says so', ['ingest', '@/plain.csv', '--label', `password=my${MIDDLE}`]],
  ['a source', ['ingest', '@/plain.csv', '--source', SECRET]],
  ['a time', ['ingest', '@/plain.csv', '--at', SECRET]],
  ['an option', ['report', `--${SECRET}`]],
  ['a command', [SECRET]],
  ['a filter', ['report', '--where', SECRET]],
  ['a dimension', ['report', '--where', `${SECRET}=x`]],
  ['a grouping', ['report', '--by', SECRET]],
  ['a zone', ['report', '--tz', SECRET]],
  ['a period', ['report', '--since', SECRET]],
  ['a date of prices', ['report', '--prices-as-of', SECRET]],
  ['a model', ['prices', 'show', SECRET]],
  ['a session', ['whatif', '--explain', SECRET]],
  ['a request', ['diagnose', SECRET]],
  ['a scenario', ['whatif', '@/plain.csv', '--scenario', SECRET]],
  ['a limit', ['check', '--max-cost', SECRET]],
  ['a baseline', ['check', '@/plain.csv', '--save-baseline', `@/${SECRET}/none/b.json`]],
  ['a key of the settings', ['report', '--config', '@/key.json']],
  ['a value of the settings', ['report', '--config', '@/value.json']],
  ['settings that are not there', ['report', '--config', `@/${SECRET}.json`]],
  ['a model of a bill', ['reconcile', '@/bill.csv']],
  ['a bill', ['reconcile', `@/${SECRET}-bill.csv`]],
  ['a bill that is none', ['reconcile', `@/${SECRET}.csv`]],
  ['a price file', ['prices', 'validate', '--prices', `@/${SECRET}`]],
])('%s', async (_, argv) => {
  await using folder = await createFixture({
    'plain.csv': `${HEADER}\n${GOOD}\n`,
    [`${SECRET}.csv`]: `${HEADER}\n${GOOD}\n2026-11-10T00:00:00Z,claude-opus-5-5,x,0,0,0,1\n`,
    [`${SECRET}.txt`]: 'a text\n',
    [`${SECRET}.7z`]: Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4]),
    'key.json': JSON.stringify({ [SECRET]: 1 }),
    'value.json': JSON.stringify({ tz: SECRET }),
    'bill.csv': `${BILL}\n2026-11-10,${SECRET},output,1.00\n`,
    [`${SECRET}-bill.csv`]: `${BILL}\n2026-11-10,claude-opus-5-5,output,1.00\n`,
    [SECRET]: { [`${SECRET}.json`]: JSON.stringify({ [SECRET]: 1 }) },
    'usage.db': '',
  });
  const env = { PROMPTCACHE_COST_DB: folder.getPath('usage.db') };
  await runCli(['ingest', 'plain.csv'], { env, cwd: folder.path });
  const ran = await runCli(
    argv.map((word) => word.replace('@', folder.path)),
    { env, cwd: folder.path, isTTY: true },
  );
  expect(ran.stderr).not.toContain(MIDDLE);
  expect(ran.stdout.replaceAll(/\u001b\[[0-9;]*m|\s/g, '')).not.toContain(MIDDLE);
  for (const name of readdirSync(folder.path).filter((each) => each.startsWith('usage.db')))
    expect(readFileSync(folder.getPath(name)).includes(MIDDLE)).toBe(false);
});

test('two files whose names are told apart by a secret alone are two files', async () => {
  const names = ['A', 'B'].map((letter) => `${SECRET}${letter}zzzz.csv`);
  await using folder = await createFixture(Object.fromEntries(names.map((name) => [name, `${HEADER}\n${GOOD}\n`])));
  const argv = ['ingest', '.', '--db', 'usage.db', '-f', 'json'];
  await runCli(argv, { cwd: folder.path });
  await runCli(argv, { cwd: folder.path });
  const database = new Database(folder.getPath('usage.db'), { readonly: true });
  const paths = database.prepare('SELECT path FROM file').pluck().all() as string[];
  database.close();
  expect(new Set(paths.map((file) => file.replace(/[0-9a-f]{12}$/, 'HASH')))).toEqual(
    new Set([`${folder.path}/[secret …zzzz].csv HASH`.replaceAll('//', '/')]),
  );
  expect(paths).toHaveLength(2);
});

test('a word that says a secret follows blots neither what is said of a file nor a name', async () => {
  const names = ['passwd: reset-service', 'passwd: other-service'];
  const log = names.map((project, index) =>
    JSON.stringify({ ...ROW, at: `2026-11-1${index}T00:00:00Z`, id: `id_${index}`, project }),
  );
  await using folder = await createFixture({ 'log.ndjson': `${log.join('\n')}\n`, passwd: 'root:x:0:0\n'.repeat(9) });
  const { cwd, env } = { cwd: folder.path, env: { PROMPTCACHE_COST_DB: folder.getPath('usage.db') } };
  expect((await runCli(['report', '--db', 'passwd'], { cwd, env })).stderr).toBe(
    `promptcache-cost: ${folder.getPath('passwd')}: this file is not a SQLite database. Name another file with --db.\n`,
  );
  const { rows } = await runJson<ReportJson>(['report', 'log.ndjson', '--by', 'project'], { cwd, env });
  expect(rows.map(({ group }) => group['project']).sort()).toEqual(names.toSorted());
});
