import { expect, test } from 'vitest';
import type { UsageEvent } from '../../src/core/event.ts';
import { merge } from '../../src/core/merge.ts';
import { flagsOf } from '../../src/core/flags.ts';
import { claudeCode } from '../../src/sources/claude-code.ts';
import { messages } from '../../src/sources/messages.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import type { Source } from '../../src/sources/source.ts';
import { vertexRows } from '../../src/sources/vertex-rows.ts';
import { testFixtures } from './fixture-files.ts';
import { priceOf } from './priced.ts';
import { eventsOf, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { AT, response, USAGE } from './shapes.ts';

testFixtures('vertex-rows');

const message = response(USAGE, { id: 'msg_vrtx_01Test' });
const endpoint = (location: string, model = 'claude-opus-5-5', publisher = 'anthropic'): string =>
  `projects/contracts-search/locations/${location}/publishers/${publisher}/models/${model}`;
const row = (change: JsonObject = {}): JsonObject => ({
  ...{ endpoint: endpoint('us-east5'), logging_time: '2026-11-12 09:14:03.512000 UTC', request_id: '7', model: 'm' },
  ...{ full_response: message, response_payload: [], ...change },
});
const read = (...rows: unknown[]) => readAll(vertexRows, numbered(rows));
const event = (change: JsonObject = {}): UsageEvent => eventsOf(read(row(change)))[0]!;

test('the same row twice counts once', async () => {
  const readings = readAll(vertexRows, await recordsOf('vertex-rows/rows.ndjson'));
  const events = eventsOf(readings);
  expect([events.length, merged(events).size, refusalsOf(readings)]).toEqual([9, 8, []]);
  expect(readings.filter(({ reading }) => reading.kind === 'not_usage')).toHaveLength(2);
});

const events = [
  { type: 'message_start', message: { ...message, usage: { ...USAGE, output_tokens: 3 } } },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 391 } },
];
const body = events.map((each) => `event: ${each.type}\r\ndata: ${JSON.stringify(each)}\r\n\r\n`).join('');

test.each([
  ['an object', { full_response: message }],
  ['text', { full_response: JSON.stringify(message) }],
  ['an object whose usage is text', { full_response: { ...message, usage: JSON.stringify(USAGE) } }],
  ['events', { full_response: events }],
  ['a payload', { full_response: null, response_payload: [JSON.stringify(message)] }],
  ['a payload of events', { full_response: null, response_payload: events.map((each) => JSON.stringify(each)) }],
  ['a body of server-sent events', { full_response: null, response_payload: [body] }],
  ['a body that was cut', { full_response: {}, response_payload: [body.slice(0, 99), body.slice(99)] }],
])('a response as %s', (_name, change) => {
  const told = event(change);
  expect([told.key, told.at, told.flags]).toEqual(['message:msg_vrtx_01Test', Date.parse(AT), 0]);
  expect(partsOf(told)).toEqual([['message claude-opus-5-5 x1', 212, 400, 1500, 18_044, 391]]);
  expect(told.terms).toMatchObject({ platform: 'vertex', geo: 'regional' });
  expect(told.scope.project).toBe('contracts-search');
});

