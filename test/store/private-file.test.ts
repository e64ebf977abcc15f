/** Modes of what the program makes, under any umask, and of ledgers that others can read. */
import { createFixture } from 'fs-fixture';
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { keepPrivate } from '../../src/store/private-file.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { run } from '../../src/cli.ts';
import { hostFor } from '../run.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const uid = process.getuid?.() ?? -1;

function modes(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(entries.map((name) => [name, modeOf(path.join(folder, name))]));
}

function modeOf(file: string): string {
  return (statSync(file).mode & 0o777).toString(8);
}

/** Node takes TypeScript by itself from 22.18 on. */
const PLAIN = ['--experimental-strip-types', '--no-warnings'];

/** In a process of its own, since the umask is of the whole process. It stays open, so that -wal and -shm are there. */
const SCRIPT = `
  process.umask(Number(process.argv[2]));
  const { openLedger } = await import(${JSON.stringify(path.join(ROOT, 'src/store/sqlite.ts'))});
  const { writeBaseline } = await import(${JSON.stringify(path.join(ROOT, 'src/commands/baseline-file.ts'))});
  const { writeOverlay } = await import(${JSON.stringify(path.join(ROOT, 'src/commands/overlay-files.ts'))});
  const ledger = openLedger('share/deep/usage.db', { create: true });
  ledger.startRun(0, 'test');
  writeBaseline('share/baseline.json', 'baseline.json', { pricesVersion: 'x', zone: 'UTC', selections: [] });
  writeOverlay('prices/own', [{ name: 'a.json', json: {} }], process.cwd());
  const { readdirSync, statSync } = await import('node:fs');
  const names = readdirSync('.', { recursive: true }).sort();
  console.log(JSON.stringify(Object.fromEntries(names.map((name) => [name, (statSync(name).mode & 0o777).toString(8)]))));
`;

describe.skipIf(uid < 0)('under any umask', () => {
  test.each([0o000, 0o002, 0o022, 0o077])('%o', async (umask) => {
    await using folder = await createFixture({ 'made.mjs': SCRIPT });
    const printed = execFileSync(process.execPath, [...PLAIN, 'made.mjs', String(umask)], {
      cwd: folder.path,
      encoding: 'utf8',
    });
    const { 'made.mjs': _script, ...made } = JSON.parse(printed) as Record<string, string>;
    expect(made).toEqual({
      ...{ share: '700', 'share/deep': '700', 'share/baseline.json': '600' },
      ...{ 'share/deep/usage.db': '600', 'share/deep/usage.db-wal': '600', 'share/deep/usage.db-shm': '600' },
      ...{ prices: '700', 'prices/own': '700', 'prices/own/a.json': '600' },
    });
  });
});

describe.skipIf(uid < 0)('a ledger that others can read', () => {
  test('is closed to them with its -wal and -shm, which is told once', async () => {
    await using folder = await createFixture();
    const file = folder.getPath('usage.db');
    const open = openLedger(file, { create: true });
    open.startRun(0 as never, 'test');
    for (const name of readdirSync(folder.path)) chmodSync(folder.getPath(name), 0o644);
    const written = { stdout: '', stderr: '' };
    const report = ['report', '--db', file];
    await run(report, { ...hostFor({}, written), uid });
    expect(written.stderr).toContain('usage.db: others could read this ledger; now only you can.\n');
    expect(modes(folder.path)).toEqual({ 'usage.db': '600', 'usage.db-shm': '600', 'usage.db-wal': '600' });
    open.close();
    const again = { stdout: '', stderr: '' };
    await run(report, { ...hostFor({}, again), uid });
    expect(again.stderr).not.toContain('others');
  });

  test('and is of somebody else is read all the same, with a warning', async () => {
    await using folder = await createFixture();
    const file = folder.getPath('usage.db');
    openLedger(file, { create: true }).close();
    chmodSync(file, 0o640);
    const written = { stdout: '', stderr: '' };
    const code = await run(['report', '--db', file], { ...hostFor({}, written), uid: uid + 1 });
    expect(written.stderr).toContain(
      'usage.db: others can read this ledger. Its owner can change that: chmod 600 FILE',
    );
    expect([code, modeOf(file)]).toEqual([0, '640']);
  });

  test('stays as it is where there are no users', async () => {
    await using folder = await createFixture();
    const file = folder.getPath('usage.db');
    openLedger(file, { create: true }).close();
    chmodSync(file, 0o644);
    const written = { stdout: '', stderr: '' };
    await run(['report', '--db', file], hostFor({}, written));
    expect([written.stderr.includes('others'), modeOf(file)]).toEqual([false, '644']);
  });

  test('and is no ledger is left alone', async () => {
    await using folder = await createFixture();
    const file = folder.getPath('notes.txt');
    writeFileSync(file, 'a text that is longer than the header of a SQLite file, and is none', { mode: 0o644 });
    await run(['report', '--db', file], { ...hostFor({}), uid });
    expect(modeOf(file)).toBe('644');
  });
});

test('a ledger that is not there is private', () => {
  expect(keepPrivate('/nonexistent/usage.db', uid)).toBe('private');
});
