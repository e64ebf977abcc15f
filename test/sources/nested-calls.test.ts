/** A call that several records of a trace tell, one inside the other, counts once. */
import { describe, expect, test } from 'vitest';
import type { UsageEvent } from '../../src/core/event.ts';
import { nestedCalls } from '../../src/sources/nested-calls.ts';
import { SOURCES, sourceOf } from '../../src/sources/index.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import type { NestedCalls } from '../../src/sources/source.ts';
import { readLog } from './log-of.ts';
import {
  anyOrder,
  randomOf,
  randomTrace,
  TRACE_FORMATS,
  type Counts,
  type TraceFormat,
  type TraceRecord,
} from './nested-traces.ts';
import { eventsOf, merged } from './readings.ts';
import { exported, GEN_AI, OPEN_INFERENCE, spanWith } from './telemetry-records.ts';

const CALL: Counts = [500, 15_000, 300];
const OTHER: Counts = [70, 0, 20];
const SUM: Counts = [570, 15_000, 320];

const node = (id: string, parent: string, uses?: Counts): TraceRecord => ({ id, parent, ...(uses && { uses }) });

function countsOf(events: readonly UsageEvent[]): Counts[] {
  return [...merged(events).values()].map(({ parts: [part] }): Counts => {
    const { input = 0, cache_read = 0, output = 0 } = part?.meters ?? {};
    return [input, cache_read, output];
  });
}

const sorted = (calls: readonly Counts[]): string[] => calls.map(String).toSorted();
const callsIn = (records: readonly JsonObject[]): string[] => sorted(countsOf(readLog(records).events));

function nestedIn(records: readonly JsonObject[]): NestedCalls {
  const nested = nestedCalls();
  const readers = new Map(SOURCES.map((source) => [source, source.open(nested)]));
  for (const record of records) {
    const source = sourceOf(record);
    const context = { file: 'log', line: 1, given: undefined, labels: {} };
    if (source !== undefined) readers.get(source)?.read(record, context);
  }
  return nested;
}

/** Parents first. */
const TRACES: readonly [what: string, nodes: readonly TraceRecord[], calls: readonly Counts[]][] = [
  ['a call alone', [node('a1', '', CALL)], [CALL]],
  ['a wrapper and its call', [node('a1', '', CALL), node('a2', 'a1', CALL)], [CALL]],
  ['three levels of one call', [node('a1', '', CALL), node('a2', 'a1', CALL), node('a3', 'a2', CALL)], [CALL]],
  ['a chain between', [node('a1', '', CALL), node('a2', 'a1'), node('a3', 'a2'), node('a4', 'a3', CALL)], [CALL]],
  ['a wrapper without the cache', [node('a1', '', [15_500, 0, 300]), node('a2', 'a1', CALL)], [CALL]],
  ['a wrapper with what was not cached only', [node('a1', '', [500, 0, 300]), node('a2', 'a1', CALL)], [CALL]],
  ['a call that knows less than its wrapper', [node('a1', '', CALL), node('a2', 'a1', [15_500, 0, 300])], [CALL]],
  ['equal calls side by side', [node('a1', ''), node('a2', 'a1', CALL), node('a3', 'a1', CALL)], [CALL, CALL]],
  [
    'a wrapper around two calls that are each equal to it',
    [node('a1', '', CALL), node('a2', 'a1', CALL), node('a3', 'a1', CALL)],
    [CALL, CALL],
  ],
  ['a call with other usage in a call', [node('a1', '', CALL), node('a2', 'a1', OTHER)], [CALL, OTHER]],
  [
    'a call in a tool of a call that has a wrapper',
    [node('a1', '', CALL), node('a2', 'a1', CALL), node('a3', 'a2'), node('a4', 'a3', OTHER)],
    [CALL, OTHER],
  ],
  [
    'equal outputs of unequal prompts',
    [node('a1', '', CALL), node('a2', 'a1', [501, 15_000, 300])],
    [CALL, [501, 15_000, 300]],
  ],
  [
    'equal prompts beside unequal reads',
    [node('a1', '', CALL), node('a2', 'a1', [500, 14_000, 300])],
    [CALL, [500, 14_000, 300]],
  ],
  ['calls of nothing are no requests', [node('a1', '', [0, 0, 0]), node('a2', 'a1', [0, 0, 0])], []],
  ['a parent that is nowhere', [node('a1', 'ab', CALL), node('a2', 'ac', CALL)], [CALL, CALL]],
  ['a parent of itself', [node('a1', 'a1', CALL)], [CALL]],
  ['parents in a circle', [node('a1', 'a2', CALL), node('a2', 'a1', OTHER)], [CALL, OTHER]],
  [
    'records that are told again',
    [node('a1', '', CALL), node('a2', 'a1', CALL), node('a1', '', CALL), node('a2', 'a1', CALL)],
    [CALL],
  ],
];