test('a response without an id is known by the number of its row, however that is written', () => {
  const full_response = response(USAGE, { id: undefined });
  expect(event({ full_response, request_id: '7' }).key).toBe('vertex:7');
  expect(event({ full_response, request_id: 7 }).key).toBe('vertex:7');
  expect(event({ full_response, request_id: null }).key).toMatch(/^content:\["vertex-rows",.*?,1,/);
});

test("the model is the response's, else the row's, else the endpoint's", () => {
  const full_response = { ...message, model: undefined };
  expect(event().parts[0]?.model).toBe('claude-opus-5-5');
  expect(event({ full_response }).parts[0]?.model).toBe('m');
  const called = {
    full_response,
    model: null,
    endpoint: `${endpoint('global', 'claude-haiku-4-5@20251001')}:rawPredict`,
  };
  expect(event(called).parts[0]?.model).toBe('claude-haiku-4-5-20251001');
});

/** 210 x 4 + 6,000 x 5 + 12,000 x 8 + 391 x 20 = 134,660 millionths of a dollar; all but the global endpoint cost a tenth more. */
test.each([
  ['global', 'global', '0.13466'],
  ['us-east5', 'regional', '0.148126'],
  ['us', 'regional', '0.148126'],
  ['eu', 'regional', '0.148126'],
])('a call at %s is %s and costs %s', (location, geo, cost) => {
  const split = { ephemeral_5m_input_tokens: 6000, ephemeral_1h_input_tokens: 12_000 };
  const usage = { input_tokens: 210, cache_creation: split, output_tokens: 391, inference_geo: 'not_available' };
  const told = event({ endpoint: endpoint(location), full_response: response(usage, { id: 'msg_vrtx_01Test' }) });
  expect([told.terms.geo, priceOf(told)]).toEqual([geo, cost]);
});

test('a model from before the premium costs the same everywhere', () => {
  // 210 x 3 + 391 x 15.
  const full_response = response({ input_tokens: 210, output_tokens: 391 }, { model: 'claude-3-7-sonnet@20250219' });
  const at = { full_response, logging_time: '2025-06-01 00:00:00 UTC' };
  expect(['global', 'europe-west1'].map((each) => priceOf(event({ ...at, endpoint: endpoint(each) })))).toEqual([
    '0.006495',
    '0.006495',
  ]);
});

test('without an endpoint, the id tells the platform, and nothing the reach', () => {
  const told = event({ endpoint: undefined });
  expect(told.terms).toMatchObject({ platform: 'vertex', geo: '' });
});

test.each([
  ['an error', { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }],
  ["Google's error", { error: { code: 429, status: 'RESOURCE_EXHAUSTED' } }],
  ['a count of a prompt', { input_tokens: 2011 }],
])('%s is skipped', (_name, full_response) => {
  expect(read(row({ full_response }))).toMatchObject([{ line: 1, reading: { kind: 'not_usage' } }]);
});

test('refusals by line', async () => {
  const readings = readAll(vertexRows, await recordsOf('flawed/vertex-rows/refusals.ndjson'));
  expect(refusalsOf(readings)).toEqual([
    [2, 'bad_instant'],
    [3, 'no_instant'],
    [4, 'no_response'],
    [5, 'no_response'],
    [6, 'missing_count'],
    [7, 'missing_count'],
    [8, 'bad_count'],
    [9, 'no_model'],
  ]);
  expect(eventsOf(readings).map(({ origin, flags }) => [origin.line, ...flagsOf(flags)])).toEqual([
    [1],
    [10, 'split_disagrees'],
    [11, 'partial_stream'],
  ]);
});

test.each([
  ['a row of Gemini', row({ endpoint: endpoint('global', 'gemini-3.1-pro', 'google'), full_response: {} })],
  [
    'a row of a model of one’s own',
    { logging_time: AT, endpoint: 'projects/p/locations/us/endpoints/7', full_response: {} },
  ],
  ['a row without a response column', { logging_time: AT, endpoint: endpoint('global') }],
  ['nothing', {}],
])('%s is not this shape', (_name, record) => {
  expect(vertexRows.claims(record)).toBe(false);
  expect(refusalsOf(read(record))).toEqual([[1, 'not_this_shape']]);
});

const seen = (source: Source, record: unknown): UsageEvent => eventsOf(readAll(source, numbered([record])))[0]!;

test('the same call elsewhere is one: a transcript wins by its session, the row over a log of responses by its project', () => {
  const transcript = seen(claudeCode, { type: 'assistant', sessionId: 's', timestamp: AT, message });
  const logged = seen(messages, { timestamp: AT, response: message });
  expect(new Set([event().key, transcript.key, logged.key]).size).toBe(1);
  expect(merge(event(), transcript).terms.source).toBe('claude-code');
  expect(merge(logged, event()).terms).toMatchObject({ source: 'vertex-rows', geo: 'regional' });
});
