/** What people see: every command and format on the fixtures, as golden files, with stderr and exit code. */
import { parse } from 'csv-parse/sync';
import { createFixture, type FsFixture } from 'fs-fixture';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIXTURES } from '../../scripts/examples.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { FORMATS } from '../../src/render/index.ts';
import { runCli, runJson, type ReportJson } from '../run.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PATHS = FIXTURES.map((name) => `fixtures/${name}`);

let scratch: FsFixture;
const env: Record<string, string> = { NO_COLOR: '1' };
beforeAll(async () => {
  scratch = await createFixture();
  env['PROMPTCACHE_COST_DB'] = scratch.getPath('usage.db');
  await runCli(['ingest', ...PATHS], { cwd: ROOT, env });
});
afterAll(async () => {
  await scratch.rm();
});

/** stdout, stderr and exit code in one text; paths of this machine are cut to the checkout's own. */
async function seen(argv: readonly string[], columns = 100, extra: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await runCli(argv, { cwd: ROOT, env: { ...env, ...extra }, columns });
  const text = `$ promptcache-cost ${argv.join(' ')}\n${stdout}[stderr]\n${stderr}[exit ${code}]\n`;
  return text
    .replaceAll(`${ROOT}/`, '')
    .replaceAll(scratch.path, 'SCRATCH')
    .replace(/"prices_version": "[^"]*"/, '"prices_version": "…"')
    .replace(/\(tables [^)]*\)/, '(tables …)');
}

function golden(name: string): string {
  return path.join(ROOT, 'test', 'golden', name);
}

describe('help', () => {
  const commands = [
    [],
    ...COMMANDS.map(({ name }) => [name]),
    ...['list', 'show', 'validate', 'diff', 'import'].map((name) => ['prices', name]),
    ...['check', 'files', 'backup'].map((name) => ['ledger', name]),
  ];
  it.each(commands.map((words) => [words.join(' ') || '(none)', words] as const))('of %s', async (_, words) => {
    await expect(await seen([...words, '--help'])).toMatchFileSnapshot(
      golden(`help${words.map((word) => `-${word}`).join('')}.txt`),
    );
  });

  it.each(COMMANDS)('tells of $name without loading it what its own help tells', async ({ name, takes, summary }) => {
    const { stdout } = await runCli([name, '--help'], { cwd: ROOT, env });
    const [usage = ''] = stdout.split('\n');
    expect(usage.replace(' [command]', '')).toBe(`Usage: promptcache-cost ${name} ${takes ?? '[options]'}`);
    expect(stdout.slice(0, 400).replaceAll('\n', ' ').toLowerCase()).toContain(summary.toLowerCase());
  });

  it('every command has two examples or more', async () => {
    for (const { load, summary } of COMMANDS) {
      const { definition } = await load();
      expect(Object.keys(definition.examples).length).toBeGreaterThanOrEqual(2);
      expect(summary).not.toBe('');
    }
  });
});

describe('report', () => {
  const formats = FORMATS.map(({ id }) => id);
  it.each(formats)('by model as %s', async (format) => {
    const text = await seen(['report', '--by', 'model', '--format', format]);
    await expect(text).toMatchFileSnapshot(golden(`report-by-model.${format}.txt`));
  });

  it.each(formats)('explained, without grouping, as %s', async (format) => {
    const text = await seen([
      'report',
      '--explain',
      '--since',
      '2026-11-12',
      '--until',
      '2026-11-12',
      '--format',
      format,
    ]);
    await expect(text).toMatchFileSnapshot(golden(`report-explain.${format}.txt`));
  });

  it.each<[string, string[]]>([
    ['by-day-berlin', ['--by', 'day', '--tz', 'Europe/Berlin', '--since', '2026-11-05', '--until', '2026-11-08']],
    ['by-week-model', ['--by', 'week,model', '--top', '4']],
    ['by-hour', ['--by', 'hour', '--since', '2026-11-12T08:00:00Z', '--until', '2026-11-12T18:00:00Z']],
    ['by-project-session', ['--by', 'project', '--by', 'session', '--sort', 'savings', '--top', '3']],
    ['by-thread', ['--by', 'thread', '--where', 'project=/home/dev/shop']],
    ['by-branch', ['--by', 'label:branch', '--where', 'source=claude-code']],
    ['by-tier-speed-geo', ['--by', 'tier,speed,geo', '--sort', 'group']],
    ['by-source', ['--by', 'source', '--sort', 'requests']],
    ['as-of', ['--prices-as-of', '2026-10-01', '--by', 'model']],
    ['nothing', ['--since', '2027-01-01']],
    ['one-model', ['--where', 'model=anthropic/claude-opus-5.5', '--where', 'tier=standard']],
  ])('%s', async (name, args) => {
    await expect(await seen(['report', ...args])).toMatchFileSnapshot(golden(`report-${name}.txt`));
  });

  it.each([60, 80, 200])('by model in %i columns', async (columns) => {
    await expect(await seen(['report', '--by', 'model'], columns)).toMatchFileSnapshot(
      golden(`report-${columns}-columns.txt`),
    );
  });

  it('in colour', async () => {
    const text = await seen(['report', '--by', 'day', '--since', '2026-11-14'], 100, {
      NO_COLOR: '',
      FORCE_COLOR: '1',
    });
    await expect(text).toMatchFileSnapshot(golden('report-colour.txt'));
    expect(await seen(['report', '--by', 'day', '--no-color'], 100, { NO_COLOR: '', FORCE_COLOR: '1' })).not.toContain(
      '\u001b',
    );
  });
});