/** Known for what they are only after what they add up. */
const SUMS: typeof TRACES = [
  ['a sum of two calls', [node('a1', '', SUM), node('a2', 'a1', CALL), node('a3', 'a1', OTHER)], [CALL, OTHER]],
  [
    'a sum of two calls without the cache',
    [node('a1', '', [15_570, 0, 320]), node('a2', 'a1', CALL), node('a3', 'a1', OTHER)],
    [CALL, OTHER],
  ],
  [
    'a sum of calls that have wrappers',
    [node('a1', '', SUM), node('a2', 'a1', CALL), node('a3', 'a2', CALL), node('a4', 'a1'), node('a5', 'a4', OTHER)],
    [CALL, OTHER],
  ],
  [
    'a sum of a sum',
    [node('a1', '', SUM), node('a2', 'a1', SUM), node('a3', 'a2', CALL), node('a4', 'a2', OTHER)],
    [CALL, OTHER],
  ],
  [
    'a sum that is told again',
    [node('a1', '', SUM), node('a1', '', SUM), node('a2', 'a1', CALL), node('a3', 'a1', OTHER)],
    [CALL, OTHER],
  ],
];

describe.each(Object.entries(TRACE_FORMATS))('%s', (_, format) => {
  test.each(TRACES)('%s, parents first', (_what, nodes, calls) => {
    expect(callsIn(nodes.map(format.record))).toEqual(sorted(calls));
  });

  test.each([...TRACES, ...SUMS])('%s, children first', (_what, nodes, calls) => {
    expect(callsIn(nodes.toReversed().map(format.record))).toEqual(sorted(calls));
  });

  test.each([...TRACES, ...SUMS].filter(([what]) => !/itself|circle|nowhere|again/.test(what)))(
    '%s, in one record',
    (_what, nodes, calls) => {
      expect(callsIn([format.document(nodes)])).toEqual(sorted(calls));
      expect(callsIn([format.document(nodes.toReversed())])).toEqual(sorted(calls));
    },
  );

  test.each([
    ['a call was told twice', [node('a2', 'a1', CALL), node('a1', '', CALL)], true],
    ['a sum was told', [node('a2', 'a1', CALL), node('a3', 'a1', OTHER), node('a1', '', SUM)], true],
    ['calls were nested', [node('a2', 'a1', CALL), node('a1', '', OTHER)], false],
  ])('a log in which %s is read from its beginning when it has grown', (_what, nodes, isAgain) => {
    expect(nestedIn(nodes.map(format.record)).found).toBe(isAgain);
  });
});

test.each(['parents', 'children'] as const)('of wrapper and call the call wins, %s first', (first) => {
  const wrapper = spanWith({ ...GEN_AI, 'gen_ai.response.id': undefined, 'gen_ai.request.model': 'gpt-5' });
  const call = spanWith(
    { ...OPEN_INFERENCE, 'session.id': 's', 'llm.model_name': 'gpt-5-2025-08-07' },
    { span_id: 'call', parent_id: 'span', start_time: '2026-11-12T09:14:04Z', end_time: '2026-11-12T09:14:05Z' },
  );
  const lines = first === 'parents' ? [wrapper, call] : [call, wrapper];
  const [event, ...others] = merged(readLog(lines).events).values();
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    ...{ at: Date.parse('2026-11-12T09:14:03.512Z'), until: Date.parse('2026-11-12T09:14:05Z') },
    ...{ parts: [{ model: 'gpt-5-2025-08-07' }], terms: { source: 'openinference' }, scope: { session: 's' } },
    key: first === 'parents' ? 'span:trace:span' : 'span:trace:call',
  });
});

