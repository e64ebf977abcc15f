/** What a pipeline sees of `check`: every verdict in every format, with stderr and exit code, as golden files. */
import { createFixture } from 'fs-fixture';
import { lstatSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CASE_FORMATS, FORMATS } from '../../src/render/index.ts';
import { runCli, type Ran } from '../run.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** The second of two weeks of usage; the tests' now is the Saturday after it, 2026-11-21. */
const SECOND_WEEK = ['--since', '2026-11-09', '--until', '2026-11-15'];
const CHANGES = [...SECOND_WEEK, '--max-rise', 'cost=20%', '--max-drop', 'hit-ratio=0.05'];

const CASES: readonly [name: string, verdict: string, code: number, logs: string, options: readonly string[]][] = [
  ['pass', 'pass', 0, 'steady', ['--max-cost', '1.5', '--min-hit-ratio', '50%']],
  ['warn', 'warn', 0, 'steady', ['--max-cost', '1.5', '--warn', 'cost=1.2']],
  ['fail', 'fail', 1, 'steady', ['--max-cost', '1.25', '--min-hit-ratio', '0.5', '--max-cost-per-request', '0.02']],
  ['fail-per-project', 'fail', 1, 'steady', ['--max-cost', '0.5', '--per', 'project']],
  ['no-data', 'unknown', 2, 'steady', ['--window', 'last-month', '--max-cost', '1.5']],
  ['unpriced', 'unknown', 2, 'unpriced', ['--max-cost', '10', '--min-hit-ratio', '0.5']],
  ['refused', 'unknown', 2, 'refused', ['--strict', '--max-cost', '10', '--max-refused-share', '0.1']],
  ['hits-drop', 'fail', 1, 'hits-drop', CHANGES],
  ['cost-within-noise', 'pass', 0, 'cost-wavers', CHANGES],
  ['cost-beyond-noise', 'fail', 1, 'cost-rises', CHANGES],
  ['forecast', 'warn', 0, 'steady', ['--window', 'month', '--max-cost', '1.5', '--forecast', 'warn']],
  ['unread-writes', 'fail', 1, 'hits-drop', [...SECOND_WEEK, '--max-unread-write-share', '0.5']],
  ['too-few-requests', 'unknown', 2, 'steady', ['--window', '7d', '--min-hit-ratio', '0.5', '--min-requests', '20']],
];

function text(argv: readonly string[], { code, stdout, stderr }: Ran): string {
  return `$ promptcache-cost ${argv.join(' ')}\n${stdout}[stderr]\n${stderr}[exit ${code}]\n`
    .replaceAll(`${ROOT}/`, '')
    .replace(/"prices_version": "[^"]*"/, '"prices_version": "…"');
}

const formats = [...FORMATS, ...CASE_FORMATS].map(({ id }) => id);

describe.each(CASES)('%s: %s, exit %i', (name, verdict, code, logs, options) => {
  it.each(formats)('as %s', async (format) => {
    const argv = ['check', `fixtures/budgets/${logs}.csv`, ...options, '--format', format];
    const ran = await runCli(argv, { cwd: ROOT, columns: 120 });
    expect(ran.code).toBe(code);
    if (format === 'json') expect(JSON.parse(ran.stdout)).toMatchObject({ verdict });
    await expect(text(argv, ran)).toMatchFileSnapshot(
      path.join(ROOT, 'test', 'golden', 'check', `${name}.${format}.txt`),
    );
  });
});

it('every verdict has a case, and so has every format', () => {
  expect(new Set(CASES.map(([, verdict]) => verdict))).toEqual(new Set(['pass', 'warn', 'fail', 'unknown']));
  expect(formats).toEqual(['table', 'json', 'csv', 'markdown', 'junit', 'github']);
});

