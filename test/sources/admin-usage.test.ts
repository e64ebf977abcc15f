import { describe, expect, test } from 'vitest';
import { flagsOf } from '../../src/core/flags.ts';
import { adminUsage } from '../../src/sources/admin-usage.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { eventsOf, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { BUCKET, GROUP, pageOf, REPORTED } from './reports.ts';

testFixtures('admin-usage');

const read = (...records: unknown[]) => readAll(adminUsage, numbered(records));
const bucket = (change: JsonObject): JsonObject => ({ ...BUCKET, results: [{ ...REPORTED, ...GROUP, ...change }] });
const event = (change: JsonObject) => eventsOf(read(bucket(change)))[0];

test('a page, its buckets one by one, and its rows one by one are the same events', () => {
  const { results, ...times } = BUCKET;
  const row = { ...times, ...(results as JsonObject[])[0] };
  const [page] = eventsOf(read(pageOf(BUCKET)));
  expect(page).toMatchObject({
    at: Date.UTC(2026, 10, 10),
    until: Date.UTC(2026, 10, 11),
    terms: { source: 'admin-usage', platform: 'api', tier: 'standard', speed: '', geo: 'global' },
    scope: {
      workspace: 'wrkspc_01FxSupport',
      api_key: '',
      user: '',
      session: '',
      labels: { context_window: '0-200k' },
    },
    flags: 0,
  });
  expect(page?.parts).toEqual([expect.objectContaining({ kind: 'aggregate', requests: 0, above: 0 })]);
  expect(partsOf(page)).toEqual([['aggregate claude-opus-5-5 x0 +4 searches', 120_034, 88_123, 0, 5_120_331, 40_211]]);
  expect([eventsOf(read(BUCKET))[0], eventsOf(read(row))[0]]).toEqual([page, page]);
});

describe('a bucket is known by its time and all of its dimensions', () => {
  const key = (change: JsonObject): string | undefined => event(change)?.key;

  test.each<[JsonObject]>([
    [{ model: 'claude-opus-5' }],
    [{ service_tier: 'batch' }],
    [{ inference_geo: 'us' }],
    [{ speed: 'fast' }],
    [{ context_window: '200k-1M' }],
    [{ workspace_id: null }],
    [{ api_key_id: 'apikey_01FxCi' }],
    [{ account_id: 'user_01FxAda' }],
    [{ a_dimension_of_next_year: 'x' }],
  ])('%j is another', (change) => {
    expect(key(change)).not.toBe(key({}));
  });

  test('another time is another', () => {
    const [day, hour] = eventsOf(read(BUCKET, { ...BUCKET, ending_at: '2026-11-10T01:00:00Z' }));
    expect(day?.key).not.toBe(hour?.key);
  });

  test('a dimension that newer reports have, and that this one is not grouped by, changes nothing', () => {
    expect(key({ a_dimension_of_next_year: null })).toBe(key({}));
  });

  test('the larger figures of a bucket that was pulled again win, in any order', async () => {
    const records = await recordsOf('admin-usage/pages.ndjson');
    const fast = (order: typeof records) =>
      [...merged(eventsOf(readAll(adminUsage, order))).values()].filter(({ terms }) => terms.speed === 'fast');
    expect(fast(records).map((each) => partsOf(each))).toEqual([
      [['aggregate claude-opus-5-5 x0', 3000, 0, 0, 150_000, 2100]],
    ]);
    expect(fast(records.toReversed())).toEqual(fast(records));
  });

  test('two that are alike in one page are two', () => {
    const twice = pageOf({
      ...BUCKET,
      results: [
        { ...REPORTED, ...GROUP },
        { ...REPORTED, ...GROUP },
      ],
    });
    expect(merged(eventsOf(read(twice, twice))).size).toBe(2);
    expect(merged(eventsOf(read(BUCKET, BUCKET))).size).toBe(1);
  });
});

test('who and what a bucket is of', () => {
  const scope = event({
    ...{ api_key_id: 'apikey_01FxCi', account_id: 'user_01FxAda', product: 'claude_code', speed: 'fast' },
    context_window: null,
  })?.scope;
  expect(scope).toMatchObject({ api_key: 'apikey_01FxCi', user: 'user_01FxAda', labels: { product: 'claude_code' } });
  expect(event({ service_account_id: 'svac_01FxNightly' })?.scope.user).toBe('svac_01FxNightly');
  // An id is no secret, a key is.
  expect(event({ api_key_id: 'sk-ant-api03-Invented00000' })?.scope.api_key).toBe('[secret …0000]');
});

test('a text that no dimension is known for tells rows apart, and is kept nowhere but in the hashed key', () => {
  const noted = event({ description: 'what somebody wrote', product: 'claude_code' });
  expect(noted?.scope.labels).toEqual({ context_window: '0-200k', product: 'claude_code' });
  expect(JSON.stringify({ ...noted, key: '' })).not.toContain('somebody');
  expect(noted?.key).not.toBe(event({ description: 'something else', product: 'claude_code' })?.key);
});

test('without a tier it is priced as standard, and noted', () => {
  expect(event({ service_tier: null })?.terms.tier).toBe('');
  expect(flagsOf(event({ service_tier: null })?.flags ?? 0)).toEqual(['tier_assumed']);
});

test('what is not by model is refused, unless it is nothing', () => {
  const none = {
    ...{ uncached_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 0, server_tool_use: null, model: null },
    cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: 0 },
  };
  expect(refusalsOf(read(bucket({ model: null })))).toEqual([[1, 'not_by_model']]);
  expect(read(bucket(none))).toMatchObject([{ line: 1, reading: { kind: 'not_usage' } }]);
});

test.each([
  [pageOf(), true],
  [pageOf({ starting_at: 'x', ending_at: 'y', results: [] }), true],
  [{ data: [] }, false],
  [{ object: 'list', data: [], has_more: false }, false],
  [
    pageOf({ starting_at: 'x', results: [] }, { starting_at: 'x', results: [{ amount: '1.5', currency: 'USD' }] }),
    false,
  ],
  [pageOf({ object: 'bucket', start_time: 1, results: [{ input_tokens: 5 }] }), false],
  [{ uncached_input_tokens: 5, output_tokens: 6 }, false],
])('%j is one of its pages: %s', (record, claimed) => {
  expect(adminUsage.claims(record)).toBe(claimed);
});
