/**
 * Secrets in every text of every fixture: none gets into the ledger, its -wal, stdout or stderr. Here one turn, in which every
 * value holds one secret, and some of the keys do. PROMPTCACHE_SECRETS=8 takes 8 turns and all keys, PROMPTCACHE_SECRETS=all as
 * many turns as there are secrets, so that every place holds each (half an hour).
 */
import Database from 'better-sqlite3';
import { createFixture } from 'fs-fixture';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLedger } from '../../src/store/sqlite.ts';
import { INVENTED } from '../invented-secrets.ts';
import { runCli } from '../run.ts';
import { copiesOf, type Place } from '../secret-copies.ts';
import { filesIn } from '../sources/fixture-files.ts';
import { FIXTURES } from '../sources/readings.ts';

const FILES = filesIn(FIXTURES, '.').filter((name) => /\.(?:jsonl?|ndjson|csv|sse)$/.test(name));
const TEXTS = FILES.map((name) => [name, readFileSync(path.join(FIXTURES, name), 'utf8')] as const);
const WANTED = process.env['PROMPTCACHE_SECRETS'] ?? '';
const TURNS = INVENTED.map((_, turn) => turn).slice(0, WANTED === 'all' ? INVENTED.length : Number(WANTED) || 1);
/** Of the copies with secrets for keys, of which there are most. */
const EACH = { value: 1, key: WANTED === '' ? 6 : 1 };

const LABELS = ['branch', 'version', 'directory', 'team', 'product', 'context_window', 'environment', 'name', 'trace'];
const REPORTS = [
  ...['model', 'project', 'session', 'thread', 'tier,speed,geo,platform', 'workspace,api_key,user'],
  ...LABELS.map((name) => `label:${name}`),
].map((by) => ['report', '--by', by, '-f', 'json']);

test('no fixture has a secret of its own', () => {
  for (const [, text] of TEXTS) for (const { middle } of INVENTED) expect(text).not.toContain(middle);
});

describe.each<Place>(['value', 'key'])('as a %s', (place) => {
  test.each(TURNS)('turn %i', { timeout: 120_000 }, async (turn) => {
    const logs = TEXTS.flatMap(([name, text]) =>
      copiesOf(name, text, place, INVENTED, turn)
        .map((copy, index) => [inFolder(name, index), copy] as const)
        .filter((_, index) => index % EACH[place] === 0),
    );
    await using folder = await createFixture(Object.fromEntries(logs));
    const file = folder.getPath('usage.db');
    // It stays open, so that what is written stays in the -wal.
    const holder = openLedger(file, { create: true });
    const terminal = { cwd: folder.path, env: { PROMPTCACHE_COST_DB: file } };
    const ran = [await runCli(['ingest', 'logs', '--at', '2026-11-10T00:00:00Z', '-f', 'json'], terminal)];
    const { added } = JSON.parse(ran[0]?.stdout ?? '') as { added: number };
    expect(added).toBeGreaterThan(500);
    for (const argv of REPORTS) ran.push(await runCli(argv, terminal));
    const disk = [file, `${file}-wal`].filter((each) => existsSync(each)).map((each) => readFileSync(each, 'latin1'));
    const kept = [...disk, ...textsIn(file), ...ran.flatMap(({ stdout, stderr }) => [stdout, stderr])].join('\n');
    holder.close();
    const leaks = INVENTED.flatMap(({ middle }) => {
      const at = kept.indexOf(middle);
      return at < 0 ? [] : [kept.slice(Math.max(0, at - 100), at + 100)];
    });
    expect(leaks).toEqual([]);
  });
});

/** As its source wants it: the folders of transcripts say where sessions began. */
function inFolder(name: string, index: number): string {
  return path.join('logs', String(index), name);
}

/** Also what pages of the file tear apart. */
function textsIn(file: string): string[] {
  const database = new Database(file, { readonly: true });
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
  const rows = tables.flatMap((name) => database.prepare(`SELECT * FROM "${name}"`).raw().all() as unknown[][]);
  database.close();
  return rows.flat().filter((value) => typeof value === 'string');
}
