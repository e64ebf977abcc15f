/** `ledger files` as people and programs see it, over files whose records have all fates. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FORMATS } from '../../src/render/index.ts';
import { openDatabase } from '../../src/store/open.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { at, call, fill, type World } from '../store/conformance/world.ts';
import { runCli, runJson } from '../run.ts';
import { expectToFit } from './widths.ts';

const TRANSCRIPTS = '/home/dev/.claude/projects/-home-dev-shop';

const WORLD: World = {
  writes: [
    [
      {
        path: `${TRANSCRIPTS}/0b1c7c1e-5b0a-4a51-9f5d-2f3a1f6f7d10.jsonl`,
        events: [call('a', '2026-11-01', { input: 1 }), call('b', '2026-11-01', { input: 1 })],
        outcome: { records: 1500, account: { records: 12_345, rejected: 0, not_usage: { user: 10_845 } } },
      },
      {
        path: '/var/log/gateway/requests.ndjson.gz',
        events: [],
        outcome: { records: 40, account: { records: 44, rejected: 4, not_usage: {} }, ...refusals() },
        position: { size: -1, modified: 0 },
      },
    ],
    [
      { path: 'stdin#419b1eda', events: [call('c', '2026-11-02', { input: 1 })], position: { size: -1, readTo: 0 } },
      {
        path: '/var/log/gateway/today.ndjson',
        events: [],
        outcome: {
          records: 7,
          account: { records: 7, rejected: 0, not_usage: {} },
          tail: { line: 8, reason: 'truncated' },
        },
      },
    ],
  ],
  runs: [
    { at: at('2026-11-20T08:00:59.999'), version: '0.1.0' },
    { at: at('2026-11-21T12:00'), version: '0.2.0' },
  ],
};

function refusals(): Pick<NonNullable<World['writes'][0][0]['outcome']>, 'refused' | 'first'> {
  const first = [
    { line: 3, reason: 'no_model' },
    { line: 9, reason: 'bad_count' },
  ];
  return { refused: { bad_count: 2, no_model: 1, bad_instant: 1 }, first };
}

let folder: FsFixture;
beforeAll(async () => {
  folder = await createFixture();
  const ledger = openLedger(folder.getPath('usage.db'), { create: true });
  fill(ledger, WORLD);
  ledger.close();
});
afterAll(() => folder.rm());

async function files(...argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(['ledger', 'files', '--db', 'usage.db', ...argv], {
    ...{ cwd: folder.path, env: { NO_COLOR: '1' }, columns: 118 },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return `$ promptcache-cost ${['ledger', 'files', ...argv].join(' ')}\n${stdout.replaceAll(folder.path, 'SCRATCH')}`;
}

test.each(FORMATS.map(({ id }) => id))('as %s', async (format) => {
  const golden = path.resolve(import.meta.dirname, '../golden/ledger', `files.${format}.txt`);
  mkdirSync(path.dirname(golden), { recursive: true });
  await expect(await files('--format', format)).toMatchFileSnapshot(golden);
});

test('fits its terminal', async () => {
  const terminal = { cwd: folder.path, env: { NO_COLOR: '1' } };
  expect(await expectToFit(['ledger', 'files', '--db', 'usage.db'], terminal)).toBeGreaterThan(3);
});

interface Listed {
  readonly files: readonly {
    readonly file: string;
    readonly read_at: string | null;
    readonly version: string | null;
  }[];
  readonly totals: Readonly<Record<string, number | null>>;
  readonly omitted_files: number;
}

const listed = (file: string, ...argv: string[]): Promise<Listed> =>
  runJson(['ledger', 'files', '--db', folder.getPath(file), ...argv]);

test.each([
  ['path', ['0b1c7c1e-5b0a-4a51-9f5d-2f3a1f6f7d10.jsonl', 'requests.ndjson.gz', 'today.ndjson', 'stdin#419b1eda']],
  ['read', ['today.ndjson', 'stdin#419b1eda', '0b1c7c1e-5b0a-4a51-9f5d-2f3a1f6f7d10.jsonl', 'requests.ndjson.gz']],
  ['records', ['0b1c7c1e-5b0a-4a51-9f5d-2f3a1f6f7d10.jsonl', 'requests.ndjson.gz', 'today.ndjson', 'stdin#419b1eda']],
  ['responses', ['0b1c7c1e-5b0a-4a51-9f5d-2f3a1f6f7d10.jsonl', 'stdin#419b1eda', 'requests.ndjson.gz', 'today.ndjson']],
  ['rejected', ['requests.ndjson.gz', 'today.ndjson', '0b1c7c1e-5b0a-4a51-9f5d-2f3a1f6f7d10.jsonl', 'stdin#419b1eda']],
])('--sort %s', async (key, order) => {
  const { files: sorted } = await listed('usage.db', '--sort', key);
  expect(sorted.map(({ file }) => path.basename(file))).toEqual(order);
});

test('--top lists the first ones, and the totals are of all', async () => {
  const all = await listed('usage.db');
  const top = await listed('usage.db', '--top', '1', '--sort', 'rejected');
  expect(all.totals).toEqual({ files: 4, records: 1547, all_records: 12_397, rejected: 5 });
  expect(top.totals).toEqual(all.totals);
  expect([top.files.length, top.omitted_files]).toEqual([1, 3]);
  expect(await files('--top', '1')).toContain('3 more files not shown; the totals include all of them.');
});

test('what an unreleased version read has no time, and what an older one read no account', async () => {
  const file = folder.getPath('older.db');
  const ledger = openLedger(file, { create: true });
  fill(ledger, { writes: [[{ path: '/logs/a.jsonl', events: [], position: { reader: '0.0.9' } }]] });
  ledger.close();
  const database = openDatabase(file, { create: false });
  database.exec(`UPDATE file SET run = 0, outcome = '{"records":3,"refused":{},"first":[],"flags":{}}'`);
  database.close();
  const {
    files: [only],
    totals,
  } = await listed('older.db');
  expect(only).toMatchObject({ read_at: null, version: '0.0.9', records: 3, responses: 3, all_records: null });
  expect(totals).toMatchObject({ records: 3, all_records: null });
});

test('a file that was read again was read by the last run', async () => {
  await using scratch = await createFixture({
    'a.csv': 'at,model,input,cache_write_5m,cache_write_1h,cache_read,output\n2026-11-10T00:00:00Z,m,1,0,0,0,1\n',
  });
  const argv = ['ingest', 'a.csv', '--db', 'a.db', '--source', 'plain-table'];
  await runJson(argv, { cwd: scratch.path });
  const database = openDatabase(scratch.getPath('a.db'), { create: false });
  database.exec(`UPDATE run SET at = 0, version = 'first'`);
  const versions = async (): Promise<unknown> => {
    const { files: read } = await runJson<Listed>(['ledger', 'files', '--db', scratch.getPath('a.db')]);
    return read.map(({ version }) => version);
  };
  expect(await versions()).toEqual(['first']);
  // Nothing of it is read when nothing has changed.
  await runJson(argv, { cwd: scratch.path });
  expect(await versions()).toEqual(['first']);
  await runJson([...argv, '--again'], { cwd: scratch.path });
  expect(await versions()).not.toEqual(['first']);
  database.close();
});
