/** Forgetting a file leaves the ledger that never saw it, whatever was read in which order, and whichever files show the same. */
import fc from 'fast-check';
import { createFixture, type FsFixture } from 'fs-fixture';
import { appendFileSync, chmodSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import Database from 'better-sqlite3';
import { runCli, runJson, type ReportJson } from '../run.ts';
import { eventsBy, ledgerText, rollup, ROLLUPS } from '../store/ledger-text.ts';
import { lines, type LineFields } from './transcripts.ts';

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(async () => {
  await folder.rm();
});

const NAMES = ['a.jsonl', 'b.jsonl', 'c.jsonl', 'd.jsonl'];

/** Records of few responses: each is in several files, in one as a copy, in another with another output or session. */
const anyRecord: fc.Arbitrary<LineFields> = fc
  .record({
    id: fc.constantFrom('msg_1', 'msg_2', 'msg_3', 'msg_4', 'msg_5'),
    minute: fc.integer({ min: 10, max: 14 }),
    day: fc.constantFrom('03', '04'),
    output: fc.constantFrom(1, 5, 9),
    model: fc.constantFrom('claude-opus-5-5', 'claude-haiku-4-5'),
    session: fc.constantFrom('s1', 's2'),
    project: fc.constantFrom('/home/dev/shop', '/home/dev/mail'),
    input: fc.constantFrom(1000, 250_000),
  })
  .map(({ minute, day, ...rest }) => ({ ...rest, at: `2026-11-${day}T12:${minute}:00.000Z` }));

const anyLog: fc.Arbitrary<readonly LineFields[]> = fc.array(anyRecord, { minLength: 1, maxLength: 5 });
const anyLogs = fc.array(anyLog, { minLength: NAMES.length, maxLength: NAMES.length });
/** Files in the order of reading, some of them twice, each run with one or more. */
const anyRuns = fc.array(fc.subarray([...NAMES], { minLength: 1 }), { minLength: 1, maxLength: 4 });

let next = 0;
function db(): string {
  return folder.getPath(`${next++}.db`);
}

async function ingest(file: string, names: readonly string[]): Promise<void> {
  const paths = names.map((name) => folder.getPath(name));
  const { code, stderr } = await runCli(['ingest', ...paths, '--db', file, '--quiet'], {});
  expect([code, stderr]).toEqual([0, '']);
}

async function forget(file: string, names: readonly string[], ...more: string[]): Promise<void> {
  const paths = names.map((name) => folder.getPath(name));
  const { code, stderr } = await runCli(['ledger', 'forget', ...paths, '--db', file, ...more], {});
  expect([code, stderr]).toEqual([0, '']);
}

function sharedRows(file: string): unknown[] {
  const database = new Database(file, { readonly: true });
  const rows = database
    .prepare('SELECT hex(key), path FROM shown JOIN file ON file.id = shown.file ORDER BY 1, 2')
    .raw()
    .all();
  database.close();
  return rows;
}

describe('a file that is forgotten', () => {
  it('leaves the ledger that never saw it, rollups included', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyLogs,
        anyRuns,
        fc.subarray([...NAMES], { minLength: 1, maxLength: 2 }),
        async (logs, runs, gone) => {
          logs.forEach((log, index) => writeFileSync(folder.getPath(NAMES[index]!), lines(...log)));
          const read = NAMES.filter((name) => runs.some((run) => run.includes(name)));
          const some = gone.filter((name) => read.includes(name));
          fc.pre(some.length > 0);
          const [whole, never] = [db(), db()];
          for (const run of runs) await ingest(whole, run);
          await forget(whole, some);
          for (const run of runs) {
            const left = run.filter((name) => !some.includes(name));
            if (left.length > 0) await ingest(never, left);
          }
          // A ledger of nothing is made by its first run.
          if (read.length === some.length) {
            const { totals } = await runJson<ReportJson>(['report', '--db', whole]);
            expect(totals.requests).toBe(0);
            return;
          }
          expect(ledgerText(whole)).toBe(ledgerText(never));
          const reader = new Database(whole, { readonly: true });
          for (const each of ROLLUPS) expect(rollup(reader, each)).toEqual(eventsBy(reader, each));
          reader.close();
          // Fewer files may show a response than did; that it is known of more of them than one does no harm.
          expect(sharedRows(whole)).toEqual(expect.arrayContaining(sharedRows(never)));
          expect(await runJson(['ledger', 'check', '--db', whole])).toMatchObject({ whole: true });
        },
      ),
      { numRuns: 25 },
    );
  });

  it('need not be there any more', async () => {
    writeFileSync(folder.getPath('a.jsonl'), lines({ id: 'msg_1' }, { id: 'msg_2' }));
    writeFileSync(folder.getPath('b.jsonl'), lines({ id: 'msg_2' }));
    const file = db();
    await ingest(file, ['a.jsonl', 'b.jsonl']);
    rmSync(folder.getPath('a.jsonl'));
    expect(await runJson(['ledger', 'forget', folder.getPath('a.jsonl'), '--db', file])).toMatchObject({
      ...{ responses: 1, shared: 1, lost: 0, read_again: [folder.getPath('b.jsonl')] },
    });
    const { totals } = await runJson<ReportJson>(['report', '--db', file]);
    expect(totals.requests).toBe(1);
  });

  it('keeps the options that the others were read with', async () => {
    writeFileSync(folder.getPath('a.jsonl'), lines({ id: 'msg_1', output: 9 }));
    writeFileSync(folder.getPath('b.jsonl'), lines({ id: 'msg_1' }));
    const file = db();
    const labelled = ['ingest', folder.getPath('b.jsonl'), '--db', file, '--label', 'team=a', '--quiet'];
    expect((await runCli(labelled, {})).code).toBe(0);
    await ingest(file, ['a.jsonl']);
    await forget(file, ['a.jsonl']);
    const { rows } = await runJson<ReportJson>(['report', '--by', 'label:team', '--db', file]);
    expect(rows).toMatchObject([{ group: { 'label:team': 'a' }, tokens: { output: 10 } }]);
    const again = await runJson<{ unchanged: number }>([...labelled.slice(0, -1), '--format', 'json']);
    expect(again).toMatchObject({ added: 0, updated: 0 });
  });
});

