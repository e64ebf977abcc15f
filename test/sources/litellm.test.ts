import { describe, expect, test } from 'vitest';

import { litellm } from '../../src/sources/litellm.ts';
import { messages } from '../../src/sources/messages.ts';
import { sourceOfHeader } from '../../src/sources/index.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { flagsBut, eventsOf, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { response, USAGE } from './shapes.ts';

testFixtures('litellm');

const DETAILS = {
  cached_tokens: 18_044,
  cache_creation_tokens: 1900,
  cache_creation_token_details: { ephemeral_5m_input_tokens: 400, ephemeral_1h_input_tokens: 1500 },
};
const CALL: JsonObject = {
  ...{
    id: 'chatcmpl-1_7hK2mQ9xT4vB3nC8',
    call_type: 'acompletion',
    response_cost: 9,
    status: 'success',
    cache_hit: null,
  },
  ...{ prompt_tokens: 20_156, completion_tokens: 391, startTime: 1_794_297_600.5, endTime: 1_794_297_604 },
  ...{ model: 'claude-opus-5-5', custom_llm_provider: 'anthropic' },
  metadata: { user_api_key_alias: 'ci', usage_object: { prompt_tokens_details: DETAILS } },
};
const read = (change: JsonObject) => readAll(litellm, numbered([{ ...CALL, ...change }]));
const event = (change: JsonObject) => eventsOf(read(change))[0];
const counts = (change: JsonObject) => partsOf(event(change))[0]?.slice(1);
const reasons = (change: JsonObject) => refusalsOf(read(change)).map(([, reason]) => reason);

test('the prompt holds what was cached, writes by their TTL', () => {
  expect(counts({})).toEqual([212, 400, 1500, 18_044, 391]);
  expect(flagsBut(event({})?.flags ?? 0)).toEqual([]);
  expect([event({})?.at, event({})?.until]).toEqual([1_794_297_600_500, 1_794_297_604_000]);
});

test('a prompt without what was cached, as old versions logged it, is taken as such and flagged', () => {
  expect(counts({ prompt_tokens: 212 })).toEqual([212, 400, 1500, 18_044, 391]);
  expect(flagsBut(event({ prompt_tokens: 212 })?.flags ?? 0)).toEqual(['exclusive_input']);
});

test.each([
  [
    { usage_object: { cache_read_input_tokens: 44, cache_creation_input_tokens: 5 } },
    [20_107, 5, 0, 44, 391],
    ['ttl_assumed'],
  ],
  [{ additional_usage_values: { cache_read_input_tokens: 44 } }, [20_112, 0, 0, 44, 391], []],
  [{ usage_object: null, additional_usage_values: {} }, [20_156, 0, 0, 0, 391], ['cache_not_logged']],
  [JSON.stringify({ usage_object: { cache_read_input_tokens: 44 } }), [20_112, 0, 0, 44, 391], []],
  ['{"cut', [20_156, 0, 0, 0, 391], ['cache_not_logged']],
  [undefined, [20_156, 0, 0, 0, 391], ['cache_not_logged']],
])('metadata %j', (metadata, expected, flags) => {
  expect(counts({ metadata })).toEqual(expected);
  expect(flagsBut(event({ metadata })?.flags ?? 0)).toEqual(flags);
});

const NOTHING = { prompt_tokens: 0, completion_tokens: 0 };

test('a call that failed after an answer had begun is billed for it', () => {
  expect(eventsOf(read({ status: 'failure' }))).toHaveLength(1);
  expect(eventsOf(read({ metadata: { status: 'failure' } }))).toHaveLength(1);
});

test.each([
  { cache_hit: true },
  { cache_hit: 'True' },
  { status: 'failure', ...NOTHING },
  { metadata: { status: 'failure' }, ...NOTHING },
  { metadata: '{"status":"failure"}', ...NOTHING },
  { status: 'failure', cache_hit: true },
  { call_type: 'aembedding' },
  { call_type: 'aimage_generation' },
  { call_type: 'acount_tokens', prompt_tokens: 0, completion_tokens: 0 },
  { call_type: 'acreate_batch', prompt_tokens: 0, completion_tokens: 0 },
])('%j is no call of a model', (change) => {
  expect(read(change)).toMatchObject([{ line: 1, reading: { kind: 'not_usage' } }]);
});