describe('report of logs', () => {
  const log = 'fixtures/claude-code';

  it('looks at them alone, stores nothing, and says so once', async () => {
    const other = scratch.getPath('untouched.db');
    const at = { cwd: ROOT, env: { ...env, PROMPTCACHE_COST_DB: other } };
    const { code, stdout, stderr } = await runCli(['report', log, '--by', 'source'], at);
    expect(code).toBe(0);
    expect(stderr).toBe(
      'Not stored: the report is of these logs alone. "promptcache-cost ingest" adds logs to the ledger.\n',
    );
    expect(existsSync(other)).toBe(false);
    expect(await runCli(['report', log, '--by', 'source', '--quiet'], at)).toEqual({ code, stdout, stderr: '' });
    const beside = { cwd: ROOT, env };
    expect(await runCli(['report', log, '--by', 'source'], beside)).toEqual({ code, stdout, stderr });
  });

  it('with --db reads them into that ledger, and is of all of it', async () => {
    const db = ['--db', scratch.getPath('named.db')];
    const report = async (argv: string[]): Promise<ReportJson> =>
      runJson(['report', ...argv, ...db], { cwd: ROOT, env });
    const first = await report([log]);
    const second = await report(['fixtures/messages']);
    expect(second.totals.requests).toBeGreaterThan(first.totals.requests);
    expect(await report([])).toEqual(second);
  });
});

describe('report --strict', () => {
  it("exits 2 when the ledger's logs had refused records, and prints all the same", async () => {
    const text = await seen(['report', '--strict', '--by', 'source']);
    expect(text).toMatch(/\[exit 2\]\n$/);
    expect(text).toContain('1 record refused');
  });
});

describe('ingest', () => {
  it.each(['table', 'json', 'csv', 'markdown'])(
    'of all fixtures, also the flawed ones, rehearsed, as %s',
    async (format) => {
      const text = await seen([
        'ingest',
        'fixtures',
        '--dry-run',
        '--db',
        path.join(scratch.path, 'none.db'),
        '--format',
        format,
      ]);
      await expect(text).toMatchFileSnapshot(golden(`ingest.${format}.txt`));
    },
  );

  it('strictly', async () => {
    const text = await seen(['ingest', 'fixtures/flawed', '--strict', '--db', path.join(scratch.path, 'strict.db')]);
    await expect(text).toMatchFileSnapshot(golden('ingest-strict.txt'));
  });
});

describe('prices', () => {
  it.each(['table', 'json', 'csv', 'markdown'])('in force at an instant, as %s', async (format) => {
    const text = await seen(['prices', 'list', '--at', '2026-10-06T23:59:59.999Z', '--format', format]);
    await expect(text).toMatchFileSnapshot(golden(`prices-list.${format}.txt`));
  });

  it.each<[string, string[]]>([
    ['show', ['show', 'claude-sonnet-5-5[1m]']],
    ['show-banded', ['show', 'us.anthropic.claude-haiku-5-5']],
    ['diff', ['diff', '2026-10-06', '2026-10-07']],
    ['diff-same', ['diff', '2026-10-07', '2026-10-08']],
    ['validate', ['validate']],
    ['validate-json', ['validate', '--format', 'json']],
    ['show-json', ['show', 'claude-haiku-5-5', '--format', 'json']],
    ['diff-json', ['diff', '2026-10-06', '2026-10-07', '--format', 'json']],
    ['show-unknown', ['show', 'claude-opus-5-7']],
  ])('%s', async (name, args) => {
    await expect(await seen(['prices', ...args])).toMatchFileSnapshot(golden(`prices-${name}.txt`));
  });
});