describe('where a file that shows the same is', () => {
  const file = (): string => folder.getPath('x.db');
  beforeEach(async () => {
    writeFileSync(folder.getPath('a.jsonl'), lines({ id: 'msg_1' }, { id: 'msg_2' }, { id: 'msg_3' }));
    writeFileSync(folder.getPath('b.jsonl'), lines({ id: 'msg_2' }, { id: 'msg_3' }));
    writeFileSync(folder.getPath('c.jsonl'), lines({ id: 'msg_3' }));
    await ingest(file(), ['a.jsonl', 'b.jsonl', 'c.jsonl']);
  });

  it.each<[string, () => void]>([
    ['gone', () => rmSync(folder.getPath('b.jsonl'))],
    ['changed', () => writeFileSync(folder.getPath('b.jsonl'), lines({ id: 'msg_9' }))],
  ])('%s, nothing is done and it is named; --lossy loses what only it shows', async (why, change) => {
    change();
    const before = ledgerText(file());
    const { code, stdout, stderr } = await runCli(['ledger', 'forget', folder.getPath('a.jsonl'), '--db', file()], {});
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`b.jsonl: ${why === 'gone' ? 'is gone' : 'has changed'}.`);
    expect(stderr).not.toContain('c.jsonl');
    expect(ledgerText(file())).toBe(before);
    expect(await runJson(['ledger', 'forget', folder.getPath('a.jsonl'), '--lossy', '--db', file()])).toMatchObject({
      ...{ responses: 1, shared: 2, lost: 1, unreadable: [{ file: folder.getPath('b.jsonl'), why }] },
    });
    const { totals } = await runJson<ReportJson>(['report', '--db', file()]);
    expect(totals.requests).toBe(1);
  });

  it('read with other options before, nothing is done: what those gave cannot be told any more', async () => {
    const labelled = ['ingest', folder.getPath('b.jsonl'), '--db', file(), '--quiet', '--label', 'team=a'];
    expect((await runCli(labelled, {})).code).toBe(0);
    const { code, stderr } = await runCli(['ledger', 'forget', folder.getPath('a.jsonl'), '--db', file()], {});
    expect([code, stderr]).toEqual([2, expect.stringMatching(/b\.jsonl: was also read with other options/)]);
  });

  it('rotated, so that another content has its name, nothing is lost unsaid', async () => {
    writeFileSync(folder.getPath('b.jsonl'), lines({ id: 'msg_8' }));
    await ingest(file(), ['b.jsonl']);
    const before = ledgerText(file());
    const { code, stderr } = await runCli(['ledger', 'forget', folder.getPath('a.jsonl'), '--db', file()], {});
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/b\.jsonl: was also read with other options, or with another/),
    ]);
    expect(ledgerText(file())).toBe(before);
    const forgot = await runJson(['ledger', 'forget', folder.getPath('a.jsonl'), '--lossy', '--db', file()]);
    expect(forgot).toMatchObject({ responses: 1, shared: 2, lost: 1, added: 0 });
  });

  it('of another mode, it is the same file', async () => {
    chmodSync(folder.getPath('b.jsonl'), 0o600);
    await forget(file(), ['a.jsonl']);
  });

  it('longer than it was, it is read to its end, which is said', async () => {
    appendFileSync(folder.getPath('b.jsonl'), lines({ id: 'msg_4' }));
    const forgot = await runJson(['ledger', 'forget', folder.getPath('a.jsonl'), '--db', file()]);
    expect(forgot).toMatchObject({ responses: 1, shared: 2, lost: 0, added: 1 });
    const { totals } = await runJson<ReportJson>(['report', '--db', file()]);
    expect(totals.requests).toBe(3);
  });

  it('--dry-run says what would be, and does nothing', async () => {
    const before = ledgerText(file());
    const said = await runJson(['ledger', 'forget', folder.getPath('a.jsonl'), '--dry-run', '--db', file()]);
    expect(said).toMatchObject({ dry_run: true, responses: 1, shared: 2 });
    expect(ledgerText(file())).toBe(before);
  });
});

