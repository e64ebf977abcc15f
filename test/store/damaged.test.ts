/** A ledger that says other things than were written: no figure of it is printed, and `ledger check` says what is wrong. */
import Database from 'better-sqlite3';
import { createFixture, type FsFixture } from 'fs-fixture';
import { copyFileSync, readdirSync, symlinkSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkedInferences } from '../../src/store/cross-check.ts';
import { dimensions } from '../../src/store/dimensions.ts';
import { readInferences } from '../../src/store/inferences.ts';
import { openDatabase } from '../../src/store/open.ts';
import { INVENTED } from '../invented-secrets.ts';
import { runCli, runJson } from '../run.ts';

let folder: FsFixture;
let db: string;
let made: FsFixture;
/** Once: each test damages a copy. */
beforeAll(async () => {
  made = await createFixture();
  const calls = [0, 1, 2, 3].map((index) =>
    JSON.stringify({
      ...{ type: 'assistant', sessionId: `s${index % 2}`, cwd: `/p${index}`, requestId: `r${index}` },
      timestamp: `2026-11-0${index + 1}T08:00:00Z`,
      message: {
        ...{ type: 'message', id: `msg_01D${index}`, role: 'assistant', model: 'claude-opus-5-5' },
        usage: { input_tokens: 5, cache_creation_input_tokens: 30, cache_read_input_tokens: 900, output_tokens: 7 },
      },
    }),
  );
  await runCli(['ingest', '-', '--db', made.getPath('x.db')], { stdin: `${calls.join('\n')}\n` });
});
afterAll(() => made.rm());
beforeEach(async () => {
  folder = await createFixture();
  db = folder.getPath('x.db');
  copyFileSync(made.getPath('x.db'), db);
});
afterEach(() => folder.rm());

function damage(sql: string): void {
  const database = new Database(db);
  // What damage does, SQLite does not allow.
  database.unsafeMode();
  database.exec(sql);
  database.close();
}

const QUESTIONS = [
  ['report'],
  ['report', '--by', 'session'],
  ['report', '--by', 'project'],
  ['report', '--by', 'day,model'],
  ['check', '--max-cost', '100000'],
  ['diagnose'],
  ['whatif'],
];

interface Damage {
  readonly what: string;
  readonly sql: string;
  /** What cannot be answered then. */
  readonly questions: readonly (readonly string[])[];
}

const BY_EVENT = [['report', '--by', 'session'], ['diagnose'], ['whatif']];
const DAMAGES: readonly Damage[] = [
  { what: 'events are gone', sql: 'DELETE FROM event WHERE line = 1', questions: BY_EVENT },
  { what: 'events say more', sql: 'UPDATE event SET output = output + 1', questions: BY_EVENT },
  {
    what: 'what events refer to is gone',
    sql: 'PRAGMA foreign_keys = OFF; DELETE FROM scope',
    questions: BY_EVENT.slice(0, 2),
  },
  { what: 'a model is gone', sql: 'PRAGMA foreign_keys = OFF; DELETE FROM model', questions: QUESTIONS },
  { what: 'the rollup of hours says more', sql: 'UPDATE model_hourly SET output = output + 1', questions: QUESTIONS },
  { what: 'the counter says more', sql: 'UPDATE all_events SET output = output + 1', questions: QUESTIONS },
  {
    what: 'a rollup with projects says more',
    sql: 'UPDATE daily SET output = output + 1',
    questions: [['report', '--by', 'project']],
  },
  {
    what: 'events are of another model, and no fewer',
    sql: `INSERT INTO model (name) VALUES ('claude-haiku-4-5'); UPDATE event SET model = (SELECT max(id) FROM model) WHERE line = 1`,
    questions: [['report', '--by', 'session']],
  },
  {
    what: 'what is known of a file is not what is kept of one',
    sql: `UPDATE file SET outcome = '{"records":4,"refused":{},"first":[],"flags":{},"account":{"records":4,"rejected":0}}'`,
    questions: QUESTIONS,
  },
  { what: 'what is known of a file is no JSON', sql: `UPDATE file SET outcome = '{'`, questions: QUESTIONS },
  {
    what: 'a time is a text',
    sql: without('event', 'INTEGER', `UPDATE event SET at = '/' WHERE line = 1`),
    questions: QUESTIONS,
  },
  {
    what: 'a count is a text',
    sql: without('model_hourly', 'INTEGER', `UPDATE model_hourly SET output = 'x'`),
    questions: QUESTIONS,
  },
  {
    what: 'a name is none',
    sql: without('terms', 'NOT NULL', 'UPDATE terms SET tier = NULL'),
    questions: QUESTIONS,
  },
];

/** The change, to a table whose columns are not held to what they may be. */
function without(table: string, rule: string, change: string): string {
  const set = (sql: string): string =>
    `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = ${sql} WHERE name = '${table}'; PRAGMA writable_schema = RESET;`;
  return `CREATE TEMP TABLE kept AS SELECT sql FROM sqlite_schema WHERE name = '${table}';
    ${set(`replace(replace(sql, '${rule}', ''), 'STRICT', '')`)} ${change}; ${set('(SELECT sql FROM kept)')}`;
}

