import { describe, expect, test } from 'vitest';
import type { UsageEvent } from '../../src/core/event.ts';
import { flagsOf } from '../../src/core/flags.ts';
import type { Instant } from '../../src/core/time.ts';
import { blockTrace } from '../../src/sources/block-trace.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { nestedIn } from './huge-records.ts';
import { eventsOf, GIVEN, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { AGENT, AT, TURN } from './shapes.ts';

testFixtures('block-trace');

const read = (record: JsonObject, context = {}) =>
  readAll(blockTrace, numbered([record]), { given: GIVEN, ...context });
const events = (record: JsonObject, context = {}): UsageEvent[] => eventsOf(read(record, context));
const reason = (record: JsonObject, context = {}) => refusalsOf(read(record, context))[0]?.[1];
/** Role and tokens of every block. */
const blocks = (event: UsageEvent | undefined): string[] =>
  (event?.prompt?.blocks ?? []).map(({ level, role, tokens }) => `${role || level} ${tokens}`);
const hashes = (event: UsageEvent | undefined): string[] => (event?.prompt?.blocks ?? []).map(({ hash }) => hash);

test('refusals by line', async () => {
  const readings = readAll(blockTrace, await recordsOf('flawed/block-trace/refusals.ndjson'));
  expect(refusalsOf(readings)).toEqual([
    [2, 'clock_backwards'],
    [3, 'bad_blocks'],
    [4, 'bad_blocks'],
    [5, 'bad_blocks'],
    [6, 'bad_count'],
    [7, 'unknown_level'],
    [8, 'too_many_markers'],
    [9, 'ttl_order'],
    [10, 'bad_ttl'],
    [11, 'bad_blocks'],
    [12, 'bad_count'],
    [13, 'bad_blocks'],
    [14, 'clock_backwards'],
  ]);
});

const ids = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);
const trace = (...requests: JsonObject[]): JsonObject => ({
  ...{ id: 'trace_1', block_size: 64, tool_tokens: 130, system_tokens: 60, requests },
});
/** A request of so many whole hashes, and 10 tokens more. */
const turn = (t: number, hash_ids: number[], out: number, fields: JsonObject = {}): JsonObject => ({
  ...{ ...TURN, type: 'n', t, in: hash_ids.length * 64 + 10, out, hash_ids },
  ...fields,
});

