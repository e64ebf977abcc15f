import { expect, test } from 'vitest';
import { flagsOf } from '../../src/core/flags.ts';
import { gemini } from '../../src/sources/gemini.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { GEMINI } from './other-shapes.ts';
import { eventsOf, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';

testFixtures('gemini');

const read = (...records: unknown[]) => readAll(gemini, numbered(records));
const pro = 'message gemini-3.1-pro-preview x1';
const counted = (usageMetadata: JsonObject) => eventsOf(read({ ...GEMINI, usageMetadata }))[0];

test('the prompt holds what was cached; thoughts are output, prompts that tools made are input', () => {
  const event = counted({
    promptTokenCount: 18_254,
    cachedContentTokenCount: 17_000,
    toolUsePromptTokenCount: 900,
    candidatesTokenCount: 391,
    thoughtsTokenCount: 120,
  });
  expect(partsOf(event)).toEqual([[pro, 2154, 0, 0, 17_000, 511]]);
  expect(event?.flags).toBe(0);
});

test('a prompt that is smaller than what was cached is taken as without it, and flagged', () => {
  const event = counted({ promptTokenCount: 254, cachedContentTokenCount: 17_000 });
  expect(partsOf(event)).toEqual([[pro, 254, 0, 0, 17_000, 0]]);
  expect(flagsOf(event?.flags ?? 0)).toEqual(['exclusive_input']);
});

test.each([
  [{ trafficType: 'ON_DEMAND' }, 'standard'],
  [{ trafficType: 'ON_DEMAND_FLEX' }, 'flex'],
  [{ trafficType: 'ON_DEMAND_PRIORITY' }, 'priority'],
  [{ trafficType: 'PROVISIONED_THROUGHPUT' }, 'provisioned'],
  [{ serviceTier: 'SERVICE_TIER_PRIORITY' }, 'priority'],
  [{ service_tier: 'flex' }, 'flex'],
  [{}, ''],
])('%j is the tier %j', (fields, tier) => {
  expect(counted({ promptTokenCount: 1, ...fields })?.terms.tier).toBe(tier);
});

test('an endpoint of Vertex tells the platform and the region', async () => {
  const rows = eventsOf(readAll(gemini, await recordsOf('gemini/vertex-rows.ndjson')));
  expect(rows.map(({ terms: { platform, geo, tier } }) => [platform, geo, tier])).toEqual([
    ['vertex', 'regional', 'standard'],
    ['vertex', 'global', 'priority'],
    ['vertex', 'global', 'flex'],
    ['vertex', 'regional', ''],
    ['vertex', 'regional', 'provisioned'],
  ]);
  expect(new Set(rows.flatMap(({ parts }) => parts.map(({ model }) => model)))).toEqual(new Set(['gemini-2.5-pro']));
});

test('results of a batch are billed as such', async () => {
  const events = eventsOf(readAll(gemini, await recordsOf('gemini/batch.jsonl')));
  expect(events.map(({ terms }) => terms.tier)).toEqual(['batch', 'batch']);
  expect(eventsOf(read({ key: 'x', response: GEMINI, latency_ms: 9 }))[0]?.terms.tier).toBe('');
});

test('the chunks of a stream are one response, that with the largest output', async () => {
  const readings = readAll(gemini, await recordsOf('gemini/streamed.ndjson'));
  expect([...merged(eventsOf(readings)).values()].map((event) => partsOf(event)[0])).toEqual([
    [pro, 1254, 0, 0, 17_000, 511],
  ]);
});

test('the same response twice counts once; between equals, the one that finished wins', async () => {
  const events = eventsOf(readAll(gemini, await recordsOf('gemini/service.ndjson')));
  expect(events.length - merged(events).size).toBe(1);
  const open = { ...GEMINI, candidates: [{}] };
  const [event] = merged(eventsOf(read(open, GEMINI))).values();
  expect(event?.origin.line).toBe(2);
});

test('audio is noted', () => {
  const details = [{ modality: 'AUDIO', tokenCount: 5 }];
  expect(flagsOf(counted({ promptTokenCount: 9, promptTokensDetails: details })?.flags ?? 0)).toEqual([
    'audio_as_text',
  ]);
});

test('refusals by line', async () => {
  expect(refusalsOf(readAll(gemini, await recordsOf('flawed/gemini/refusals.ndjson')))).toEqual([
    [2, 'no_model'],
    [3, 'bad_count'],
    [4, 'bad_count'],
    [5, 'bad_count'],
    [6, 'count_too_large'],
    [7, 'bad_instant'],
    [8, 'not_this_shape'],
  ]);
});

test('a sum of two counts is a count, too', () => {
  const most = 100_000_000_000;
  const usages = [
    { promptTokenCount: 1, candidatesTokenCount: most, thoughtsTokenCount: 1 },
    { promptTokenCount: most, toolUsePromptTokenCount: 1 },
  ];
  const readings = read(...usages.map((usageMetadata) => ({ ...GEMINI, usageMetadata })));
  expect(refusalsOf(readings).map(([, reason]) => reason)).toEqual(['count_too_large', 'count_too_large']);
});
