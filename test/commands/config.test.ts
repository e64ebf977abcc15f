/** Which configuration is read, how much of it, and what one that nobody named may decide. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lines } from '../ingest/transcripts.ts';
import { runCli, type Ran } from '../run.ts';

const PRICES = JSON.stringify({
  model: 'our-own-model',
  prices: [{ speed: 'standard', from: '2026-01-01', to: null, input: '1', cache_read: '0.1', output: '4' }],
});

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture({
    'project/src/log.jsonl': lines({ id: 'a' }),
    'project/prices/own.json': PRICES,
    'other/prices/own.json': PRICES,
  });
});
afterEach(async () => {
  await folder.rm();
});

const FILE = 'promptcache-cost.json';
const at = (name: string): string => folder.getPath(name);
const config = (settings: unknown, name = `project/${FILE}`): Promise<void> =>
  folder.writeFile(name, JSON.stringify(settings));

/** From a folder below the project's. */
function ingest(args: readonly string[] = [], env: Record<string, string> = {}): Promise<Ran> {
  const own = { XDG_CONFIG_HOME: at('home'), XDG_DATA_HOME: at('data') };
  return runCli(['ingest', 'log.jsonl', ...args], { cwd: at('project/src'), env: { ...own, ...env } });
}

function outside(key: string): string {
  const [file, project] = [at(`project/${FILE}`), at('project')];
  return (
    `promptcache-cost: ${file} at ${key}: leads outside this file's folder, and this file was found, not named. ` +
    `If you trust it, use --config ${file}; otherwise set "${key}" to a path below ${project}.\n`
  );
}

describe('a configuration that was found', () => {
  it.each(['usage.db', './deep/er/usage.db', 'src/../usage.db', '..usage.db'])(
    'sets a ledger below its folder: %s',
    async (db) => {
      await config({ db });
      expect(await ingest()).toMatchObject({ code: 0, stderr: '' });
      expect(existsSync(at(`project/${db}`))).toBe(true);
    },
  );

  it.each(['../other/usage.db', '/absent/usage.db', 'src/../../usage.db', '..'])(
    'and none elsewhere: %s',
    async (db) => {
      await config({ db });
      expect(await ingest()).toEqual({ code: 2, stdout: '', stderr: outside('db') });
      expect([existsSync(at('other/usage.db')), existsSync(at('usage.db'))]).toEqual([false, false]);
    },
  );

  it.each<[string, string, string]>([
    ['a folder', 'project/away', 'other'],
    ['a file that is not there yet', 'project/away/usage.db', '../../other/usage.db'],
    ['links to links', 'project/away/usage.db', '../next'],
    ['a log of SQLite', 'project/away/usage.db-wal', '../../other/wal'],
    ['a loop', 'project/away/usage.db', 'usage.db'],
  ])('nor through a link: %s', async (what, link, target) => {
    await config({ db: 'away/usage.db' });
    if (what === 'a folder') symlinkSync(at(target), at(link));
    else {
      mkdirSync(at('project/away'));
      symlinkSync(target, at(link));
      symlinkSync('../other/usage.db', at('project/next'));
    }
    expect(await ingest()).toEqual({ code: 2, stdout: '', stderr: outside('db') });
    expect([existsSync(at('other/usage.db')), existsSync(at('other/wal'))]).toEqual([false, false]);
  });

  it('sets prices below its folder, and none elsewhere', async () => {
    await config({ prices: 'prices' });
    expect(await ingest()).toMatchObject({ code: 0 });
    await config({ prices: '../other/prices' });
    expect(await ingest()).toEqual({ code: 2, stdout: '', stderr: outside('prices') });
  });

  it('is the same by a link to its folder', async () => {
    symlinkSync(at('project'), at('link'));
    await config({ db: 'usage.db' });
    const env = { XDG_CONFIG_HOME: at('home') };
    expect(await runCli(['ingest', 'log.jsonl'], { cwd: at('link/src'), env })).toMatchObject({ code: 0 });
    expect(existsSync(at('project/usage.db'))).toBe(true);
  });

  it('is a regular file', async () => {
    mkdirSync(at(`project/${FILE}`));
    expect((await ingest()).stderr).toBe(`promptcache-cost: ${at(`project/${FILE}`)}: is not a regular file.\n`);
  });
});

