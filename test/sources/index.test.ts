/** The axis of log shapes: what each entry must bring, and that no two of them claim the same record. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FLAGS, UNFINISHED } from '../../src/core/flags.ts';
import { MAX_COUNT } from '../../src/core/meters.ts';
import { isObject } from '../../src/sources/fields.ts';
import { sourceById, sourceOf, sourceOfHeader, SOURCES } from '../../src/sources/index.ts';
import { REFUSALS, type JsonObject } from '../../src/sources/reading.ts';
import { EXPECTED, expectationOf, filesIn, fixturesOf } from './fixture-files.ts';
import { CODEX, COMPLETION, GEMINI, OPENCODE, RESPONSE } from './other-shapes.ts';
import { CHAT_USAGE, GATEWAY_CLAIMS, GATEWAY_RECORDS } from './gateway-records.ts';
import { eventsOf, GIVEN, numbered, readAll, recordsOf } from './readings.ts';
import { BUCKET, CODE_DAY, CONSOLE_ROW, ITEM, pageOf } from './reports.ts';
import { AGENT, AT, FIXED, REQUEST, response, SHAPES, TURN, USAGE } from './shapes.ts';
import { TELEMETRY_CLAIMS, TELEMETRY_RECORDS } from './telemetry-records.ts';

const src = path.resolve(import.meta.dirname, '..', '..', 'src', 'sources');
const claimed = (record: unknown): string | undefined => sourceOf(record as JsonObject)?.id;

describe.each(SOURCES)('the entry $id', (source) => {
  test('lacks nothing', () => {
    const fixtures = fixturesOf(source.id);
    const lacks = [
      !/^[a-z]+(?:-[a-z]+)*$/.test(source.id) && 'an id of lower-case words',
      sourceById(source.id) !== source && 'an id of its own',
      source.title.trim() === '' && 'a title',
      !/^[A-Z].*\.$/.test(source.tells) && 'a sentence of what it tells',
      !existsSync(path.join(src, `${source.id}.ts`)) && `a file src/sources/${source.id}.ts`,
      !existsSync(path.join(import.meta.dirname, `${source.id}.test.ts`)) && `a test test/sources/${source.id}.test.ts`,
      !fixtures.some((name) => name.startsWith(`${source.id}/`)) && `a fixture in fixtures/${source.id}/`,
      ...fixtures
        .map((name) => expectationOf(source.id, name))
        .map((file) => !existsSync(path.join(EXPECTED, file)) && `the expectation test/sources/expected/${file}`),
    ];
    expect(lacks.filter(Boolean)).toEqual([]);
  });

  test('has no expectation without its fixture', () => {
    const wanted = fixturesOf(source.id).map((name) => expectationOf(source.id, name));
    expect(filesIn(EXPECTED, source.id).filter((file) => !wanted.includes(file))).toEqual([]);
  });

  test.each(fixturesOf(source.id))('is told by the first record of %s', async (name) => {
    const records = (await recordsOf(name)).map(({ record }) => record);
    const claims = records.map(claimed).filter((id) => id !== undefined);
    expect(claims[0]).toBe(source.id);
    // An error looks the same in a stream and outside of one.
    const others = records.filter((record) => ![source.id, undefined].includes(claimed(record)));
    expect(others.map(({ type }) => type).filter((type) => type !== 'error')).toEqual([]);
  });

  test.each(fixturesOf(source.id))('would see every line of %s that counts', async (name) => {
    const records = await recordsOf(name);
    for (const { line, reading } of readAll(source, records, { given: GIVEN })) {
      const text = JSON.stringify(records.find((record) => record.line === line)?.record);
      if (reading.kind === 'events') expect(text).toContain(source.needle ?? '');
    }
  });

  test.each(fixturesOf(source.id))('reads %s alike, however its keys are ordered', async (name) => {
    const records = await recordsOf(name);
    const turned = records.map(({ line, record }) => ({ line, record: reversed(record) as JsonObject }));
    expect(readAll(source, turned, { given: GIVEN })).toEqual(readAll(source, records, { given: GIVEN }));
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

const INVOCATION: JsonObject = {
  ...{ schemaType: 'ModelInvocationLog', timestamp: AT, requestId: 'r', modelId: 'us.anthropic.claude-opus-5-5' },
  input: { inputTokenCount: 1, cacheReadInputTokenCount: 2, cacheWriteInputTokenCount: 3 },
  output: { outputTokenCount: 4, outputBodyJson: response(USAGE) },
  ...{ identity: { arn: 'arn:aws:iam::111122223333:user/alice' }, requestMetadata: { team: 'legal' } },
};
const CONVERSED: JsonObject = {
  output: { message: { role: 'assistant', content: [] } },
  ...{ stopReason: 'end_turn', metrics: { latencyMs: 5 }, serviceTier: { type: 'default' } },
  ...{ ResponseMetadata: { RequestId: 'r', HTTPHeaders: { date: 'Tue, 10 Nov 2026 12:00:03 GMT' } } },
  usage: { inputTokens: 1, outputTokens: 2, cacheWriteInputTokens: 3, cacheDetails: [{ ttl: '1h', inputTokens: 3 }] },
};
const ROW: JsonObject = {
  ...{ endpoint: 'projects/p/locations/global/publishers/anthropic/models/claude-opus-5-5', logging_time: AT },
  ...{ request_id: '7', model: 'claude-opus-5-5', full_response: response(USAGE), response_payload: [] },
};

const meters = { input: 1, cache_write_5m: 0, cache_write_1h: 0, cache_read: 2, output: 3 };

test.each<[id: string, record: unknown]>([
  ...SHAPES.map(({ id, wrap }): [string, unknown] => [id, wrap(response(USAGE), AT)[0]]),
  ['claude-code', { type: 'user', sessionId: 's', message: { role: 'user', content: 'hi' } }],
  ['claude-code', { type: 'summary', summary: 'x', leafUuid: 'y' }],
  ['claude-code', { type: 'file-history-snapshot', messageId: 'x', snapshot: {} }],
  ['claude-code', { type: 'queue-operation', operation: 'enqueue', sessionId: 's' }],
  ['batch-results', { custom_id: 'x', result: { type: 'expired' } }],
  ['batch-results', { custom_id: 'x', timestamp: AT, result: { type: 'errored', error: {} }, type: 'error' }],
  ['event-stream', { type: 'ping' }],
  ['event-stream', { type: 'message_delta', delta: {} }],
  ['event-stream', { type: 'message_start', sessionId: 's', timestamp: AT, message: response(USAGE) }],
  ['messages', response(USAGE)],
  ['messages', { response: { type: 'error', error: { type: 'overloaded_error' } } }],
  ['messages', { type: 'call', sessionId: 's', response: response(USAGE) }],
  ['messages', { body: JSON.stringify(response(USAGE), null, 2) }],
  ['request-log', { request: { messages: [] } }],
  ['request-log', { request: { messages: [] }, usage: USAGE, final_usage: null }],
  ['request-log', { request: { messages: [] }, body: JSON.stringify(response(USAGE)) }],
  ['request-log', { request: { messages: [] }, response: { type: 'error', error: {} } }],
  ['request-log', { request: { messages: [] }, response: { type: 'message', content: [] } }],
  ['messages', { request: { messages: 'cut' }, response: response(USAGE) }],
  ['messages', { request: { model: 'claude-opus-5-5' }, response: response(USAGE) }],
  ['block-trace', { id: 'trace', block_size: 64, requests: [] }],
  ['block-trace', { timestamp: 0, input_length: 5, output_length: 6, hash_ids: [0] }],
  ['block-trace', { at: AT, model: 'm', blocks: [{ level: 'tools', hash: 'x', tokens: 5 }] }],
  ['bedrock-invocation', { schemaType: 'ModelInvocationLog', input: {}, output: {} }],
  ['bedrock-invocation', { message: '{"schemaType" : "ModelInvocationLog"}', timestamp: 5 }],
  ['bedrock-invocation', { messageType: 'DATA_MESSAGE', logEvents: [{ message: JSON.stringify(INVOCATION) }] }],
  ['bedrock-converse', CONVERSED],
  ['bedrock-converse', { modelId: 'm', request: { messages: [] }, response: CONVERSED }],
  ['bedrock-converse', { modelId: 'm', metadata: { usage: { inputTokens: 1 }, metrics: { latencyMs: 5 } } }],
  ['vertex-rows', ROW],
  ['vertex-rows', { ...ROW, full_response: null, response_payload: ['cut'] }],
  ['vertex-rows', { logging_time: AT, full_response: JSON.stringify(response(USAGE)) }],
  ['openai-chat', COMPLETION],
  ['openai-chat', { request: { model: 'gpt-5.6-sol', messages: [] }, response: COMPLETION }],
  ['openai-chat', { custom_id: 'x', response: { status_code: 200, body: COMPLETION }, error: null }],
  ['openai-chat', { body: JSON.stringify(COMPLETION, null, 2) }],
  ['openai-chat', { ...COMPLETION, object: 'chat.completion.chunk', usage: null }],
  ['openai-responses', RESPONSE],
  ['openai-responses', { timestamp: AT, request: { input: 'x' }, response: RESPONSE }],
  ['openai-responses', { type: 'response.completed', response: RESPONSE }],
  ['openai-responses', { type: 'response.output_text.delta', delta: 'x' }],
  ['gemini', GEMINI],
  ['gemini', { timestamp: AT, request: { contents: [] }, response: GEMINI }],
  ['gemini', { logging_time: AT, full_response: GEMINI }],
  ['gemini', { usage_metadata: { prompt_token_count: 5 } }],
  ...CODEX.map((record): [string, unknown] => ['codex', record]),
  ['codex', { timestamp: AT, type: 'response_item', payload: { type: 'message', role: 'user' } }],
  ['opencode', OPENCODE],
  ['opencode', { ...OPENCODE, role: 'user', tokens: undefined }],
  ['opencode', { info: { id: 'ses' }, messages: [{ info: OPENCODE, parts: [] }] }],
  ...GATEWAY_CLAIMS,
  ...TELEMETRY_CLAIMS,
  ['admin-usage', pageOf(BUCKET)],
  ['admin-usage', pageOf()],
  ['admin-usage', BUCKET],
  ['admin-usage', { data: [{ results: [{ uncached_input_tokens: 1 }] }], has_more: false }],
  ['analytics-usage', pageOf(ITEM)],
  ['analytics-usage', ITEM],
  ['claude-code-analytics', pageOf(CODE_DAY)],
  ['claude-code-analytics', CODE_DAY],
  ['console-usage-csv', CONSOLE_ROW],
  ['plain-table', { at: AT, model: 'm', ...meters }],
  ['plain-table', { at: AT, model: 'm', input: 1, cache_write_5m: 0, cache_write_1h: 0, output: 3 }],
  ['plain-table', { at: AT, model: 'm', ...meters, extra: {} }],
])('%s claims %j', (id, record) => {
  expect(claimed(record)).toBe(id);
});

test.each([
  ['nothing', {}],
  ['an error, which could also be an event of a stream', { type: 'error', error: { type: 'overloaded_error' } }],
  ['a log line', { level: 'info', msg: 'started', usage: { cpu: 3 } }],
  ['embeddings', { object: 'list', model: 'text-embedding-3-small', usage: { prompt_tokens: 5, total_tokens: 5 } }],
  ['a chat of blocks', { model: 'm', blocks: [{ type: 'section', text: 'x' }] }],
  ['a count of tokens', { totalTokens: 31, promptTokensDetails: [] }],
  ['a call of LiteLLM without its cost', { id: 'x', call_type: 'acompletion', ...CHAT_USAGE }],
  ['another type of record with a trace', { id: 'obs-1', type: 'generation', traceId: 't' }],
  ['another log of AWS', { schemaType: 'GuardrailLog', input: { inputTokenCount: 1 }, logEvents: [], events: [5] }],
  ['counts named like those of Converse', { usage: { inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 3 } }],
  [
    'the cost report',
    { data: [{ starting_at: AT, results: [{ amount: '1.5', cost_type: 'tokens' }] }], has_more: false },
  ],
  ['a table with one of its own names', { at: AT, model: 'm', input: 1, output: 3, cache_read: 2 }],
])('%s is claimed by none', (_name, record) => {
  const present = Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
  expect(claimed(present)).toBeUndefined();
});

test('a CSV header is claimed when it has all that is required, in any order', () => {
  const header = ['model', 'at', ...Object.keys(meters).reverse(), 'label:x'];
  expect(sourceOfHeader(header)?.id).toBe('plain-table');
  for (const column of header.slice(0, -1))
    expect(sourceOfHeader(header.filter((each) => each !== column))).toBeUndefined();
  expect(sourceOfHeader([])).toBeUndefined();
});

/** Anything that JSON can hold, with a taste for what breaks readers. */
const VALUES: readonly unknown[] = [
  ...['assistant', 'message', 'error', 'message_start', 'message_stop', 'compaction', 'constructor', '__proto__'],
  ...['claude-opus-5-5', AT, '', '{"type":"message","usage":{}}', '{', null, true, -1, 0, 7, 1.5, 1e300, [], {}],
  ...[{ toString: 1 }, { toString: null, valueOf: null }, { length: 3 }, ['a'], [[null]]],
];
const anything = fc.oneof(fc.constantFrom(...VALUES), fc.jsonValue({ maxDepth: 2 }));

