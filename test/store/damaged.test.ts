/** A ledger that says other things than were written: no figure of it is printed, and `ledger check` says what is wrong. */
import Database from 'better-sqlite3';
import { createFixture, type FsFixture } from 'fs-fixture';
import { mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli, runJson } from '../run.ts';

let folder: FsFixture;
let db: string;
beforeEach(async () => {
  folder = await createFixture();
  db = folder.getPath('x.db');
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
  await runCli(['ingest', '-', '--db', db], { stdin: `${calls.join('\n')}\n` });
});
afterEach(() => folder.rm());

function damage(sql: string): void {
  const database = new Database(db);
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
  { what: 'the rollup of days says more', sql: 'UPDATE model_daily SET output = output + 1', questions: QUESTIONS },
  { what: 'the counter says more', sql: 'UPDATE all_events SET output = output + 1', questions: QUESTIONS },
  {
    what: 'a rollup with projects says more',
    sql: 'UPDATE fortnightly SET output = output + 1',
    questions: [['report', '--by', 'project']],
  },
];

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

it('a ledger that is whole is said to be', async () => {
  const { whole, checks } = await runJson<{ whole: boolean; checks: unknown[] }>(['ledger', 'check', '--db', db]);
  expect([whole, checks.length]).toEqual([true, 8]);
});

it('one that cannot be written beside is read from a copy, which goes again', async () => {
  const before = await runCli(['report', '--db', db], {});
  // Nothing can be made where SQLite has its index of the log.
  mkdirSync(`${db}-shm`);
  const copies = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('promptcache-cost-'));
  const there = copies();
  expect(await runCli(['report', '--db', db], {})).toEqual(before);
  expect(copies()).toEqual(there);
  const { code, stderr } = await runCli(['ingest', '-', '--db', db], { stdin: '{}\n' });
  expect([code, stderr]).toEqual([2, expect.stringMatching(/the ledger cannot be (?:opened|written)/)]);
});
