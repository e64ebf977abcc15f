/** The provider's usage object, in each of the four shapes that carry one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flagsOf } from '../../src/core/flags.ts';
import { MAX_COUNT, TOKEN_METERS } from '../../src/core/meters.ts';
import { readUsage } from '../../src/sources/anthropic-usage.ts';
import { REFUSALS, type JsonObject } from '../../src/sources/reading.ts';
import { knownSource } from './fixture-files.ts';
import { eventsOf, numbered, partsOf, readAll, refusalsOf, type Counts } from './readings.ts';
import { AT, FIXED, response, SHAPES, USAGE } from './shapes.ts';

const opus = 'claude-opus-5-5';

const BAD: readonly [name: string, value: unknown, reason: string][] = [
  ['negative', -1, 'bad_count'],
  ['a fraction', 1.5, 'bad_count'],
  ['text', '1000', 'bad_count'],
  ['true', true, 'bad_count'],
  ['a list', [1], 'bad_count'],
  ['not finite', Infinity, 'bad_count'],
  ['too large', MAX_COUNT + 1, 'count_too_large'],
];
const REQUIRED = ['input_tokens', 'output_tokens'];
const OPTIONAL = ['cache_creation_input_tokens', 'cache_read_input_tokens'];

describe.each(SHAPES)('usage in $id', ({ id, wrap }) => {
  const read = (usage: unknown, fields: JsonObject = {}, time: unknown = AT) =>
    readAll(knownSource(id), numbered(wrap(response(usage, fields), time)));
  const reasons = (usage: unknown, fields?: JsonObject, time?: unknown): string[] =>
    refusalsOf(read(usage, fields, time)).map(([, reason]) => reason);

  test('becomes the five meters', () => {
    const [event, ...more] = eventsOf(read(USAGE));
    expect(more).toEqual([]);
    expect(partsOf(event)).toEqual([[`message ${opus} x1`, 212, 400, 1500, 18_044, 391]]);
    expect(event).toMatchObject({ key: 'message:msg_01Test', at: Date.parse(AT), until: Date.parse(AT), flags: 0 });
  });

  test.each([...REQUIRED, ...OPTIONAL].flatMap((field) => BAD.map((bad) => [field, ...bad] as const)))(
    '%s %s is refused',
    (field, _name, value, reason) => {
      expect(reasons({ ...USAGE, [field]: value })).toEqual([reason]);
      expect(eventsOf(read({ ...USAGE, [field]: value }))).toEqual([]);
    },
  );

  test.each(['ephemeral_5m_input_tokens', 'ephemeral_1h_input_tokens'])('%s is a count, too', (field) => {
    expect(reasons({ ...USAGE, cache_creation: { [field]: -1 } })).toEqual(['bad_count']);
  });

  test.each(REQUIRED)('%s must be there', (field) => {
    expect(reasons({ ...USAGE, [field]: undefined })).toEqual(['missing_count']);
    if (id !== 'event-stream') expect(reasons({ ...USAGE, [field]: null })).toEqual(['bad_count']);
  });

  test.each(OPTIONAL)('%s may be null or missing, which is 0', (field) => {
    for (const value of [undefined, null]) {
      const usage = { input_tokens: 5, output_tokens: 7, [field]: value };
      expect(partsOf(eventsOf(read(usage))[0])).toEqual([[`message ${opus} x1`, 5, 0, 0, 0, 7]]);
    }
  });

  test('the largest count is read', () => {
    expect(partsOf(eventsOf(read({ ...USAGE, input_tokens: MAX_COUNT }))[0])[0]?.[1]).toBe(MAX_COUNT);
  });

  test.each([undefined, null, '', 5, {}, 'x'.repeat(301)])('the model %j is none', (model) => {
    expect(reasons(USAGE, { model })).toEqual(['no_model']);
  });

  test.each([
    [undefined, 'no_instant'],
    [null, 'no_instant'],
    ['', 'bad_instant'],
    ['yesterday', 'bad_instant'],
    ['2026-11-12', 'bad_instant'],
    ['2026-02-30T00:00:00Z', 'bad_instant'],
    [{}, 'bad_instant'],
    ['2019-12-31T23:59:59.999Z', 'instant_out_of_range'],
    ['2100-01-01T00:00:00Z', 'instant_out_of_range'],
    [5, 'instant_out_of_range'],
  ])('the time %j is refused: %s', (time, reason) => {
    const readings = readAll(knownSource(id), numbered(wrap(response(USAGE), time)));
    expect(refusalsOf(readings)).toEqual([[1, reason]]);
  });

  test('a time without an offset is UTC, and said so', () => {
    const [event] = eventsOf(read(USAGE, {}, '2026-11-12 09:14:03'));
    expect(event?.at).toBe(Date.UTC(2026, 10, 12, 9, 14, 3));
    expect(flagsOf(event?.flags ?? 0)).toEqual(['zone_assumed']);
  });

  test('what was billed is told by the response', () => {
    const usage = { ...USAGE, service_tier: 'standard', speed: 'fast', inference_geo: 'us' };
    const tier = id === 'batch-results' ? 'batch' : 'standard';
    expect(eventsOf(read(usage))[0]?.terms).toEqual({ source: id, platform: 'api', tier, speed: 'fast', geo: 'us' });
  });

  test.each([
    ['msg_bdrk_01Test', opus, undefined, 'bedrock', ''],
    ['msg_vrtx_01Test', opus, 'not_available', 'vertex', 'not_available'],
    ['msg_01Test', `us.anthropic.${opus}`, undefined, 'bedrock', 'regional'],
    ['msg_01Test', `global.anthropic.${opus}`, 'not_available', 'bedrock', 'global'],
  ])('%s of %s in %s is on %s, geo "%s"', (messageId, model, inference_geo, platform, geo) => {
    const [event] = eventsOf(read({ ...USAGE, inference_geo }, { id: messageId, model }));
    expect(event?.terms).toMatchObject({ platform, geo });
  });

  test('the mark of a long context is no part of the model', () => {
    const iterations = [{ type: 'advisor_message', model: 'claude-fable-5-2[1m]', input_tokens: 3, output_tokens: 4 }];
    const [event] = eventsOf(read({ ...USAGE, iterations }, { model: `${opus}[1m]` }));
    expect(event?.parts.map(({ model }) => model)).toEqual([opus, 'claude-fable-5-2']);
  });
});

/** Total, 5m, 1h as logged; 5m, 1h as read. */
test.each([
  [1900, { ephemeral_5m_input_tokens: 400, ephemeral_1h_input_tokens: 1500 }, 400, 1500, []],
  [1900, undefined, 1900, 0, ['ttl_assumed']],
  [1900, null, 1900, 0, ['ttl_assumed']],
  [0, undefined, 0, 0, []],
  [undefined, undefined, 0, 0, []],
  [undefined, { ephemeral_5m_input_tokens: 400, ephemeral_1h_input_tokens: 1500 }, 400, 1500, []],
  [null, { ephemeral_5m_input_tokens: null, ephemeral_1h_input_tokens: 1500 }, 0, 1500, []],
  [1900, { ephemeral_1h_input_tokens: 1900 }, 0, 1900, []],
  [1900, { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 900 }, 1000, 900, ['split_disagrees']],
  [1900, { ephemeral_5m_input_tokens: 3000, ephemeral_1h_input_tokens: 0 }, 1900, 0, ['split_disagrees']],
  [1900, { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 2500 }, 0, 1900, ['split_disagrees']],
  [1900, {}, 1900, 0, ['split_disagrees']],
])('writes of %j, split %j, are %i for 5m and %i for 1h', (total, split, fiveMinutes, oneHour, flags) => {
  const usage = { input_tokens: 1, output_tokens: 2, cache_creation_input_tokens: total, cache_creation: split };
  const read = readUsage(usage, opus);
  expect(read.flags).toEqual(flags);
  expect(partsOf(read)).toEqual([[`message ${opus} x1`, 1, fiveMinutes, oneHour, 0, 2]]);
});

