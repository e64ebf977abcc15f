/** The golden cases: 45 small transcripts, and what a correct tool reports of each. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runJson, type IngestJson, type ReportJson } from '../run.ts';
import { describeReal } from './real-data.ts';

interface Expected {
  readonly records: number;
  readonly cost?: string | null;
  readonly refused: number;
  readonly flagged: number;
  readonly unpriced?: number;
  readonly hitRatio?: number;
  readonly tokens?: Record<string, number>;
}

describeReal('golden cases', 'golden/make-cases.mjs', (script) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'golden-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  execFileSync(process.execPath, [script, path.join(folder, 'cases')]);
  const cases = Object.entries(
    JSON.parse(readFileSync(path.join(folder, 'cases', 'expected.json'), 'utf8')) as Record<string, Expected>,
  );

  it('are all there', () => expect(cases).toHaveLength(45));

  it.each(cases)('%s', async (name, expected) => {
    const db = path.join(folder, `${name}.db`);
    const ingested = await runJson<IngestJson>(['ingest', path.join(folder, 'cases', name), '--db', db]);
    const report = await runJson<ReportJson>(['report', '--db', db]);
    expect(ingested).toMatchObject({
      // Of responses: what ingest calls records are also the copies.
      added: expected.records,
      refused: { total: expected.refused },
      flagged: { total: expected.flagged },
    });
    expect(ingested.refused.first).toHaveLength(expected.refused);
    expect(report.totals.requests).toBe(expected.records);
    expect(report.unpriced).toHaveLength(expected.unpriced ?? 0);
    expect(report.totals.complete).toBe(expected.unpriced === undefined);
    if (expected.cost !== undefined) expect(report.totals.cost_usd).toBe(expected.cost);
    if (expected.hitRatio !== undefined) expect(report.totals.token_hit_ratio).toBe(expected.hitRatio);
    if (expected.tokens !== undefined) expect(report.totals.tokens).toMatchObject(expected.tokens);
  });
});