describe('the same verdict, and another exit code', () => {
  it.each<[string[], number]>([
    [['steady', '--max-cost', '1.5', '--warn', 'cost=1', '--fail-on', 'warn'], 1],
    [['steady', '--max-cost', '1', '--exit-zero'], 0],
    [['unpriced', '--max-cost', '10', '--exit-zero'], 0],
    [['unpriced', '--max-cost', '10', '--allow-unpriced'], 0],
    [['unpriced', '--max-cost', '0.1', '--allow-unpriced'], 1],
    // What is priced is too much by itself: that much is certain.
    [['unpriced', '--max-cost', '0.1'], 1],
    [['unpriced', '--min-hit-ratio', '0.5'], 0],
    [['unpriced', '--max-unpriced-share', '0'], 1],
    [['refused', '--max-cost', '10'], 0],
    [['refused', '--max-cost', '0.1', '--strict'], 1],
    [['refused', '--max-refused-share', '0.06'], 1],
    [['steady', '--window', 'day', '--max-cost', '1'], 2],
    [['steady', '--window', 'day', '--max-cost', '1', '--allow-no-data'], 0],
    [['steady', '--window', 'day', '--max-cost', '1', '--where', 'project=nowhere', '--per', 'model'], 2],
    // Of the groups, search has too few requests; of all of them, each has.
    [['hits-drop', ...SECOND_WEEK, '--per', 'project', '--max-rise', 'cost=1000%'], 0],
    [['hits-drop', ...SECOND_WEEK, '--per', 'project', '--max-rise', 'cost=1000%', '--min-requests', '50'], 2],
    // The ledger begins on the 2nd of November, in the middle of the baseline.
    [['steady', '--since', '2026-11-05', '--until', '2026-11-11', '--max-rise', 'cost=20%'], 2],
    [
      [
        'steady',
        '--since',
        '2026-11-05',
        '--until',
        '2026-11-11',
        '--max-drop',
        'hit-ratio=20%',
        '--min-requests',
        '5',
      ],
      0,
    ],
    [['hits-drop', '--window', '7d', '--max-drop', 'hit-ratio=1%', '--allow-no-data'], 0],
  ])('%j: %i', async ([logs = '', ...options], expected) => {
    const { code } = await runCli(['check', `fixtures/budgets/${logs}.csv`, ...options], { cwd: ROOT });
    expect(code).toBe(expected);
  });

  it('a log that cannot be read leaves the answer open, whatever the others say', async () => {
    const argv = ['check', 'fixtures/budgets/steady.csv', 'nowhere.jsonl', '--max-cost', '10', '--format', 'json'];
    const { code, stdout, stderr } = await runCli(argv, { cwd: ROOT });
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'unknown', budgets: [{ verdict: 'pass' }] });
    expect(stderr).toContain('nowhere.jsonl');
  });
});