describe("a coding agent's trace", () => {
  const [first, second] = [turn(0, ids(1, 6), 100), turn(9, ids(1, 9), 5)];

  test('what a request adds is the answer before, and what the user said', () => {
    const [a, b] = events(trace(first, second));
    expect(blocks(a)).toEqual(['tools 128', 'system 64', 'user 202']);
    expect(blocks(b)).toEqual(['tools 128', 'system 64', 'user 192', 'assistant 128', 'user 74']);
    expect(hashes(b).slice(0, 3)).toEqual(hashes(a));
    expect(b?.prompt?.blocks.map(({ ends }) => ends)).toEqual([false, false, true, true, true]);
    expect(b?.prompt).toMatchObject({ marks: [], automatic: undefined, question: '', sketch: [], logsCache: false });
  });

  test('a request that goes another way keeps the blocks that are whole', () => {
    const [a, , c] = events(trace(first, second, turn(20, [...ids(1, 8), 50, 51], 5)));
    expect(blocks(c)).toEqual(['tools 128', 'system 64', 'user 192', 'assistant 128', 'user 138']);
    expect(hashes(c).slice(0, 3)).toEqual(hashes(a));
    const [, d] = events(trace(first, turn(20, [...ids(1, 5), 50, 51], 5)));
    expect(blocks(d)).toEqual(['tools 128', 'system 64', 'user 266']);
  });

  test('a request may go on from one before the last', () => {
    const aside = turn(5, ids(70, 4), 5);
    const list = events(trace(first, aside, second));
    expect(blocks(list[2])).toEqual(blocks(events(trace(first, second))[1]));
    expect(hashes(list[1])).not.toContain(hashes(list[0])[0]);
  });

  test('an answer that takes all that was added leaves nothing for the user', () => {
    expect(blocks(events(trace(first, turn(9, ids(1, 7), 5)))[1])).toEqual([
      ...['tools 128', 'system 64', 'user 192', 'assistant 74'],
    ]);
  });

  test('a prompt shorter than its tools has no other block', () => {
    expect(blocks(events(trace(turn(0, [1], 5)))[0])).toEqual(['tools 74']);
    expect(blocks(events(trace(turn(0, [], 5)))[0])).toEqual([]);
  });

  test('equal hashes of two traces are not equal blocks', () => {
    const [a] = events(trace(first));
    const [b] = events({ ...trace(first), id: 'trace_2' });
    expect(hashes(b)).not.toEqual(hashes(a));
  });

  test('times count from the one that was given; a sub-agent from its own start', () => {
    const stream = { type: 's', ttft: 0.5, api_time: 2 };
    const agent = { ...AGENT, t: 3, requests: [turn(1, ids(1, 6), 5, { api_time: undefined })] };
    const list = events(trace(turn(0, ids(1, 6), 5, stream), turn(1.5, ids(1, 6), 5, { api_time: 2 }), agent));
    const times = list.map(({ at, until, prompt }) =>
      [at, until, prompt?.answered].map((each) => each && each - GIVEN),
    );
    expect(times).toEqual([
      [0, 2000, 500],
      [1500, 3500, 3500],
      [4000, 4000, undefined],
    ]);
    expect(list.map(({ scope }) => [scope.session, scope.thread])).toEqual([
      ['trace_1', 'main'],
      ['trace_1', 'main'],
      ['trace_1', 'agent_001'],
    ]);
    expect(list.map(({ key }) => key)).toEqual([
      'trace:trace_1:main:0:0',
      'trace:trace_1:main:1:1.5',
      'trace:trace_1:agent_001:0:1',
    ]);
    expect(blocks(list[2])).toEqual(['tools 64', 'user 330']);
    expect(flagsOf(list[0]!.flags)).toEqual(['cache_not_logged', 'instant_given']);
    expect(partsOf(list[0])).toEqual([['message claude-opus-5-5 x1', 394, 0, 0, 0, 5]]);
  });

  test.each([
    ['no_instant', trace(first), { given: undefined }],
    ['bad_instant', trace({ ...first, t: '0' }), {}],
    ['bad_instant', trace({ ...first, t: -1 }), {}],
    ['instant_out_of_range', trace({ ...first, t: 1e12 }), {}],
    ['bad_blocks', { ...trace(first), block_size: 0 }, {}],
    ['bad_blocks', trace({ ...first, in: 600 }), {}],
    ['bad_blocks', trace({ ...first, hash_ids: [1, 2, 3, 4, 5, 0.5] }), {}],
    ['bad_blocks', trace({ ...first, hash_ids: undefined }), {}],
    ['bad_count', trace({ ...first, in: -1 }), {}],
    ['missing_count', trace({ ...first, out: undefined }), {}],
    ['no_model', trace({ ...first, model: undefined }), {}],
    ['bad_blocks', trace(first, { ...AGENT, requests: [{ ...first, in: 5000 }] }), {}],
  ])('%s: %j', (expected, record, context) => {
    expect(reason(record, context)).toBe(expected);
    expect(reason(record, { fingerprint: undefined, ...context })).toBe(expected);
  });
});

