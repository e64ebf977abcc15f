/**
 * What others measured and published, from the counts they printed. Worked out by hand:
 *
 * - Four turns on a book (https://github.com/anthropics/claude-cookbooks, misc/prompt_caching.ipynb), Claude 3.5 Sonnet at
 *   $3, $3.75 written, $0.30 read, $15: 187,999 written 0.70499625, 562,442 read 0.1687326, 16 of input 0.000048, 908 of
 *   output 0.01362. Uncached 750,457 x 3 / 1,000,000 + 0.01362.
 * - Contextual embeddings (the same, capabilities/contextual-embeddings/guide.ipynb: "77.04% of all input tokens used were
 *   read from cache"), Claude 3 Haiku at $0.25, $0.30, $0.03, $1.25: 341,422 written 0.1024266, 2,825,073 read 0.08475219,
 *   500,383 of input 0.12509575, 40,318 of output 0.0503975. Uncached 3,666,878 x 0.25 / 1,000,000 + 0.0503975.
 */
import { createFixture, type FsFixture } from 'fs-fixture';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli, runJson } from '../run.ts';

type Counts = readonly [input: number, written: number, read: number, output: number];

const PUBLISHED: readonly [string, string, readonly Counts[], Record<string, unknown>][] = [
  [
    'four turns on a book',
    'claude-3-5-sonnet-20241022',
    [
      [4, 187_354, 0, 22],
      [4, 36, 187_354, 297],
      [4, 308, 187_390, 289],
      [4, 301, 187_698, 300],
    ],
    { cost_usd: '0.88739685', uncached_cost_usd: '2.264991', token_hit_ratio: 0.749466, request_hit_ratio: 0.75 },
  ],
  [
    'contextual embeddings, of which there is one sum',
    'claude-3-haiku-20240307',
    [[500_383, 341_422, 2_825_073, 40_318]],
    { cost_usd: '0.36267204', uncached_cost_usd: '0.967117', token_hit_ratio: 0.77043 },
  ],
];

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(() => folder.rm());

it.each(PUBLISHED)('%s', async (_, model, calls, expected) => {
  const lines = calls.map(([input_tokens, written, read, output_tokens], index) => {
    const usage = {
      ...{ input_tokens, output_tokens, cache_read_input_tokens: read, cache_creation_input_tokens: written },
      cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 },
    };
    const message = { type: 'message', role: 'assistant', id: `msg_01Published${index}`, model, usage };
    return JSON.stringify({ timestamp: `2024-11-01T12:0${index}:00Z`, ...message });
  });
  const db = folder.getPath('published.db');
  const { code } = await runCli(['ingest', '-', '--db', db], { stdin: `${lines.join('\n')}\n` });
  expect(code).toBe(0);
  const { totals } = await runJson<{ totals: Record<string, unknown> }>(['report', '--db', db]);
  expect(totals).toMatchObject(expected);
});
