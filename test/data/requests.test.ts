/** Recorded requests replayed from their bodies, and real block traces under every strategy. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { playPlacement } from '../../src/simulate/place.ts';
import { promptWorldOf } from '../../src/simulate/prompt-world.ts';
import { promptLogOf } from '../../src/simulate/prompts.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { book } from '../prices/shipped.ts';
import { runJson } from '../run.ts';
import { describeReal } from './real-data.ts';

const AT = ['--at', '2026-05-20T00:00:00Z'];

/** Second calls that read what the log shows nobody write: their prompts were warmed before the recording began, too. */
const WARMED_BEFORE = [
  'test_anthropic_cached_prompt_tokens.yaml',
  'test_anthropic_cached_prompt_tokens_with_tools.yaml',
  'conformance_blocking_probe.yaml',
];

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
    const wrong = new Set<string>();
    let [calls, worst] = [0, 0];
    playPlacement(promptWorldOf(log, book), 'logged', (row, split) => {
      const session = names[row]!.session;
      const follows = begun.has(session);
      begun.add(session);
      if (!follows) return;
      calls += 1;
      const logged = [prompts.read[row]!, prompts.write5m[row]!, prompts.write1h[row]!];
      const played = [split.read, split.write5m, split.write1h];
      if (String(logged.map((tokens) => tokens > 0)) !== String(played.map((tokens) => tokens > 0))) wrong.add(session);
      else if (!WARMED_BEFORE.includes(session))
        worst = Math.max(
          worst,
          ...logged.map((tokens, index) => Math.abs(tokens - played[index]!) / prompts.total[row]!),
        );
    });
    console.log(
      `${calls - wrong.size} of ${calls} calls right, largest error at a boundary ${(worst * 100).toFixed(2)} %`,
    );
    expect(calls).toBe(35);
    expect([...wrong].filter((session) => !WARMED_BEFORE.includes(session))).toEqual([]);
    expect(worst).toBeLessThanOrEqual(0.02);
  });
});

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
