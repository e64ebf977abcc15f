import { describe, expect, test } from 'vitest';
import type { UsageEvent } from '../../src/core/event.ts';
import { flagsOf } from '../../src/core/flags.ts';
import { requestLog } from '../../src/sources/request-log.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { eventsOf, fnv, GIVEN, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { AT, REQUEST, response, USAGE } from './shapes.ts';

testFixtures('request-log');

const RECORD: JsonObject = { timestamp: AT, request: REQUEST, response: response(USAGE) };
const read = (change: JsonObject, context = {}) => readAll(requestLog, numbered([{ ...RECORD, ...change }]), context);
const event = (change: JsonObject, context = {}): UsageEvent | undefined => eventsOf(read(change, context))[0];
const reason = (change: JsonObject, context = {}) => refusalsOf(read(change, context))[0]?.[1];

test('refusals by line', async () => {
  const readings = readAll(requestLog, await recordsOf('flawed/request-log/refusals.ndjson'));
  expect(refusalsOf(readings)).toEqual([
    [2, 'no_response'],
    [3, 'bad_request'],
    [4, 'too_many_markers'],
    [5, 'too_many_markers'],
    [6, 'ttl_order'],
    [7, 'bad_ttl'],
    [8, 'clock_backwards'],
    [9, 'bad_instant'],
    [10, 'bad_count'],
  ]);
  expect(eventsOf(readings)).toHaveLength(1);
});

test.each([
  ['no_response', { response: undefined }],
  ['no_response', { response: { type: 'message', content: [] } }],
  ['no_response', { response: 'event: message_start' }],
  ['not_this_shape', { request: [] }],
  ['no_instant', { timestamp: null }],
  ['bad_instant', { first_token_at: 'soon' }],
  ['instant_out_of_range', { first_token_at: '2019-01-01T00:00:00Z' }],
  ['no_model', { request: { messages: [] }, response: undefined, usage: USAGE }],
  ['missing_count', { response: undefined, usage: { input_tokens: 5 } }],
])('%s: %j', (expected, change) => {
  expect(reason(change)).toBe(expected);
});

test.each([
  ['the response', {}, 'claude-opus-5-5'],
  ['the record', { response: undefined, usage: USAGE, model: 'claude-haiku-4-5' }, 'claude-haiku-4-5'],
  ['the request', { response: undefined, usage: USAGE, request: { model: 'm', messages: [] } }, 'm'],
])('the model is that of %s', (_name, change, model) => {
  expect(event(change)?.parts[0]?.model).toBe(model);
});

describe('the last usage of a stream', () => {
  const beside = (final_usage: unknown) => partsOf(event({ response: undefined, usage: USAGE, final_usage }))[0];

  test('lies over the first where it says something', () => {
    expect(beside({ output_tokens: 400, cache_creation: null })).toEqual([
      expect.anything(),
      212,
      400,
      1500,
      18_044,
      400,
    ]);
    expect(beside(null)).toEqual([expect.anything(), 212, 400, 1500, 18_044, 391]);
  });

  test('may be the only one', () => {
    const only = event({ response: undefined, final_usage: { input_tokens: 5, output_tokens: 6 } });
    expect(partsOf(only)[0]?.slice(1)).toEqual([5, 0, 0, 0, 6]);
  });

  test('has grown by what server tools wrote for 5 minutes', () => {
    expect(beside({ cache_creation_input_tokens: 2000 })?.slice(2, 4)).toEqual([500, 1500]);
  });
});

describe('when the first token came', () => {
  const answered = (change: JsonObject, context = {}) => event(change, context)?.prompt?.answered;

  test('stands in the prompt', () => {
    expect(answered({ first_token_at: AT })).toBe(Date.parse(AT));
    expect(answered({})).toBeUndefined();
  });

  test('means nothing beside a time that was given', () => {
    expect(answered({ timestamp: null, first_token_at: AT }, { given: GIVEN })).toBeUndefined();
  });

  test('is checked where prompts are not looked at, too', () => {
    expect(reason({ first_token_at: Date.parse(AT) - 1 }, { fingerprint: undefined })).toBe('clock_backwards');
  });
});

test('without a key there is an event, but no prompt', () => {
  const { prompt, ...rest } = event({})!;
  expect(event({}, { fingerprint: undefined })).toEqual(rest);
  expect(prompt?.logsCache).toBe(true);
});

test('names stand beside the request; a recording is a session', () => {
  const names = { session: 's', thread: 't', project: 'p', workspace: 'w', user: 'u' };
  expect(event({ ...names, recording: 'r', repository: 'q' })?.scope).toMatchObject(names);
  expect(event({ recording: 'r', repository: 'q' })?.scope).toMatchObject({ session: 'r', project: 'q', thread: '' });
});

test('an error is no response, and needs no time', () => {
  const readings = read({ timestamp: undefined, response: { type: 'error', error: {} } });
  expect(readings.map(({ reading }) => reading.kind)).toEqual(['not_usage']);
});

test('a response without an id is known by its content and its line', () => {
  const sent = event({ response: response(USAGE, { id: undefined }) });
  expect(sent?.key).toMatch(/^content:\["request-log",.*?,1,/);
  expect(flagsOf(sent?.flags ?? 0)).toEqual(['no_id']);
  expect(event({})?.key).toBe('message:msg_01Test');
});

describe('an attribution header in system', () => {
  const system = [{ type: 'text', text: 'x-anthropic-billing-header: cch=00ce4;' }];
  const attribution = (change: JsonObject) =>
    event({ request: { ...REQUEST, system }, response: response(USAGE, change) }, { fingerprint: fnv })?.prompt
      ?.attribution;

  test.each([
    ["the provider's", {}, false],
    ['of Bedrock', { id: 'msg_bdrk_01' }, false],
    ['of another endpoint', { id: 'gen-1751' }, true],
    ['of another model', { model: 'glm-4.6' }, true],
  ])('is marked beside an answer that is %s: %j', (_name, change, isForeign) => {
    expect(attribution(change)).toMatch(isForeign ? /^!/ : /^[^!]/);
  });
});

test('the split of a stream that is of its first call is not mended before it is read', () => {
  const cache_creation = { ephemeral_5m_input_tokens: 291, ephemeral_1h_input_tokens: 0 };
  const usage = { ...USAGE, cache_creation, server_tool_use: { web_search_requests: 1 } };
  const [first] = [event({ response: response(usage) }, { fingerprint: fnv })?.prompt?.firstCall];
  expect(first).toEqual({ input: undefined, written: 291, read: undefined });
});

test('a stream that ended with more than it began with sums several calls', () => {
  const final_usage = { ...USAGE, input_tokens: 900 };
  const streamed = event({ response: undefined, usage: USAGE, final_usage }, { fingerprint: fnv });
  expect(streamed?.prompt?.firstCall).toMatchObject({ input: USAGE.input_tokens });
  expect(event({}, { fingerprint: fnv })?.prompt?.firstCall).toBeUndefined();
});
