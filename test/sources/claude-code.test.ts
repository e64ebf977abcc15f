import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { merge } from '../../src/core/merge.ts';
import { flagsOf } from '../../src/core/flags.ts';
import { claudeCode } from '../../src/sources/claude-code.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { fixturesOf, testFixtures } from './fixture-files.ts';
import { eventsOf, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { AT, FIXED, response, USAGE } from './shapes.ts';

testFixtures('claude-code');

const opus = 'claude-opus-5-5';
const shop = 'claude-code/projects/-home-dev-shop';
const docs = 'claude-code/projects/-home-dev-docs-site';
const billing = 'claude-code/projects/-home-dev-billing-api';

const responsesOf = async (file: string) => merged(eventsOf(readAll(claudeCode, await recordsOf(file))));

describe('one response on several lines', () => {
  const file = `${shop}/0a000000-d0b1-4e00-8000-000000000001.jsonl`;

  test.each([
    ['four snapshots whose output grows', 'msg_01FxGrowingOutput', [5, 0, 2300, 30_400, 742]],
    ['two without a request id', 'msg_01FxNoRequestId', [4, 0, 900, 32_700, 88]],
    ['the final one first', 'msg_01FxFinalFirst', [4, 0, 1100, 33_600, 415]],
  ])('%s', async (_what, id, counts) => {
    const responses = await responsesOf(file);
    expect(responses.size).toBe(3);
    expect(partsOf(responses.get(`message:${id}`))).toEqual([[`message ${opus} x1`, ...counts]]);
  });

  test('spans the time of all of them', async () => {
    const event = (await responsesOf(file)).get('message:msg_01FxGrowingOutput');
    expect([event?.at, event?.until]).toEqual([Date.UTC(2026, 10, 11, 9, 30), Date.UTC(2026, 10, 11, 9, 30, 9)]);
  });

  test('in any order is the same event', async () => {
    const events = eventsOf(readAll(claudeCode, await recordsOf(file))).filter(({ key }) => key.endsWith('Output'));
    const whole = events.reduce(merge);
    expect(events.length).toBe(4);
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (order) => {
        expect(order.reduce(merge)).toEqual(whole);
      }),
      FIXED,
    );
  });

  test('in any order is the same event, whatever the lines say', () => {
    const line = fc.record({
      output: fc.nat({ max: 3 }),
      read: fc.nat({ max: 2 }),
      side: fc.boolean(),
      session: fc.constantFrom('a', 'b'),
      stop: fc.constantFrom('end_turn', null),
      second: fc.nat({ max: 5 }),
    });
    const shuffled = fc.array(line, { minLength: 2, maxLength: 6 }).chain((lines) => {
      const events = eventsOf(
        readAll(
          claudeCode,
          numbered(
            lines.map(({ output, read, side, session, stop, second }) => ({
              ...{
                type: 'assistant',
                sessionId: session,
                isSidechain: side,
                timestamp: `2026-11-11T09:00:0${second}Z`,
              },
              message: response(
                { input_tokens: 1, cache_read_input_tokens: read, output_tokens: output },
                { stop_reason: stop },
              ),
            })),
          ),
        ),
      );
      return fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }));
    });
    fc.assert(
      fc.property(shuffled, ([events, order]) => {
        const whole = events.reduce(merge);
        expect(order.reduce(merge)).toEqual(whole);
        expect(whole.parts[0]?.meters.output).toBe(Math.max(...events.map(({ parts }) => parts[0]!.meters.output)));
      }),
      FIXED,
    );
  });
});

test('a resumed session adds only what is new', async () => {
  const first = await responsesOf(`${shop}/3f0a6c1e-52b7-4c1d-8a90-1d2e3f405161.jsonl`);
  const resumed = await responsesOf(`${shop}/7c21e4d8-0b6f-4e35-8f12-9a8b7c6d5e4f.jsonl`);
  expect(first.size).toBe(10);
  expect(resumed.size).toBe(9);
  expect([...resumed.keys()].filter((key) => !first.has(key))).toHaveLength(6);
});