test('spans without usage between calls are looked at, however their parent is written down', () => {
  const call = (fields: JsonObject): JsonObject => spanWith(OPEN_INFERENCE, fields);
  const between = (fields: JsonObject): JsonObject => ({
    trace_id: 'trace',
    start_time: '2026-11-12T09:14:03Z',
    ...fields,
  });
  for (const name of ['parent_id', 'parentSpanId', 'parent_span_id', 'ParentSpanId', 'parentSpanID', 'parentId']) {
    const lines = [
      call({ span_id: 'a1' }),
      between({ name: 'POST /v1/messages', span_id: 'a2', [name]: 'a1' }),
      between({ name: 'POST /v1/messages', span_id: 'a3', [name]: 'a2' }),
      call({ span_id: 'a4', [name]: 'a3' }),
    ];
    expect(merged(readLog(lines).events).size, name).toBe(1);
  }
  const references = (spanID: string): JsonObject => ({
    references: [{ refType: 'CHILD_OF', traceID: 'trace', spanID }],
  });
  const lines = [
    call({ span_id: 'a1' }),
    between({ span_id: 'a2', ...references('a1') }),
    call({ span_id: 'a3', ...references('a2') }),
  ];
  expect(merged(readLog(lines).events).size).toBe(1);
});

test('the same ids in two traces, log records of one span, and responses in one span are apart', () => {
  const wrapper = spanWith(OPEN_INFERENCE, { span_id: 'a1' });
  const elsewhere = spanWith(OPEN_INFERENCE, { trace_id: 'other', span_id: 'a2', parent_id: 'a1' });
  expect(merged(readLog([wrapper, elsewhere]).events).size).toBe(2);
  const log = (request: string): JsonObject => ({
    ...{ timestamp: '2026-11-12T09:14:03Z', trace_id: 'trace', span_id: 'span', body: 'claude_code.api_request' },
    attributes: { request_id: request, model: 'claude-opus-5-5', input_tokens: 5, output_tokens: 6 },
  });
  expect(merged(readLog([log('req_1'), log('req_2')]).events).size).toBe(2);
  const inside = spanWith(
    { model: 'claude-opus-5-5', input_tokens: 5, output_tokens: 6 },
    { name: 'claude_code.llm_request', span_id: 'inside', parent_id: 'span' },
  );
  expect(merged(readLog([log('req_1'), inside]).events).size).toBe(2);
  const response = (id: string): JsonObject =>
    spanWith({ ...GEN_AI, 'gen_ai.response.id': id }, { span_id: 'inside', parent_id: 'span' });
  const around = spanWith({ ...GEN_AI, 'gen_ai.response.id': undefined });
  const keys = readLog([around, response('msg_01A'), response('msg_01B')]).events.map(({ key }) => key);
  expect(keys).toEqual(['span:trace:span', 'span:trace:span', 'message:msg_01B']);
});

test("the provider's ids go before equal usage", () => {
  const span = (id: string, response: string, parentSpanId = ''): JsonObject =>
    exported({ ...GEN_AI, 'gen_ai.response.id': response }, { spanId: id, parentSpanId });
  const keys = (lines: readonly JsonObject[]): string[] => [...merged(readLog(lines).events).keys()];
  expect(keys([span('a1', 'msg_01A'), span('a2', 'msg_01A', 'a1')])).toEqual(['message:msg_01A']);
  expect(keys([span('a1', 'msg_01A'), span('a2', 'msg_01B', 'a1')])).toEqual(['message:msg_01A', 'message:msg_01B']);
});

