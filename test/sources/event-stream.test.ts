import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { merge } from '../../src/core/merge.ts';
import { flagsOf } from '../../src/core/flags.ts';
import { eventStream } from '../../src/sources/event-stream.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { eventsOf, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { AT, FIXED, response } from './shapes.ts';

testFixtures('event-stream');

const opus = 'claude-opus-5-5';
const split = (fiveMinutes: number, oneHour: number): JsonObject => ({
  cache_creation_input_tokens: fiveMinutes + oneHour,
  cache_creation: { ephemeral_5m_input_tokens: fiveMinutes, ephemeral_1h_input_tokens: oneHour },
});
const start = (usage: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'message_start',
  timestamp: AT,
  message: response({ input_tokens: 25, output_tokens: 1, ...usage }, { stop_reason: null, ...more }),
});
const delta = (usage: JsonObject, stop_reason: string | null = null): JsonObject => ({
  type: 'message_delta',
  delta: { stop_reason },
  usage,
});
const STOP: JsonObject = { type: 'message_stop' };
const read = (...records: JsonObject[]) => readAll(eventStream, numbered(records));
const told = (...records: JsonObject[]) =>
  eventsOf(read(...records)).map((event) => [...partsOf(event)[0]!.slice(1), ...flagsOf(event.flags)]);

test('recorded server-sent events', async () => {
  const events = eventsOf(readAll(eventStream, await recordsOf('event-stream/answers.sse')));
  expect(events.map((event) => [event.key.slice(16), event.flags, ...partsOf(event)])).toEqual([
    ['StreamOne', 0, [`message ${opus} x1`, 25, 23_000, 0, 0, 412]],
    ['StreamTwo', 0, [`message ${opus} x1`, 31, 1900, 0, 23_000, 655]],
  ]);
});

test('server tools that grow the prompt, and a connection that broke', async () => {
  const events = eventsOf(readAll(eventStream, await recordsOf('event-stream/tools.ndjson')));
  expect(events.map((event) => [event.key.slice(16), ...flagsOf(event.flags), ...partsOf(event)])).toEqual([
    ['ServerTool', ['message claude-sonnet-5-5 x1 +2 searches', 940, 5400, 16_000, 16_000, 512]],
    ['Interrupted', 'partial_stream', ['message claude-sonnet-5-5 x1', 22, 800, 0, 21_400, 97]],
    ['Afterwards', ['message claude-sonnet-5-5 x1', 22, 800, 0, 21_400, 240]],
  ]);
});

test('broken streams: every response is an event or a refusal', async () => {
  const readings = readAll(eventStream, await recordsOf('flawed/event-stream/broken.ndjson'));
  expect(refusalsOf(readings)).toEqual([
    [1, 'no_model'],
    [9, 'not_this_shape'],
    [14, 'bad_count'],
    [15, 'bad_instant'],
  ]);
  const events = eventsOf(readings).map((event) => [
    event.key.slice(16),
    event.origin.line,
    event.parts[0]?.meters.output,
    ...flagsOf(event.flags),
  ]);
  expect(events).toEqual([
    ['ErrorMid', 4, 33, 'partial_stream'],
    ['BeforeBroken', 7, 44, 'partial_stream'],
    ['NeverEnds', 18, 77, 'partial_stream'],
  ]);
});