describe.each(DAMAGES)('$what', ({ sql, questions }) => {
  it.each(questions.map((argv) => [argv.join(' '), argv] as const))('%s has no answer', async (_name, argv) => {
    damage(sql);
    const { code, stdout, stderr } = await runCli([...argv, '--db', db], {});
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^promptcache-cost: .*x\.db: the ledger is damaged: .*\n$/);
  });

  it('and is found by a check of the ledger', async () => {
    damage(sql);
    const { code, stdout } = await runCli(['ledger', 'check', '--db', db], {});
    expect(code).toBe(2);
    expect(stdout).toContain('is damaged');
  });
});

it.each([...QUESTIONS, ['ledger', 'check']])('whose version is an earlier one: %s has no answer', async (...argv) => {
  damage('PRAGMA user_version = 0');
  const { code, stdout, stderr } = await runCli([...argv, '--db', db], {});
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^promptcache-cost: .*x\.db: the ledger is damaged or of an unreleased version\. .*\n$/);
});

it('a ledger that is whole is said to be', async () => {
  const { whole, checks } = await runJson<{ whole: boolean; checks: unknown[] }>(['ledger', 'check', '--db', db]);
  expect([whole, checks.length]).toEqual([true, 8]);
});

it('names of an earlier version that look like secrets are counted, and the ledger is whole', async () => {
  const key = ['sk', 'ant', 'api03', 'Invented0000nobodysKeyWXYZ0123456789'].join('-');
  const stored = await runCli(['ledger', 'check', '--db', db], {});
  expect(stored.stdout).toMatch(/names that look like secrets +none/);
  damage(`
    UPDATE scope SET session = '${key}', labels = '{"password":"hunter2hunter2","team":"a"}' WHERE id = 1;
    UPDATE scope SET session = '${key}', labels = '{"password":"hunter2hunter2","team":"b"}' WHERE id = 2;
    UPDATE project SET name = name || '/${key}' WHERE id = 1;
    UPDATE file SET path = path || '${key}'`);
  const { code, stdout } = await runCli(['ledger', 'check', '--db', db], {});
  expect(code).toBe(0);
  expect(stdout).toMatch(/is whole\.\n[^]*names that look like secrets +4 would be blotted out today\n[^]*new ledger/);
  expect(stdout).not.toContain(key);
});

it('names that were blotted out are not counted, whatever they are', async () => {
  const lines = INVENTED.map(({ text }, index) =>
    JSON.stringify({
      ...{ timestamp: '2026-11-01T08:00:00Z', project: text, session_id: text, user: text, api_key: text },
      ...{ workspace: text, labels: { team: text, [text]: 'x', password: text }, id: `m${index}`, type: 'message' },
      ...{ role: 'assistant', model: text, usage: { input_tokens: 5, output_tokens: 7, service_tier: text } },
    }),
  );
  await runCli(['ingest', '-', '--db', db], { stdin: `${lines.join('\n')}\n` });
  const { checks } = await runJson<{ checks: { problems: unknown[] }[] }>(['ledger', 'check', '--db', db]);
  expect(checks.at(-1)?.problems).toEqual([]);
});

/** Nothing can be made where SQLite has its index of the log, not even by root. */
function unwritableBeside(): void {
  symlinkSync(folder.getPath('none/none'), `${db}-shm`);
}

it('one that cannot be written beside is read from a copy, which goes again', async () => {
  const before = await runCli(['report', '--db', db], {});
  unwritableBeside();
  // Of its own, for other tests make theirs beside it.
  await using scratch = await createFixture();
  vi.stubEnv('TMPDIR', scratch.path);
  expect(await runCli(['report', '--db', db], {})).toEqual(before);
  expect(readdirSync(scratch.path)).toEqual([]);
  vi.unstubAllEnvs();
  const { code, stderr } = await runCli(['ingest', '-', '--db', db], { stdin: '{}\n' });
  expect([code, stderr]).toEqual([2, expect.stringMatching(/the ledger cannot be (?:opened|written)/)]);
});

it('one that can only be read from a copy names the temporary folder where that holds none', async () => {
  unwritableBeside();
  await using scratch = await createFixture({ file: '' });
  for (const [folder, code] of [
    ['none', 'ENOENT'],
    ['file', 'ENOTDIR'],
  ] as const) {
    vi.stubEnv('TMPDIR', scratch.getPath(folder));
    const { code: exit, stderr } = await runCli(['report', '--db', db], {});
    expect([exit, stderr]).toEqual([
      2,
      `promptcache-cost: ${db}: the ledger cannot be written, so a copy of it is read, and the temporary folder ${scratch.getPath(folder)} cannot hold one (${code}). Set TMPDIR to a folder that exists, has room and may be written to.\n`,
    ]);
    vi.unstubAllEnvs();
  }
});

it('whose events are not in the order of time gives none of them as complete', () => {
  const database = openDatabase(db, { create: false });
  const query = { where: new Map(), period: {}, by: [] };
  const known = dimensions(database);
  const rows = [...readInferences(database, known, query)].reverse();
  expect(() => [...checkedInferences(database, known, query, () => rows)]).toThrow('not in the order of time');
  database.close();
});