describe("a fleet's trace", () => {
  const row = { timestamp: 1500, input_length: 600, output_length: 7, hash_ids: [0, 3] };

  test('the last block is what is left', () => {
    const [event] = events(row);
    expect(blocks(event)).toEqual(['messages 512', 'messages 88']);
    expect(event).toMatchObject({ at: GIVEN + 1500, scope: { session: '' } });
    expect(event?.key).toMatch(/^trace:mooncake:1:/);
    expect(partsOf(event)).toEqual([['message unknown-model x1', 600, 0, 0, 0, 7]]);
    expect(hashes(events({ ...row, input_length: 500, hash_ids: [0] })[0])).toEqual(hashes(event).slice(0, 1));
  });

  test('the model is the label of that name', () => {
    expect(partsOf(events(row, { labels: { model: 'claude-opus-5-5' } })[0])[0]?.[0]).toContain('claude-opus-5-5');
  });

  test('a time since the epoch needs none that is given', () => {
    const [event] = events({ ...row, timestamp: Date.parse(AT) }, { given: undefined });
    expect([event?.at, ...flagsOf(event?.flags ?? 0)]).toEqual([Date.parse(AT), 'cache_not_logged']);
  });

  test.each([
    ['no_instant', row, { given: undefined }],
    ['bad_instant', { ...row, timestamp: 'x' }, {}],
    ['instant_out_of_range', { ...row, timestamp: 5000 }, { given: Date.UTC(2100, 0, 1) - 1 }],
    ['bad_blocks', { ...row, hash_ids: [0] }, {}],
    ['missing_count', { ...row, output_length: undefined }, {}],
    ['bad_count', { ...row, input_length: 0.5 }, {}],
  ])('%s: %j', (expected, record, context) => {
    expect(reason(record, context as { given?: Instant })).toBe(expected);
  });

  test('without a key there is an event, but no prompt', () => {
    for (const record of [row, trace(TURN)]) {
      const without = ({ prompt: _prompt, ...rest }: UsageEvent) => rest;
      expect(events(record, { fingerprint: undefined })).toEqual(events(record).map(without));
    }
  });
});

describe('rows of blocks', () => {
  const block = (hash: unknown, fields: JsonObject = {}): JsonObject => ({
    level: 'messages',
    hash,
    tokens: 5,
    ...fields,
  });
  const row = (list: unknown, fields: JsonObject = {}): JsonObject => ({ at: AT, model: 'm', blocks: list, ...fields });

  test('without a usage all of it is input', () => {
    const [event] = events(row([block('a'), block(7)]));
    expect(partsOf(event)).toEqual([['message m x1', 10, 0, 0, 0, 0]]);
    expect(flagsOf(event!.flags)).toContain('cache_not_logged');
    expect(event?.prompt?.logsCache).toBe(false);
  });

  test('a message ends where another one speaks, or nobody is named', () => {
    const roles = ['user', 'user', 'assistant', undefined, undefined];
    const [event] = events(row(roles.map((role, index) => block(index, { role }))));
    expect(event?.prompt?.blocks.map(({ role, ends }) => [role, ends])).toEqual([
      ['user', false],
      ['user', true],
      ['assistant', true],
      ['', true],
      ['', true],
    ]);
  });

  test('what a block is, as far as it is told', () => {
    const kinds = [undefined, null, 'thinking', 'novel'];
    const [event] = events(row(kinds.map((kind, index) => block(index, { kind }))));
    expect(event?.prompt?.blocks.map(({ kind }) => kind)).toEqual(['opaque', 'opaque', 'thinking', 'other']);
  });

  test.each([
    ['no_instant', row([block('a')], { at: undefined }), { given: undefined }],
    ['no_model', row([block('a')], { model: '' }), {}],
    ['bad_blocks', row(['a']), {}],
    ['bad_blocks', row([block('')]), {}],
    ['missing_count', row([block('a', { tokens: undefined })]), {}],
    ['bad_count', row([block('a')], { usage: { input_tokens: 'x', output_tokens: 0 } }), {}],
    ['not_this_shape', row('a'), {}],
  ])('%s: %j', (expected, record, context) => {
    expect(reason(record, context)).toBe(expected);
  });
});

test('a model or a count that is nested without end is none', () => {
  const row = { timestamp: 5, input_length: 600, output_length: nestedIn('x'), hash_ids: [0, 1] };
  expect(reason(row)).toBe('bad_count');
  const model = nestedIn('x') as string;
  expect(reason({ at: AT, model, blocks: [{ level: 'tools', hash: 'x', tokens: 5 }] })).toBe('no_model');
  expect(reason(trace(turn(0, ids(1, 2), 5, { model })))).toBe('no_model');
});
