import { expect, test } from 'vitest';

import { parseModelId } from '../../src/core/model-id.ts';
import { litellm } from '../../src/sources/litellm.ts';
import { openrouter } from '../../src/sources/openrouter.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { flagsBut, eventsOf, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';

testFixtures('openrouter');

const USAGE: JsonObject = {
  ...{ prompt_tokens: 20_156, completion_tokens: 391, cost: 9 },
  prompt_tokens_details: { cached_tokens: 18_044, cache_write_tokens: 1900 },
};
const ANSWER: JsonObject = {
  ...{
    id: 'gen-1_7hK2mQ9xT4vB3nC8',
    model: 'anthropic/claude-opus-5.5',
    provider: 'Anthropic',
    object: 'chat.completion',
  },
  ...{ created: 1_794_384_000, usage: USAGE },
};
const read = (change: JsonObject) => readAll(openrouter, numbered([{ ...ANSWER, ...change }]));
const event = (change: JsonObject) => eventsOf(read(change))[0];
const used = (usage: JsonObject) => {
  const told = event({ usage: { ...USAGE, ...usage } });
  return [partsOf(told)[0]?.slice(1), flagsBut(told?.flags ?? 0)];
};
const reasons = (change: JsonObject) => refusalsOf(read(change)).map(([, reason]) => reason);
const split = { ephemeral_5m_input_tokens: 400, ephemeral_1h_input_tokens: 1500 };
const details = (prompt_tokens_details: unknown): JsonObject => ({ prompt_tokens_details });

test.each<[JsonObject, number[], string[]]>([
  [{}, [212, 1900, 0, 18_044, 391], ['ttl_assumed']],
  [{ cache_creation: split }, [212, 400, 1500, 18_044, 391], []],
  [
    details({ cached_tokens: 18_044, cache_write_tokens: 1900, cache_creation: split }),
    [212, 400, 1500, 18_044, 391],
    [],
  ],
  [
    { cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 } },
    [212, 1900, 0, 18_044, 391],
    ['ttl_assumed'],
  ],
  [{ cache_creation: { ephemeral_1h_input_tokens: 900 } }, [212, 1000, 900, 18_044, 391], ['split_disagrees']],
  [details({ cached_tokens: 18_044 }), [2112, 0, 0, 18_044, 391], []],
  [details(null), [20_156, 0, 0, 0, 391], ['cache_not_logged']],
  [{ prompt_tokens: 212 }, [212, 1900, 0, 18_044, 391], ['ttl_assumed', 'exclusive_input']],
])('a usage with %j', (usage, counts, flags) => {
  expect(used(usage)).toEqual([counts, flags]);
});

test.each([
  [{ model: '' }, 'no_model'],
  [{ created: null }, 'no_instant'],
  [{ created: 'now' }, 'bad_instant'],
  [{ usage: null }, 'missing_count'],
  [{ usage: { ...USAGE, prompt_tokens: null } }, 'missing_count'],
  [{ usage: { ...USAGE, completion_tokens: undefined } }, 'missing_count'],
  [{ usage: { ...USAGE, completion_tokens: '1.5' } }, 'bad_count'],
  [{ usage: { ...USAGE, ...details({ cached_tokens: -1 }) } }, 'bad_count'],
  [{ id: 'chatcmpl-1_7hK2mQ9xT4vB3nC8', usage: { prompt_tokens: 1 } }, 'not_this_shape'],
])('%j is refused: %s', (change, reason) => {
  expect(reasons(change)).toEqual([reason]);
});

test.each([{ usage: undefined, error: { code: 502 } }])('%j is no response that is billed', (change) => {
  expect(read(change)).toMatchObject([{ line: 1, reading: { kind: 'not_usage' } }]);
});

test.each([
  ['anthropic/claude-opus-5.5', 'claude-opus-5-5'],
  ['anthropic/claude-haiku-4.5:nitro', 'claude-haiku-4-5'],
  ['openai/gpt-5.6', 'gpt-5.6'],
  ['anthropic/claude-4.6-sonnet-20260217', 'claude-sonnet-4-6'],
])('%s is priced as %s, on OpenRouter', (model, base) => {
  const told = event({ model });
  expect(told?.terms).toMatchObject({ platform: 'openrouter', geo: '' });
  expect(parseModelId(told?.parts[0]?.model ?? '').base).toBe(base);
});

test('a free model keeps its name, and so has no price', () => {
  expect(event({ model: 'anthropic/claude-opus-5.5:free' })?.parts[0]?.model).toBe('anthropic/claude-opus-5.5:free');
});

test('the tier as billed, and who served it', () => {
  expect(event({ service_tier: 'default' })?.terms.tier).toBe('standard');
  expect(event({ service_tier: 'flex' })?.terms.tier).toBe('flex');
  expect(event({})?.scope.labels).toEqual({ provider: 'Anthropic' });
});

test('the same response twice, and in the log of LiteLLM, counts once', async () => {
  const records = await recordsOf('openrouter/generations.ndjson');
  const events = eventsOf(readAll(openrouter, records));
  const gateway = eventsOf(
    readAll(
      litellm,
      numbered([
        {
          ...{
            id: 'gen-1794384001-fxOpenrouter1',
            call_type: 'acompletion',
            response_cost: 1,
            startTime: 1_794_384_001,
          },
          ...{ prompt_tokens: 18_254, completion_tokens: 391, model: 'anthropic/claude-opus-5.5' },
          ...{
            custom_llm_provider: 'openrouter',
            metadata: { user_api_key_alias: 'ci', user_api_key_user_id: 'dana' },
          },
        },
      ]),
    ),
  );
  const all = merged([...events, ...gateway]);
  expect(events).toHaveLength(12);
  expect(all.size).toBe(11);
  // Equal in tokens: the one that names more of where it belongs stays.
  expect(all.get('message:gen-1794384001-fxOpenrouter1')?.terms.source).toBe('litellm');
});
