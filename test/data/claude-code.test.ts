/** Real Claude Code transcripts, against what two other programs counted in them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ledgerText } from '../store/ledger-text.ts';
import { runCli, runJson, type IngestJson, type ReportJson } from '../run.ts';
import { describeReal } from './real-data.ts';

interface Indexed {
  readonly file: string;
  readonly unique_requests: number;
  readonly input: number;
  readonly write_5m: number;
  readonly write_1h: number;
  readonly cache_creation: number;
  readonly cache_read: number;
  readonly output: number;
}

interface Counted {
  readonly file: string;
  readonly from_line: number;
  readonly to_line: number;
  readonly token_usage: Record<
    'input_tokens' | 'cache_creation_tokens' | 'cache_read_tokens' | 'output_tokens' | 'api_call_count',
    number
  >;
}

/**
 * One message stands there twice, the copy without a request id, and the index counts it as two responses. It is
 * one (the golden case "dup-same-id-other-request" says so too), which is also what the file is named for.
 */
const COUNTED_TWICE = 'slopus+happy/duplicate-assistant-response.jsonl';

describeReal('real transcripts', 'data/claude-code', (data) => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'transcripts-'));
  const root = path.join(scratch, 'transcripts');
  afterAll(() => rmSync(scratch, { recursive: true }));
  execFileSync('tar', ['xzf', path.join(data, 'transcripts.tar.gz'), '-C', scratch]);
  const indexed = rows<Indexed>(path.join(data, 'index.ndjson'));
  const counted = rows<Counted>(path.join(data, 'oracle.ndjson'));
  let next = 0;

  async function totalsOf(file: string): Promise<ReportJson['totals']> {
    const db = path.join(scratch, `${next++}.db`);
    await runJson<IngestJson>(['ingest', file, '--db', db]);
    return (await runJson<ReportJson>(['report', '--db', db])).totals;
  }

  it(`each of ${indexed.length} files alone: every token total is the index's`, async () => {
    const different: string[] = [];
    for (const want of indexed) {
      const { requests, tokens } = await totalsOf(path.join(root, want.file));
      // The index leaves out the split where the log has none; all writes are 5m then.
      const fiveMinutes = want.cache_creation - want.write_1h;
      const got = [
        requests,
        tokens.input,
        tokens.cache_write_5m,
        tokens.cache_write_1h,
        tokens.cache_read,
        tokens.output,
      ];
      const all = [want.unique_requests, want.input, fiveMinutes, want.write_1h, want.cache_read, want.output];
      if (String(got) !== String(all)) different.push(want.file);
    }
    expect(different).toEqual([COUNTED_TWICE]);
  });

  it('most of their outputs were never logged in full, and the report says how many', async () => {
    const db = path.join(scratch, 'all.db');
    await runJson<IngestJson>(['ingest', root, '--db', db]);
    const { totals } = await runJson<ReportJson & { totals: { lower_bounds: unknown; cost_at_most_usd: unknown } }>([
      ...['report', '--db', db],
    ]);
    expect(totals).toMatchObject({
      ...{ requests: 12_705, cost_usd: '929.9280968', cost_at_most_usd: null, complete: false },
      lower_bounds: [{ reason: 'output_placeholder', requests: 9346 }],
    });
    const { stdout } = await runCli(['report', '--db', db], { columns: 300 });
    expect(stdout).toMatch(/^At least \$929\.93 spent; .*; 9,346 outputs are lower bounds; /);
  });

  it('the message that the index counts twice is one', async () => {
    const { requests, tokens } = await totalsOf(path.join(root, COUNTED_TWICE));
    expect({ requests, tokens }).toEqual({
      requests: 2,
      tokens: { input: 8, cache_write_5m: 18_642, cache_write_1h: 0, cache_read: 13_594, output: 11 },
    });
  });

  it(`the line ranges of ${counted.length} files: every count is the other program's`, async () => {
    const different: string[] = [];
    for (const [index, want] of counted.entries()) {
      const lines = readFileSync(path.join(root, want.file), 'utf8').split('\n').slice(want.from_line, want.to_line);
      const part = path.join(scratch, `part-${index}.jsonl`);
      writeFileSync(part, lines.join('\n'));
      const { requests, tokens } = await totalsOf(part).catch(() => NOTHING);
      // The other program counts the client's own messages as calls, of no tokens.
      const calls = requests + synthetic(lines);
      const got = [
        calls,
        tokens.input,
        tokens.cache_write_5m + tokens.cache_write_1h,
        tokens.cache_read,
        tokens.output,
      ];
      const { input_tokens, cache_creation_tokens, cache_read_tokens, output_tokens, api_call_count } =
        want.token_usage;
      const all = [api_call_count, input_tokens, cache_creation_tokens, cache_read_tokens, output_tokens];
      if (String(got) !== String(all))
        different.push(`${want.file}:${want.from_line}-${want.to_line} ${got} for ${all}`);
    }
    expect(different).toEqual([]);
  });

  it('all files, in any order, twice: one ledger', async () => {
    const files = indexed.map(({ file }) => path.join(root, file));
    const texts: string[] = [];
    for (const order of [files, files.toReversed(), byHash(files)]) {
      const db = path.join(scratch, `order-${texts.length}.db`);
      await runJson<IngestJson>(['ingest', ...order, '--db', db]);
      const again = await runJson<IngestJson>(['ingest', ...order.toReversed(), '--db', db]);
      expect(again).toMatchObject({ added: 0, updated: 0 });
      texts.push(ledgerText(db));
    }
    expect(texts[1]).toBe(texts[0]);
    expect(texts[2]).toBe(texts[0]);
  });

  let all: IngestJson | undefined;
  beforeAll(async () => {
    all = await runJson<IngestJson>(['ingest', root, '--db', path.join(scratch, 'all.db')]);
  });

  it('all files: nothing is refused, and six lines are text', () => {
    expect(all).toMatchObject({
      files: 255,
      refused: { total: 0 },
      accounted: { rejected: 0, not_usage: { 'text line': 6 } },
      flagged: { total: 0 },
    });
  });
});

const NOTHING = {
  requests: 0,
  tokens: { input: 0, cache_write_5m: 0, cache_write_1h: 0, cache_read: 0, output: 0 },
};

function rows<T>(file: string): T[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as T);
}

/** How many messages the client wrote itself. */
function synthetic(lines: readonly string[]): number {
  const ids = lines
    .filter((line) => line.includes('"model":"<synthetic>"'))
    .map((line) => (JSON.parse(line) as { message: { id: string } }).message.id);
  return new Set(ids).size;
}

/** An order that has nothing to do with the names. */
function byHash(files: readonly string[]): string[] {
  const hash = (text: string): number => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);
  return [...files].sort((a, b) => hash(a) - hash(b));
}
