/** Sessions that change their directory are one project, however their logs are read. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SNIFF_BYTES } from '../../src/io/container.ts';
import { runCli, runJson, type ReportJson } from '../run.ts';
import { ledgerText } from '../store/ledger-text.ts';
import { line, lines, USER_LINE } from './transcripts.ts';

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(async () => {
  await folder.rm();
});

/** A session that goes into a worktree, into a directory below, and elsewhere. */
const PLACES = ['/srv/app', '/srv/app/.claude/worktrees/x', '/srv/app/packages/web', '/tmp'];
const call = (id: string, project: string, session = 's1'): string => lines({ id, project, session });
const MOVING = PLACES.map((place, index) => call(`msg_${index}`, place)).join('');
/** A user's line, which is not read as a call. */
const said = (cwd: string, sessionId = 's1'): string => `${JSON.stringify({ type: 'user', sessionId, cwd })}\n`;
/** More than the first bytes that tell where sessions began. */
const FILLER = USER_LINE.repeat(Math.ceil(SNIFF_BYTES / USER_LINE.length));

function write(name: string, content: string | Buffer): void {
  mkdirSync(path.dirname(folder.getPath(name)), { recursive: true });
  writeFileSync(folder.getPath(name), content);
}

async function ingest(db = 'x.db', stdin?: string): Promise<void> {
  const what = stdin === undefined ? folder.getPath('logs') : '-';
  const { code, stderr } = await runCli(['ingest', what, '--db', folder.getPath(db)], {
    cwd: folder.path,
    ...(stdin !== undefined && { stdin }),
  });
  expect([code, stderr.replace(/^Nothing was read: no record has usage yet\.\n$/, '')]).toEqual([0, '']);
}

/** Requests by project and directory. */
async function projects(db = 'x.db'): Promise<Record<string, number>> {
  const { rows } = await runJson<ReportJson>([
    ...['report', '--db', folder.getPath(db), '--by', 'project,label:directory'],
  ]);
  return Object.fromEntries(
    rows.map(({ group, requests }) => [[group['project'], group['label:directory'] ?? '-'].join(' '), requests]),
  );
}

const IN_APP = {
  '/srv/app -': 1,
  '/srv/app /srv/app/.claude/worktrees/x': 1,
  '/srv/app /srv/app/packages/web': 1,
  '/srv/app /tmp': 1,
};

describe('a session that moves is the project it began in', () => {
  it('as a file, piped, and packed', async () => {
    write('logs/a.jsonl', MOVING);
    await ingest();
    await ingest('piped.db', MOVING);
    write('logs/a.jsonl', '');
    write('logs/a.jsonl.gz', gzipSync(MOVING));
    await ingest('packed.db');
    for (const db of ['x.db', 'piped.db', 'packed.db']) expect(await projects(db)).toEqual(IN_APP);
  });

  it('also where only the user has spoken there', async () => {
    write('logs/a.jsonl', said('/srv/app') + call('a', '/srv/app/packages/web') + call('b', '/tmp'));
    await ingest();
    expect(await projects()).toEqual({ '/srv/app /srv/app/packages/web': 1, '/srv/app /tmp': 1 });
  });

  it('sessions of one file each by itself, those of which the first bytes do not tell as well', async () => {
    const two = (from: number): string =>
      PLACES.map(
        (place, index) => call(`a_${from + index}`, place) + call(`b_${from + index}`, `${place}2`, 's2'),
      ).join('');
    for (const [db, text] of [
      ['x.db', two(0)],
      ['y.db', call('other', '/srv/other', 's3') + FILLER + two(0)],
    ] as const) {
      write('logs/a.jsonl', text);
      await ingest(db);
      const found = Object.entries(await projects(db)).filter(([name]) => !name.includes('other'));
      const of = (project: string): number =>
        found.filter(([name]) => name.startsWith(`${project} `)).reduce((sum, [, requests]) => sum + requests, 0);
      expect([of('/srv/app'), of('/srv/app2'), found.length]).toEqual([4, 4, 8]);
    }
  });

  it('a sub-agent that begins below is in the project of the folder that its file lies in', async () => {
    write('logs/projects/-srv-app/s1.jsonl', call('a', '/srv/app'));
    write('logs/projects/-srv-app/s1/subagents/agent-1.jsonl', call('b', '/srv/app/packages/web') + call('c', '/tmp'));
    await ingest();
    expect(await projects()).toEqual({
      '/srv/app -': 1,
      '/srv/app /srv/app/packages/web': 1,
      '/srv/app /tmp': 1,
    });
  });

  it('a line without a directory has no project, and does not tell of the session', async () => {
    write('logs/a.jsonl', `${line({ id: 'a', top: { cwd: undefined } })}\n${call('b', '/srv/app')}`);
    await ingest();
    expect(await projects()).toEqual({ ' -': 1, '/srv/app -': 1 });
  });
});

