/** Streams that never say what they used: one rejection for each, however they are interleaved. */
import { expect, test } from 'vitest';
import { openStreams } from '../../src/sources/open-streams.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { readLog } from './log-of.ts';
import { reasonsOf } from './readings.ts';

const chunk = (id: string, usage: unknown = null): JsonObject => ({
  ...{ id, object: 'chat.completion.chunk', created: 1_794_312_000, model: 'gpt-5', usage },
  choices: [{ index: 0, delta: { content: 'x' } }],
});
const USED = { prompt_tokens: 5, completion_tokens: 6 };
const event = (type: string, id: string, usage: unknown = null): JsonObject => ({
  type: `response.${type}`,
  response: { id, object: 'response', created_at: 1_794_312_000, status: type, model: 'gpt-5', usage },
});
const TOLD = { input_tokens: 5, output_tokens: 6 };

test.each<[string, JsonObject[], events: number, reasons: string[]]>([
  ['one without usage', [chunk('a'), chunk('a'), chunk('a')], 0, ['missing_count']],
  ['one with usage', [chunk('a'), chunk('a'), chunk('a', USED)], 1, []],
  ['one that goes on after its usage', [chunk('a'), chunk('a', USED), chunk('a')], 1, []],
  ['interleaved', [chunk('a'), chunk('b'), chunk('a', USED), chunk('b')], 1, ['missing_count']],
  ['two without', [chunk('a'), chunk('b'), chunk('a'), chunk('b')], 0, ['missing_count', 'missing_count']],
  ['one whose usage is none', [chunk('a'), chunk('a', 'cut')], 0, ['missing_count']],
  ['one that failed', [chunk('a'), { ...chunk('a'), error: { code: 502 } }], 0, []],
  ['a response', [event('created', 'a'), event('in_progress', 'a'), event('completed', 'a', TOLD)], 1, []],
  ['a response that is not completed', [event('created', 'a'), event('in_progress', 'a')], 0, ['missing_count']],
  ['a response that failed', [event('created', 'a'), event('failed', 'a')], 0, []],
  ['a response that is lost', [event('created', 'a'), { type: 'response.completed' }], 0, ['no_response']],
])('%s', (_, records, events, reasons) => {
  const read = readLog(records);
  expect([read.events.length, read.reasons]).toEqual([events, reasons]);
});

test('of very many that are open, the oldest is taken to have ended', () => {
  const streams = openStreams();
  const readings = Array.from({ length: 1500 }, (_each, index) => streams.part(`stream ${index}`));
  expect([...readings, streams.end()].flatMap(reasonsOf)).toHaveLength(1500);
});
