/** Prices from public data: in files of their own, told apart wherever they are used. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { rmSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lines } from '../ingest/transcripts.ts';
import { GENAI_DATA } from '../prices/genai-data.ts';
import { runCli, runJson, type Ran, type ReportJson } from '../run.ts';

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture({
    'data.json': JSON.stringify(GENAI_DATA),
    'log.jsonl': lines(
      { id: 'known', at: '2026-11-05T00:00:00.000Z', model: 'claude-opus-5', input: 1_000_000, output: 0 },
      { id: 'other', at: '2026-11-05T00:00:00.000Z', model: 'nimbus-small', input: 1_000_000, output: 0 },
    ),
  });
});
afterEach(async () => {
  await folder.rm();
});

function cli(...args: string[]): Promise<Ran> {
  return runCli(args, { cwd: folder.path });
}

describe('prices import', () => {
  it('writes price files and says what it left out and skipped', async () => {
    const { code, stdout } = await cli('prices', 'import', 'data.json', '--out', 'new/prices');
    expect(code).toBe(0);
    expect(stdout).toContain('Wrote 3 price files to new/prices; use them with --prices new/prices.\n');
    expect(stdout).toContain('Left out because they are built in: 2. Skipped: 14.\n');
    expect(stdout).toMatch(/nimbus\/nimbus-night +its prices change with the hour/);
    expect(await folder.readdir('new/prices')).toEqual([
      'imported-cirrus~nimbus-small.json',
      'imported-nimbus-large.json',
      'imported-nimbus-small.json',
    ]);
    const validated = await cli('prices', 'validate', '--prices', 'new/prices');
    expect(validated).toMatchObject({ code: 0, stderr: '' });
  });

  it('gives prices to models that have none, and to no other', async () => {
    const report = (...args: string[]): Promise<ReportJson> =>
      runJson(['report', 'log.jsonl', '--db', 'x.db', ...args], { cwd: folder.path });
    const before = await report();
    await cli('prices', 'import', 'data.json');
    const after = await report('--prices', 'imported-prices');
    expect([before.totals.cost_usd, before.totals.complete]).toEqual(['5.00', false]);
    expect([after.totals.cost_usd, after.totals.complete]).toEqual(['5.10', true]);
  });

  it('is told apart wherever a price is shown', async () => {
    await cli('prices', 'import', 'data.json');
    const layer = `imported, in ${folder.getPath('imported-prices')}`;
    const list = await runJson<{ model: string; layer: string }[]>(['prices', 'list', '--prices', 'imported-prices'], {
      cwd: folder.path,
    });
    expect([...new Set(list.filter(({ model }) => model.includes('nimbus')).map((row) => row.layer))]).toEqual([layer]);
    const shown = await runCli(['prices', 'show', 'nimbus-large', '--prices', 'imported-prices'], {
      cwd: folder.path,
      columns: 300,
    });
    expect(shown.stdout).toMatch(/nimbus-large .* imported, in \S+imported-prices\n/);
    expect(shown.stdout).toContain(`${layer}: `);
    expect(shown.stdout).toContain('confidence low');
  });

  it('writes over what it imported, and over nothing else', async () => {
    await cli('prices', 'import', 'data.json', '--provider', 'cirrus, alto');
    expect(await cli('prices', 'import', 'data.json')).toMatchObject({ code: 0 });
    await folder.writeFile('imported-prices/imported-nimbus-small.json', '{"model":"nimbus-small"}');
    const { code, stderr } = await cli('prices', 'import', 'data.json');
    expect(code).toBe(2);
    expect(stderr).toBe(
      'promptcache-cost: imported-prices/imported-nimbus-small.json: was not imported, so it is not written over.\n',
    );
  });

  it('reads no data and no file of its own without end', async () => {
    const stderr = 'promptcache-cost: /dev/zero: is longer than 64 MiB, so it is not read.\n';
    expect(await cli('prices', 'import', '/dev/zero')).toEqual({ code: 2, stdout: '', stderr });
    await cli('prices', 'import', 'data.json', '--out', 'out');
    rmSync(folder.getPath('out/imported-nimbus-large.json'));
    symlinkSync('/dev/zero', folder.getPath('out/imported-nimbus-large.json'));
    expect((await cli('prices', 'import', 'data.json', '--out', 'out')).stderr).toContain('was not imported');
  });

  it.each<[string, string[], string]>([
    ['a file that is not there', ['none.json'], 'none.json: cannot be read.'],
    ['no JSON', ['log.jsonl'], 'log.jsonl: is not valid JSON.'],
    ['something else', ['object.json'], 'object.json: is no list of providers'],
    ['a provider it has not', ['data.json', '--provider', 'nimbus,nobody'], 'data.json: has no provider "nobody".'],
  ])('of %s is no answer', async (_, args, message) => {
    await folder.writeFile('object.json', '{"model":"x"}');
    const { code, stdout, stderr } = await cli('prices', 'import', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