describe('a delta', () => {
  test('replaces what was known, and is never added', () => {
    const first = start({ ...split(3000, 0), cache_read_input_tokens: 12_000 });
    const all = { input_tokens: 25, cache_creation_input_tokens: 3000, cache_read_input_tokens: 12_000 };
    expect(told(first, delta({ ...all, output_tokens: 200 }), delta({ ...all, output_tokens: 412 }), STOP)).toEqual([
      [25, 3000, 0, 12_000, 412],
    ]);
  });

  test('says nothing where it is null or silent', () => {
    const first = start({ ...split(3000, 500), cache_read_input_tokens: 12_000 });
    const nulls = { input_tokens: null, cache_creation_input_tokens: null, cache_read_input_tokens: null };
    expect(told(first, delta({ ...nulls, output_tokens: 7, server_tool_use: null }), STOP)).toEqual([
      [25, 3000, 500, 12_000, 7],
    ]);
    expect(told(first, delta({}), { type: 'message_delta' }, STOP)).toEqual([[25, 3000, 500, 12_000, 1]]);
  });

  test('that grows the writes grows those for 5 minutes', () => {
    const grown = delta({ cache_creation_input_tokens: 4100, output_tokens: 7 });
    expect(told(start(split(0, 3000)), grown, STOP)).toEqual([[25, 1100, 3000, 0, 7]]);
    expect(told(start(split(500, 3000)), grown, STOP)).toEqual([[25, 1100, 3000, 0, 7]]);
    expect(told(start({}), grown, STOP)).toEqual([[25, 4100, 0, 0, 7, 'ttl_assumed']]);
  });

  test('that shrinks the writes contradicts the split', () => {
    expect(told(start(split(500, 3000)), delta({ cache_creation_input_tokens: 3100, output_tokens: 7 }), STOP)).toEqual(
      [[25, 100, 3000, 0, 7, 'split_disagrees']],
    );
  });

  test('without its start is refused once, for it has no model', () => {
    expect(refusalsOf(read(delta({ output_tokens: 1 }), delta({ output_tokens: 2 }), STOP))).toEqual([[1, 'no_model']]);
    expect(refusalsOf(read(delta({ output_tokens: 1 }), STOP, delta({ output_tokens: 2 }), STOP))).toHaveLength(2);
    expect(read({ type: 'message_delta', delta: {} }, STOP).every(({ reading }) => reading.kind === 'not_usage')).toBe(
      true,
    );
  });

  test('of a start that was refused is no further refusal', () => {
    expect(refusalsOf(read({ type: 'message_start' }, delta({ output_tokens: 2 }), STOP))).toEqual([[1, 'no_instant']]);
  });
});

test('however many running totals there are, the last one that is no zero counts', () => {
  const totals = fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(totals, fc.array(fc.nat({ max: 11 }), { maxLength: 6 }), (outputs, noise) => {
      const deltas = outputs.map((output) => delta({ output_tokens: output }));
      for (const index of noise) deltas.splice(index, 0, { type: index % 2 ? 'ping' : 'content_block_delta' });
      expect(told(start(split(10, 20)), ...deltas, STOP)).toEqual([
        [25, 10, 20, 0, outputs.findLast((output) => output > 0) ?? 0],
      ]);
    }),
    FIXED,
  );
});

test('a stream that was cut and then recorded whole is the whole one, in either order', () => {
  const lines = [start(split(10, 20)), delta({ output_tokens: 40 }), delta({ output_tokens: 90 }, 'end_turn'), STOP];
  const [whole] = eventsOf(read(...lines));
  for (const length of [1, 2, 3]) {
    const [cut] = eventsOf(read(...lines.slice(0, length)));
    expect(flagsOf(cut?.flags ?? 0)).toEqual(['partial_stream']);
    expect(merge(cut!, whole!)).toEqual(whole);
    expect(merge(whole!, cut!)).toEqual(whole);
  }
});

test('an error ends a stream, and what follows it is another', () => {
  const error = { type: 'error', error: { type: 'overloaded_error' } };
  const next = start({}, { id: 'msg_02Test' });
  expect(told(start({}), delta({ output_tokens: 9 }), error, next, delta({ output_tokens: 5 }), STOP)).toEqual([
    [25, 0, 0, 0, 9, 'partial_stream'],
    [25, 0, 0, 0, 5],
  ]);
  expect(read(error, STOP).every(({ reading }) => reading.kind === 'not_usage')).toBe(true);
});

test('readers share nothing', () => {
  const one = eventStream.open();
  const other = eventStream.open();
  const context = { file: 'log', line: 1, given: undefined, labels: {} };
  one.read(start({}), context);
  expect(other.end?.(context)).toMatchObject({ kind: 'not_usage' });
  expect(one.end?.(context).kind).toBe('events');
  expect(one.end?.(context)).toMatchObject({ kind: 'not_usage' });
});

test('zeros that a proxy fills in take nothing back', () => {
  const zeros = { input_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 420 };
  expect(told(start(split(0, 5000)), delta(zeros, 'end_turn'), STOP)).toEqual([[25, 0, 5000, 0, 420]]);
});

test('events of several requests at once belong to the request that they name', () => {
  const of = (request_id: string, event: object) => ({ request_id, ...event });
  const [a, b] = [start({}, { id: 'msg_A' }), start({}, { id: 'msg_B' })];
  const lines = [of('A', a), of('B', b), of('A', delta({ output_tokens: 700 })), of('A', STOP)];
  const events = eventsOf(read(...lines, of('B', delta({ output_tokens: 30 })), of('B', STOP)));
  expect(events.map(({ key, parts, flags }) => [key, parts[0]?.meters.output, flagsOf(flags)])).toEqual([
    ['message:msg_A', 700, []],
    ['message:msg_B', 30, []],
  ]);
});