it('a file that was never read is a problem', async () => {
  writeFileSync(folder.getPath('a.jsonl'), lines({ id: 'msg_1' }));
  const file = db();
  await ingest(file, ['a.jsonl']);
  const { code, stderr } = await runCli(['ledger', 'forget', folder.getPath('b.jsonl'), '--db', file], {});
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/b\.jsonl: was never read into this ledger\. .*ledger files\n$/),
  ]);
});

describe('usage from before a date', () => {
  const file = (): string => folder.getPath('x.db');
  beforeEach(async () => {
    writeFileSync(
      folder.getPath('a.jsonl'),
      lines({ id: 'msg_1', at: '2026-11-01T12:00:00.000Z', session: 'old' }, { id: 'msg_2' }, { id: 'msg_3' }),
    );
    writeFileSync(folder.getPath('b.jsonl'), lines({ id: 'msg_1', at: '2026-11-01T12:00:00.000Z' }, { id: 'msg_2' }));
    await ingest(file(), ['a.jsonl', 'b.jsonl']);
  });

  it('is removed, and every answer about that time says so', async () => {
    expect(await runJson(['ledger', 'prune', '--before', '2026-11-02', '--db', file()])).toMatchObject({
      ...{ before: '2026-11-02', responses: 1, dry_run: false },
    });
    const reader = new Database(file(), { readonly: true });
    for (const each of ROLLUPS) expect(rollup(reader, each)).toEqual(eventsBy(reader, each));
    expect(reader.prepare(`SELECT count(*) FROM scope WHERE session = 'old'`).pluck().get()).toBe(0);
    reader.close();
    const all = await runCli(['report', '--db', file(), '--format', 'json'], {});
    expect(JSON.parse(all.stdout)).toMatchObject({ totals: { requests: 2 } });
    expect(all.stderr).toBe(
      'Usage before 2026-11-01T00:00:00Z was removed from this ledger ("ledger prune"); figures of that time may lack some.\n'.replace(
        '11-01',
        '11-02',
      ),
    );
    expect((await runCli(['report', '--since', '2026-11-02', '--db', file()], {})).stderr).toBe('');
    expect(await runJson(['ledger', 'check', '--db', file()])).toMatchObject({ whole: true });
  });

  it('does not come back with a file that is read again for another one', async () => {
    await runJson(['ledger', 'prune', '--before', '2026-11-02', '--db', file()]);
    await forget(file(), ['a.jsonl']);
    const { totals } = await runJson<ReportJson>(['report', '--db', file()]);
    expect(totals.requests).toBe(1);
  });

  it.each([
    ['2026-11-02T10:00:00Z', /is not a UTC date/],
    ['soon', /is not a UTC date/],
    ['2999-01', /is not in the past/],
  ])('--before %s is a problem', async (before, problem) => {
    const { code, stderr } = await runCli(['ledger', 'prune', '--before', before, '--db', file()], {});
    expect([code, stderr]).toEqual([2, expect.stringMatching(problem)]);
  });
});
