import { describe, expect, test } from 'vitest';
import { flagsOf } from '../../src/core/flags.ts';
import { messages } from '../../src/sources/messages.ts';
import { testFixtures } from './fixture-files.ts';
import { eventsOf, GIVEN, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { AT, response, USAGE } from './shapes.ts';

testFixtures('messages');

const sonnet = 'message claude-sonnet-5-5 x1';

test('every wrapper', async () => {
  const readings = readAll(messages, await recordsOf('messages/wrappers.ndjson'));
  const responses = [...merged(eventsOf(readings))].map(([key, event]) => [
    key.slice(16),
    (event.at - Date.UTC(2026, 10, 12, 7)) / 1000,
    ...partsOf(event)[0]!,
  ]);
  expect(refusalsOf(readings)).toEqual([]);
  expect(responses).toEqual([
    ['Response', 0, `${sonnet} +1 searches`, 212, 0, 0, 18_044, 391],
    ['Body', 1, sonnet, 180, 18_044, 0, 0, 77],
    ['NestedBody', 2, sonnet, 95, 0, 0, 18_044, 12],
    ['NestedText', 3, sonnet, 96, 0, 0, 18_044, 13],
    ['Text', 4, sonnet, 97, 0, 0, 18_044, 14],
    ['Flat', 5, sonnet, 98, 0, 0, 18_044, 15],
    ['Twice', 7, sonnet, 99, 0, 0, 18_044, 16],
    ['SessionBeside', 8, sonnet, 91, 0, 18_044, 0, 17],
  ]);
});

test('a response logged as text may be spaced as it likes', () => {
  const told = [0, 2, '\t'].map((space) => {
    const text = JSON.stringify(response(USAGE), null, space);
    return eventsOf(readAll(messages, numbered([{ ts: AT, body: text }])));
  });
  expect(told[0]).toHaveLength(1);
  expect(told).toEqual([told[0], told[0], told[0]]);
});

test('a document over many lines', async () => {
  const events = eventsOf(readAll(messages, await recordsOf('messages/pretty.json')));
  expect(events.map((event) => [event.key, event.origin.line, ...partsOf(event)])).toEqual([
    ['message:msg_01FxPretty', 1, ['message claude-opus-5-5 x1', 412, 0, 26_500, 0, 903]],
  ]);
});

test('a list, each element by its line', async () => {
  const events = eventsOf(readAll(messages, await recordsOf('messages/array.json')));
  expect(events.map(({ key, origin }) => [key, origin.line])).toEqual(
    [0, 1, 2, 3].map((index) => [`message:msg_01FxElement${index}`, index + 2]),
  );
});

test('what the gateway could not log is refused, not guessed', async () => {
  const records = await recordsOf('messages/gateway.ndjson');
  const readings = readAll(messages, records);
  const refusals = refusalsOf(readings);
  expect(refusals.map(([, reason]) => reason)).toEqual(['bad_count']);
  expect(JSON.stringify(records.find(({ line }) => line === refusals[0]?.[0]))).toContain('msg_01FxClientGone');
  expect(readings.filter(({ reading }) => reading.kind === 'not_usage')).toHaveLength(1);
  expect(eventsOf(readings)).toHaveLength(records.length - 2);
});

test('refusals by line', async () => {
  const readings = readAll(messages, await recordsOf('flawed/messages/refusals.ndjson'));
  expect(refusalsOf(readings)).toEqual([
    [2, 'bad_instant'],
    [3, 'instant_out_of_range'],
    [4, 'no_model'],
    [5, 'not_this_shape'],
    [6, 'not_this_shape'],
  ]);
  expect(eventsOf(readings).map(({ key, flags }) => [key, ...flagsOf(flags)])).toEqual([
    ['message:msg_01FxFine'],
    ['message:msg_01FxSplitOff', 'split_disagrees'],
  ]);
});

describe('a response without a time', () => {
  test.each([response(USAGE), { response: response(USAGE) }, { timestamp: null, body: response(USAGE) }])(
    'is refused, or takes the time that was given: %#',
    (record) => {
      expect(refusalsOf(readAll(messages, numbered([record])))).toEqual([[1, 'no_instant']]);
      const [event] = eventsOf(readAll(messages, numbered([record]), { given: GIVEN }));
      expect([event?.at, ...flagsOf(event?.flags ?? 0)]).toEqual([GIVEN, 'instant_given']);
    },
  );

  test('a time of its own wins over the one that was given', () => {
    const [event] = eventsOf(readAll(messages, numbered([{ ts: AT, response: response(USAGE) }]), { given: GIVEN }));
    expect([event?.at, event?.flags]).toEqual([Date.parse(AT), 0]);
  });
});

test('a response without an id is known by its content and its line', () => {
  const record = { ts: AT, response: response(USAGE, { id: undefined }) };
  const keys = (records: unknown[]) => eventsOf(readAll(messages, numbered(records))).map(({ key }) => key);
  const [first, second] = keys([record, record]);
  expect(first).toMatch(/^content:\["messages",.*?,1,/);
  expect(second).toMatch(/^content:\["messages",.*?,2,/);
  expect(keys([record])).toEqual([first]);
});

test.each([
  [{}],
  [{ response: null }],
  [{ response: 'event: message_start' }],
  [{ response: '{"type":"message"' }],
  [{ response: { body: '{' } }],
  [{ type: 'message' }],
  [{ timestamp: AT, response: { object: 'moderation', usage: { input_tokens: 1, output_tokens: 2 } } }],
])('%j is not this shape', (record) => {
  expect(messages.claims(record)).toBe(false);
  expect(refusalsOf(readAll(messages, numbered([record])))).toEqual([[1, 'not_this_shape']]);
});

test.each([{ usage: 5 }, { usage: 'cut' }, { usage: [] }, { usage: undefined }, { usage: null }])(
  'a response with %j is one all the same, and rejected',
  (change) => {
    for (const record of [response(USAGE, change), { timestamp: AT, response: response(USAGE, change) }]) {
      expect(messages.claims(record)).toBe(true);
      expect(refusalsOf(readAll(messages, numbered([record]), { given: GIVEN }))).toEqual([[1, 'missing_count']]);
    }
  },
);

test('an error is no response, and needs no time', () => {
  const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
  for (const record of [error, { response: error }, { body: JSON.stringify(error) }, { response: { body: error } }]) {
    expect(messages.claims(record)).toBe(record !== error);
    expect(readAll(messages, numbered([record]))).toMatchObject([{ line: 1, reading: { kind: 'not_usage' } }]);
  }
});
