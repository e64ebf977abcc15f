/** A ledger of draft 12 of the schema, with the real transcripts, is adopted, and reports what it did. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { runJson, type ReportJson } from '../run.ts';
import { describeReal } from './real-data.ts';

interface Expected {
  readonly requests: number;
  readonly tokens: Readonly<Record<string, number>>;
  readonly cost_usd: string;
}

describeReal('a ledger of commit 329ebc8', 'data/old-ledger', (given) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'old-ledger-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'usage.db');
  writeFileSync(file, gunzipSync(readFileSync(path.join(given, '329ebc8.db.gz'))));

  it('is adopted: it reports the requests, tokens and cost that it did', async () => {
    const expected = JSON.parse(readFileSync(path.join(given, 'expected.json'), 'utf8')) as Expected;
    const { totals } = await runJson<ReportJson>(['report', '--db', file]);
    const { requests, cost_usd } = totals;
    const tokens = Object.fromEntries(
      Object.keys(expected.tokens).map((meter) => [meter, totals.tokens[meter as keyof typeof totals.tokens]]),
    );
    expect({ requests, tokens, cost_usd }).toEqual(expected);
  });

  it('is whole then', async () => {
    expect(await runJson(['ledger', 'check', '--db', file])).toMatchObject({ whole: true });
  });
});
