/** --columns and --wide: which columns a table has. */
import { parse } from 'csv-parse/sync';
import { createFixture, type FsFixture } from 'fs-fixture';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type Ran } from '../run.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..');

let scratch: FsFixture;
let env: Record<string, string>;
beforeAll(async () => {
  scratch = await createFixture();
  env = { NO_COLOR: '1', PROMPTCACHE_COST_DB: scratch.getPath('usage.db') };
  await runCli(['ingest', 'fixtures/claude-code'], { cwd: ROOT, env });
});
afterAll(async () => {
  await scratch.rm();
});

const run = (argv: readonly string[], columns = 80): Promise<Ran> => runCli(argv, { cwd: ROOT, env, columns });

/** Headings of the first table. */
async function headings(argv: readonly string[], columns = 80): Promise<string[]> {
  const lines = (await run(argv, columns)).stdout.split('\n');
  const rule = lines.findIndex((line) => line.startsWith('─'));
  return (lines[rule - 1] ?? '').trim().split(/\s{2,}/);
}

describe('--columns', () => {
  it.each([
    ['names for machines', 'cost_usd,output,cache_read', ['Model', 'Cost', 'Output', 'Read']],
    ['without the unit', 'cost', ['Model', 'Cost']],
    ['headings', 'Net savings, hit-ratio', ['Model', 'Net savings', 'Hit ratio']],
    ['what is not shown because it says nothing', 'priced', ['Model', 'Priced']],
    ['a column that names the rows, wherever it is put', 'cost,model', ['Cost', 'Model']],
  ])('takes %s, in their order', async (_, names, expected) => {
    expect(await headings(['report', '--by', 'model', '--columns', names])).toEqual(expected);
  });

  it('chooses of CSV and Markdown as well, and not of JSON', async () => {
    const argv = ['report', '--by', 'model', '--columns', 'cost,requests'];
    const [header] = parse((await run([...argv, '--format', 'csv'])).stdout);
    expect(header).toEqual(['model', 'cost_usd', 'requests']);
    expect((await run([...argv, '--format', 'markdown'])).stdout).toContain('| Model | Cost | Requests |\n');
    const { stdout } = await run(['report', '--by', 'model', '--format', 'json']);
    expect((await run([...argv, '--format', 'json'])).stdout).toBe(stdout);
  });

  it('without groups chooses figures', async () => {
    const { stdout } = await run(['report', '--columns', 'requests,cost', '--format', 'csv']);
    expect(stdout).toMatch(/^figure,value\r\nrequests,\d+\r\ncost_usd,[\d.]+\r\n$/);
  });

  it('narrows each table that has one of them', async () => {
    const { stdout } = await run(['diagnose', '--columns', 'cost,tokens'], 120);
    expect(stdout).toMatch(/^ Code\s+Cost$/m);
    expect(stdout).toMatch(/^ Where it went\s+Cost\s+Tokens$/m);
  });

  it('what is no column is wrong usage, with what it may have been', async () => {
    const { code, stdout, stderr } = await run(['report', '--by', 'model', '--columns', 'cost,outptu']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^promptcache-cost: --columns: there is no column "outptu"\. Did you mean output\? The columns are model, requests,.*\n$/,
    );
  });
});

describe('--wide', () => {
  it('has every column, whatever the width, and no note', async () => {
    const argv = ['report', '--by', 'model'];
    expect((await run(argv)).stdout).toMatch(/^\+\d+ columns: --wide$/m);
    const { stdout } = await run([...argv, '--wide']);
    expect(stdout).not.toContain('--wide');
    expect(await headings([...argv, '--wide'])).toEqual(await headings(argv, 1_000));
  });
});
