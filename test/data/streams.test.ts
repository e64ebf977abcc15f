/** Recorded event streams: the usage of each is the final one. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runJson, type IngestJson, type ReportJson } from '../run.ts';
import { describeReal } from './real-data.ts';

type Usage = Partial<
  Record<'input_tokens' | 'cache_creation_input_tokens' | 'cache_read_input_tokens' | 'output_tokens', number | null>
>;

interface Stream {
  readonly file: string;
  readonly model: string;
  readonly message_start_usage: Usage;
  readonly message_delta_usage: Usage | null;
}

describeReal('recorded event streams', 'data/sse', (data) => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'streams-'));
  afterAll(() => rmSync(scratch, { recursive: true }));
  execFileSync('tar', ['xzf', path.join(data, 'streams.tar.gz'), '-C', scratch]);
  const streams = Object.values(
    JSON.parse(readFileSync(path.join(data, 'expected.json'), 'utf8')) as Record<string, Stream>,
  );

  it(`each of ${streams.length}: the last delta over the start`, async () => {
    const different: string[] = [];
    for (const [index, stream] of streams.entries()) {
      const db = path.join(scratch, `${index}.db`);
      const file = path.join(scratch, 'streams', stream.file);
      await runJson<IngestJson>(['ingest', file, '--db', db, '--at', '2026-11-01T00:00:00Z']);
      const { tokens } = (await runJson<ReportJson>(['report', '--db', db])).totals;
      const final = (field: keyof Usage): number =>
        stream.message_delta_usage?.[field] ?? stream.message_start_usage[field] ?? 0;
      const want = [
        final('input_tokens'),
        final('cache_creation_input_tokens'),
        final('cache_read_input_tokens'),
        final('output_tokens'),
      ];
      const got = [tokens.input, tokens.cache_write_5m + tokens.cache_write_1h, tokens.cache_read, tokens.output];
      if (String(got) !== String(want)) different.push(`${stream.file}: ${got} for ${want}`);
    }
    expect(streams.length).toBeGreaterThan(100);
    expect(different).toEqual([]);
  });
});