describe('wrong usage is one line, and exit 2', () => {
  it.each<[string[]]>([
    [['repotr']],
    [['report', '--fromat', 'json']],
    [['report', '--format', 'yaml']],
    [['report', '--by', 'colour']],
    [['report', '--by', 'day,week']],
    [['report', '--since', '2026-02-30']],
    [['report', '--since', '2026-11-02', '--until', '2026-11-01']],
    [['report', '--tz', 'Mars/Olympus']],
    [['report', '--where', 'model']],
    [['report', '--where', 'colour=red']],
    [['report', '--top', '0']],
    [['report', '--prices-as-of', 'soon']],
    [['report', '--label', 'team=a']],
    [['report', '--at', '2026-11-01T00:00:00Z']],
    [['report', '--prices', 'nowhere']],
    [['report', '--db', 'nowhere/usage.db']],
    [['report', '--db', 'README.md']],
    [['ingest', '--at', 'yesterday']],
    [['ingest', '--at', '2026-11-01T00:00:00Z', '--at-file-date', 'x']],
    [['ingest', '--label', 'team']],
    [['ingest', '--source', 'unheard-of', 'x']],
    [['prices', 'list', '--at', 'soon']],
    [['prices', 'diff', '2026-10-07', 'nowhere']],
    [['prices', 'diff', '2026-10-07', 'pricing']],
    [['prices', 'show']],
  ])('%j', async (argv) => {
    const { code, stdout, stderr } = await runCli(argv, { cwd: ROOT, env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^promptcache-cost: [^\n]+\n$/);
    await expect(stderr.replaceAll(`${ROOT}/`, '')).toMatchFileSnapshot(
      golden(`usage/${argv.join('_').replaceAll(/[^\w.-]+/g, '-')}.txt`),
    );
  });
});

/** A golden file is accepted once and then believed. */
describe('a golden file is of the format that its command asked for', () => {
  const files = globSync('**/*.txt', { cwd: golden(''), exclude: ['**/usage/**'] }).flatMap((name) => {
    const text = readFileSync(golden(name), 'utf8');
    const [, command = name, printed = ''] = /^(?:\$ (.*)\n)?([^]*?)(?:\[stderr\]\n[^]*)?$/.exec(text) ?? [];
    const format = /--format (\w+)/.exec(command)?.[1] ?? /(?:^|[./])(\w+)\.txt$/.exec(command)?.[1];
    return [{ name, format, printed }];
  });
  const of = (format: string): [string, string][] =>
    files.filter((file) => file.format === format).map(({ name, printed }) => [name, printed]);

  it.each(of('json'))('JSON: %s', (_, printed) => {
    expect(JSON.parse(printed)).toBeTypeOf('object');
  });

  it.each(of('csv'))('CSV: %s', (_, printed) => {
    const [header = [], ...rows] = parse(printed, { record_delimiter: '\r\n' });
    for (const name of header) expect(name).toMatch(/^[\w:=,.-]+$/);
    expect(new Set([header, ...rows].map(({ length }) => length))).toEqual(new Set([header.length]));
  });

  it.each(of('markdown'))('Markdown: %s', (_, printed) => {
    expect(printed).toMatch(/^\*\*.+\*\*$/m);
    expect(printed).not.toContain('─');
    for (const table of printed.match(/(?:^\|.*\|\n)+/gm) ?? []) {
      const [header = [], ruler = [], ...rows] = table
        .trimEnd()
        .split('\n')
        .map((line) => line.slice(1, -1).split(/(?<!\\)\|/));
      for (const cell of ruler) expect(cell).toMatch(/^ -+:? $/);
      for (const row of [ruler, ...rows]) expect(row).toHaveLength(header.length);
    }
  });

  it('there are some of each', () => {
    for (const format of ['json', 'csv', 'markdown']) expect(of(format).length).toBeGreaterThan(10);
  });
});