describe('a saved baseline', () => {
  const check = (cwd: string, logs: string, ...options: string[]): Promise<Ran> =>
    runCli(['check', path.join(ROOT, 'fixtures', 'budgets', `${logs}.csv`), ...SECOND_WEEK, ...options], { cwd });

  it('is compared with on another day and machine, as the ledger would be', async () => {
    await using folder = await createFixture();
    const logs = path.join(ROOT, 'fixtures', 'budgets', 'cost-rises.csv');
    const earlier = ['--since', '2026-11-02', '--until', '2026-11-08'];
    const saved = await runCli(['check', logs, ...earlier, '--save-baseline', 'b.json'], { cwd: folder.path });
    expect(saved).toMatchObject({ code: 0, stdout: '', stderr: 'Saved the baseline to b.json.\n' });
    const rise = ['--max-rise', 'cost=20%', '--max-drop', 'hit-ratio=0.05', '--format', 'json'];
    const byFile = await check(folder.path, 'cost-rises', ...rise, '--baseline', 'b.json');
    const byLedger = await check(folder.path, 'cost-rises', ...rise);
    expect(byFile).toEqual(byLedger);
    expect(byFile.code).toBe(1);
  });

  it('is replaced after it was compared with', async () => {
    await using folder = await createFixture();
    await check(folder.path, 'steady', '--save-baseline', 'b.json');
    const both = ['--max-rise', 'cost=20%', '--baseline', 'b.json', '--save-baseline', 'b.json'];
    expect((await check(folder.path, 'cost-rises', ...both)).code).toBe(1);
    expect((await check(folder.path, 'cost-rises', ...both)).code).toBe(0);
  });

  it.each<[string, string]>([
    ['JSON of another kind', '{"schema_version": 1, "prices_version": "x", "totals": {}}'],
    ['a list', '[]'],
    ['a log', '{"id": 1}\n{"id": 2}\n'],
    ['nothing', ''],
  ])('does not replace a file that holds %s', async (_, content) => {
    await using folder = await createFixture({ 'b.json': content });
    const { code, stdout, stderr } = await check(folder.path, 'steady', '--save-baseline', 'b.json');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      'promptcache-cost: b.json: this file exists and is not a baseline, so it is not replaced. ' +
        'Give --save-baseline another name, or delete the file first.\n',
    );
    expect(readFileSync(folder.getPath('b.json'), 'utf8')).toBe(content);
    expect(await folder.readdir('.')).toEqual(['b.json']);
  });

  it('replaces neither the ledger, one that is there or one that it makes, nor a directory', async () => {
    await using folder = await createFixture({ 'd.json': {} });
    for (const reading of ['makes', 'has'])
      expect([reading, await check(folder.path, 'steady', '--db', 'x.db', '--save-baseline', 'x.db')]).toMatchObject([
        reading,
        { code: 2, stderr: expect.stringContaining('x.db: this file exists and is not a baseline') as string },
      ]);
    expect(readFileSync(folder.getPath('x.db'), 'latin1').startsWith('SQLite format 3')).toBe(true);
    expect((await check(folder.path, 'steady', '--save-baseline', 'd.json')).stderr).toContain('d.json: this file');
  });

  it('replaces one of another version', async () => {
    const later = { schema_version: 99, prices_version: 'x', tz: 'UTC', selections: [], more: true };
    await using folder = await createFixture({ 'b.json': JSON.stringify(later) });
    expect(await check(folder.path, 'steady', '--save-baseline', 'b.json')).toMatchObject({ code: 0 });
    expect(readFileSync(folder.getPath('b.json'), 'utf8')).toMatch(/^\{\n "schema_version": 1,/);
  });

  it.each([true, false])(
    'is saved where a link leads, and the link stays (to one that is there: %s)',
    async (isThere) => {
      await using folder = await createFixture({ kept: {} });
      if (isThere) await check(folder.path, 'steady', '--save-baseline', 'kept/b.json');
      symlinkSync('kept/b.json', folder.getPath('link.json'));
      symlinkSync('link.json', folder.getPath('b.json'));
      expect(await check(folder.path, 'steady', '--save-baseline', 'b.json')).toMatchObject({ code: 0 });
      expect(lstatSync(folder.getPath('b.json')).isSymbolicLink()).toBe(true);
      expect(lstatSync(folder.getPath('link.json')).isSymbolicLink()).toBe(true);
      expect(readFileSync(folder.getPath('kept/b.json'), 'utf8')).toContain('"selections"');
      expect(await folder.readdir('kept')).toEqual(['b.json']);
    },
  );

  it('is not saved where links lead round', async () => {
    await using folder = await createFixture();
    symlinkSync('b.json', folder.getPath('b.json'));
    const { code, stderr } = await check(folder.path, 'steady', '--save-baseline', 'b.json');
    expect([code, stderr]).toEqual([2, 'promptcache-cost: b.json: the baseline cannot be written (ELOOP).\n']);
  });

  it('of groups and of unread writes is told apart from others', async () => {
    await using folder = await createFixture();
    const asked = ['--per', 'project', '--max-rise', 'cost=20%', '--max-rise', 'unread-write-share=0.1'];
    await check(folder.path, 'steady', ...asked, '--save-baseline', 'b.json');
    const { code, stdout } = await check(
      folder.path,
      'cost-rises',
      ...asked,
      '--min-requests',
      '5',
      '--baseline',
      'b.json',
      '--format',
      'json',
    );
    const { budgets } = JSON.parse(stdout) as { budgets: { name: string; verdict: string; group: unknown }[] };
    expect(code).toBe(1);
    expect(budgets.map(({ name, verdict, group }) => [name, verdict, group])).toEqual([
      ['max-rise cost=20%', 'fail', { key: 'project', value: 'search' }],
      ['max-rise cost=20%', 'fail', { key: 'project', value: 'shop' }],
      ['max-rise unread_write_share=0.1', 'unknown', { key: 'project', value: 'search' }],
      ['max-rise unread_write_share=0.1', 'pass', { key: 'project', value: 'shop' }],
    ]);
  });

  it.each<[string, string, RegExp]>([
    ['is not there', '', /^promptcache-cost: .*b\.json: no such file or directory\. Make one:/],
    ['is cut short', '{"schema_version": 1,', /b\.json: is not valid JSON/],
    ['is of another program', '{"version": 1}', /b\.json at schema_version: is not a baseline/],
  ])('that %s is one line, and exit 2', async (_, content, expected) => {
    await using folder = await createFixture(content === '' ? {} : { 'b.json': content });
    const { code, stdout, stderr } = await check(folder.path, 'steady', '--max-rise', 'cost=1', '--baseline', 'b.json');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(expected);
  });

  it('that is a link to a device is not read', async () => {
    await using folder = await createFixture();
    symlinkSync('/dev/zero', folder.getPath('b.json'));
    const { code, stderr } = await check(folder.path, 'steady', '--max-rise', 'cost=1', '--baseline', 'b.json');
    expect(code).toBe(2);
    expect(stderr).toMatch(/b\.json: cannot be read \(not a regular file\)\. Make one:/);
  });

  it('of another zone has other days', async () => {
    await using folder = await createFixture();
    await check(folder.path, 'steady', '--save-baseline', 'b.json', '--tz', 'Asia/Tokyo');
    const { code, stderr } = await check(folder.path, 'steady', '--max-rise', 'cost=1', '--baseline', 'b.json');
    expect(code).toBe(2);
    expect(stderr).toMatch(/b\.json: the baseline's days are those of Asia\/Tokyo, not of UTC\. Use --tz Asia\/Tokyo/);
  });
});

describe('the ledger', () => {
  it('is not touched by logs that are checked by themselves, and is by those checked with --db', async () => {
    await using folder = await createFixture();
    const env = { PROMPTCACHE_COST_DB: folder.getPath('usage.db') };
    const logs = path.join(ROOT, 'fixtures', 'budgets', 'steady.csv');
    await runCli(['check', logs, '--max-cost', '2'], { cwd: folder.path, env });
    expect(await folder.exists('usage.db')).toBe(false);
    await runCli(['check', logs, '--max-cost', '2', '--db', 'own.db'], { cwd: folder.path, env });
    const { code, stdout } = await runCli(['check', '--max-cost', '1', '--db', 'own.db'], { cwd: folder.path, env });
    expect(code).toBe(1);
    expect(stdout).toContain('FAIL');
  });
});

describe('a baseline of another length', () => {
  it.each<[since: string, source: RegExp]>([
    ['2026-11-10', /\(\+5% on \$0\.26 for 3 days; \$0\.62 in the baseline window, 7 days\)/],
    ['2026-11-06', /\(\+5% on \$0\.62 in the baseline window\)/],
  ])('is shown as it was and as it was scaled: since %s', async (since, source) => {
    const window = ['--since', since, '--until', '2026-11-12', '--baseline', '2026-11-02..2026-11-08'];
    const argv = ['check', 'fixtures/budgets/steady.csv', ...window, '--max-rise', 'cost=5%', '--min-requests', '1'];
    const { stdout } = await runCli([...argv, '--format', 'junit'], { cwd: ROOT });
    expect(stdout).toMatch(source);
  });
});

describe('the share of refused records', () => {
  it('is the same whether logs were read in one run or in several', async () => {
    const counts = { input: 5, cache_write_5m: 0, cache_write_1h: 0, cache_read: 0, output: 1 };
    const good = `${JSON.stringify({ id: 'msg_1', at: '2026-11-10T12:00:00Z', model: 'claude-opus-5-5', ...counts })}\n`;
    await using folder = await createFixture({ 'a.jsonl': good, 'b.jsonl': `${good}${good}{"broken\n` });
    const share = async (db: string, ...runs: string[][]): Promise<unknown> => {
      for (const logs of runs) await runCli(['ingest', ...logs, '--db', db], { cwd: folder.path });
      const { stdout } = await runCli(['check', '--db', db, '--max-refused-share', '0.25', '--format', 'json'], {
        cwd: folder.path,
      });
      return (JSON.parse(stdout) as { budgets: { actual: unknown }[] }).budgets[0]?.actual;
    };
    const together = await share('together.db', ['a.jsonl', 'b.jsonl']);
    expect(together).toBe(0.25);
    expect(await share('apart.db', ['a.jsonl'], ['b.jsonl'])).toEqual(together);
    expect(await share('turned.db', ['b.jsonl'], ['a.jsonl'])).toEqual(together);
  });
});
