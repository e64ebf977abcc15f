import { describe, expect, test } from 'vitest';
import { flagsOf } from '../../src/core/flags.ts';
import { langchain } from '../../src/sources/langchain.ts';
import { messages } from '../../src/sources/messages.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { priceOf } from './priced.ts';
import { NO_CALL, eventsOf, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { AT, response, USAGE } from './shapes.ts';
import { AI_MESSAGE } from './telemetry-records.ts';

testFixtures('langchain');

const readRecord = (record: JsonObject) => readAll(langchain, numbered([record]));
const event = (change: JsonObject) => eventsOf(readRecord({ timestamp: AT, ...AI_MESSAGE, ...change }))[0];
const usage = (input_tokens: number, input_token_details?: JsonObject): JsonObject => ({
  usage_metadata: { input_tokens, output_tokens: 391, total_tokens: input_tokens + 391, input_token_details },
});
const answered = (change: JsonObject): JsonObject => ({
  response_metadata: { ...(AI_MESSAGE['response_metadata'] as JsonObject), ...change },
});
const ttl = { ephemeral_5m_input_tokens: 400, ephemeral_1h_input_tokens: 1500 };

describe('an input', () => {
  test.each<[string, JsonObject, number[], string[]]>([
    ['holds what was cached', {}, [212, 1900, 0, 18_044, 391], ['ttl_assumed']],
    [
      'with writes by TTL, whose sum is 0',
      usage(20_156, { cache_read: 18_044, cache_creation: 0, ...ttl }),
      [212, 400, 1500, 18_044, 391],
      [],
    ],
    [
      'with writes by TTL and their sum',
      usage(20_156, { cache_read: 18_044, cache_creation: 1900, ...ttl }),
      [212, 400, 1500, 18_044, 391],
      [],
    ],
    [
      'with a sum, and a TTL that is not known',
      usage(20_156, {
        cache_read: 18_044,
        cache_creation: 1900,
        ephemeral_5m_input_tokens: 0,
        ephemeral_1h_input_tokens: 0,
      }),
      [212, 1900, 0, 18_044, 391],
      ['ttl_assumed'],
    ],
    [
      'that is without what was cached',
      usage(212, { cache_read: 18_044, cache_creation: 1900 }),
      [212, 1900, 0, 18_044, 391],
      ['ttl_assumed', 'exclusive_input'],
    ],
    ['without details', usage(20_156), [20_156, 0, 0, 0, 391], ['cache_not_logged']],
    ['gives way to what the provider said', answered({ usage: USAGE }), [212, 400, 1500, 18_044, 391], []],
  ])('%s', (_, change, counts, flags) => {
    const told = event(change);
    expect([partsOf(told)[0]?.slice(1), flagsOf(told?.flags ?? 0)]).toEqual([counts, flags]);
  });
});

test('refusals by line', async () => {
  const readings = readAll(langchain, await recordsOf('flawed/langchain/refusals.ndjson'));
  expect(refusalsOf(readings)).toEqual([
    ...[
      [2, 'no_model'],
      [3, 'missing_count'],
      [4, 'missing_count'],
      [5, 'bad_count'],
      [6, 'bad_count'],
    ],
    ...[
      [7, 'bad_instant'],
      [8, 'no_instant'],
      [9, 'not_this_shape'],
    ],
  ]);
});

test.each<[string, JsonObject]>([
  ['bare', AI_MESSAGE],
  ['serialized', { lc: 1, type: 'constructor', kwargs: AI_MESSAGE }],
  ['as messages_to_dict writes it', { type: 'ai', data: AI_MESSAGE }],
  ['in an event of a stream', { event: 'on_chat_model_end', data: { output: { kwargs: AI_MESSAGE } } }],
  ['in a state', { messages: [{ type: 'human', content: 'x' }, AI_MESSAGE] }],
  ['in a run', { run_type: 'llm', outputs: { generations: [[{ message: { kwargs: AI_MESSAGE } }]] } }],
])('an answer %s', (_, record) => {
  const [told, ...others] = eventsOf(readRecord({ timestamp: AT, ...record }));
  expect([told?.key, told?.at, others]).toEqual(['message:msg_01Test', Date.parse(AT), []]);
});

test.each<[JsonObject, string]>([
  [{ usage_metadata: null }, 'missing_count'],
  [{ usage_metadata: 'cut' }, 'missing_count'],
  [{ usage_metadata: [] }, 'missing_count'],
])('an answer with %j is rejected: %s', (change, reason) => {
  expect(langchain.claims({ ...AI_MESSAGE, ...change })).toBe(true);
  expect(refusalsOf(readRecord({ timestamp: AT, ...AI_MESSAGE, ...change }))).toEqual([[1, reason]]);
});

test.each<[JsonObject, string]>([
  [{ outputs: null }, 'no_response'],
  [{ outputs: { generations: [] } }, 'missing_count'],
])('a run of a model with %j is rejected: %s', (change, reason) => {
  const run = { run_type: 'llm', start_time: AT, ...change };
  expect(langchain.claims(run)).toBe(true);
  expect(refusalsOf(readRecord(run))).toEqual([[1, reason]]);
});

test.each<[string, JsonObject]>([
  ['a message of a user', { type: 'human', data: { content: 'x' } }],
  ['a run that failed', { run_type: 'llm', error: 'overloaded', outputs: null }],
  ['a run of a chain, which holds copies', { run_type: 'chain', outputs: { messages: [AI_MESSAGE] } }],
  ['a piece of a stream', { event: 'on_chat_model_stream', data: { chunk: AI_MESSAGE } }],
])('%s is no call', (_, record) => {
  expect(readRecord({ timestamp: AT, ...record })).toMatchObject([{ line: 1, reading: NO_CALL }]);
});

test('an answer is known by the id of the response, else by its own', () => {
  expect(event(answered({ id: undefined }))?.key).toBe('langchain:run--1');
  expect(event({ ...answered({ id: undefined }), id: 'msg_01Js' })?.key).toBe('message:msg_01Js');
  const none = event({ ...answered({ id: undefined }), id: undefined });
  expect(none?.key).toMatch(/^content:\["langchain",.*?,1,/);
  expect(flagsOf(none?.flags ?? 0)).toContain('no_id');
});

test('the same call in a log of responses counts once: of equal outputs the one that was seen whole wins, else the larger', () => {
  const logged = (output_tokens: number) =>
    eventsOf(readAll(messages, numbered([{ ts: AT, response: response({ ...USAGE, output_tokens }) }])))[0]!;
  const told = event({})!;
  const counted = (output: number): unknown[] =>
    [...merged([told, logged(output)]).values()].map(({ parts, completeness }) => [parts, completeness]);
  expect(counted(391)).toEqual([[logged(391).parts, logged(391).completeness]]);
  // The response tells the TTL of the writes, whichever is larger.
  expect(counted(5)).toEqual([[logged(391).parts, told.completeness]]);
  expect(told.completeness).toBeLessThan(logged(391).completeness);
});

test('platform, region, tier and price follow from the ids and what the integration says', () => {
  const regional = event(answered({ model_name: 'us.anthropic.claude-opus-5-5' }))!;
  expect(regional.terms).toMatchObject({ platform: 'bedrock', geo: 'regional' });
  expect(Number(priceOf(regional))).toBeCloseTo(Number(priceOf(event({})!)) * 1.1, 9);
  expect(event(answered({ model_provider: 'bedrock_converse' }))?.terms.platform).toBe('bedrock');
  expect(event(answered({ model_provider: 'google_vertexai' }))?.terms.platform).toBe('vertex');
  expect(event(answered({ service_tier: 'default' }))?.terms.tier).toBe('standard');
  const batch = event(answered({ usage: { ...USAGE, service_tier: 'batch' } }))!;
  expect(batch.terms.tier).toBe('batch');
});

test('a run tells when it began and ended, its thread, user, node and project', () => {
  const metadata = { thread_id: 't', user_id: 'u', langgraph_node: 'agent', ls_model_name: 'claude-opus-5-5' };
  const record = {
    ...{ run_type: 'llm', start_time: AT, end_time: '2026-11-12T09:14:05.512Z', session_name: 'helpdesk' },
    ...{ extra: { metadata }, outputs: { message: { ...AI_MESSAGE, ...answered({ model_name: undefined }) } } },
  };
  const [told] = eventsOf(readRecord(record));
  expect([told?.at, told?.until]).toEqual([Date.parse(AT), Date.parse(AT) + 2000]);
  expect(told?.scope).toMatchObject({ session: 't', user: 'u', project: 'helpdesk', labels: { node: 'agent' } });
});