test('a response replayed in a sub-agent belongs to the main thread', async () => {
  const responses = await responsesOf(`${shop}/0e000000-2e91-4a00-8000-000000000005.jsonl`);
  const threads = [...responses].map(([key, { scope, at }]) => [key, scope.thread, new Date(at).toISOString()]);
  expect(threads).toEqual([
    ['message:msg_01FxReplayed', 'main', '2026-11-11T10:00:00.000Z'],
    ['message:msg_01FxUnnamedSide', 'sidechain', '2026-11-11T10:01:00.000Z'],
  ]);
});

test('a fork’s copy of what its transcript repeats of a sub-agent is its parent’s', () => {
  const usage = { input_tokens: 1, output_tokens: 2 };
  const message = { id: 'msg_01x7hK2mQ9', model: 'claude-opus-5-5', usage };
  const inner = { type: 'assistant', timestamp: '2026-10-01T00:00:00Z', message };
  const data = { type: 'agent_progress', agentId: 'a1', message: inner };
  const repeated = { type: 'progress', sessionId: 'b', cwd: '/srv/app', data };
  const copy = { ...repeated, sessionId: 'a', forkedFrom: { sessionId: 'b', messageUuid: 'u' } };
  for (const lines of [[copy], [copy, repeated], [repeated, copy]]) {
    const calls = [...merged(eventsOf(readAll(claudeCode, numbered(lines)))).values()];
    expect(calls.map(({ scope: { session, thread } }) => [session, thread])).toEqual([['b', 'a1']]);
  }
});

test('sub-agents are threads of the session, and write for 5 minutes', async () => {
  const files = fixturesOf('claude-code').filter((name) => name.includes('/subagents/'));
  expect(files).toHaveLength(3);
  for (const file of files) {
    const [, session = '', agent = ''] = /([^/]+)\/subagents\/agent-(.+)\.jsonl$/.exec(file) ?? [];
    for (const { scope, parts } of (await responsesOf(file)).values()) {
      expect([scope.session, scope.thread]).toEqual([session, agent]);
      expect(parts[0]?.meters.cache_write_1h).toBe(0);
    }
  }
});

test('everything but a billed response is skipped', async () => {
  const records = await recordsOf(`${docs}/0b000000-5c1b-4e00-8000-000000000002.jsonl`);
  const readings = readAll(claudeCode, records);
  expect(readings.filter(({ reading }) => reading.kind === 'not_usage' || reading.kind === 'unknown')).toHaveLength(
    records.length - 1,
  );
  expect(eventsOf(readings).map((event) => [event.key, ...partsOf(event)])).toEqual([
    ['message:msg_01FxTheOnlyOne', ['message claude-sonnet-5-5 x1', 21, 9100, 0, 14_800, 333]],
  ]);
});

test('inferences that the totals leave out are parts', async () => {
  const responses = await responsesOf(`${shop}/0c000000-17e2-4a00-8000-000000000003.jsonl`);
  expect(Object.fromEntries([...responses].map(([key, event]) => [key.slice(16), partsOf(event)]))).toEqual({
    OneIteration: [[`message ${opus} x1`, 6, 0, 2000, 41_000, 500]],
    TwoInferences: [
      ['message claude-haiku-5-5 x1 +2 searches', 20, 6000, 0, 61_000, 300],
      ['message claude-haiku-5-5 x0', 20, 2000, 0, 67_000, 600],
    ],
    Compaction: [
      [`message ${opus} x1`, 8, 0, 9000, 17_000, 400],
      [`compaction ${opus} x1`, 30, 0, 0, 148_000, 3200],
    ],
    CompactionOnly: [[`compaction ${opus} x1`, 25, 0, 0, 96_000, 2100]],
    Advisor: [
      ['message claude-sonnet-5-5 x1', 10, 0, 3000, 50_000, 700],
      [`advisor ${opus} x1`, 12_400, 0, 0, 0, 350],
    ],
    Fallback: [[`fallback ${opus} x1`, 9, 24_000, 0, 0, 260]],
  });
});

