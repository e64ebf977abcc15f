/** Everything that can be wrong with an input: one clear line, the right exit code, and the rest is still read. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli, runJson, type IngestJson, type Ran } from '../run.ts';
import { line, lines } from './transcripts.ts';

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(async () => {
  await folder.rm();
});

const GOOD = lines({ id: 'good' });

function run(...args: string[]): Promise<Ran> {
  return runCli(['ingest', ...args, '--db', 'x.db'], { cwd: folder.path });
}

describe('a file that cannot be read', () => {
  it.each<[string, string | Buffer, RegExp]>([
    [
      'of no known shape',
      'just some text\nand more\n',
      /^promptcache-cost: .*odd\.jsonl: is not a recognised log format\. Force one with --source/,
    ],
    ['of JSON that is no log', '{"hello":"world"}\n', /odd\.jsonl: is not a recognised log format\. Force one/],
    ['of broken JSON', '{"hello": oops}\n{"and"\n', /odd\.jsonl: is not valid JSON\. jq empty FILE shows/],
    ['of bytes', Buffer.from('7f454c460201010000', 'hex'), /odd\.jsonl: holds binary data\. Name a log of text/],
    [
      'cut short in its compression',
      gzipSync(GOOD.repeat(50)).subarray(0, 60),
      /odd\.jsonl: cannot be read: the compressed file is cut short/,
    ],
    ['damaged in its compression', damaged(), /odd\.jsonl: cannot be read: the compressed file is damaged/],
    ['in UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0]), /odd\.jsonl: UTF-32 text is not read\./],
  ])('%s', async (_, content, message) => {
    writeFileSync(folder.getPath('odd.jsonl'), content);
    await folder.writeFile('good.jsonl', GOOD);
    const { code, stdout, stderr } = await run('odd.jsonl', 'good.jsonl');
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toMatch(/^Stored 1 new response from/);
    expect(code).toBe(2);
  });

  const BZIP2 = Buffer.concat([Buffer.from('425a6839314159265359', 'hex'), Buffer.from(GOOD)]);
  const PACKED =
    /: (each )?is a bzip2 file, which is not read\. Unpack it: bunzip2 -c FILE \| promptcache-cost ingest\n$/;

  it('packed so that it is not read, is named with what unpacks it, and fails', async () => {
    writeFileSync(folder.getPath('odd.jsonl'), BZIP2);
    const file = await run('odd.jsonl');
    expect(file.stderr).toMatch(PACKED);
    expect(file.stderr).toMatch(/^promptcache-cost: .*odd\.jsonl: is/);
    const pipe = await runCli(['ingest', '-', '--db', 'x.db'], { cwd: folder.path, stdin: BZIP2 });
    expect(pipe.stderr).toMatch(PACKED);
    expect(pipe.stderr).toMatch(/^promptcache-cost: standard input: is/);
    expect([file.code, pipe.code]).toEqual([2, 2]);
  });

  it('packed so that it is not read, and found in a directory, is skipped and named', async () => {
    mkdirSync(folder.getPath('logs'));
    writeFileSync(folder.getPath('logs/a.jsonl.bz2'), BZIP2);
    await folder.writeFile('logs/good.jsonl.1', GOOD);
    const { code, stdout, stderr } = await run('logs');
    expect(stdout).toMatch(/^Stored 1 new response from 1 file /);
    expect(stderr).toMatch(/^1 file skipped: [^\n]*a\.jsonl\.bz2: is/);
    expect(stderr).toMatch(PACKED);
    expect(code).toBe(0);
  });

  it('packed so that it is not read, like many beside it, is said in one line', async () => {
    mkdirSync(folder.getPath('logs'));
    for (let day = 1; day <= 7; day += 1) writeFileSync(folder.getPath(`logs/app.log.${day}.bz2`), BZIP2);
    const { code, stderr } = await run('logs');
    expect(stderr).toMatch(/^7 files skipped: [^\n]*log\.1\.bz2, [^\n]*log\.5\.bz2 and 2 more: each is a bzip2 file/);
    expect(stderr).toMatch(PACKED);
    // Nothing was read: no file held a record.
    expect(code).toBe(2);
  });

  it.each([
    ['missing', 'nowhere.jsonl', 'nowhere.jsonl: no such file or directory.'],
    ['a glob without a match', 'x*.jsonl', 'x*.jsonl: matches no file.'],
    ['an empty directory', 'empty', 'empty: holds no file that is named like a log.'],
    ['an empty path', '', 'a path is empty.'],
  ])('%s', async (_, argument, message) => {
    mkdirSync(folder.getPath('empty'));
    const { code, stderr } = await run(argument);
    expect(stderr).toContain(`promptcache-cost: ${message}`);
    expect(code).toBe(2);
  });

  it.skipIf(process.getuid?.() === 0)('without permission (cannot be shown to root)', async () => {
    await folder.writeFile('closed.jsonl', GOOD);
    chmodSync(folder.getPath('closed.jsonl'), 0);
    expect((await run('closed.jsonl')).stderr).toContain('closed.jsonl: cannot be read: permission denied.');
  });

  it('cut short in its compression, gives what came before the cut, and the rest when it is whole', async () => {
    // Ids that do not compress, so that most of the file is before the cut.
    const many = Array.from({ length: 400 }, (_, index) => ({ id: `m${Math.imul(index + 1, 0x9e3779b1)}` }));
    const whole = gzipSync(lines(...many));
    writeFileSync(folder.getPath('log.gz'), whole.subarray(0, whole.length - 500));
    const cut = await run('log.gz');
    expect(cut.code).toBe(2);
    const kept = Number(/^Stored (\d+) new/.exec(cut.stdout)?.[1]);
    expect(kept).toBeGreaterThan(100);
    expect(kept).toBeLessThan(400);
    writeFileSync(folder.getPath('log.gz'), whole);
    const rest = await run('log.gz');
    expect({ code: rest.code, stdout: rest.stdout }).toMatchObject({ code: 0 });
    expect(rest.stdout).toMatch(
      new RegExp(`^Stored ${400 - kept} new responses from 1 file \\(0 updated, ${kept} unchanged, 0 refused`),
    );
  });

  it.skipIf(process.getuid?.() === 0)(
    'in a directory that may not be looked into (cannot be shown to root)',
    async () => {
      mkdirSync(folder.getPath('logs/closed'), { recursive: true });
      await folder.writeFile('logs/good.jsonl', GOOD);
      chmodSync(folder.getPath('logs/closed'), 0);
      const { code, stdout, stderr } = await run('logs');
      chmodSync(folder.getPath('logs/closed'), 0o700);
      expect(stdout).toMatch(/^Stored 1 new response/);
      expect({ code, stderr }).toMatchObject({ code: 2 });
      expect(stderr).toMatch(/closed: cannot be searched: permission denied\.\n$/);
    },
  );

  it('that is a pipe of the shell, is read to its end', async () => {
    const bin = path.resolve(import.meta.dirname, '../../bin/promptcache-cost.js');
    await folder.writeFile('log.jsonl', GOOD);
    const command = `"$0" "$1" ingest <(cat log.jsonl) --db pipe.db`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command, process.execPath, bin], {
      cwd: folder.path,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Stored 1 new response from 1 file/);
  });

  it('found in a directory, is passed over and named', async () => {
    mkdirSync(folder.getPath('logs'));
    await folder.writeFile('logs/notes.txt', 'no log\n');
    await folder.writeFile('logs/good.jsonl', GOOD);
    const { code, stderr } = await run('logs');
    expect(stderr).toMatch(/^1 file passed over, of no known log shape: .*notes\.txt\n$/);
    expect(code).toBe(0);
  });
});

/** Compressed bytes with one of them changed. */
function damaged(): Buffer {
  const bytes = gzipSync(Buffer.from(Array.from({ length: 500 }, (_, index) => line({ id: `m${index}` })).join('\n')));
  bytes.fill(0xff, 100, 140);
  return bytes;
}

