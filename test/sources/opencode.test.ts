import { describe, expect, test } from 'vitest';
import { flagsOf } from '../../src/core/flags.ts';
import { opencode } from '../../src/sources/opencode.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { filesIn, testFixtures } from './fixture-files.ts';
import { OPENCODE } from './other-shapes.ts';
import { eventsOf, FIXTURES, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';

testFixtures('opencode');

const read = (...records: unknown[]) => readAll(opencode, numbered(records));
const message = (fields: JsonObject): JsonObject => ({ ...OPENCODE, ...fields });
const outputOf = (providerID: string, tokens: JsonObject) =>
  eventsOf(read(message({ providerID, tokens: { input: 10, cache: { read: 100, write: 0 }, ...tokens } })))[0]?.parts[0]
    ?.meters.output;

test('the input is without what was cached', () => {
  const tokens = { total: 1260, input: 40, output: 20, reasoning: 0, cache: { read: 900, write: 300 } };
  const [event] = eventsOf(read(message({ providerID: 'anthropic', tokens })));
  expect(partsOf(event)).toEqual([['message gpt-5.4 x1', 40, 300, 0, 900, 20]]);
  expect(flagsOf(event?.flags ?? 0)).toEqual(['ttl_assumed']);
});

test.each([
  ['beside the output, as the total says', 'openai', { output: 80, reasoning: 60, total: 250 }, 140],
  ['within it, as the total says', 'openai', { output: 80, reasoning: 60, total: 190 }, 80],
  ['within it, even of Gemini, as the total says', 'google', { output: 80, reasoning: 60, total: 190 }, 80],
  ['within it, in messages that have no total', 'openai', { output: 80, reasoning: 60 }, 80],
  ['beside it, in those of Gemini', 'google-vertex', { output: 80, reasoning: 60 }, 140],
  ['beside it, where it would not fit in', 'openai', { output: 20, reasoning: 60 }, 80],
])('reasoning is %s', (_what, provider, tokens, output) => {
  expect(outputOf(provider, tokens)).toBe(output);
});

test.each([
  ['anthropic', 'claude-opus-5-5', 'api', ''],
  ['amazon-bedrock', 'global.anthropic.claude-opus-4-5-20251101-v1:0', 'bedrock', 'global'],
  ['google-vertex-anthropic', 'claude-opus-4-5@20251101', 'vertex', ''],
  ['openrouter', 'anthropic/claude-opus-5.5', 'openrouter', ''],
  ['github-copilot', 'gpt-5.4', 'github-copilot', ''],
])('%s with %s is called on %s', (providerID, modelID, platform, geo) => {
  const [event] = eventsOf(read(message({ providerID, modelID })));
  expect(event?.terms).toMatchObject({ platform, geo, tier: '' });
});

test('a fork of a session repeats its calls under other ids, and they count once', async () => {
  const files = filesIn(FIXTURES, 'opencode/storage');
  const events = await Promise.all(files.map(async (file) => eventsOf(readAll(opencode, await recordsOf(file)))));
  expect(events.flat().length - merged(events.flat()).size).toBe(1);
  // Nothing tells the original from the copy: the session that sorts first has it.
  const [call] = [...merged(events.flat()).values()].filter(({ key }) => key.includes('claude-opus-5-5'));
  expect(call?.scope.session).toBe('ses_FxFork');
});

test('what was called off, and what a user says, is no call', () => {
  const tokens = { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } };
  expect(
    read(message({ tokens }), message({ role: 'user' }))
      .map(({ reading }) => reading.kind)
      .slice(0, 2),
  ).toEqual(['not_usage', 'not_usage']);
});

test('of an exported session, calls that cannot be read are refused beside the others', async () => {
  const readings = readAll(opencode, await recordsOf('flawed/opencode/refusals.ndjson'));
  expect(refusalsOf(readings)).toEqual([
    [2, 'no_model'],
    [3, 'missing_count'],
    [4, 'missing_count'],
    [5, 'missing_count'],
    [6, 'bad_count'],
    [7, 'bad_instant'],
    [8, 'bad_count'],
    [8, 'not_this_shape'],
  ]);
  expect(eventsOf(readings)).toHaveLength(2);
  expect(refusalsOf(read({ info: {}, messages: [{ info: message({ modelID: '' }) }] }))).toEqual([[1, 'no_model']]);
});

test('a sum of two counts is a count, too', () => {
  const tokens = { input: 1, output: 1, reasoning: 100_000_000_000 };
  expect(refusalsOf(read(message({ tokens })))).toEqual([[1, 'count_too_large']]);
});

describe('each step of a message is a call', () => {
  const tokens = (input: number, output: number): JsonObject => ({
    ...{ input, output, reasoning: 0, cache: { read: 100, write: 0 } },
  });
  const part = (own: JsonObject): JsonObject => ({
    ...{ type: 'step-finish', sessionID: 'ses_1', messageID: 'msg_1', tokens: own, cost: 0.1 },
  });
  const row = (own: JsonObject): JsonObject => ({
    ...{ id: 'prt_1', message_id: 'msg_1', session_id: 'ses_1', time_created: 1 },
    data: JSON.stringify({ type: 'step-finish', tokens: own }),
  });
  // The message has the tokens of its last step.
  const last = message({ id: 'msg_1', tokens: tokens(30, 3) });
  const { sessionID, time, ...data } = last;
  const lastRow = {
    ...{ id: 'msg_1', session_id: sessionID, time_created: (time as { created: number }).created },
    data: JSON.stringify({ ...data, id: undefined, time }),
  };
  const steps = [tokens(10, 1), tokens(10, 1), tokens(30, 3)];
  const inputs = (...records: unknown[]): number[] =>
    [...merged(eventsOf(readAll(opencode, numbered(records)))).values()]
      .flatMap(({ parts }) => parts.map(({ meters }) => meters.input))
      .sort((a, b) => a - b);

  test.each<[string, unknown[]]>([
    ['in an export', [{ info: {}, messages: [{ info: last, parts: [{ type: 'text' }, ...steps.map(part)] }] }]],
    ['in parts after their message', [last, ...steps.map(part)]],
    ['in parts before their message', [...steps.map(part), last]],
    ['in rows of two tables', [lastRow, ...steps.map(row)]],
    ['in rows of two tables, the parts first', [...steps.map(row), lastRow]],
    [
      'in an export beside the message itself',
      [last, { info: {}, messages: [{ info: last, parts: steps.map(part) }] }],
    ],
  ])('%s', (_, records) => {
    expect(inputs(...records)).toEqual([10, 10, 30]);
  });

  test('without parts the message is one call', () => {
    expect(inputs(last)).toEqual([30]);
    expect(inputs({ info: {}, messages: [{ info: last, parts: [] }] })).toEqual([30]);
  });

  test('a step whose message is not there is rejected, as only that has its model', () => {
    expect(refusalsOf(readAll(opencode, numbered([part(tokens(1, 1))])))).toEqual([[1, 'no_message']]);
  });
});
