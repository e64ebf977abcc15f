import { expect, test } from 'vitest';
import type { UsageEvent } from '../../src/core/event.ts';
import { flagsOf } from '../../src/core/flags.ts';
import { bedrockConverse } from '../../src/sources/bedrock-converse.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { nestedIn } from './huge-records.ts';
import { priceOf } from './priced.ts';
import { eventsOf, GIVEN, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { AT } from './shapes.ts';

testFixtures('bedrock-converse');

const opus = 'us.anthropic.claude-opus-5-5';
const SPLIT = [
  { ttl: '1h', inputTokens: 5000 },
  { ttl: '5m', inputTokens: 6000 },
  { ttl: '1h', inputTokens: 7000 },
];
const WRITE = { inputTokens: 210, outputTokens: 391, totalTokens: 18_601, cacheWriteInputTokens: 18_000 };

const record = (usage: JsonObject = {}, beside: JsonObject = {}, answer: JsonObject = {}): JsonObject => ({
  ...{ timestamp: AT, modelId: opus },
  response: { metrics: { latencyMs: 5 }, stopReason: 'end_turn', usage: { ...WRITE, ...usage }, ...answer },
  ...beside,
});
const read = (...records: unknown[]) => readAll(bedrockConverse, numbered(records));
const event = (each: unknown): UsageEvent => eventsOf(read(each))[0]!;

test('the same response twice counts once', async () => {
  const events = eventsOf(readAll(bedrockConverse, await recordsOf('bedrock-converse/responses.ndjson')));
  expect([events.length, merged(events).size]).toEqual([9, 8]);
});

test('writes go by the TTLs that are listed, else they are for 5 minutes', () => {
  const told = (usage: JsonObject) => {
    const { parts, flags } = event(record(usage));
    return [parts[0]?.meters.cache_write_5m, parts[0]?.meters.cache_write_1h, ...flagsOf(flags)];
  };
  expect(told({ cacheDetails: SPLIT })).toEqual([6000, 12_000, 'no_id']);
  expect(told({ cacheDetails: SPLIT, cacheWriteInputTokens: undefined })).toEqual([6000, 12_000, 'no_id']);
  expect(told({})).toEqual([18_000, 0, 'ttl_assumed', 'no_id']);
  expect(told({ cacheDetails: [] })).toEqual([18_000, 0, 'ttl_assumed', 'no_id']);
  expect(told({ cacheDetails: SPLIT.slice(1) })).toEqual([11_000, 7000, 'split_disagrees', 'no_id']);
});

test('the input is without what was cached: it stays as it is, also where it is less', () => {
  const told = event(record({ inputTokens: 21, cacheReadInputTokens: 7172, cacheWriteInputTokens: 0 }));
  expect(partsOf(told)).toEqual([[`message ${opus} x1`, 21, 0, 0, 7172, 391]]);
});

test.each([
  ['a bare response beside its model', { timestamp: AT, modelId: opus, ...(record()['response'] as JsonObject) }],
  ['under body, as text', { timestamp: AT, model: opus, body: JSON.stringify(record()['response'], null, 1) }],
  ['with the model in the request', { ts: AT, request: { modelId: opus }, response: record()['response'] }],
  [
    'the metadata of a stream',
    { created_at: AT, modelId: opus, metadata: { usage: WRITE, metrics: { latencyMs: 5 } } },
  ],
])('%s', (_name, each) => {
  expect(bedrockConverse.claims(each)).toBe(true);
  expect(partsOf(event(each))).toEqual([[`message ${opus} x1`, 210, 18_000, 0, 0, 391]]);
});

test('the time is what was logged, else what boto3 keeps of the headers, else what was given', () => {
  const ResponseMetadata = { RequestId: 'aws-1', HTTPHeaders: { date: 'Thu, 12 Nov 2026 09:14:03 GMT' } };
  expect(event(record({}, {}, { ResponseMetadata })).at).toBe(Date.parse(AT));
  expect(event(record({}, { timestamp: undefined }, { ResponseMetadata })).at).toBe(Date.UTC(2026, 10, 12, 9, 14, 3));
  const untimed = record({}, { timestamp: undefined }, { ResponseMetadata: { HTTPHeaders: { date: 'yesterday' } } });
  expect(refusalsOf(read(untimed))).toEqual([[1, 'no_instant']]);
  expect(eventsOf(readAll(bedrockConverse, numbered([untimed]), { given: GIVEN }))[0]?.at).toBe(GIVEN);
});

test('an id that the program noted may stand for several calls; a copy of one is the same', () => {
  const keys = [record(), record({ outputTokens: 5 }), record()].map((each) => event({ ...each, requestId: 'r' }).key);
  expect(keys[0]).toBe(keys[2]);
  expect(keys[1]).not.toBe(keys[0]);
});

test.each([
  [{ serviceTier: { type: 'default' } }, 'standard', ''],
  [{ serviceTier: { type: 'flex' } }, 'flex', ''],
  [{ performanceConfig: { latency: 'standard' } }, '', ''],
  [{ performanceConfig: { latency: 'optimized' } }, '', 'optimized'],
])('%j is billed as tier "%s", speed "%s"', (answer, tier, speed) => {
  expect(event(record({}, {}, answer)).terms).toMatchObject({ platform: 'bedrock', geo: 'regional', tier, speed });
});

test('the model that a router chose', () => {
  const profile = 'arn:aws:bedrock:us-east-1:111122223333:';
  const modelId = `${profile}default-prompt-router/anthropic.claude:1`;
  const trace = { promptRouter: { invokedModelId: `${profile}inference-profile/us.anthropic.claude-haiku-5-5` } };
  expect(event(record({}, { modelId }, { trace })).parts[0]?.model).toBe('us.anthropic.claude-haiku-5-5');
  expect(refusalsOf(read(record({}, { modelId })))).toEqual([[1, 'opaque_model']]);
});

/** 210 x 4 + 6,000 x 5 + 12,000 x 8 + 391 x 20 = 134,660 millionths of a dollar; a regional profile costs a tenth more. */
test.each([
  [opus, {}, '0.148126'],
  ['global.anthropic.claude-opus-5-5', {}, '0.13466'],
  [opus, { serviceTier: { type: 'priority' } }, 'unknown_tier'],
  [opus, { performanceConfig: { latency: 'optimized' } }, 'unknown_speed'],
])('%s with %j costs %s', (modelId, answer, cost) => {
  expect(priceOf(event(record({ cacheDetails: SPLIT }, { modelId }, answer)))).toBe(cost);
});

test('refusals by line', async () => {
  const readings = readAll(bedrockConverse, await recordsOf('flawed/bedrock-converse/refusals.ndjson'));
  expect(refusalsOf(readings)).toEqual([
    [2, 'bad_instant'],
    [3, 'no_model'],
    [4, 'opaque_model'],
    [5, 'bad_count'],
    [6, 'bad_count'],
    [7, 'bad_count'],
    [8, 'bad_count'],
    [9, 'bad_count'],
    [10, 'missing_count'],
  ]);
  expect(eventsOf(readings).map(({ origin, flags }) => [origin.line, ...flagsOf(flags)])).toEqual([
    [1, 'ttl_assumed', 'no_id'],
    [11, 'split_disagrees', 'no_id'],
    [12, 'ttl_assumed', 'no_id'],
  ]);
});

const bare = { inputTokens: 1, outputTokens: 2, totalTokens: 3 };
test.each([
  ['counts alone, which other programs name alike', { usage: bare }],
  ['the Vercel AI SDK', { finishReason: 'stop', usage: { ...bare, inputTokenDetails: {}, cacheWriteInputTokens: 0 } }],
  ['a coding agent', { stopReason: 'end_turn', usage: { ...bare, cachedReadTokens: 1 } }],
  ['sums by model', { usage: { ...bare, cacheReadInputTokens: 1, cacheCreationInputTokens: 2 }, metrics: {} }],
  ['no usage', { response: { metrics: { latencyMs: 5 } } }],
])('%s is not this shape', (_name, each) => {
  expect(bedrockConverse.claims(each)).toBe(false);
  expect(refusalsOf(read(each))).toEqual([[1, 'not_this_shape']]);
});

test('a count that is nested without end is none', () => {
  expect(refusalsOf(read(record({ inputTokens: nestedIn('x') }, { requestId: 'r' })))).toEqual([[1, 'bad_count']]);
});
