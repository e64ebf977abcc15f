import { expect, test } from 'vitest';
import { batchResults } from '../../src/sources/batch-results.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { eventsOf, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { AT, response, USAGE } from './shapes.ts';

testFixtures('batch-results');

const succeeded = (custom_id: string, message: JsonObject): JsonObject => ({
  custom_id,
  created_at: AT,
  result: { type: 'succeeded', message },
});

test('only what succeeded is billed, all of it at the batch tier', async () => {
  const readings = readAll(batchResults, await recordsOf('batch-results/reviews.jsonl'));
  const events = eventsOf(readings);
  expect(refusalsOf(readings)).toEqual([]);
  expect(readings.filter(({ reading }) => reading.kind === 'not_usage')).toHaveLength(4);
  expect(merged(events).size).toBe(25);
  expect(new Set(events.map(({ terms }) => terms.tier))).toEqual(new Set(['batch']));
});

test('a response without an id is known by its file and custom id', async () => {
  const file = 'batch-results/reviews.jsonl';
  const [event, ...more] = eventsOf(readAll(batchResults, await recordsOf(file), { file })).filter(
    ({ key }) => !key.startsWith('message:'),
  );
  expect(more).toEqual([]);
  expect(event?.key).toBe(`batch:${file}:review-101`);
  expect(partsOf(event)).toEqual([['message claude-haiku-4-5-20251001 x1', 700, 0, 0, 24_096, 61]]);
  expect(event?.flags).toBe(0);
});

test('without a custom id either, it is known by its content', () => {
  const [event] = eventsOf(readAll(batchResults, numbered([succeeded('', response(USAGE, { id: undefined }))])));
  expect(event?.key).toMatch(/^content:\["batch-results",.*?,1,/);
});

test.each(['errored', 'canceled', 'expired'])('%s is not billed, and needs no time', (type) => {
  const message = response(USAGE);
  const readings = readAll(batchResults, numbered([{ custom_id: 'job-1', result: { type, message } }]));
  expect(readings).toMatchObject([{ line: 1, reading: { kind: 'not_usage' } }]);
});

test.each([
  [{ custom_id: 'job-1' }],
  [{ custom_id: 'job-1', result: null }],
  [{ custom_id: 'job-1', result: [] }],
  [{ custom_id: 'job-1', result: {} }],
  [{ custom_id: 'job-1', result: { type: 'in_progress', message: response(USAGE) } }],
  [{ custom_id: 'job-1', result: { type: { toString: 1 }, message: response(USAGE) } }],
  [{ custom_id: 'job-1', result: { type: 'succeeded', message: 'ok' } }],
])('%j is not this shape', (record) => {
  expect(refusalsOf(readAll(batchResults, numbered([record])))).toEqual([[1, 'not_this_shape']]);
});

test('each time that a record may carry', () => {
  const { custom_id, result } = succeeded('job-1', response(USAGE));
  for (const time of [{ timestamp: AT }, { created_at: AT }, { ts: Date.parse(AT) }]) {
    const [event] = eventsOf(readAll(batchResults, numbered([{ custom_id, result, ...time }])));
    expect(event?.at).toBe(Date.parse(AT));
  }
});