test.each([
  [{ model: '' }, 'no_model'],
  [{ model: 'bedrock/' }, 'no_model'],
  [{ startTime: null }, 'no_instant'],
  [{ startTime: 'x' }, 'bad_instant'],
  [{ prompt_tokens: null }, 'missing_count'],
  [{ completion_tokens: undefined }, 'missing_count'],
  [{ completion_tokens: 1.5 }, 'bad_count'],
  [{ prompt_tokens: 0, metadata: {} }, 'missing_count'],
  [{ call_type: 'aretrieve_batch' }, 'not_this_shape'],
  [{ call_type: undefined }, 'not_this_shape'],
  [{ response_cost: undefined, call_type: 5 }, 'not_this_shape'],
])('%j is refused: %s', (change, reason) => {
  expect(reasons(change)).toEqual([reason]);
});

const VERTEX = 'https://aiplatform.googleapis.com/v1/projects/p/locations';
const mapped = (key: string): JsonObject => ({ model_map_information: { model_map_key: key } });

test.each<[JsonObject, string[]]>([
  [{}, ['claude-opus-5-5', 'api', '']],
  [{ model: 'anthropic/claude-opus-5-5' }, ['claude-opus-5-5', 'api', '']],
  [{ model: 'anthropic/claude-opus-5-5', custom_llm_provider: '' }, ['claude-opus-5-5', 'api', '']],
  [
    { model: 'anthropic/claude-opus-5.5', custom_llm_provider: 'openrouter' },
    ['anthropic/claude-opus-5.5', 'openrouter', ''],
  ],
  [{ model: 'openrouter/anthropic/claude-opus-5.5' }, ['anthropic/claude-opus-5.5', 'openrouter', '']],
  [{ model: 'bedrock/eu-west-1/anthropic.claude-opus-5-5' }, ['anthropic.claude-opus-5-5', 'bedrock', 'regional']],
  [{ model: 'bedrock/global.anthropic.claude-opus-5-5' }, ['global.anthropic.claude-opus-5-5', 'bedrock', 'global']],
  [{ model: 'vertex_ai/claude-opus-5-5', api_base: `${VERTEX}/us-east5/x` }, ['claude-opus-5-5', 'vertex', 'regional']],
  [{ model: 'vertex_ai/claude-opus-5-5', api_base: `${VERTEX}/global/x` }, ['claude-opus-5-5', 'vertex', 'global']],
  [{ model: 'vertex_ai/claude-opus-5-5' }, ['claude-opus-5-5', 'vertex', '']],
  [{ custom_llm_provider: 'databricks' }, ['claude-opus-5-5', 'databricks', '']],
  [
    { model: 'us.anthropic.claude-opus-5-5', custom_llm_provider: null },
    ['us.anthropic.claude-opus-5-5', 'bedrock', 'regional'],
  ],
  [{ model: 'azure/gpt-5-2025-08-07', custom_llm_provider: 'azure' }, ['gpt-5-2025-08-07', 'azure', '']],
  [{ model: 'gemini/gemini-2.5-pro', custom_llm_provider: 'gemini' }, ['gemini-2.5-pro', 'api', '']],
  [{ model: 'prod-eu', custom_llm_provider: 'azure', ...mapped('azure/gpt-5') }, ['gpt-5', 'azure', '']],
  [{ model: 'gpt-4', custom_llm_provider: 'azure', ...mapped('azure/gpt-5') }, ['gpt-5', 'azure', '']],
  [{ model: 'azure_ai/prod', ...mapped('azure_ai/claude-opus-5-5') }, ['claude-opus-5-5', 'foundry', '']],
  [{ model: 'azure/prod', ...mapped('azure/eu/gpt-5') }, ['eu/gpt-5', 'azure', '']],
  [{ model: 'azure/prod', ...mapped('') }, ['prod', 'azure', '']],
  [
    { model: 'x/glm-5', custom_llm_provider: 'fireworks_ai', ...mapped('fireworks_ai/x/glm-5') },
    ['x/glm-5', 'fireworks_ai', ''],
  ],
  [{ model: 'smart', ...mapped('claude-opus-5-5') }, ['claude-opus-5-5', 'api', '']],
  [{ model: 'claude-opus-5-5', ...mapped('claude-sonnet-5') }, ['claude-opus-5-5', 'api', '']],
  [{ model: 'vertex_ai/gemini-2.5-pro', ...mapped('gemini-2.5-flash') }, ['gemini-2.5-pro', 'vertex', '']],
])('platform and region of %j', (change, expected) => {
  const { parts, terms } = event(change) ?? {};
  expect([parts?.[0]?.model, terms?.platform, terms?.geo]).toEqual(expected);
});