describe('standard input', () => {
  it.each<[string, string, string]>([
    ['of no known format', 'hello\n', 'promptcache-cost: standard input: is not a recognised log format.'],
    ['of JSON that is no log', '{"a":1}\n', 'promptcache-cost: standard input: is not a recognised log format.'],
    ['with a record that is broken', `${GOOD}{"usage": x\n`, '  standard input:2: is not valid JSON'],
  ])('%s is called that', async (_, stdin, message) => {
    const { stderr } = await runCli(['ingest', '-', '--db', 'x.db'], { cwd: folder.path, stdin });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('stdin#');
  });
});

describe('a record that cannot be read', () => {
  it.each<[string, string | Buffer, number, string]>([
    ['is broken', `${GOOD}{"type":"assistant","message":{"usage":{bad\n`, 2, 'malformed'],
    ['is no object', `${GOOD}[1,2]\n`, 2, 'not_an_object'],
    ['is a block of NUL bytes', `${GOOD}${'\0'.repeat(300)}\n`, 2, 'malformed'],
    ['is cut', GOOD + GOOD.slice(0, -40), 2, 'truncated'],
    ['has no time', `${GOOD}${line({ id: 'b', top: { timestamp: undefined } })}\n`, 2, 'no_instant'],
    ['has no model', `${GOOD}${line({ id: 'b', model: '' })}\n`, 2, 'no_model'],
    ['has a negative count', `${GOOD}${line({ id: 'b', input: -1 })}\n`, 2, 'bad_count'],
    ['has an absurd count', `${GOOD}${line({ id: 'b', input: 1e15 })}\n`, 2, 'count_too_large'],
  ])('because it %s', async (_, content, number, reason) => {
    writeFileSync(folder.getPath('log.jsonl'), content);
    const summary = await runJson<IngestJson>(['ingest', 'log.jsonl', '--db', 'x.db'], { cwd: folder.path });
    const first = [{ file: folder.getPath('log.jsonl'), line: number, reason }];
    expect(summary).toMatchObject({ added: 1, refused: { total: 1, by_reason: { [reason]: 1 }, first } });
    expect((await run('log.jsonl', '--strict')).code).toBe(2);
    expect((await run('log.jsonl')).code).toBe(0);
  });

  it('is named with file and line, and never with its content', async () => {
    await folder.writeFile('log.jsonl', `${GOOD}{"secret":"sk-ant-not-a-real-secret-000","usage": oops\n`);
    const { stdout, stderr } = await run('log.jsonl');
    expect(stderr).toContain('log.jsonl:2: is not valid JSON');
    expect(stdout + stderr).not.toContain('sk-ant');
    expect(stdout + stderr).not.toContain('oops');
  });

  it('and its neighbours leave no prompt, reply or secret on the disk', async () => {
    const secret = 'sk-ant-api03-Invented0000forthistest';
    const content = [{ type: 'text', text: `a reply about ${secret} and plums` }];
    const spots = { cwd: `/home/dev/${secret}`, gitBranch: secret, requestId: secret, prompt: 'plums' };
    const message = { ...(JSON.parse(line({ id: secret })) as { message: object }).message, content };
    await folder.writeFile('log.jsonl', `${line({ top: { ...spots, message } })}\n{"usage": "plums" ${secret}\n`);
    const { stdout, stderr } = await run('log.jsonl', '--label', `key=${secret}`);
    const disk = (await folder.readFile('x.db')).toString('latin1');
    for (const text of [disk, stdout, stderr]) {
      expect(text).not.toContain('plums');
      expect(text).not.toContain('Invented0000');
    }
  });

  it('is counted beyond the first twenty, which are named', async () => {
    await folder.writeFile('log.jsonl', GOOD + '{"broken\n'.repeat(1000));
    const summary = await runJson<IngestJson>(['ingest', 'log.jsonl', '--db', 'x.db'], { cwd: folder.path });
    expect(summary.refused).toMatchObject({ total: 1000 });
    expect(summary.refused.first).toHaveLength(20);
  });

  it('keeps a file name from driving the terminal', async () => {
    await folder.writeFile('evil\u001b[2J.jsonl', 'broken\n');
    expect((await run('evil\u001b[2J.jsonl')).stderr).not.toContain('\u001b');
  });
});