const iterations = ['message', 'advisor_message'].map((type) => ({ ...USAGE, type, model: 'claude-opus-5-5' }));
const GOOD: readonly JsonObject[] = [
  ...[pageOf(BUCKET, BUCKET), pageOf(ITEM), pageOf(CODE_DAY), CONSOLE_ROW],
  ...SHAPES.flatMap(({ wrap }) =>
    wrap(response({ ...USAGE, iterations, server_tool_use: { web_search_requests: 1 } }), AT),
  ),
  { body: JSON.stringify(response(USAGE)), ts: AT },
  ...[COMPLETION, RESPONSE, GEMINI, OPENCODE, ...CODEX],
  { timestamp: AT, session: 's', response: { status: 200, body: COMPLETION } },
  { timestamp: AT, custom_id: 'x', response: { body: JSON.stringify(RESPONSE) }, error: null },
  {
    logging_time: AT,
    endpoint: 'projects/p/locations/eu/publishers/google/models/gemini-2.5-pro',
    full_response: GEMINI,
  },
  { info: { id: 'ses' }, messages: [{ info: OPENCODE }, { info: { ...OPENCODE, modelID: 5 } }] },
  {
    type: 'token_usage_record',
    timestamp: AT,
    payload: { response_id: 'r', usage: { input_tokens: 1, output_tokens: 2 } },
  },
  INVOCATION,
  {
    ...INVOCATION,
    output: { outputTokenCount: 4, outputBodyJson: [{ type: 'message_start', message: response(USAGE) }] },
  },
  { logEvents: [{ message: JSON.stringify(INVOCATION) }, { message: JSON.stringify({ ...INVOCATION, modelId: 5 }) }] },
  { modelId: 'us.anthropic.claude-opus-5-5', requestMetadata: { team: 'legal' }, ...CONVERSED },
  { timestamp: AT, model: 'm', requestId: 'r', session: 's', body: JSON.stringify(CONVERSED) },
  ROW,
  { ...ROW, full_response: { ...response(USAGE), usage: JSON.stringify(USAGE) } },
  {
    ...ROW,
    full_response: null,
    response_payload: [`data: ${JSON.stringify({ type: 'message_start', message: response(USAGE) })}`],
  },
  ...GATEWAY_RECORDS,
  ...TELEMETRY_RECORDS,
  { timestamp: AT, first_token_at: AT, request: REQUEST, usage: USAGE, final_usage: { output_tokens: 400 } },
  { id: 'trace', block_size: 64, tool_tokens: 64, system_tokens: 64, requests: [TURN, { ...AGENT, requests: [TURN] }] },
  { timestamp: 5, input_length: 600, output_length: 6, hash_ids: [0, 1] },
  { at: AT, model: 'm', usage: USAGE, blocks: [{ level: 'system', hash: 'x', tokens: 5, ttl: '1h', role: 'user' }] },
  { id: 'x', at: AT, model: 'm', ...meters, web_search: 1, project: 'p', labels: { a: 'b' }, 'label:c': 'd' },
];