describe('any path may be set', () => {
  it('by one that is named', async () => {
    await config({ db: '../other/usage.db', prices: '../other/prices' });
    expect(await ingest(['--config', `../${FILE}`])).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(at('other/usage.db'))).toBe(true);
  });

  it("by the user's own", async () => {
    mkdirSync(at('home/promptcache-cost'), { recursive: true });
    await config({ db: at('other/usage.db') }, 'home/promptcache-cost/config.json');
    expect(await ingest()).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(at('other/usage.db'))).toBe(true);
  });
});

describe('a path under the home', () => {
  const named = ['--config', `../${FILE}`];

  it('is meant by "~/" in a configuration that is named', async () => {
    await config({ db: '~/deep/usage.db', prices: '~/prices' });
    mkdirSync(at('own/deep'), { recursive: true });
    const { code, stderr } = await ingestAtHome(named);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect([existsSync(at('own/deep/usage.db')), existsSync(at('project/~'))]).toEqual([true, false]);
  });

  it('leads outside of one that was found', async () => {
    await config({ db: '~/usage.db' });
    expect((await ingestAtHome([])).stderr).toBe(outside('db'));
  });

  it('is meant on the command line, where no shell has put it in', async () => {
    mkdirSync(at('own/logs'), { recursive: true });
    await folder.writeFile('own/logs/a.jsonl', lines({ id: 'a' }));
    for (const db of [['--db', '~/a.db'], ['--db=~/b.db']])
      expect(await ingestAtHome(db, '~/logs')).toMatchObject({ code: 0, stderr: '' });
    expect([existsSync(at('own/a.db')), existsSync(at('own/b.db'))]).toEqual([true, true]);
    expect((await ingestAtHome(['--db', './~'], '~logs')).stderr).toContain('~logs: no such file');
  });

  it('may be anything after the tilde alone', async () => {
    await config({ db: '~usage.db' });
    expect(await ingest(named)).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(at('project/~usage.db'))).toBe(true);
  });

  function ingestAtHome(args: readonly string[], log = 'log.jsonl'): Promise<Ran> {
    const env = { XDG_CONFIG_HOME: at('home'), XDG_DATA_HOME: at('data') };
    return runCli(['ingest', log, ...args], { cwd: at('project/src'), env, home: at('own') });
  }
});

describe('of a file that has no end', () => {
  const tooLong = (file: string): string =>
    `promptcache-cost: ${file}: is longer than 1 MiB, so it is not read as a configuration.\n`;

  it('no more than 1 MiB is read: named, through a link, or found', async () => {
    expect(await ingest(['--config', '/dev/zero'])).toEqual({ code: 2, stdout: '', stderr: tooLong('/dev/zero') });
    symlinkSync('/dev/zero', at('project/src/link.json'));
    expect((await ingest(['--config', 'link.json'])).stderr).toBe(tooLong(at('project/src/link.json')));
    await folder.writeFile('project/src/long.json', `{"tz":"UTC"${' '.repeat(1 << 20)}}`);
    expect((await ingest(['--config', 'long.json'])).stderr).toBe(tooLong(at('project/src/long.json')));
    symlinkSync('/dev/zero', at(`project/${FILE}`));
    expect((await ingest()).stderr).toContain('is not a regular file.');
  });

  it('1 MiB is still read', async () => {
    const text = '{"db":"../x.db"}';
    await folder.writeFile('project/src/long.json', text.padEnd(1 << 20));
    expect(await ingest(['--config', 'long.json'])).toMatchObject({ code: 0, stderr: '' });
  });

  it('a price file is not read either', async () => {
    symlinkSync('/dev/zero', at('project/prices/zero.json'));
    const report = await runCli(['prices', 'list', '--prices', 'prices'], { cwd: at('project') });
    expect(report).toMatchObject({
      code: 2,
      stderr: `promptcache-cost: ${at('project/prices/zero.json')}: is longer than 64 MiB, so it is not read.\n`,
    });
  });

  it('one that cannot be read says why', async () => {
    expect((await ingest(['--config', '..'])).stderr).toMatch(/: is a directory\.\n$/);
  });
});
