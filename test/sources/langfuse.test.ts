import { expect, test } from 'vitest';

import { sourceOfHeader } from '../../src/sources/index.ts';
import { langfuse } from '../../src/sources/langfuse.ts';
import { litellm } from '../../src/sources/litellm.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { flagsBut, eventsOf, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { AT } from './shapes.ts';

testFixtures('langfuse');

const OBSERVATION: JsonObject = {
  ...{ id: 'obs-1', traceId: 'tr-1', type: 'GENERATION', startTime: AT, model: 'claude-opus-5-5' },
  ...{ usageDetails: { input: 210, output: 391 }, costDetails: { total: 9 } },
};
const read = (change: JsonObject) => readAll(langfuse, numbered([{ ...OBSERVATION, ...change }]));
const event = (change: JsonObject) => eventsOf(read(change))[0];
const reasons = (change: JsonObject) => refusalsOf(read(change)).map(([, reason]) => reason);
const used = (usageDetails: JsonObject) => {
  const told = event({ usageDetails });
  return [partsOf(told)[0]?.slice(1), flagsBut(told?.flags ?? 0)];
};
const both = { input: 210, output: 391 };

test.each<[JsonObject, number[], string[]]>([
  [both, [210, 0, 0, 0, 391], ['cache_not_logged']],
  [{ ...both, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 }, [210, 0, 0, 0, 391], []],
  [{ ...both, cache_read_input_tokens: 7 }, [210, 0, 0, 7, 391], []],
  [{ ...both, input_cached_tokens: 7 }, [210, 0, 0, 7, 391], []],
  [{ ...both, input_cache_read: 7, input_cached_tokens: 7 }, [210, 0, 0, 7, 391], []],
  [{ ...both, input_cache_creation: 9 }, [210, 9, 0, 0, 391], ['ttl_assumed']],
  [{ ...both, cache_creation_input_tokens: 9 }, [210, 9, 0, 0, 391], ['ttl_assumed']],
  [{ ...both, input_cache_creation_5m: 4, input_cache_creation_1h: 5 }, [210, 4, 5, 0, 391], []],
  [
    { ...both, input_cache_creation: 9, input_cache_creation_5m: 4, input_cache_creation_1h: 5 },
    [210, 4, 5, 0, 391],
    [],
  ],
  [{ ...both, input_cache_creation: 4, input_cache_creation_1h: 5 }, [210, 4, 5, 0, 391], ['ttl_assumed']],
  [{ ...both, output_reasoning_tokens: 9, input_audio_tokens: 3, input_cached_tokens: 0 }, [213, 0, 0, 0, 400], []],
  [{ prompt_tokens: 5, completion_tokens: 6, cached_tokens: 0 }, [5, 0, 0, 0, 6], []],
  [{ input: '5', output: '6', input_cached_tokens: '7' }, [5, 0, 0, 7, 6], []],
  [{ ...both, something: 'else', input_cached_tokens: 1 }, [210, 0, 0, 1, 391], []],
])('%j', (usageDetails, counts, flags) => {
  expect(used(usageDetails)).toEqual([counts, flags]);
});

test('an input that by its own total holds what was cached is without it after that', () => {
  const details = { input: 18_254, output: 391, cache_read_input_tokens: 18_044 };
  expect(used({ ...details, total: 18_645 })).toEqual([[210, 0, 0, 18_044, 391], []]);
  expect(used({ ...details, total: 36_689 })).toEqual([[18_254, 0, 0, 18_044, 391], []]);
  expect(used(details)).toEqual([[18_254, 0, 0, 18_044, 391], []]);
  expect(used({ ...details, input: 210, total: 601 })).toEqual([[210, 0, 0, 18_044, 391], ['total_disagrees']]);
});

test.each([
  [{ model: null }, 'no_model'],
  [{ startTime: null }, 'no_instant'],
  [{ startTime: '12:00' }, 'bad_instant'],
  [{ usageDetails: null }, 'missing_count'],
  [{ usageDetails: {} }, 'missing_count'],
  [{ usageDetails: { input: 1 } }, 'missing_count'],
  [{ usageDetails: { output: 1 } }, 'missing_count'],
  [{ usageDetails: { input: -1, output: 1 } }, 'bad_count'],
  [{ usageDetails: '{"input":1' }, 'missing_count'],
  [{ type: 'generation' }, 'not_this_shape'],
])('%j is refused: %s', (change, reason) => {
  expect(reasons(change)).toEqual([reason]);
});

