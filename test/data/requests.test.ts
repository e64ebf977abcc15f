/** Recorded requests replayed from their bodies, and real block traces under every strategy. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { playPlacement } from '../../src/simulate/place.ts';
import { promptWorldOf } from '../../src/simulate/make-prompt-world.ts';
import { promptLogOf } from '../../src/simulate/prompts.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { book } from '../prices/shipped.ts';
import { runJson } from '../run.ts';
import { describeReal } from './real-data.ts';

const AT = ['--at', '2026-05-20T00:00:00Z'];

describeReal('recorded requests', 'data/api-recordings/exchanges.ndjson', (file) => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'requests-'));
  afterAll(() => rmSync(scratch, { recursive: true }));

  it('every call that follows another of its recording hits, writes and leaves what the provider says', async () => {
    const db = path.join(scratch, 'requests.db');
    await runJson(['ingest', file, ...AT, '--db', db]);
    const ledger = openLedger(db, { create: false });
    const log = promptLogOf(ledger.prompts({ period: {}, by: [], where: new Map() }), ledger.runs());
    ledger.close();
    const { prompts, names } = log;
    const begun = new Set<string>();
    // Recordings that were made twice in a row: their first call reads what nothing in the log wrote, and so may others.
    const warm = new Set<string>();
    let [calls, right, warmed, worst] = [0, 0, 0, 0];
    playPlacement(promptWorldOf(log, book), 'logged', (row, split) => {
      const session = names[row]!.session;
      const follows = begun.has(session);
      begun.add(session);
      const logged = [prompts.cache_read[row]!, prompts.cache_write_5m[row]!, prompts.cache_write_1h[row]!];
      const played = [split.cache_read, split.cache_write_5m, split.cache_write_1h];
      if (!follows) {
        if (logged[0]! > played[0]!) warm.add(session);
        return;
      }
      calls += 1;
      const isRight = String(logged.map((tokens) => tokens > 0)) === String(played.map((tokens) => tokens > 0));
      if (isRight) right += 1;
      // Up to the same breakpoint, read where nothing in the log had written it.
      else if (warm.has(session) && logged[0] === sumOf(played) && sumOf(logged) === logged[0]) warmed += 1;
      const error = isRight ? logged.map((tokens, index) => Math.abs(tokens - played[index]!)) : [];
      worst = Math.max(worst, ...error.map((tokens) => tokens / prompts.total[row]!));
    });
    console.log(
      `${right} of ${calls} calls right, ${warmed} more but for entries from before the log; largest error at a boundary ${(worst * 100).toFixed(2)} %`,
    );
    expect([right, right + warmed]).toEqual([32, 35]);
    expect(worst).toBeLessThanOrEqual(0.02);
  });
});

function sumOf(tokens: readonly number[]): number {
  return tokens.reduce((sum, each) => sum + each, 0);
}

interface Answer {
  readonly level: string;
  readonly actual: { readonly requests: number; readonly cost_usd: string };
  readonly scenarios: readonly { id: string; cost_usd: string; efficiency: number; options: { ttl?: string } }[];
}

describeReal('block traces', 'data/traces/claude-code-block-traces.tar.gz', (file) => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'traces-'));
  afterAll(() => rmSync(scratch, { recursive: true }));

  it('the whole folder over all strategies, none below the floor', async () => {
    execFileSync('tar', ['xzf', file, '-C', scratch]);
    const folder = path.join(scratch, 'claude-code-block-traces');
    const { level, actual, scenarios } = await runJson<Answer>([
      'whatif',
      folder,
      ...AT,
      '--level',
      'request',
      '--quiet',
    ]);
    const line = ({ id, options, cost_usd, efficiency }: Answer['scenarios'][number]): string =>
      `${id} ${options.ttl ?? ''} $${cost_usd} ${(efficiency * 100).toFixed(1)} %`;
    console.log([`${actual.requests} requests, uncached $${actual.cost_usd}`, ...scenarios.map(line)].join('\n'));
    expect(level).toBe('request');
    expect(actual.requests).toBe(34_150);
    const floor = Number(scenarios.find(({ id }) => id === 'floor')?.cost_usd);
    for (const { cost_usd, efficiency } of scenarios) {
      expect(Number(cost_usd)).toBeGreaterThanOrEqual(floor);
      expect(efficiency).toBeLessThanOrEqual(1);
    }
  });
});
