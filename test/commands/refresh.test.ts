/** A ledger is as old as its last reading: that is said, and --refresh reads first. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { appendFileSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NOW, runCli, runJson, type Ran, type ReportJson } from '../run.ts';

const call = (id: string, session = 's1'): string =>
  `${JSON.stringify({
    type: 'assistant',
    sessionId: session,
    cwd: '/home/dev/shop',
    timestamp: '2026-11-20T10:00:00Z',
    message: {
      id,
      type: 'message',
      role: 'assistant',
      model: 'claude-opus-5-5',
      usage: { input_tokens: 5, output_tokens: 7 },
    },
  })}\n`;

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture({ 'logs/s1.jsonl': call('msg_01') });
  await pcc('ingest', 'logs', '--label', 'team=search');
});
afterEach(async () => {
  await folder.rm();
});

function pcc(...argv: string[]): Promise<Ran> {
  return runCli(argv, { cwd: folder.path, env: env(), columns: 400 });
}

function env(): Record<string, string> {
  return { PROMPTCACHE_COST_DB: folder.getPath('usage.db'), CLAUDE_CONFIG_DIR: folder.getPath('config') };
}

/** A file that comes after the last run, which is at the tests' now. */
function arrive(name: string, text: string): void {
  const later = new Date(NOW + 60_000);
  writeFileSync(folder.getPath(name), text);
  utimesSync(folder.getPath(name), later, later);
  utimesSync(folder.getPath('logs'), later, later);
}

/** The last note of the report, unwrapped. */
async function freshness(...argv: string[]): Promise<string | undefined> {
  const { stdout } = await pcc('report', ...argv);
  return stdout.trimEnd().replaceAll('\n  ', ' ').split('\n').at(-1);
}

async function requests(...argv: string[]): Promise<number> {
  return (await runJson<ReportJson>(['report', ...argv], { cwd: folder.path, env: env() })).totals.requests;
}

describe('a report says when logs were last read', () => {
  it('and nothing else where they are as they were', async () => {
    // Made before the tests' now.
    const earlier = new Date(NOW - 60_000);
    utimesSync(folder.getPath('logs'), earlier, earlier);
    expect(await freshness()).toBe('Logs last read 2026-11-21 (just now).');
    rmSync(folder.getPath('logs/s1.jsonl'));
    expect(await freshness()).toBe('Logs last read 2026-11-21 (just now).');
  });

  it('and what has come since', async () => {
    appendFileSync(folder.getPath('logs/s1.jsonl'), call('msg_02'));
    arrive('logs/s2.jsonl', call('msg_03', 's2'));
    arrive('logs/notes.txt', 'of another kind');
    const news = '1 file has changed since, and 1 is new. Read them first: --refresh';
    expect(await freshness()).toBe(`Logs last read 2026-11-21 (just now); ${news}`);
    for (const argv of [['check', '--max-cost', '5'], ['diagnose'], ['whatif']])
      expect((await pcc(...argv)).stderr).toBe(`This ledger's logs were last read just now; ${news}\n`);
    expect(await requests()).toBe(1);
    const { stdout } = await pcc('report', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      last_read: '2026-11-21T12:00:00Z',
      changed_files: 1,
      new_files: 1,
    });
  });

  it('but not of logs that are named, nor of a ledger that was never read into', async () => {
    expect(await freshness('logs')).not.toContain('last read');
  });
});

describe('--refresh', () => {
  it('reads what has grown and what came beside it, with the options of before', async () => {
    await folder.writeFile('logs/s0.jsonl', call('msg_00', 's0'));
    await pcc('ingest', 'logs', '--label', 'team=search');
    appendFileSync(folder.getPath('logs/s1.jsonl'), call('msg_02'));
    arrive('logs/s2.jsonl', call('msg_03', 's2'));
    expect(await requests('--refresh', '--where', 'team=search')).toBe(4);
    expect(await requests()).toBe(4);
    expect(await freshness()).not.toContain('changed');
  });

  it('gives no file a label that may be another one’s, and says so', async () => {
    arrive('logs/s2.jsonl', call('msg_03', 's2'));
    const one = await pcc('report', '--refresh');
    expect(one.stderr).toContain('1 new file was not read, because the logs beside were not all read alike');
    await pcc('ingest', 'logs/s2.jsonl', '--label', 'team=other');
    arrive('logs/s3.jsonl', call('msg_04', 's3'));
    expect((await pcc('report', '--refresh')).stderr).toContain(folder.getPath('logs/s3.jsonl'));
    expect(await requests()).toBe(2);
  });

  it('says that there is nothing to refresh', async () => {
    rmSync(folder.getPath('logs/s1.jsonl'));
    expect((await pcc('report', '--refresh')).stderr).toBe(
      'Nothing to refresh: no file that this ledger was read from is there.\n',
    );
  });

  it('reads all of Claude Code where any of it was read', async () => {
    for (const project of ['a', 'b']) mkdirSync(folder.getPath('config/projects', project), { recursive: true });
    await folder.writeFile('config/projects/a/s3.jsonl', call('msg_04', 's3'));
    expect(await requests('--refresh')).toBe(1);
    await pcc('ingest', 'config/projects');
    await folder.writeFile('config/projects/b/s4.jsonl', call('msg_05', 's4'));
    expect(await requests('--refresh')).toBe(3);
  });

  it.each([['report'], ['check', '--max-cost', '5'], ['diagnose'], ['whatif']])('of %s stores it', async (...argv) => {
    appendFileSync(folder.getPath('logs/s1.jsonl'), call('msg_02'));
    const { code, stderr } = await pcc(...argv, '--refresh');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await requests()).toBe(2);
  });

  it('is not for logs that are named, and needs a ledger', async () => {
    expect((await pcc('report', 'logs', '--refresh')).stderr).toContain('Leave one of them out.');
    expect((await pcc('report', '--db', 'none.db', '--refresh')).stderr).toContain('there is no ledger here yet');
  });

  it('a file that cannot be read any more is a problem, exit 2', async () => {
    writeFileSync(folder.getPath('logs/s1.jsonl'), Buffer.from([0x1f, 0x8b, 8, 0, 0, 0]));
    const { code, stderr } = await pcc('report', '--refresh');
    expect(code).toBe(2);
    expect(stderr).toContain('logs/s1.jsonl');
  });
});
