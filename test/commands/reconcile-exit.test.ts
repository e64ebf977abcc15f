/** How `reconcile` ends: 0 where bill and ledger agree, 1 where they do not, 2 and one line where that cannot be told. */
import { createFixture, type FsFixture } from 'fs-fixture';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../run.ts';
import { BILL, HEADER, LOG, opusRows, text } from './billed-days.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const golden = (name: string): string => path.join(ROOT, 'test/golden/reconcile', `${name}.txt`);
const env = { NO_COLOR: '1', PROMPTCACHE_COST_DB: 'a.db' };

let folder: FsFixture;
beforeAll(async () => {
  folder = await createFixture({ 'log.csv': text(LOG), 'cost.csv': text(BILL) });
  await runCli(['ingest', 'log.csv'], { cwd: folder.path, env });
});
afterAll(() => folder.rm());

describe('the exit code', () => {
  const days = ['--since', '2026-11-04', '--until', '2026-11-04', '--where', 'model=claude-opus-5-5'];
  beforeAll(() => folder.writeFile('near.csv', text([HEADER, ...opusRows('04', ['4.00', '1.00', '2.02'])])));

  it.each<[string[], number]>([
    [[], 1], // 0.018 apart, and a row may be off by 0.005
    [['--tolerance', '0.01'], 1],
    [['--tolerance', '0.02'], 0],
    [['--tolerance', '0.2%'], 1],
    [['--tolerance', '0.3%'], 0],
  ])('with %j is %d', async (args, code) => {
    expect(await runCli(['reconcile', 'near.csv', ...days, ...args], { cwd: folder.path, env })).toMatchObject({
      code,
    });
  });

  it('is 0 for what is within its rounding', async () => {
    await folder.writeFile('exact.csv', text([HEADER, ...opusRows('04', ['4.00', '1.00', '2.00'])]));
    expect(await runCli(['reconcile', 'exact.csv', ...days], { cwd: folder.path, env })).toMatchObject({ code: 0 });
  });
});

describe('no answer is one line, and exit 2', () => {
  beforeAll(async () => {
    await folder.writeFile('usage.csv', 'usage_date_utc,model_version,usage_output_tokens\n2026-11-02,x,1\n');
    await folder.writeFile(
      'broken.csv',
      text([...BILL.slice(0, 3), '2026-11-02,Claude Opus 5.5,,,,,output,free,token']),
    );
    await folder.writeFile('cut.csv', text([...BILL.slice(0, 3), '2026-11-02,Claude Opus 5.5']));
    await folder.writeFile(
      'euro.json',
      '{"data":[{"starting_at":"2026-11-02T00:00:00Z","ending_at":"2026-11-03T00:00:00Z","results":[{"amount":"1","currency":"EUR"}]}]}',
    );
    await folder.writeFile('other.json', '{"data":[{"id":1}]}');
    await folder.writeFile('empty.csv', `${HEADER}\n`);
  });

  it.each<[string[]]>([
    [[]],
    [['nowhere.csv']],
    [['usage.csv']],
    [['broken.csv']],
    [['cut.csv']],
    [['euro.json']],
    [['other.json']],
    [['empty.csv']],
    [['cost.csv', 'euro.json']],
    [['cost.csv', '--billed', '5']],
    [['--billed', 'much']],
    [['cost.csv', '--since', '2026-12']],
    [['cost.csv', '--since', '2026-11-02T09:00:00Z']],
    [['cost.csv', '--tolerance', 'some']],
    [['cost.csv', '--by', 'session']],
    [['cost.csv', '--db', 'nowhere.db']],
  ])('%j', async (args) => {
    const { code, stdout, stderr } = await runCli(['reconcile', ...args], { cwd: folder.path, env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^promptcache-cost: [^\n]+\n$/);
    const name = `usage/${args.join('_').replaceAll(/[^\w.-]+/g, '-') || 'nothing'}`;
    await expect(stderr.replaceAll(`${folder.path}`, '')).toMatchFileSnapshot(golden(name));
  });
});