test('a split of the first of several calls contradicts nothing: the others wrote for five minutes', () => {
  const usage = {
    ...{ input_tokens: 1, output_tokens: 2, cache_creation_input_tokens: 12_174 },
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 291 },
  };
  const searched = (web_search_requests: number) =>
    readUsage({ ...usage, server_tool_use: { web_search_requests } }, opus);
  expect(searched(1)).toMatchObject({
    flags: [],
    parts: [{ meters: { cache_write_5m: 11_883, cache_write_1h: 291 } }],
  });
  expect(searched(0)).toMatchObject({ flags: ['split_disagrees'] });
});

const counts = ([input, w5m, w1h, read, output]: Counts): JsonObject => ({
  input_tokens: input,
  cache_creation_input_tokens: w5m + w1h,
  cache_read_input_tokens: read,
  cache_creation: { ephemeral_5m_input_tokens: w5m, ephemeral_1h_input_tokens: w1h },
  output_tokens: output,
});
const iteration = (type: unknown, of: Counts, model?: unknown): JsonObject => ({ type, model, ...counts(of) });
const unsplit = (of: Counts): JsonObject => ({ ...iteration('message', of), cache_creation: undefined });

function totalsOf(parts: readonly Counts[]): Counts {
  const at = (index: 0 | 1 | 2 | 3 | 4): number => parts.reduce((sum, part) => sum + part[index], 0);
  return [at(0), at(1), at(2), at(3), at(4)];
}