test.each([{ type: 'SPAN' }, { type: 'EMBEDDING' }, { level: 'ERROR', usageDetails: {} }])(
  '%j is no call that is billed',
  (change) => {
    expect(read(change)).toMatchObject([{ line: 1, reading: { kind: 'not_usage' } }]);
  },
);

test('the id of an observation is of Langfuse; LiteLLM makes it of the id of the response', async () => {
  expect(event({})?.key).toBe('langfuse:obs-1');
  expect(event({ id: 'time-08-02-00-125000_chatcmpl-1_7hK2mQ9xT4vB3nC8' })?.key).toBe(
    'message:chatcmpl-1_7hK2mQ9xT4vB3nC8',
  );
  expect(event({ id: undefined })?.key).toMatch(/^content:\["langfuse",.*?,1,/);
  const here = eventsOf(readAll(langfuse, await recordsOf('langfuse/observations.ndjson')));
  const there = eventsOf(readAll(litellm, await recordsOf('litellm/standard-logging.ndjson')));
  const key = 'message:chatcmpl-fx02c2b7-litellm';
  const known = [...here, ...there].filter((each) => each.key === key);
  // Equal in tokens, so the one that names more of where it belongs: key, team and user.
  expect(known.map(({ terms }) => terms.source)).toEqual(['langfuse', 'litellm', 'litellm']);
  expect(merged(known).get(key)?.terms.source).toBe('litellm');
  expect(new Set(known.map((each) => JSON.stringify(partsOf(each)))).size).toBe(1);
});

test('both spellings say the same', () => {
  const [camel, snake] = eventsOf(
    readAll(langfuse, [
      { line: 1, record: { ...OBSERVATION, sessionId: 's', userId: 'u', endTime: AT } },
      {
        line: 1,
        record: {
          ...{ id: 'obs-1', trace_id: 'tr-1', type: 'GENERATION', start_time: AT, end_time: AT, session_id: 's' },
          ...{ provided_model_name: 'claude-opus-5-5', usage_details: '{"input":"210","output":"391"}', user_id: 'u' },
        },
      },
    ]),
  );
  expect(camel).toBeDefined();
  expect(snake).toEqual(camel);
});

test('the header of an export is known', () => {
  expect(sourceOfHeader(['id', 'type', 'startTime', 'model', 'usageDetails'])?.id).toBe('langfuse');
  expect(sourceOfHeader(['id', 'type', 'start_time', 'usage_details'])?.id).toBe('langfuse');
  expect(sourceOfHeader(['id', 'type', 'startTime'])).toBeUndefined();
});

test('a sum of two counts is a count, too', () => {
  const most = 100_000_000_000;
  expect(reasons({ usageDetails: { ...both, output: most, output_reasoning: 1 } })).toEqual(['count_too_large']);
  const writes = { input_cache_creation: most, input_cache_creation_5m: 1 };
  expect(reasons({ usageDetails: { ...both, ...writes } })).toEqual(['count_too_large']);
});

test('an observation in another is the same call only if the models may be one', () => {
  const callsIn = (records: readonly JsonObject[]): unknown[] => [
    ...merged(eventsOf(readAll(langfuse, numbered(records)))).keys(),
  ];
  const call = (id: string, parentObservationId: string | null, model: string): JsonObject => ({
    ...{ id, traceId: 't', parentObservationId, type: 'GENERATION', startTime: '2026-11-10T12:00:00Z', model },
    usageDetails: { input: 500, output: 300 },
  });
  expect(callsIn([call('a', null, 'claude-opus-5-5'), call('b', 'a', 'claude-haiku-4-5')])).toHaveLength(2);
  expect(callsIn([call('a', null, 'claude-haiku-4-5'), call('b', 'a', 'claude-haiku-4-5-20251001')])).toHaveLength(1);
  expect(callsIn([call('a', null, 'our-alias'), call('b', 'a', 'claude-haiku-4-5')])).toHaveLength(1);
});
