import { expect, test } from 'vitest';
import { flagsOf } from '../../src/core/flags.ts';
import { codex } from '../../src/sources/codex.ts';
import { openaiResponses } from '../../src/sources/openai-responses.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { RESPONSE } from './other-shapes.ts';
import { eventsOf, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';

testFixtures('openai-responses');

const read = (...records: unknown[]) => readAll(openaiResponses, numbered(records));
const response = (fields: JsonObject): JsonObject => ({ ...RESPONSE, ...fields });
const sol = 'message gpt-5.6-sol x1';

test('the input holds reads and writes', () => {
  const usage = {
    input_tokens: 20_000,
    input_tokens_details: { cached_tokens: 12_000, cache_write_tokens: 7000 },
    output_tokens: 391,
  };
  const [event] = eventsOf(read(response({ usage })));
  expect(partsOf(event)).toEqual([[sol, 1000, 7000, 0, 12_000, 391]]);
  expect([event?.flags, event?.terms.tier]).toEqual([0, 'standard']);
});

test('an input that is smaller than what was cached is taken as without it, and flagged', () => {
  const usage = { input_tokens: 334, output_tokens: 391, input_tokens_details: { cached_tokens: 17_920 } };
  const [event] = eventsOf(read(response({ usage })));
  expect(partsOf(event)).toEqual([[sol, 334, 0, 0, 17_920, 391]]);
  expect(flagsOf(event?.flags ?? 0)).toEqual(['exclusive_input']);
});

test('what was written for twelve hours is part of all that was written', () => {
  const written = (details: JsonObject) => {
    const usage = { input_tokens: 20_000, output_tokens: 391 };
    const input_tokens_details = {
      cached_tokens: 12_000,
      cache_write_tokens: 7000,
      cache_write_tokens_details: details,
    };
    return partsOf(eventsOf(read(response({ usage: { ...usage, input_tokens_details } })))[0]);
  };
  expect(written({ ttl_30m_tokens: 1000, ttl_12h_tokens: 6000 })).toEqual([[sol, 1000, 1000, 6000, 12_000, 391]]);
  expect(written({ ttl_30m_tokens: 7000 })).toEqual([[sol, 1000, 7000, 0, 12_000, 391]]);
});

test.each([
  ['default', 'standard'],
  ['auto', ''],
  ['flex', 'flex'],
  ['priority', 'priority'],
  ['fast', 'priority'],
  ['ultrafast', 'ultrafast'],
])('service tier %s is billed as "%s"', (service_tier, tier) => {
  expect(eventsOf(read(response({ service_tier })))[0]?.terms.tier).toBe(tier);
});

test('of a stream only the event with the whole response counts, and one that failed does not', async () => {
  const readings = readAll(openaiResponses, await recordsOf('openai-responses/streamed.ndjson'));
  expect(readings.map(({ reading }) => reading.kind)).toEqual(['held', 'not_usage', 'events', 'not_usage']);
});

test.each(['in_progress', 'queued', 'failed', 'cancelled'])('without usage, %s is not billed', (status) => {
  expect(read(response({ status, usage: null }))[0]?.reading.kind).toBe('not_usage');
  expect(read(response({ status }))[0]?.reading.kind).toBe('events');
});

test('it ends when it is completed', () => {
  const [event] = eventsOf(read(response({ completed_at: 1_794_470_431 })));
  expect([event?.at, event?.until]).toEqual([1_794_470_400_000, 1_794_470_431_000]);
});

test('a call that a gateway and a session of Codex both log counts once, and the session says where it belongs', () => {
  const usage = { input_tokens: 18_254, cached_input_tokens: 17_920, output_tokens: 391 };
  const session = [
    { type: 'session_meta', timestamp: '2026-11-12T08:00:00Z', payload: { id: 'thread-1', cwd: '/home/dev/shop' } },
    { type: 'turn_context', timestamp: '2026-11-12T08:00:00Z', payload: { model: 'gpt-5.6-sol' } },
    {
      type: 'token_usage_record',
      timestamp: '2026-11-12T08:00:09Z',
      payload: { response_id: RESPONSE['id'], usage },
    },
  ];
  const events = [...eventsOf(read({ response: RESPONSE })), ...eventsOf(readAll(codex, numbered(session)))];
  expect(events).toHaveLength(2);
  const [event, ...others] = merged(events).values();
  expect(others).toEqual([]);
  expect([event?.terms.source, event?.scope.session]).toEqual(['codex', 'thread-1']);
});

test('refusals by line', async () => {
  expect(refusalsOf(readAll(openaiResponses, await recordsOf('flawed/openai-responses/refusals.ndjson')))).toEqual([
    [2, 'no_model'],
    [3, 'missing_count'],
    [4, 'missing_count'],
    [5, 'missing_count'],
    [7, 'bad_count'],
    [8, 'instant_out_of_range'],
    [9, 'bad_instant'],
    [10, 'not_this_shape'],
    [11, 'bad_count'],
  ]);
});
