import { expect, test } from 'vitest';
import { flagsOf } from '../../src/core/flags.ts';
import { openaiChat } from '../../src/sources/openai-chat.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { eventsOf, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { COMPLETION } from './other-shapes.ts';

testFixtures('openai-chat');

const read = (...records: unknown[]) => readAll(openaiChat, numbered(records));
const completion = (fields: JsonObject): JsonObject => ({ ...COMPLETION, ...fields });
const sol = 'message gpt-5.6-sol x1';

test('the input holds reads and writes, the output the reasoning', () => {
  const usage = {
    prompt_tokens: 20_000,
    completion_tokens: 391,
    prompt_tokens_details: { cached_tokens: 12_000, cache_write_tokens: 7000 },
    completion_tokens_details: { reasoning_tokens: 120 },
  };
  const [event] = eventsOf(read(completion({ usage })));
  expect(partsOf(event)).toEqual([[sol, 1000, 7000, 0, 12_000, 391]]);
  expect(event?.flags).toBe(0);
});

test('an input that is smaller than what was cached is taken as without it, and flagged', () => {
  const usage = { prompt_tokens: 334, completion_tokens: 391, prompt_tokens_details: { cached_tokens: 17_920 } };
  const [event] = eventsOf(read(completion({ usage })));
  expect(partsOf(event)).toEqual([[sol, 334, 0, 0, 17_920, 391]]);
  expect(flagsOf(event?.flags ?? 0)).toEqual(['exclusive_input']);
});

test.each([
  ['default', 'standard'],
  ['flex', 'flex'],
  ['priority', 'priority'],
  ['scale', 'scale'],
  ['auto', ''],
  [null, ''],
])('the service tier %j is billed as %j', (service_tier, tier) => {
  const [event] = eventsOf(read(completion({ service_tier })));
  expect(event?.terms).toMatchObject({ source: 'openai-chat', platform: 'api', tier, speed: '', geo: '' });
});

test('results of a batch are billed as such, those that failed are not', async () => {
  const readings = readAll(openaiChat, await recordsOf('openai-chat/batch.jsonl'));
  expect(eventsOf(readings).map(({ terms }) => terms.tier)).toEqual(['batch', 'batch']);
  expect(readings.map(({ reading }) => reading.kind)).toEqual(['events', 'events', 'not_usage', 'not_usage']);
});

test('the chunks of a stream are one response, that with the largest output', async () => {
  const readings = readAll(openaiChat, await recordsOf('openai-chat/streamed.ndjson'));
  expect([...merged(eventsOf(readings)).values()].map((event) => partsOf(event)[0])).toEqual([
    [sol, 334, 0, 0, 17_920, 391],
    [sol, 334, 0, 0, 17_920, 240],
  ]);
});

test('of the same call twice, the whole response wins over a chunk, and then the one that says more of its place', async () => {
  const wrapped = eventsOf(readAll(openaiChat, await recordsOf('openai-chat/gateway.ndjson'))).filter(
    ({ key }) => key === 'message:chatcmpl-FxWrapped_7hK2mQ9xT4vB3nC8',
  );
  expect(wrapped).toHaveLength(3);
  const [event] = merged(wrapped.toReversed()).values();
  expect([event?.scope.session, event?.at, event?.until]).toEqual([
    'desk-7',
    Date.parse('2026-11-12T08:05:00Z'),
    Date.parse('2026-11-12T08:05:00.900Z'),
  ]);
  const chunk = { ...COMPLETION, object: 'chat.completion.chunk', service_tier: undefined };
  const [both] = merged(eventsOf(read(chunk, COMPLETION))).values();
  expect(both?.terms.tier).toBe('standard');
});

test('a wrapper that has no time of its own takes the whole seconds of the response', () => {
  const [event] = eventsOf(read({ response: COMPLETION }));
  expect(event?.at).toBe(1_794_470_400_000);
});

test('refusals by line', async () => {
  expect(refusalsOf(readAll(openaiChat, await recordsOf('flawed/openai-chat/refusals.ndjson')))).toEqual([
    [2, 'no_model'],
    [3, 'missing_count'],
    [4, 'missing_count'],
    [5, 'missing_count'],
    [6, 'bad_count'],
    [7, 'bad_count'],
    [8, 'count_too_large'],
    [9, 'instant_out_of_range'],
    [10, 'bad_instant'],
    [11, 'not_this_shape'],
  ]);
});

test.each([
  [
    'a gateway with a cost of its own',
    completion({ model: 'openai/gpt-5', usage: { prompt_tokens: 1, completion_tokens: 1, cost: 0.1 } }),
  ],
  ["LiteLLM's payload", { call_type: 'acompletion', response_cost: 0.1, response: COMPLETION }],
  ['a list of embeddings', { object: 'list', usage: { prompt_tokens: 1 } }],
])('%s is of another shape', (_name, record) => {
  expect(openaiChat.claims(record)).toBe(false);
});

test('a tier that is called like what every object has is a name like any other', () => {
  for (const service_tier of ['__proto__', 'constructor'])
    expect(eventsOf(read(completion({ service_tier })))[0]?.terms.tier).toBe(service_tier);
});