interface Case {
  readonly name: string;
  readonly totals: Counts;
  readonly iterations: unknown;
  readonly parts: ReturnType<typeof partsOf>;
  readonly flags?: string[];
}
const MAIN: Counts = [10, 20, 30, 40, 50];
const HALF: Counts = [5, 10, 15, 20, 25];
const NONE: Counts = [0, 0, 0, 0, 0];
const whole: ReturnType<typeof partsOf>[number] = [`message ${opus} x1 +2 searches`, ...MAIN];
const CASES: readonly Case[] = [
  { name: 'no list', totals: MAIN, iterations: { type: 'compaction' }, parts: [whole] },
  { name: 'none', totals: MAIN, iterations: [], parts: [whole] },
  { name: 'no objects', totals: MAIN, iterations: [null, 7, 'x'], parts: [whole] },
  { name: 'one message', totals: MAIN, iterations: [iteration('message', MAIN)], parts: [whole] },
  { name: 'one message without a split', totals: MAIN, iterations: [unsplit(MAIN)], parts: [whole] },
  {
    name: 'two messages that add up',
    totals: MAIN,
    iterations: [iteration('message', HALF, null), iteration('message', HALF, 'claude-haiku-5-5')],
    parts: [
      [`message ${opus} x1 +2 searches`, ...HALF],
      ['message claude-haiku-5-5 x0', ...HALF],
    ],
  },
  {
    name: 'two messages that do not add up',
    totals: MAIN,
    iterations: [iteration('message', HALF), iteration('message', MAIN)],
    parts: [whole],
    flags: ['iterations_disagree'],
  },
  {
    name: 'two messages without the split that the totals have',
    totals: MAIN,
    iterations: [unsplit(HALF), unsplit(HALF)],
    parts: [whole],
    flags: ['iterations_disagree'],
  },
  {
    name: 'a compaction before the message',
    totals: MAIN,
    iterations: [iteration('compaction', [1, 0, 0, 900, 70]), iteration('message', MAIN)],
    parts: [whole, [`compaction ${opus} x1`, 1, 0, 0, 900, 70]],
  },
  {
    name: 'a compaction, after which the response paused',
    totals: NONE,
    iterations: [iteration('compaction', [1, 0, 0, 900, 70])],
    parts: [[`compaction ${opus} x1 +2 searches`, 1, 0, 0, 900, 70]],
  },
  {
    name: 'a compaction, with the message only in the totals',
    totals: MAIN,
    iterations: [iteration('compaction', [1, 0, 0, 900, 70])],
    parts: [whole, [`compaction ${opus} x1`, 1, 0, 0, 900, 70]],
    flags: ['iterations_disagree'],
  },
  {
    name: 'an advisor of another model',
    totals: MAIN,
    iterations: [iteration('message', MAIN), iteration('advisor_message', [8, 0, 0, 0, 9], 'claude-fable-5-2')],
    parts: [whole, ['advisor claude-fable-5-2 x1', 8, 0, 0, 0, 9]],
  },
  {
    name: 'an attempt declined before any output, served by a fallback',
    totals: MAIN,
    iterations: [iteration('message', [10, 20, 30, 40, 0]), iteration('fallback_message', MAIN, 'claude-sonnet-5-5')],
    parts: [['fallback claude-sonnet-5-5 x1 +2 searches', ...MAIN]],
  },
  {
    name: 'an attempt declined after some output',
    totals: MAIN,
    iterations: [iteration('message', HALF), iteration('fallback_message', MAIN, 'claude-sonnet-5-5')],
    parts: [
      [`message ${opus} x1 +2 searches`, ...HALF],
      ['fallback claude-sonnet-5-5 x1', ...MAIN],
    ],
  },
  { name: 'of a kind unheard of', totals: MAIN, iterations: [iteration('constructor', MAIN)], parts: [whole] },
  { name: 'of no kind', totals: MAIN, iterations: [iteration({ toString: 1 }, MAIN)], parts: [whole] },
];

