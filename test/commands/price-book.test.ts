/** Whether the built-in prices may have changed since they were looked at. */
import { createFixture } from 'fs-fixture';
import { expect, it } from 'vitest';
import type { Instant } from '../../src/core/time.ts';
import { freshness } from '../../src/prices/list.ts';
import { lines } from '../ingest/transcripts.ts';
import { book, midnight } from '../prices/shipped.ts';
import { runCli } from '../run.ts';

const { newest } = freshness(book);
const MS_PER_DAY = 86_400_000;

async function saidAfter(days: number, line: string): Promise<string> {
  const rates = {
    input: '1',
    cache_write_5m: null,
    cache_write_1h: null,
    cache_read: '0.1',
    output: '4',
    multipliers: {},
  };
  const own = JSON.stringify({
    model: 'our-own-model',
    prices: [{ speed: 'standard', from: '2026-01-01', to: null, ...rates }],
  });
  await using folder = await createFixture({ 'log.jsonl': lines({ id: 'a' }), 'own/own.json': own });
  const now = (midnight(newest) + days * MS_PER_DAY) as Instant;
  const { code, stderr } = await runCli(line.split(' '), { cwd: folder.path, now });
  expect(code).toBe(0);
  return stderr.replace(/^Not stored.*\n/, '');
}

const old = (days: number): string =>
  `Built-in prices were last checked on ${newest} (${days} days ago); update promptcache-cost or give --prices.\n`;

it.each<[days: number, line: string, said: string]>([
  [60, 'report log.jsonl', ''],
  [61, 'report log.jsonl', old(61)],
  [91, 'report log.jsonl --format json', old(91)],
  [91, 'check log.jsonl --max-cost 5', old(91)],
  [91, 'whatif log.jsonl', old(91)],
  [91, 'diagnose log.jsonl', old(91)],
  [91, 'whatif break-even --model claude-opus-5-5', old(91)],
  [91, 'report log.jsonl --quiet', ''],
  [91, 'report log.jsonl --prices own', ''],
  [91, 'ingest log.jsonl --db x.db', ''],
])('after %i days %s says once how old they are', async (days, line, expected) => {
  expect(await saidAfter(days, line)).toBe(expected);
});