test('models, TTLs and terms', async () => {
  const responses = await responsesOf(`${billing}/0d000000-7e23-4500-8000-000000000004.jsonl`);
  const told = [...responses].map(([key, event]) => {
    const { platform, tier, speed, geo } = event.terms;
    return [
      key.replace(/.*Fx/, ''),
      `${platform}/${tier}/${speed}/${geo}`,
      ...partsOf(event)[0]!,
      ...flagsOf(event.flags),
    ];
  });
  const sonnet = 'message claude-sonnet-5-5 x1';
  expect(told).toEqual([
    ['Million', 'api/standard//global', `message ${opus} x1`, 3, 0, 1800, 240_000, 120],
    ['Fast', 'api/standard/fast/global', `message ${opus} x1`, 3, 0, 700, 31_000, 210],
    ['NoSplit', 'api/standard//global', sonnet, 3, 3300, 0, 18_000, 90, 'ttl_assumed'],
    ['Nulls', 'api///', sonnet, 4100, 0, 0, 0, 75],
    ['Bare', 'api///', sonnet, 2700, 0, 0, 0, 51],
    ['Both', 'api/standard//global', sonnet, 3, 1200, 2600, 9000, 64],
    ['HaikuLong', 'api/standard//global', 'message claude-haiku-5-5 x1', 40, 2500, 0, 99_000, 150],
    ['HaikuExactly', 'api/standard//global', 'message claude-haiku-5-5 x1', 40, 960, 0, 99_000, 150],
    ['Bedrock', 'bedrock/standard//not_available', 'message claude-sonnet-4-5-20250929 x1', 3, 700, 0, 12_000, 80],
  ]);
});

test('what contradicts itself is flagged, what cannot be read is refused, each by its line', async () => {
  const readings = readAll(claudeCode, await recordsOf('flawed/claude-code/contradictions.jsonl'));
  expect(refusalsOf(readings)).toEqual([
    ...[4, 5, 6, 7].map((line) => [line, 'bad_count']),
    [8, 'missing_count'],
    [9, 'count_too_large'],
    [10, 'no_model'],
    [11, 'no_instant'],
    [12, 'bad_instant'],
    [13, 'instant_out_of_range'],
    // Responses that were billed, whose usage is not there.
    [17, 'missing_count'],
    [18, 'missing_count'],
  ]);
  const events = eventsOf(readings).map((event) => [
    event.key.slice(0, 26),
    ...flagsOf(event.flags),
    ...partsOf(event),
  ]);
  const usual = [`message ${opus} x1`, 5, 0, 2000, 8000, 100];
  expect(events).toEqual([
    ['message:msg_01FxSplitShort', 'split_disagrees', [`message ${opus} x1`, 5, 1100, 900, 8000, 100]],
    ['message:msg_01FxSplitLong', 'split_disagrees', [`message ${opus} x1`, 5, 500, 1500, 8000, 100]],
    ['message:msg_01FxDisagree', 'iterations_disagree', usual],
    ['request:req_011FxOnlyReque', usual],
    ['uuid:0f0f0f0f-0000-4000-80', usual],
    ['content:["claude-code",0,1', 'no_id', usual],
  ]);
});

test('what people group by', () => {
  const line = {
    ...{ type: 'assistant', sessionId: 's', cwd: '/repo', gitBranch: 'main', version: '2.1.330', timestamp: AT },
    message: response(USAGE),
  };
  const scope = (more: JsonObject) => eventsOf(readAll(claudeCode, numbered([{ ...line, ...more }])))[0]?.scope;
  expect(scope({})).toEqual({
    ...{ session: 's', thread: 'main', project: '/repo', workspace: '', api_key: '', user: '' },
    labels: { branch: 'main', version: '2.1.330' },
  });
  expect(scope({ isSidechain: true, agentId: 'a1' })?.thread).toBe('a1');
  expect(scope({ cwd: undefined, gitBranch: '', version: null })).toMatchObject({ project: '', labels: {} });
});

test('labels that the user gives win over the log', () => {
  const line = { type: 'assistant', sessionId: 's', gitBranch: 'main', timestamp: AT, message: response(USAGE) };
  const [event] = eventsOf(readAll(claudeCode, numbered([line]), { labels: { branch: 'mine', team: 'a' } }));
  expect(event?.scope.labels).toEqual({ branch: 'mine', team: 'a' });
});

test('an answer whose message is missing or cut is rejected, but not a line of Qwen Code', () => {
  const line = { type: 'assistant', sessionId: 's', timestamp: AT };
  expect(refusalsOf(readAll(claudeCode, numbered([line, { ...line, message: 'cut' }])))).toEqual([
    [1, 'no_response'],
    [2, 'no_response'],
  ]);
  expect(readAll(claudeCode, numbered([{ ...line, usageMetadata: {} }]))[0]?.reading.kind).toBe('unknown');
});
