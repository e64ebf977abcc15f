/** Negotiated prices: laid over the built-in ones, and never half-used. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lines } from '../ingest/transcripts.ts';
import { runCli, runJson, type ReportJson } from '../run.ts';

const PRICES = { input: '0.9', cache_write_5m: '1.1', cache_write_1h: '1.8', cache_read: '0.09', output: '4' };
const ROW = { speed: 'standard', from: '2026-11-05', to: '2026-11-10', ...PRICES, multipliers: { batch: '0.5' } };

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture({
    'log.jsonl': lines(
      { id: 'before', at: '2026-11-04T23:59:59.999Z', input: 1_000_000, output: 0 },
      { id: 'first', at: '2026-11-05T00:00:00.000Z', input: 1_000_000, output: 0 },
      { id: 'last', at: '2026-11-09T23:59:59.999Z', input: 1_000_000, output: 0 },
      { id: 'after', at: '2026-11-10T00:00:00.000Z', input: 1_000_000, output: 0 },
      { id: 'own', at: '2026-11-06T00:00:00.000Z', model: 'our-tuned-model', input: 1_000_000, output: 0 },
    ),
    'prices/haiku.json': JSON.stringify({ model: 'claude-haiku-4-5-20251001', prices: [ROW] }),
  });
});
afterEach(async () => {
  await folder.rm();
});

function report(...args: string[]): Promise<ReportJson> {
  return runJson(['report', 'log.jsonl', '--db', 'x.db', ...args], { cwd: folder.path });
}

describe('an overlay', () => {
  it('rules while its rows are in force, and the list price before and after', async () => {
    // 1.00 + 0.90 + 0.90 + 1.00; the model nobody lists is unpriced.
    const { totals, unpriced } = await report('--prices', 'prices');
    expect(totals).toMatchObject({ cost_usd: '3.80', complete: false });
    expect(unpriced).toEqual([
      { model: 'our-tuned-model', requests: 1, tokens: 1_000_000, reasons: ['unknown_model'] },
    ]);
  });

  it('can add a model, and comes from the configuration too', async () => {
    const own = { model: 'our-tuned-model', prices: [{ ...ROW, to: null }] };
    await folder.writeFile('prices/own.json', JSON.stringify(own));
    await folder.writeFile('promptcache-cost.json', JSON.stringify({ prices: 'prices' }));
    expect((await report()).totals).toMatchObject({ cost_usd: '4.70', complete: true });
  });

  it('changes the version of the prices', async () => {
    const [list, own] = [await report(), await report('--prices', 'prices')];
    expect(own.prices_version).not.toBe(list.prices_version);
    expect(own.prices_version.startsWith(list.prices_version)).toBe(true);
  });

  it.each<[string, unknown, RegExp]>([
    ['a float', { ...ROW, input: 0.9 }, /prices\[0\]\.input/],
    ['too fine a price', { ...ROW, input: '0.0000001' }, /prices\[0\]\.input/],
    ['a speed that no response reports', { ...ROW, speed: 'standart' }, /prices\[0\]\.speed/],
    ['a misspelt key', { ...ROW, band: [] }, /prices\[0\]/],
    ['no read price', { ...ROW, cache_read: undefined }, /prices\[0\]\.cache_read/],
    ['no such date', { ...ROW, from: '2026-02-30' }, /prices\[0\]\.from/],
  ])('with %s is refused whole, with file and place', async (_, row, place) => {
    await folder.writeFile('prices/haiku.json', JSON.stringify({ model: 'claude-haiku-4-5-20251001', prices: [row] }));
    const { code, stdout, stderr } = await runCli(['report', 'log.jsonl', '--db', 'x.db', '--prices', 'prices'], {
      cwd: folder.path,
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^promptcache-cost: \S*haiku\.json at /);
    expect(stderr).toMatch(place);
    const validated = await runCli(['prices', 'validate', '--prices', 'prices'], { cwd: folder.path });
    expect(validated.code).toBe(1);
    expect(validated.stderr).toMatch(place);
  });
});

describe('configuration', () => {
  it.each([
    ['not JSON', '{', /promptcache-cost\.json:1:2: not valid JSON: expected a name/],
    ['an unknown key', '{"databse":"x"}', /promptcache-cost\.json:1:2: databse: unknown key\. Expected one of /],
    ['a wrong type', '{"db":1}', /promptcache-cost\.json:1:7: db: /],
  ])('that is %s is named, with its place', async (_, text, message) => {
    await folder.writeFile('promptcache-cost.json', text);
    const { code, stderr } = await runCli(['report', '--db', 'x.db'], { cwd: folder.path });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it("ranks below the environment, which ranks below a flag; a project's ranks above the user's", async () => {
    const { existsSync, mkdirSync, writeFileSync } = await import('node:fs');
    mkdirSync(folder.getPath('home/promptcache-cost'), { recursive: true });
    mkdirSync(folder.getPath('deep/er'), { recursive: true });
    const user = { XDG_CONFIG_HOME: folder.getPath('home') };
    writeFileSync(
      folder.getPath('home/promptcache-cost/config.json'),
      JSON.stringify({ db: folder.getPath('user.db') }),
    );
    const ingest = (env: Record<string, string>, ...args: string[]): unknown =>
      runCli(['ingest', '../../log.jsonl', ...args], { cwd: folder.getPath('deep/er'), env });
    const made = (name: string): boolean => existsSync(folder.getPath(name));

    await ingest(user);
    expect(made('user.db')).toBe(true);
    writeFileSync(folder.getPath('promptcache-cost.json'), JSON.stringify({ db: 'project.db' }));
    await ingest(user);
    expect(made('project.db')).toBe(true);
    await ingest({ ...user, PROMPTCACHE_COST_DB: folder.getPath('env.db') });
    expect(made('env.db')).toBe(true);
    await ingest({ ...user, PROMPTCACHE_COST_DB: folder.getPath('env2.db') }, '--db', folder.getPath('flag.db'));
    expect([made('flag.db'), made('env2.db')]).toEqual([true, false]);
  });
});