describe('a log that grows comes to the ledger of a fresh read', () => {
  it.each([
    ['of a session that its first bytes tell of', said('/srv/app') + MOVING],
    ['of a session that they do not', call('o', '/srv/other', 's3') + FILLER + MOVING],
    ['of a session that began before them, in its own folder', FILLER + MOVING],
  ])('%s', async (_, text) => {
    const file = 'logs/projects/-srv-app/s1.jsonl';
    const cuts = [...text.matchAll(/\n/g)].map(({ index }) => index + 1).slice(-5);
    write(file, text.slice(0, cuts[0]));
    await ingest();
    for (const [index, cut] of cuts.entries()) {
      appendFileSync(folder.getPath(file), text.slice(cut, cuts[index + 1] ?? text.length));
      await ingest();
    }
    await ingest('fresh.db');
    expect(ledgerText(folder.getPath('x.db'))).toBe(ledgerText(folder.getPath('fresh.db')));
    const of = Object.keys(await projects()).filter((name) => !name.includes('other'));
    expect(of.every((name) => name.startsWith('/srv/app '))).toBe(true);
  });

  it('and says how many calls it holds', async () => {
    const before = call('o', '/srv/other', 's3') + FILLER + call('a', '/srv/app');
    write('logs/a.jsonl', before);
    await ingest();
    appendFileSync(folder.getPath('logs/a.jsonl'), call('b', '/tmp') + call('c', '/srv/app'));
    const args = ['ingest', folder.getPath('logs'), '--db', folder.getPath('x.db')];
    expect(await runJson(args)).toMatchObject({ records: 4, added: 2, updated: 0, unchanged: 2 });
    expect(await runJson(args)).toMatchObject({ records: 4, added: 0, updated: 0, unchanged: 4 });
  });
});

describe('the configuration', () => {
  const CONFIG = 'promptcache-cost.json';
  const configured = (value: unknown): void => write(CONFIG, JSON.stringify({ projects: value }));

  it('leaves each call the directory it was made in', async () => {
    configured('directory');
    write('logs/a.jsonl', MOVING);
    await ingest();
    expect(await projects()).toEqual(Object.fromEntries(PLACES.map((place) => [`${place} -`, 1])));
  });

  it('names directories, with all below', async () => {
    configured({ '/srv/app': 'the app', '/srv/app/packages/': 'packages' });
    write('logs/a.jsonl', MOVING);
    write('logs/b.jsonl', call('b', '/srv/app/packages/web', 's2'));
    await ingest();
    expect(Object.keys(await projects()).sort()).toEqual(
      [...PLACES.map((place) => `the app ${place}`), 'packages /srv/app/packages/web'].sort(),
    );
  });

  it('has logs read again when it changes, and no call counts twice', async () => {
    const nameless = line({ id: '', project: '/srv/app/web' }).replace(/"(?:requestId|uuid)":"[^"]*",?/g, '');
    write('logs/a.jsonl', `${MOVING}${nameless}\n`);
    await ingest();
    for (const value of [{ '/srv/app': 'app' }, 'directory', undefined]) {
      configured(value);
      const args = ['ingest', folder.getPath('logs'), '--db', folder.getPath('x.db')];
      expect(await runJson(args, { cwd: folder.path })).toMatchObject({ records: 5, added: 0 });
    }
  });
});
