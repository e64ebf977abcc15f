/** The cache model held against real transcripts: what it predicts, and what it makes of the rest. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runJson } from '../run.ts';
import { describeReal } from './real-data.ts';

interface WhatIfJson {
  readonly backtest: {
    readonly pairs: number;
    readonly hit_miss_accuracy: number;
    readonly forward_cost_error_ratio: number;
    readonly cost_error_ratio: number;
    readonly token_error: Readonly<Record<string, number>>;
    readonly chains: number;
    readonly chains_within_2_percent: number;
    readonly verdict: string;
  };
  readonly actual: { readonly cost_usd: string; readonly uncached_cost_usd: string };
  readonly scenarios: readonly {
    readonly id: string;
    readonly cost_usd: string;
    readonly cost_low_usd: string;
    readonly cost_high_usd: string;
  }[];
}

describeReal('what-if of real transcripts', 'data/claude-code', (data) => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'whatif-'));
  afterAll(() => rmSync(scratch, { recursive: true }));
  let answer: WhatIfJson;
  beforeAll(async () => {
    execFileSync('tar', ['xzf', path.join(data, 'transcripts.tar.gz'), '-C', scratch]);
    const db = path.join(scratch, 'all.db');
    await runJson(['ingest', path.join(scratch, 'transcripts'), '--db', db]);
    answer = await runJson<WhatIfJson>(['whatif', '--db', db]);
  });

  it('predicts hits and misses, and replays the cost', () => {
    const { backtest } = answer;
    console.log(`backtest: ${JSON.stringify(backtest)}`);
    expect(backtest.pairs).toBeGreaterThan(12_000);
    expect(backtest.hit_miss_accuracy).toBeGreaterThanOrEqual(0.985);
    expect(Math.abs(backtest.cost_error_ratio)).toBeLessThanOrEqual(0.007);
    // 15 conversations went on with a client that first logs a speed, and wrote anew what a forecast takes to be read.
    expect(Math.abs(backtest.forward_cost_error_ratio)).toBeLessThanOrEqual(0.075);
    expect(backtest.chains_within_2_percent).toBeGreaterThanOrEqual(0.95);
    expect(backtest.verdict).toBe('good');
  });

  it('costs without a cache what the report calls uncached', () => {
    const noCache = answer.scenarios.find(({ id }) => id === 'no-cache');
    expect(noCache?.cost_usd).toBe(answer.actual.uncached_cost_usd);
  });

  it('has what happened within the range of its replay', () => {
    const replayed = answer.scenarios.find(({ id }) => id === 'as-logged');
    console.log(
      answer.scenarios
        .map((each) => `${each.id} ${each.cost_usd} [${each.cost_low_usd}, ${each.cost_high_usd}]`)
        .join('\n'),
    );
    expect(Number(replayed?.cost_high_usd)).toBeGreaterThanOrEqual(Number(answer.actual.cost_usd));
    // Late hits are hits in the low end; what is left is what other threads kept warm: less than a thousandth.
    expect(Number(replayed?.cost_low_usd)).toBeLessThanOrEqual(Number(answer.actual.cost_usd) * 1.001);
  });
});
