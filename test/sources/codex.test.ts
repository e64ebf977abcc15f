import { expect, test } from 'vitest';
import { flagsOf } from '../../src/core/flags.ts';
import { codex } from '../../src/sources/codex.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { filesIn, testFixtures } from './fixture-files.ts';
import { nestedIn } from './huge-records.ts';
import { CODEX } from './other-shapes.ts';
import { eventsOf, FIXTURES, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';

testFixtures('codex');

const read = (...records: unknown[]) => readAll(codex, numbered(records));
const [META = {}, CONTEXT = {}] = CODEX;
const usage = (input_tokens: number, cached_input_tokens: number, output_tokens: number, more: JsonObject = {}) => ({
  ...{ input_tokens, cached_input_tokens, output_tokens, reasoning_output_tokens: 0 },
  ...more,
});
const count = (info: unknown, timestamp = '2026-11-12T08:00:09Z'): JsonObject => ({
  ...{ timestamp, type: 'event_msg', payload: { type: 'token_count', info } },
});
const call = (total: unknown, last: unknown): JsonObject => count({ total_token_usage: total, last_token_usage: last });
const totals = (...records: unknown[]) => eventsOf(read(META, CONTEXT, ...records)).map((event) => partsOf(event)[0]);
const model = 'message gpt-5.4 x1';

test('the sum tells whether there was a call, and is never added', () => {
  const [first, second] = [usage(1000, 900, 10), usage(1200, 1000, 20)];
  expect(totals(call(first, first), call(first, first), call(usage(2200, 1900, 30), second))).toEqual([
    [model, 100, 0, 0, 900, 10],
    [model, 200, 0, 0, 1000, 20],
  ]);
});

test('where only the sum is logged, a call is what it has grown by; a smaller one was begun anew', () => {
  const sum = (total: unknown): JsonObject => count({ total_token_usage: total });
  expect(totals(sum(usage(1000, 900, 10)), sum(usage(2200, 1900, 30)), sum(usage(500, 0, 5)))).toEqual([
    [model, 100, 0, 0, 900, 10],
    [model, 200, 0, 0, 1000, 20],
    [model, 500, 0, 0, 0, 5],
  ]);
});

test('the input holds what was cached, the output the reasoning; an input without it is flagged', () => {
  const last = usage(1000, 600, 50, { cache_write_input_tokens: 300, reasoning_output_tokens: 40 });
  expect(totals(call(last, last))).toEqual([[model, 100, 300, 0, 600, 50]]);
  const outside = usage(40, 600, 50);
  const [event] = eventsOf(read(META, CONTEXT, call(outside, outside)));
  expect(partsOf(event)).toEqual([[model, 40, 0, 0, 600, 50]]);
  expect(flagsOf(event?.flags ?? 0)).toEqual(['exclusive_input']);
});

test('what fills up the window, and what only brings rate limits, is no call', () => {
  const nothing = { ...usage(0, 0, 0), total_tokens: 9000 };
  expect(totals(call(nothing, nothing), count(null))).toEqual([]);
});

test('a record and its count are one call, known by the id, whichever is first', () => {
  const first = usage(1000, 900, 10);
  const record = { timestamp: '2026-11-12T08:00:09Z', type: 'token_usage_record' };
  const noted = { ...record, payload: { response_id: 'resp_1_7hK2mQ9xT4vB3nC8', usage: first } };
  const keys = [[noted, call(first, first)], [call(first, first), noted], [noted]].map((records) =>
    eventsOf(read(META, CONTEXT, ...records)).map(({ key }) => key),
  );
  expect(keys).toEqual([
    ['message:resp_1_7hK2mQ9xT4vB3nC8'],
    ['message:resp_1_7hK2mQ9xT4vB3nC8'],
    ['message:resp_1_7hK2mQ9xT4vB3nC8'],
  ]);
});

test('all sessions together: what forks and sub-agents repeat counts once, in the session that made it', async () => {
  const files = filesIn(FIXTURES, 'codex');
  const events = await Promise.all(
    files.map(async (file) => eventsOf(readAll(codex, await recordsOf(file), { file }))),
  );
  const inOrder = merged(events.flat());
  expect(events.flat().length - inOrder.size).toBe(2);
  expect(merged(events.flat().toReversed())).toEqual(new Map([...inOrder].toReversed()));
  const repeated = [...inOrder.values()].filter(({ at, until }) => at !== until);
  expect(repeated.map(({ at, scope }) => [new Date(at).toISOString().slice(11, 19), scope.session.slice(-1)])).toEqual([
    ['09:00:06', '1'],
    ['09:00:15', '1'],
  ]);
});

test('the first calls of two sessions may be alike', () => {
  const first = usage(1000, 900, 10);
  const [one, two] = [META, { ...META, payload: { id: 'thread-2' } }].map(
    (meta) => eventsOf(read(meta, CONTEXT, call(first, first)))[0]?.key,
  );
  expect(one).not.toBe(two);
});

test('refusals by line', async () => {
  expect(refusalsOf(readAll(codex, await recordsOf('flawed/codex/refusals.jsonl')))).toEqual([
    [2, 'no_model'],
    [5, 'missing_count'],
    [6, 'missing_count'],
    [7, 'bad_count'],
    [8, 'bad_count'],
    [9, 'bad_instant'],
    [10, 'missing_count'],
    [12, 'missing_count'],
  ]);
});

test('a count that is nested without end is none', () => {
  const first = usage(1000, 900, 10);
  const readings = read(META, CONTEXT, call(first, { ...first, input_tokens: nestedIn('x') }));
  expect(refusalsOf(readings)).toEqual([[3, 'bad_count']]);
});
