import { expect, test } from 'vitest';

import { claudeCode } from '../../src/sources/claude-code.ts';
import { helicone } from '../../src/sources/helicone.ts';
import { sourceOfHeader } from '../../src/sources/index.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { flagsBut, eventsOf, merged, numbered, partsOf, readAll, refusalsOf } from './readings.ts';
import { AT, response, SHAPES, USAGE } from './shapes.ts';

testFixtures('helicone');

const REQUEST: JsonObject = {
  ...{
    request_id: 'r-1',
    request_created_at: AT,
    response_status: 200,
    model: 'claude-opus-5-5',
    provider: 'ANTHROPIC',
  },
  ...{ prompt_tokens: 210, completion_tokens: 391, prompt_cache_read_tokens: 18_044, prompt_cache_write_tokens: 9 },
  cost: 9,
};
const read = (change: JsonObject) => readAll(helicone, numbered([{ ...REQUEST, ...change }]));
const event = (change: JsonObject) => eventsOf(read(change))[0];
const counts = (change: JsonObject) => [partsOf(event(change))[0]?.slice(1), flagsBut(event(change)?.flags ?? 0)];
const reasons = (change: JsonObject) => refusalsOf(read(change)).map(([, reason]) => reason);

test('the columns leave out what was cached, and do not tell the TTL', () => {
  expect(counts({})).toEqual([[210, 9, 0, 18_044, 391], ['ttl_assumed']]);
  expect(counts({ prompt_cache_write_tokens: 0 })).toEqual([[210, 0, 0, 18_044, 391], []]);
  expect(counts({ prompt_cache_read_tokens: null, prompt_cache_write_tokens: null })).toEqual([
    [210, 0, 0, 0, 391],
    ['cache_not_logged'],
  ]);
});

test.each<[string, JsonObject, number[], string[]]>([
  ['of the Messages API', { usage: USAGE }, [212, 400, 1500, 18_044, 391], []],
  [
    'of the Messages API, without its cache',
    { usage: { input_tokens: 1, output_tokens: 2 } },
    [210, 9, 0, 18_044, 391],
    ['ttl_assumed'],
  ],
  [
    'of a chat, which holds what was cached',
    { usage: { prompt_tokens: 90, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 80 } } },
    [10, 0, 0, 80, 5],
    [],
  ],
  [
    'of a chat that contradicts itself',
    { usage: { prompt_tokens: 70, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 80 } } },
    [70, 0, 0, 80, 5],
    ['exclusive_input'],
  ],
  [
    'without details',
    { usage: { prompt_tokens: 90, completion_tokens: 5 } },
    [210, 9, 0, 18_044, 391],
    ['ttl_assumed'],
  ],
  ['none', { error: 'cut' }, [210, 9, 0, 18_044, 391], ['ttl_assumed']],
])('a usage in the body %s', (_, response_body, expected, flags) => {
  expect(counts({ response_body })).toEqual([expected, flags]);
  expect(counts({ response_body: JSON.stringify(response_body) })).toEqual([expected, flags]);
});

test.each([
  [{ model: null }, 'no_model'],
  [{ request_created_at: null }, 'no_instant'],
  [{ request_created_at: 'soon' }, 'bad_instant'],
  [{ prompt_tokens: null }, 'missing_count'],
  [{ completion_tokens: '' }, 'missing_count'],
  [{ prompt_cache_read_tokens: -1 }, 'bad_count'],
  [{ prompt_cache_write_tokens: 'x' }, 'bad_count'],
])('%j is refused: %s', (change, reason) => {
  expect(reasons(change)).toEqual([reason]);
});

test('a record that is none is refused', () => {
  expect(refusalsOf(readAll(helicone, numbered([{ request_id: 'r' }])))).toEqual([[1, 'not_this_shape']]);
});

test.each([
  { response_status: 500, completion_tokens: 0 },
  { response_status: '429', completion_tokens: null },
  { response_status: -3, completion_tokens: -1 },
  { cache_reference_id: '5e0c0001-90aa-4c3e-8a51-1d2e3f4a5b6c' },
  { request_body: { _type: 'vector_db' } },
  { request_body: '{"_type":"tool"}' },
  { request_path: '/v1/embeddings' },
])('%j is no call of a model', (change) => {
  expect(read(change)).toMatchObject([{ line: 1, reading: { kind: 'not_usage' } }]);
});

test('a call that failed after an answer had begun is billed for it', () => {
  expect(eventsOf(read({ response_status: 500 }))).toHaveLength(1);
});

const LOCATION = 'https://x-aiplatform.googleapis.com/v1/projects/p/locations';
test.each<[JsonObject, string, string]>([
  [{}, 'api', ''],
  [{ provider: 'bedrock', model: 'global.anthropic.claude-opus-5-5' }, 'bedrock', 'global'],
  [{ provider: 'VERTEX', target_url: `${LOCATION}/global/x` }, 'vertex', 'global'],
  [{ provider: 'VERTEX', target_url: `${LOCATION}/us-east5/x`, response_body: response(USAGE) }, 'vertex', 'regional'],
  [{ provider: 'OPENROUTER', model: 'anthropic/claude-opus-5.5' }, 'openrouter', ''],
  [{ provider: 'GROQ' }, 'groq', ''],
  [{ provider: null, model: 'us.anthropic.claude-opus-5-5' }, 'bedrock', 'regional'],
])('platform and region of %j', (change, platform, geo) => {
  expect(event(change)?.terms).toMatchObject({ platform, geo });
});

test('the tier is in the body', () => {
  expect(event({ response_body: response({ ...USAGE, service_tier: 'batch' }) })?.terms.tier).toBe('batch');
  expect(event({ response_body: { service_tier: 'default' } })?.terms.tier).toBe('standard');
  expect(event({})?.terms.tier).toBe('');
});

test('session and user, and own properties as labels; what Helicone was told in headers is not one', () => {
  const request_properties = {
    'Helicone-Session-Id': 's',
    'Helicone-Auth': 'Bearer sk-helicone-1234567890',
    env: 'prod',
    n: 5,
  };
  expect(event({ request_properties, request_user_id: 'u' })?.scope).toMatchObject({
    session: 's',
    user: 'u',
    labels: { env: 'prod' },
  });
  expect(JSON.stringify(event({ request_properties }))).not.toContain('Auth');
});

test('a response is known by the id in its body, so that a transcript of it counts once and stays', () => {
  expect(event({})?.key).toBe('helicone:r-1');
  expect(event({ request_id: '' })?.key).toMatch(/^content:\["helicone",.*?,1,/);
  const logged = event({ response_body: response(USAGE) });
  const transcript = SHAPES.find(({ id }) => id === 'claude-code')?.wrap(response(USAGE), AT) ?? [];
  const both = merged([...(logged ? [logged] : []), ...eventsOf(readAll(claudeCode, numbered(transcript)))]);
  expect([...both].map(([key, { terms }]) => [key, terms.source])).toEqual([['message:msg_01Test', 'claude-code']]);
});

test('the header of an export is known', () => {
  const header = ['response_id', 'request_created_at', 'model', 'prompt_tokens', 'completion_tokens', 'cost'];
  expect(sourceOfHeader(header)?.id).toBe('helicone');
  expect(sourceOfHeader(header.slice(1))).toBeUndefined();
});
