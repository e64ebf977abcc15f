/** The program as a process: the Node it is started with, what it is missing, and a reader that goes away. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, copyFileSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { packageVersion } from '../src/host.ts';
import { lines } from './ingest/transcripts.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const BIN = path.join(ROOT, 'bin', 'promptcache-cost.js');

/** What an old Node would say of itself; the first process believes it, one that it starts does not. */
const PRETEND_OLD = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.19.0'}})`;

/** In the process that does the work, once it listens to signals: the one that started it pretends to be old. */
const SAYS_ITS_PID = `if (process.env.PROMPTCACHE_COST_NODE)
  process.on('newListener', function heard(name) {
    if (name !== 'SIGINT') return;
    process.off('newListener', heard);
    setImmediate(() => process.stderr.write('started ' + process.pid + '\\n'));
  });
`;

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(async () => {
  await folder.rm();
});

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(node: string, args: readonly string[], input = ''): Ended {
  const env = { PATH: process.env['PATH'], HOME: folder.path, NO_COLOR: '1' };
  return spawnSync(node, args, { encoding: 'utf8', input, cwd: folder.path, env });
}

/** An installation with nothing of the checkout around it but what is named. */
function installed(parts: readonly ('dist' | 'node')[]): string {
  mkdirSync(folder.getPath('bin'));
  copyFileSync(BIN, folder.getPath('bin/promptcache-cost.js'));
  cpSync(path.join(ROOT, 'package.json'), folder.getPath('package.json'));
  if (parts.includes('dist')) symlinkSync(path.join(ROOT, 'dist'), folder.getPath('dist'));
  if (parts.includes('node')) {
    mkdirSync(folder.getPath('node_modules/node/bin'), { recursive: true });
    symlinkSync(process.execPath, folder.getPath('node_modules/node/bin/node'));
  }
  return folder.getPath('bin/promptcache-cost.js');
}

/** One that is still there is a failure, and must not outlive the test. */
function ended(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // As it should be.
  }
}

describe('started by an older Node', () => {
  it('goes on with the Node that the checkout brings: input, output and exit code pass through', () => {
    const bin = installed(['dist', 'node']);
    expect(start(process.execPath, ['--import', PRETEND_OLD, bin, '--version'])).toMatchObject({
      status: 0,
      stdout: `${packageVersion()}\n`,
    });
    const read = start(process.execPath, ['--import', PRETEND_OLD, bin, 'ingest', '--db', 'x.db'], lines({ id: 'a' }));
    expect(read.stdout).toMatch(/^Stored 1 new response/);
    expect(start(process.execPath, ['--import', PRETEND_OLD, bin, 'repotr']).status).toBe(2);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('passes %s on, ends with %i, and leaves nobody who goes on writing', async (signal, expected) => {
    const bin = installed(['dist', 'node']);
    await folder.writeFile('said.mjs', SAYS_ITS_PID);
    const env = {
      PATH: process.env['PATH'],
      HOME: folder.path,
      NODE_OPTIONS: `--import ${folder.getPath('said.mjs')}`,
    };
    const args = ['--import', PRETEND_OLD, bin, 'ingest', '-', '--db', 'x.db'];
    // Standard input stays open, so that it reads until it is stopped.
    const wrapper = spawn(process.execPath, args, { cwd: folder.path, env, stdio: ['pipe', 'ignore', 'pipe'] });
    const pid = await new Promise<number>((resolve) => {
      let said = '';
      wrapper.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const [, found] = /started (\d+)\n/.exec(said) ?? [];
        if (found !== undefined) resolve(Number(found));
      });
    });
    onTestFinished(() => ended(pid));
    expect(pid).not.toBe(wrapper.pid);
    wrapper.kill(signal);
    const [code, by] = (await once(wrapper, 'exit')) as [number | null, string | null];
    expect({ code, by }).toEqual({ code: expected, by: null });
    expect(() => process.kill(pid, 0)).toThrow(expect.objectContaining({ code: 'ESRCH' }) as Error);
  });

  it('goes on with none that cannot be started', () => {
    const bin = installed(['dist']);
    mkdirSync(folder.getPath('node_modules/node/bin'), { recursive: true });
    writeFileSync(folder.getPath('node_modules/node/bin/node'), 'no program', { mode: 0o644 });
    const { status, stderr } = start(process.execPath, ['--import', PRETEND_OLD, bin, '--version']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^promptcache-cost: needs Node 22\.15 or newer[^\n]+\n$/);
  });

  it("and none of the checkout's own, says in one line what is needed", () => {
    const { status, stdout, stderr } = start(process.execPath, [
      '--import',
      PRETEND_OLD,
      installed(['dist']),
      '--version',
    ]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^promptcache-cost: needs Node 22\.15 or newer, and this is 20\.19\.0\. [^\n]+\n$/);
  });

  const old = olderNode();
  it.skipIf(old === undefined)('also a real one, where the machine has one', () => {
    expect(start(old ?? '', [BIN, '--version'])).toMatchObject({ status: 0, stdout: `${packageVersion()}\n` });
    expect(start(old ?? '', [installed(['dist']), '--version']).stderr).toMatch(/^promptcache-cost: needs Node 22\.15/);
  });
});

/** The first Node on the PATH that is too old, and not one that npm put there. */
function olderNode(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((each) => !each.includes('node_modules'));
  return folders
    .map((each) => path.join(each, 'node'))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        const [major = 0, minor = 0] = execFileSync(file, ['--version'], { encoding: 'utf8' })
          .slice(1)
          .split('.')
          .map(Number);
        return major < 22 || (major === 22 && minor < 15);
      } catch {
        return false;
      }
    });
}

it('not built yet, says so in one line', () => {
  const { status, stderr } = start(process.execPath, [installed([]), '--version']);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^promptcache-cost: not built yet\. [^\n]+\n$/);
});

it('a reader that has seen enough ends it quietly', async () => {
  const many = Array.from({ length: 5000 }, (_, index) => ({ id: `m${index}`, session: `session-${index}` }));
  await folder.writeFile('log.jsonl', lines(...many));
  // Quiet, for on some later day the prices are old.
  const args = [BIN, 'report', 'log.jsonl', '--quiet', '--db', 'x.db', '--by', 'session', '--format', 'json'];
  const child = spawn(process.execPath, args, { cwd: folder.path, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout.once('data', () => child.stdout.destroy());
  const [status] = await once(child, 'close');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