test('what is remembered has an end', () => {
  const nested = nestedCalls();
  const [event] = readLog([spanWith(OPEN_INFERENCE)]).events;
  const told = (id: string, parent: string): UsageEvent[] => {
    const events = event === undefined ? [] : [{ ...event, key: id }];
    return eventsOf([{ line: 1, reading: nested.settle({ id, parent }, { kind: 'events', events }) }]);
  };
  told('wrapper', '');
  for (let other = 0; other < 19_000; other++)
    nested.settle({ id: `other-${other}`, parent: 'root' }, { kind: 'unknown' });
  expect(told('call', 'wrapper')).toMatchObject([{ key: 'wrapper' }]);
  for (let other = 0; other < 21_000; other++)
    nested.settle({ id: `more-${other}`, parent: 'root' }, { kind: 'unknown' });
  expect(told('late', 'call')).toMatchObject([{ key: 'late' }]);
});

test('a log of spans is read from its beginning when it has grown, if a call was told twice in it', () => {
  const lines = [spanWith(OPEN_INFERENCE), spanWith(OPEN_INFERENCE, { span_id: 'call', parent_id: 'span' })];
  expect(readLog(lines).spansRecords).toBe(true);
  expect(readLog(lines.slice(1)).spansRecords).toBe(false);
});

test('a page of observations is read children first, in either spelling', () => {
  const { record } = TRACE_FORMATS['Langfuse observations'] ?? {};
  const [sum, call, other] = [node('a1', '', SUM), node('a2', 'a1', CALL), node('a3', 'a1', OTHER)].map(
    (each) => record?.(each) ?? {},
  );
  expect(callsIn([{ data: [sum, call, other] }])).toEqual(sorted([CALL, OTHER]));
  const { parentObservationId, traceId, ...rest } = call ?? {};
  const snake = { ...rest, parent_observation_id: parentObservationId, trace_id: traceId };
  expect(callsIn([{ data: [{ ...sum, usageDetails: call?.['usageDetails'] }, snake] }])).toEqual(sorted([CALL]));
});

test('a compaction is no part of what a wrapper tells', () => {
  const compacted = { ...GEN_AI, 'gen_ai.response.id': undefined, 'anthropic.usage.compaction.input_tokens': 9000 };
  const lines = [
    spanWith({ ...GEN_AI, 'gen_ai.response.id': undefined }),
    spanWith(compacted, { span_id: 'call', parent_id: 'span' }),
  ];
  const [event, ...others] = merged(readLog(lines).events).values();
  expect(others).toEqual([]);
  expect(event?.parts.map(({ kind }) => kind)).toEqual(['message', 'compaction']);
});

test('2000 random traces come to the calls that they hold', () => {
  const formats: readonly TraceFormat[] = Object.values(TRACE_FORMATS);
  let most = 0;
  for (let seed = 1; seed <= 2000; seed++) {
    const random = randomOf(seed);
    const format = formats[seed % formats.length];
    if (format === undefined) throw new Error('no format');
    const plain = randomTrace(random, false);
    const withSums = randomTrace(random, true);
    const lines = (nodes: readonly TraceRecord[], first: 'parents' | 'children') =>
      callsIn(anyOrder(nodes, first, random).map(format.record));
    expect(lines(plain.nodes, 'parents'), `seed ${seed}, parents first`).toEqual(sorted(plain.calls));
    expect(lines(withSums.nodes, 'children'), `seed ${seed}, children first`).toEqual(sorted(withSums.calls));
    const shuffled = anyOrder(withSums.nodes, seed % 3 === 0 ? 'parents' : 'children', random);
    expect(callsIn([format.document(shuffled)]), `seed ${seed}, in one record`).toEqual(sorted(withSums.calls));
    most = Math.max(most, withSums.nodes.length);
  }
  expect(most).toBeGreaterThan(20);
});

test('an observation between two calls need not name any usage', () => {
  const observation = (
    id: string,
    parentObservationId: string | null,
    type: string,
    more: JsonObject = {},
  ): JsonObject => ({
    ...{ id, traceId: 't', parentObservationId, type, startTime: '2026-11-10T12:00:00Z' },
    ...more,
  });
  const call = { model: 'claude-opus-5-5', usageDetails: { input: 500, output: 300 } };
  const lines = [
    observation('a', null, 'GENERATION', call),
    observation('b', 'a', 'SPAN'),
    observation('c', 'b', 'GENERATION', call),
  ];
  expect(callsIn(lines)).toEqual(['500,0,300']);
  expect(callsIn(lines.toReversed())).toEqual(['500,0,300']);
});
