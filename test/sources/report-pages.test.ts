/** Pages of a report that says there are more. */
import { describe, expect, test } from 'vitest';
import { boundReasons } from '../../src/core/bounds.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { readLog } from './log-of.ts';

const bucket = (day: number, rows: number): JsonObject => ({
  ...{ starting_at: `2026-11-${day}T00:00:00Z`, ending_at: `2026-11-${day + 1}T00:00:00Z` },
  results: Array.from({ length: rows }, () => ({
    ...{ uncached_input_tokens: 9, cache_read_input_tokens: 0, output_tokens: 3, model: 'claude-opus-5-5' },
    ...{ cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: 0 }, service_tier: 'standard' },
  })),
});
const page = (day: number, rows: number, has_more: boolean): JsonObject => ({ data: [bucket(day, rows)], has_more });
const empty = (has_more: boolean): JsonObject => ({ data: [], has_more });

describe('what is missing', () => {
  test.each<[string, JsonObject[], bound: number, complete: number, reasons: string[]]>([
    ['nothing, of one page', [page(10, 1, false)], 0, 1, []],
    ['what follows the last page', [page(10, 1, true)], 1, 0, []],
    ['nothing, where the next one follows', [page(10, 1, true), page(11, 1, false)], 0, 2, []],
    ['nothing, where an empty last one follows', [page(10, 1, true), empty(false)], 0, 1, []],
    ['what follows the last of two', [page(10, 1, true), page(11, 2, true)], 2, 1, []],
    ['what follows an empty page that says there is more', [page(10, 1, true), empty(true)], 1, 0, []],
    ['nothing, where it follows an empty one', [page(10, 1, true), empty(true), page(12, 1, false)], 0, 2, []],
    ['all there is', [page(9 + 1, 0, true)], 0, 0, ['more_pages']],
    ['all there is, without a bucket', [page(10, 1, false), empty(true)], 0, 1, ['more_pages']],
  ])('%s', (_, pages, bound, complete, reasons) => {
    const read = readLog(pages);
    const isBound = read.events.map(({ flags }) => boundReasons(flags).includes('more_pages'));
    expect([isBound.filter(Boolean).length, isBound.filter((each) => !each).length]).toEqual([bound, complete]);
    expect(read.reasons).toEqual(reasons);
  });
});