test.each(CASES)('iterations: $name', ({ totals, iterations, parts, flags = [] }) => {
  const usage = { ...counts(totals), iterations, server_tool_use: { web_search_requests: 2 } };
  const read = readUsage(usage, opus);
  expect(read.flags).toEqual(flags);
  expect(partsOf(read)).toEqual(parts);
});

test('a bad count in an iteration is refused', () => {
  const usage = { ...counts(MAIN), iterations: [iteration('message', [-1, 0, 0, 0, 0])] };
  expect(() => readUsage(usage, opus)).toThrow(REFUSALS.bad_count);
});

test('however a response is divided into messages, its tokens are those of the totals', () => {
  const count = fc.nat({ max: 1_000_000 });
  const some = fc.tuple(count, count, count, count, count);
  fc.assert(
    fc.property(fc.array(some, { minLength: 1, maxLength: 5 }), (list) => {
      const totals = totalsOf(list);
      const usage = { ...counts(totals), iterations: list.map((each) => iteration('message', each)) };
      const read = readUsage(usage, opus);
      const sums = TOKEN_METERS.map((meter) => read.parts.reduce((sum, part) => sum + part.meters[meter], 0));
      expect(sums).toEqual([...totals]);
      expect(read.parts.reduce((sum, part) => sum + part.requests, 0)).toBe(1);
      expect(read.flags).toEqual([]);
    }),
    FIXED,
  );
});

test('the request is counted with its first inference that read, so that a hit is a hit', () => {
  const cold: Counts = [5, 0, 30, 0, 5];
  const warm: Counts = [0, 0, 0, 30, 5];
  const warmer: Counts = [0, 0, 0, 35, 5];
  const requestsOf = (parts: Counts[]): number[] => {
    const totals = totalsOf(parts);
    const read = readUsage({ ...counts(totals), iterations: parts.map((part) => iteration('message', part)) }, opus);
    return read.parts.map(({ requests }) => requests);
  };
  expect(requestsOf([cold, warm, warmer])).toEqual([0, 1, 0]);
  expect(requestsOf([cold, cold])).toEqual([1, 0]);
});