describe('records without a time of their own', () => {
  const bare = JSON.stringify({
    id: 'msg_1',
    type: 'message',
    model: 'claude-opus-5-5',
    usage: { input_tokens: 1, output_tokens: 1 },
  });

  it('are refused', async () => {
    await folder.writeFile('log.json', bare);
    const { code, stderr } = await runCli(['ingest', 'log.json', '--db', 'x.db'], { cwd: folder.path });
    expect(code).toBe(2);
    expect(stderr).toContain('log.json:1: has no time of its own');
  });

  it.each<[string, string[], object]>([
    ['get the one given', ['--at', '2026-11-01T00:00:00Z'], { added: 1, noted: { instant_given: 1 } }],
    ["get their file's", ['--at-file-date'], { added: 1, noted: { instant_given: 1 } }],
  ])('%s', async (_, args, expected) => {
    await folder.writeFile('log.json', bare);
    expect(await runJson(['ingest', 'log.json', '--db', 'x.db', ...args], { cwd: folder.path })).toMatchObject(
      expected,
    );
  });

  it("from a pipe have no file's date", async () => {
    const argv = ['ingest', '-', '--db', 'x.db', '--at-file-date'];
    const { code, stderr } = await runCli(argv, { cwd: folder.path, stdin: bare });
    expect(code).toBe(2);
    expect(stderr).toContain(':1: has no time of its own (give one: --at now,');
  });
});

describe('without a path', () => {
  it("on a terminal, Claude Code's own directories are read", async () => {
    mkdirSync(folder.getPath('config/projects/p'), { recursive: true });
    await folder.writeFile('config/projects/p/s.jsonl', GOOD);
    const env = { CLAUDE_CONFIG_DIR: folder.getPath('config'), NO_COLOR: '1' };
    const { code, stdout } = await runCli(['ingest', '--db', 'x.db'], { cwd: folder.path, env, isTTY: true });
    expect(stdout).toMatch(/^Stored 1 new response/);
    expect(code).toBe(0);
  });

  it('on a terminal without them, it is said where they were looked for', async () => {
    const { code, stdout, stderr } = await runCli(['ingest', '--db', 'x.db'], {
      cwd: folder.path,
      isTTY: true,
      columns: 400,
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      'promptcache-cost: there are no Claude Code transcripts in /home/nobody/.claude/projects or /home/nobody/.config/claude/projects. Name a file, a folder or a glob: promptcache-cost ingest PATH\n',
    );
  });
});