/** Good records in which a few values, wherever they stand, have become something else. */
const spoiled = fc
  .tuple(fc.constantFrom(...GOOD), fc.array(fc.tuple(fc.nat({ max: 999 }), anything), { minLength: 1, maxLength: 3 }))
  .map(([record, changes]) => changes.reduce((spoilt, [where, value]) => replaced(spoilt, where, value), record));

/** A copy, in which the value that is counted to is another one. "__proto__" is a key like any other, as in a file. */
function replaced(record: JsonObject, where: number, value: unknown): JsonObject {
  let places = 0;
  JSON.stringify(record, (_key, each: unknown) => (places++, each));
  let place = 0;
  const text = JSON.stringify(record, (_key, each: unknown) => (place++ === 1 + (where % (places - 1)) ? value : each));
  return JSON.parse(text) as JsonObject;
}

const records = fc.array(fc.oneof({ weight: 4, arbitrary: spoiled }, { weight: 1, arbitrary: garbage() }), {
  maxLength: 5,
});

function garbage(): fc.Arbitrary<JsonObject> {
  return fc
    .dictionary(fc.string({ maxLength: 4 }), anything)
    .map((each) => JSON.parse(JSON.stringify(each)) as JsonObject);
}

test.each(SOURCES)('$id makes something of anything', (source) => {
  fc.assert(
    fc.property(records, fc.constantFrom(undefined, GIVEN), (list, given) => {
      for (const record of list) sourceOf(record);
      const readings = readAll(source, numbered(list), { given });
      for (const { reading } of readings)
        if (reading.kind === 'refused') expect(REFUSALS).toHaveProperty(reading.reason);
      for (const event of eventsOf(readings)) expect(problemsOf(event)).toEqual([]);
    }),
    { numRuns: 1000, ...FIXED },
  );
});

function problemsOf(event: ReturnType<typeof eventsOf>[number]): string[] {
  const counts = event.parts.flatMap((part) => Object.values(part.meters));
  const names = [...Object.values(event.terms), ...event.parts.map(({ model }) => model)];
  const every = Object.values(FLAGS).reduce((sum, { bit }) => sum + bit, UNFINISHED);
  return [
    event.key === '' ? 'no key' : '',
    event.parts.length === 0 ? 'no part' : '',
    counts.some((count) => !Number.isInteger(count) || count < 0 || count > MAX_COUNT) ? 'a bad count' : '',
    Number.isInteger(event.at) && event.at <= event.until ? '' : 'a bad time',
    names.some((name) => typeof name !== 'string' || name.length > 320) ? 'a bad name' : '',
    event.parts.some(({ model, kind }) => model === '' || typeof kind !== 'string') ? 'a bad part' : '',
    (event.flags & ~every) !== 0 ? 'an unknown flag' : '',
  ].filter((problem) => problem !== '');
}
