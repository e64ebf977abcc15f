import { describe, expect, test } from 'vitest';

import { messages } from '../../src/sources/messages.ts';
import { otelGenai } from '../../src/sources/otel-genai.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { priceOf } from './priced.ts';
import { flagsBut, eventsOf, GIVEN, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { AT, response, USAGE } from './shapes.ts';
import { exported, GEN_AI, OPEN_INFERENCE, spanWith } from './telemetry-records.ts';

testFixtures('otel-genai');

const read = (attributes: JsonObject, fields?: JsonObject) =>
  readAll(otelGenai, numbered([spanWith({ ...GEN_AI, ...attributes }, fields)]));
const event = (attributes: JsonObject, fields?: JsonObject) => eventsOf(read(attributes, fields))[0];
const used = (attributes: JsonObject) => {
  const told = event(attributes);
  return [partsOf(told)[0]?.slice(1), flagsBut(told?.flags ?? 0)];
};
const usage = (counts: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(counts).map(([name, count]) => [`gen_ai.usage.${name}`, count]));
const SPLIT = {
  'anthropic.usage.cache_creation.ephemeral_5m_input_tokens': 400,
  'anthropic.usage.cache_creation.ephemeral_1h_input_tokens': 1500,
};

describe('an input that should hold what was cached', () => {
  test.each<[string, JsonObject, number[], string[]]>([
    ['does', {}, [212, 1900, 0, 18_044, 391], ['ttl_assumed']],
    ['and writes by TTL', SPLIT, [212, 400, 1500, 18_044, 391], []],
    [
      'is too small for it',
      usage({ input_tokens: 212 }),
      [212, 1900, 0, 18_044, 391],
      ['ttl_assumed', 'exclusive_input'],
    ],
    [
      'does not, as the total proves',
      usage({ input_tokens: 30_000, total_tokens: 50_335 }),
      [30_000, 1900, 0, 18_044, 391],
      ['ttl_assumed'],
    ],
    [
      'does, as the total proves',
      usage({ input_tokens: 30_000, total_tokens: 30_391 }),
      [10_056, 1900, 0, 18_044, 391],
      ['ttl_assumed'],
    ],
    [
      'does not, as its uncached part proves',
      usage({ input_tokens: 30_000, 'details.input_tokens': 30_000 }),
      [30_000, 1900, 0, 18_044, 391],
      ['ttl_assumed'],
    ],
    [
      'is all there is',
      usage({ 'cache_read.input_tokens': undefined, 'cache_creation.input_tokens': undefined }),
      [20_156, 0, 0, 0, 391],
      ['cache_not_logged'],
    ],
    ['is text', usage({ input_tokens: '20156', output_tokens: '391' }), [212, 1900, 0, 18_044, 391], ['ttl_assumed']],
  ])('%s', (_, attributes, counts, flags) => {
    expect(used(attributes)).toEqual([counts, flags]);
  });
});

test('refusals by line; a good call counts beside a bad one of the same export', async () => {
  const readings = readAll(otelGenai, await recordsOf('flawed/otel-genai/refusals.ndjson'));
  expect(refusalsOf(readings)).toEqual([
    ...[
      [2, 'no_model'],
      [3, 'missing_count'],
      [4, 'missing_count'],
      [5, 'bad_count'],
      [6, 'bad_count'],
    ],
    ...[
      [7, 'count_too_large'],
      [8, 'bad_instant'],
      [9, 'no_instant'],
      [10, 'instant_out_of_range'],
      [12, 'bad_count'],
    ],
    ...[
      [13, 'not_this_shape'],
      [14, 'no_model'],
      [14, 'missing_count'],
    ],
    ...[
      [15, 'missing_count'],
      [15, 'missing_count'],
      [15, 'no_model'],
    ],
  ]);
  expect(eventsOf(readings).map(({ origin }) => origin.line)).toEqual([1, 11, 14]);
});

test.each([
  ['nanoseconds', `${Date.parse(AT)}000000`],
  ['nanoseconds as a number', Date.parse(AT) * 1e6],
  ['microseconds', Date.parse(AT) * 1e3],
  ['milliseconds', Date.parse(AT)],
  ['ISO 8601', AT],
  ['seconds and nanoseconds', [Math.floor(Date.parse(AT) / 1000), 512_000_000]],
])('a time in %s', (_, start_time) => {
  expect(event({}, { start_time })?.at).toBe(Date.parse(AT));
});

test('an export, a flat span, nested attributes and columns say the same', () => {
  const nested = { name: 'chat', trace_id: 'trace', span_id: 'span', start_time: AT, gen_ai: {} as JsonObject };
  nested.gen_ai = {
    ...{ operation: { name: 'chat' }, request: { model: 'claude-opus-5-5' }, response: { id: 'msg_01Test' } },
    usage: {
      ...{ input_tokens: 20_156, output_tokens: 391 },
      ...{ cache_read: { input_tokens: 18_044 }, cache_creation: { input_tokens: 1900 } },
    },
  };
  const columns = Object.fromEntries(Object.entries(GEN_AI).map(([name, value]) => [`attributes.${name}`, value]));
  const spans = [spanWith(GEN_AI), exported(GEN_AI), nested, { ...nested, gen_ai: undefined, ...columns }];
  const told = spans.map((span) => eventsOf(readAll(otelGenai, numbered([span]))));
  expect(told[0]).toHaveLength(1);
  expect(told).toEqual(Array(spans.length).fill(told[0]));
});

test('a call is known by the id of its response, else by its span; without either by content and line', () => {
  const id = { 'gen_ai.response.id': undefined };
  expect(event({})?.key).toBe('message:msg_01Test');
  expect(event(id)?.key).toBe('span:trace:span');
  expect(event(id, { trace_id: '0xAB', span_id: '0xCD' })?.key).toBe('span:ab:cd');
  const [none] = [event(id, { trace_id: '0', span_id: '0000' })];
  expect([none?.key.slice(0, 22), ...flagsBut(none?.flags ?? 0)]).toEqual([
    'content:["otel-genai",',
    'ttl_assumed',
    'no_id',
  ]);
});

describe('the same call', () => {
  const spans = [GEN_AI, { ...GEN_AI, ...SPLIT }].map((attributes) => spanWith(attributes));
  const told = eventsOf(readAll(otelGenai, numbered(spans)));

  test('in two spans counts once; the one that tells the TTL of writes wins', () => {
    for (const order of [told, told.toReversed()])
      expect([...merged(order).values()].map(partsOf)).toEqual([
        [['message claude-opus-5-5 x1', 212, 400, 1500, 18_044, 391]],
      ]);
  });

  test('in a log of responses counts once; of equal outputs the response wins, else the larger', () => {
    const [logged] = eventsOf(readAll(messages, numbered([{ ts: AT, response: response(USAGE) }])));
    expect([...merged([...told, logged!]).values()].map(({ terms }) => terms.source)).toEqual(['messages']);
    const cut = eventsOf(readAll(messages, numbered([{ ts: AT, response: response({ ...USAGE, output_tokens: 5 }) }])));
    expect([...merged([...told, ...cut]).values()].map(partsOf)).toEqual([
      [['message claude-opus-5-5 x1', 212, 400, 1500, 18_044, 391]],
    ]);
  });
});

describe('what decides the price', () => {
  test.each<[JsonObject, object]>([
    [{}, { platform: 'api', geo: '', tier: '' }],
    [{ 'anthropic.response.service_tier': 'batch' }, { tier: 'batch' }],
    [{ 'gen_ai.openai.response.service_tier': 'default' }, { tier: 'standard' }],
    [{ 'gen_ai.request.model': 'global.anthropic.claude-opus-5-5' }, { platform: 'bedrock', geo: 'global' }],
    [
      { 'gen_ai.request.model': 'eu.anthropic.claude-opus-5-5', 'gen_ai.response.model': 'claude-opus-5-5' },
      { platform: 'bedrock', geo: 'regional' },
    ],
    [{ 'gen_ai.provider.name': 'aws.bedrock' }, { platform: 'bedrock' }],
    [{ 'gen_ai.system': 'vertex_ai' }, { platform: 'vertex' }],
  ])('%j', (attributes, terms) => {
    expect(event(attributes)?.terms).toMatchObject(terms);
  });

  test('is the model that answered, the place and the TTL', () => {
    const price = (attributes: JsonObject): string => priceOf(event(attributes)!);
    const standard = Number(price({}));
    expect(standard).toBeGreaterThan(0);
    expect(Number(price({ 'anthropic.response.service_tier': 'batch' }))).toBeCloseTo(standard / 2, 9);
    expect(Number(price({ 'gen_ai.request.model': 'eu.anthropic.claude-opus-5-5' }))).toBeCloseTo(standard * 1.1, 9);
    expect(Number(price(SPLIT))).toBeGreaterThan(standard);
    expect(price({ 'gen_ai.request.model': 'own-model' })).toBe('unknown_model');
  });
});

test('who and where', () => {
  const resource = { 'service.name': 'desk', 'deployment.environment': 'prod' };
  const own = { 'gen_ai.conversation.id': 'c', 'session.id': 's', 'user.id': 'u', 'gen_ai.agent.name': 'triage' };
  expect(event(own, { resource: { attributes: resource } })?.scope).toMatchObject({
    ...{ session: 'c', user: 'u', labels: { service: 'desk', environment: 'prod', agent: 'triage' } },
  });
  const secret = 'sk-ant-api03-abcdefghijklmnop';
  expect(
    JSON.stringify(event({ ...own, 'user.id': secret, 'http.request.header.authorization': secret })),
  ).not.toContain(secret);
});

test('spans of OpenInference in the same export are read as such', () => {
  const events = eventsOf(readAll(otelGenai, numbered([exported(OPEN_INFERENCE)])));
  expect(events.map(({ terms }) => terms.source)).toEqual(['openinference']);
});

test('a span without a time is refused, or takes the one that was given', () => {
  const [given] = eventsOf(readAll(otelGenai, numbered([spanWith(GEN_AI, { start_time: null })]), { given: GIVEN }));
  expect([given?.at, flagsBut(given?.flags ?? 0)]).toEqual([GIVEN, ['ttl_assumed', 'instant_given']]);
});