test('tier, speed and geography stand in the usage', () => {
  const usage_object = { service_tier: 'batch', speed: 'fast', inference_geo: 'us' };
  expect(event({ metadata: { usage_object } })?.terms).toMatchObject({ tier: 'batch', speed: 'fast', geo: 'us' });
  expect(event({ metadata: { usage_object: { service_tier: 'default' } } })?.terms.tier).toBe('standard');
});

describe('names', () => {
  const hash = '88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b';
  const scope = (change: JsonObject) => event(change)?.scope;

  test('are the alias of the key and the team, never the hash of the key', () => {
    const metadata = {
      user_api_key: hash,
      user_api_key_hash: hash,
      user_api_key_alias: 'ci',
      user_api_key_team_alias: 't',
    };
    expect(scope({ metadata, api_key: hash })).toMatchObject({ api_key: 'ci', labels: { team: 't' } });
    expect(JSON.stringify(event({ metadata, api_key: hash }))).not.toContain(hash);
    expect(scope({ metadata: {}, api_key: hash, team_id: 'team-9' })).toMatchObject({
      api_key: '',
      labels: { team: 'team-9' },
    });
  });

  test('the user is the end user, else the owner of the key', () => {
    expect(scope({ end_user: 'c-7', user: 'dana' })?.user).toBe('c-7');
    expect(scope({ end_user: '', user: 'dana' })?.user).toBe('dana');
    expect(scope({ metadata: { user_api_key_user_id: 'eli' } })?.user).toBe('eli');
  });

  test.each([
    'user_0f_account__session_3c5f0a52-7d1e-4c0b-9a55-0b6f5d2f9e11',
    '{"device_id":"0f","session_id": "3c5f0a52-7d1e-4c0b-9a55-0b6f5d2f9e11"}',
  ])('a session only where Claude Code is the end user: %s', (end_user) => {
    expect(scope({ end_user, user: 'dana' })).toMatchObject({
      session: '3c5f0a52-7d1e-4c0b-9a55-0b6f5d2f9e11',
      user: 'dana',
    });
    expect(scope({ session_id: 's', trace_id: 't' })?.session).toBe('');
  });
});

test('a row of SpendLogs and the logger tell of one call; the one with the larger prompt stays', async () => {
  const files = ['litellm/standard-logging.ndjson', 'litellm/spend-logs.json', 'litellm/spend-logs.csv'];
  const [logged, json, csv] = await Promise.all(
    files.map(async (name) => merged(eventsOf(readAll(litellm, await recordsOf(name), { file: name })))),
  );
  const first = 'message:chatcmpl-fx01c2b7-litellm';
  expect([json?.get(first), csv?.get(first)].map(partsOf)).toEqual(Array(2).fill(partsOf(logged?.get(first))));
  const all = merged([...(logged?.values() ?? []), ...(json?.values() ?? []), ...(csv?.values() ?? [])]);
  expect(all.size).toBe(logged?.size);
});

test('the same response in a log of responses counts once, and its counts stay: it is the more complete', () => {
  const own = { ...CALL, id: 'msg_01Test' };
  const seen = readAll(messages, numbered([{ ts: '2026-11-10T08:00:02Z', response: response(USAGE) }]));
  const both = merged([...eventsOf(readAll(litellm, numbered([own]))), ...eventsOf(seen)]);
  const [logged] = eventsOf(seen);
  expect([...both].map(([key, { parts, completeness, at }]) => [key, parts, completeness, at])).toEqual([
    ['message:msg_01Test', logged?.parts, logged?.completeness, 1_794_297_600_500],
  ]);
});

test("the provider's own response is read where it is logged", () => {
  const own = event({ id: 'x', response: response(USAGE, { model: 'alias' }), custom_llm_provider: 'azure_ai' });
  expect([own?.key, own?.terms.platform, ...partsOf(own)]).toEqual([
    'message:msg_01Test',
    'foundry',
    ['message claude-opus-5-5 x1', 212, 400, 1500, 18_044, 391],
  ]);
  expect(event({ id: 'x', response: response(USAGE, { id: undefined }) })?.key).toMatch(/^id:\["x"/);
});

test('a header of the table is known in any order', () => {
  const header = ['spend', 'model', 'call_type', 'request_id', 'startTime', 'completion_tokens', 'prompt_tokens', 'x'];
  expect(sourceOfHeader(header)?.id).toBe('litellm');
  expect(sourceOfHeader(header.slice(1))).toBeUndefined();
});
