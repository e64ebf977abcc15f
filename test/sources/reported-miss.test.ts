/** The provider's own diagnosis: read from every shape that has it, and no reason to lose a response. */
import type { Diagnostics } from '@anthropic-ai/sdk/resources/messages';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MISS_REASONS, type MissReason, type ReportedMiss } from '../../src/core/diagnosis.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { knownSource } from './fixture-files.ts';
import { eventsOf, numbered, readAll } from './readings.ts';
import { AT, FIXED, response, SHAPES, USAGE, type Shape } from './shapes.ts';

type Told = NonNullable<Diagnostics['cache_miss_reason']>;

/** The names of the provider's types are the ones here: this compiles only if both lists are the same. */
const NAMES: Record<Told['type'], MissReason> & Record<MissReason, Told['type']> = {
  model_changed: 'model_changed',
  system_changed: 'system_changed',
  tools_changed: 'tools_changed',
  messages_changed: 'messages_changed',
  previous_message_not_found: 'previous_message_not_found',
  unavailable: 'unavailable',
};

const miss = (reason: ReportedMiss['reason'], tokens?: number): ReportedMiss => ({ reason, tokens });

function read({ id, wrap }: Shape, fields: JsonObject): ReturnType<typeof eventsOf> {
  return eventsOf(readAll(knownSource(id), numbered(wrap(response(USAGE, fields), AT))));
}

test('the names are those of the provider', () => {
  expect(Object.keys(NAMES)).toEqual([...MISS_REASONS]);
});

describe.each(SHAPES)('of $id', (shape) => {
  const reported = (diagnostics: unknown): ReportedMiss | undefined => read(shape, { diagnostics })[0]?.reported;
  const told = (cache_miss_reason: unknown): ReportedMiss | undefined => reported({ cache_miss_reason });

  test('none where there is none', () => {
    expect(read(shape, {})[0]).not.toHaveProperty('reported');
  });

  test.each<[ReportedMiss | undefined, unknown]>([
    [miss('pending'), null],
    [miss('model_changed', 0), { type: 'model_changed', cache_missed_input_tokens: 0 }],
    [miss('system_changed', 41_000), { type: 'system_changed', cache_missed_input_tokens: 41_000 }],
    [miss('tools_changed', 41_000), { type: 'tools_changed', cache_missed_input_tokens: 41_000 }],
    [miss('messages_changed', 3), { type: 'messages_changed', cache_missed_input_tokens: 3 }],
    [miss('previous_message_not_found'), { type: 'previous_message_not_found' }],
    [miss('unavailable'), { type: 'unavailable' }],
    [miss('other', 7), { type: 'weather_changed', cache_missed_input_tokens: 7 }],
    [miss('other', 7), { type: 'none', cache_missed_input_tokens: 7 }],
    [miss('other'), { type: 5 }],
    [miss('other'), 'tools_changed'],
    ...[-1, 0.5, '9', null, 1e12, {}].map((tokens): [ReportedMiss, unknown] => [
      miss('tools_changed'),
      { type: 'tools_changed', cache_missed_input_tokens: tokens },
    ]),
  ])('%j from %j', (expected, reason) => {
    expect(told(reason)).toEqual(expected);
  });

  test('pending where a recorder left out what is null', () => {
    expect(reported({})).toEqual(miss('pending'));
  });

  test('whatever stands there, the response counts as it would without', () => {
    const [plain] = read(shape, {});
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.record({ cache_miss_reason: fc.jsonValue() })), (diagnostics) => {
        const events = read(shape, { diagnostics });
        expect(events).toHaveLength(1);
        const { reported: _reported, ...event } = events[0]!;
        expect(event).toEqual(plain);
      }),
      { ...FIXED, numRuns: 100 },
    );
  });
});

describe('null', () => {
  const without = SHAPES.filter(({ id }) => id !== 'request-log');
  test.each(without)('of $id says nothing: nobody may have asked', (shape) => {
    expect(read(shape, { diagnostics: null })[0]?.reported).toBeUndefined();
  });

  const beside = (diagnostics: unknown, id: string): ReportedMiss | undefined => {
    const request = { model: 'm', messages: [], ...(diagnostics !== undefined && { diagnostics }) };
    const record = { timestamp: AT, request, response: response(USAGE, { diagnostics: null }) };
    return eventsOf(readAll(knownSource(id), numbered([record])))[0]?.reported;
  };

  test.each(['request-log', 'messages'])('beside a request in %s says something only if it was asked', (id) => {
    expect(beside({ previous_message_id: 'msg_00' }, id)).toEqual(miss('none'));
    expect(beside({ previous_message_id: null }, id)).toBeUndefined();
    expect(beside(null, id)).toBeUndefined();
    expect(beside(undefined, id)).toBeUndefined();
  });
});
