/** Real transcripts diagnosed: every miss has a cause, and the money adds up. The split is recorded in ARCHITECTURE.md. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatUsd, type Pico } from '../../src/core/money.ts';
import { CAUSES, WHOLE } from '../../src/diagnose/cause.ts';
import { diagnose, type Diagnosis } from '../../src/diagnose/diagnosis.ts';
import { diagnosisLog } from '../../src/diagnose/log.ts';
import { promptOf } from '../../src/requests/log.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { book } from '../prices/shipped.ts';
import { runCli, runJson } from '../run.ts';
import { describeReal } from './real-data.ts';

function diagnosed(db: string): Diagnosis {
  const ledger = openLedger(db, { create: false });
  try {
    const by = ['label:version', 'label:branch'] as const;
    const log = diagnosisLog(ledger.requests({ period: {}, by: [...by], where: new Map() }), () => false);
    return diagnose(log, undefined, book, () => null);
  } finally {
    ledger.close();
  }
}

/** As a table of Markdown. */
function splitOf({ money }: Diagnosis): string {
  const spent = money.spent.cost ?? 0n;
  const lineOf = (name: string, counts: readonly string[], cost: Pico): string =>
    `| ${[name, ...counts, formatUsd(cost), `${(Number((cost * 10_000n) / spent) / 100).toFixed(2)} %`].join(' | ')} |`;
  const thousands = (tokens: number): string => `${Math.round(tokens / 1000)}k`;
  return [
    '| cause | known | requests | tokens | cost | of spend |',
    '|---|---|---:|---:|---:|---:|',
    ...[...money.waste]
      .sort((a, b) => Number(b.cost - a.cost))
      .map(({ cause, known, requests, tokens, cost }) =>
        lineOf(`\`${cause}\``, [known, `${requests}`, thousands(tokens)], cost),
      ),
    lineOf('useful', ['', '', ''], money.useful),
  ].join('\n');
}

describeReal('diagnosis of real transcripts', 'data/claude-code', (data) => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'diagnose-'));
  afterAll(() => rmSync(scratch, { recursive: true }));
  let diagnosis: Diagnosis;
  beforeAll(async () => {
    execFileSync('tar', ['xzf', path.join(data, 'transcripts.tar.gz'), '-C', scratch]);
    const db = path.join(scratch, 'all.db');
    await runJson(['ingest', path.join(scratch, 'transcripts'), '--db', db]);
    diagnosis = diagnosed(db);
  });

  it('says of what was never read what check and break-even say', async () => {
    const db = ['--db', path.join(scratch, 'all.db')];
    const check = ['check', ...db, '--window', 'all', '--max-unread-write-share', '1'];
    const { budgets } = await runJson<{ budgets: { unread_write_tokens: number }[] }>(check);
    const { stdout } = await runCli(['whatif', '--format', 'json', 'break-even', ...db]);
    const breakEven = JSON.parse(stdout) as { unread_write_tokens: number };
    expect(diagnosis.unreadWriteTokens).toBe(3_380_429);
    expect([budgets[0]!.unread_write_tokens, breakEven.unread_write_tokens]).toEqual([3_380_429, 3_380_429]);
  });

  it('gives every request that read less than 95 % of what was there a cause', () => {
    const { log, expected, misses } = diagnosis;
    let missed = 0;
    for (const [row, tokens] of expected.tokens.entries()) {
      if ((log.logged.cache_read[row] ?? 0) >= tokens * WHOLE) continue;
      missed += 1;
      expect(CAUSES).toContain(misses.get(row)?.cause);
    }
    expect(missed).toBeGreaterThan(300);
    for (const [row, { lost }] of misses) {
      expect(lost).toBeGreaterThan(0);
      expect(lost).toBeLessThanOrEqual(promptOf(log.logged, row));
    }
  });

  it('splits the money, to the picodollar', () => {
    const { spent, useful, waste } = diagnosis.money;
    console.log(splitOf(diagnosis));
    expect(waste.reduce((sum, { cost }) => sum + cost, useful as bigint)).toBe(spent.cost);
    for (const { cost } of waste) expect(cost).toBeGreaterThan(0n);
  });

  it('finds pauses more often than changes, and changes of messages more often than of the system', () => {
    const requests = (cause: string): number =>
      diagnosis.money.waste.reduce((sum, each) => sum + (each.cause === cause ? each.requests : 0), 0);
    expect(requests('expired_5m')).toBeGreaterThan(requests('messages_changed'));
    expect(requests('messages_changed')).toBeGreaterThan(10 * requests('system_changed'));
  });
});
