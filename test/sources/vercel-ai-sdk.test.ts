import { describe, expect, test } from 'vitest';

import { messages } from '../../src/sources/messages.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { vercelAiSdk } from '../../src/sources/vercel-ai-sdk.ts';
import { testFixtures } from './fixture-files.ts';
import { priceOf } from './priced.ts';
import { flagsBut, NO_CALL, eventsOf, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { AT, response, USAGE } from './shapes.ts';
import { AI_RESULT } from './telemetry-records.ts';

testFixtures('vercel-ai-sdk');

const read = (change: JsonObject) => readAll(vercelAiSdk, numbered([{ ...AI_RESULT, ...change }]));
const event = (change: JsonObject) => eventsOf(read(change))[0];
const details = { noCacheTokens: 212, cacheReadTokens: 18_044, cacheWriteTokens: 1900 };
const v6 = (inputTokens: number, change: JsonObject = {}): JsonObject => ({
  usage: { inputTokens, outputTokens: 391, inputTokenDetails: { ...details, ...change } },
});
const v5 = (inputTokens: number, cachedInputTokens: number, providerMetadata?: JsonObject): JsonObject => ({
  usage: { inputTokens, outputTokens: 391, cachedInputTokens },
  ...(providerMetadata && { providerMetadata }),
});

describe('an input', () => {
  test.each<[string, JsonObject, number[], string[]]>([
    ['of version 6 holds what was cached', {}, [212, 1900, 0, 18_044, 391], ['ttl_assumed']],
    [
      'that should, and cannot',
      v6(212, { noCacheTokens: undefined }),
      [212, 1900, 0, 18_044, 391],
      ['ttl_assumed', 'exclusive_input'],
    ],
    ['that is what was not cached', v6(212), [212, 1900, 0, 18_044, 391], ['ttl_assumed']],
    [
      'as a provider hands it over',
      {
        usage: {
          inputTokens: { total: 20_156, noCache: 212, cacheRead: 18_044, cacheWrite: 1900 },
          outputTokens: { total: 391 },
        },
      },
      [212, 1900, 0, 18_044, 391],
      ['ttl_assumed'],
    ],
    [
      'of version 5 from Anthropic is without it',
      v5(30_000, 18_044, { anthropic: { cacheCreationInputTokens: 1900 } }),
      [30_000, 1900, 0, 18_044, 391],
      ['ttl_assumed'],
    ],
    [
      'of version 5 from Bedrock is without it',
      v5(30_000, 18_044, { bedrock: { usage: { cacheWriteInputTokens: 1900 } } }),
      [30_000, 1900, 0, 18_044, 391],
      ['ttl_assumed'],
    ],
    [
      'of version 5 of Claude is without it, also where no metadata says so',
      v5(20_156, 18_044),
      [20_156, 0, 0, 18_044, 391],
      [],
    ],
    [
      'without a word of a cache',
      { usage: { inputTokens: 5, outputTokens: 6 } },
      [5, 0, 0, 0, 6],
      ['cache_not_logged'],
    ],
  ])('%s', (_, change, counts, flags) => {
    const told = event(change);
    expect([partsOf(told)[0]?.slice(1), flagsBut(told?.flags ?? 0)]).toEqual([counts, flags]);
  });

  test('gives way to what the provider said, raw or in its metadata; what OpenAI said is not that', () => {
    const own = [212, 400, 1500, 18_044, 391];
    const { usage } = AI_RESULT;
    expect(partsOf(event({ usage: { ...(usage as JsonObject), raw: USAGE } }))[0]?.slice(1)).toEqual(own);
    expect(partsOf(event({ providerMetadata: { anthropic: { usage: USAGE } } }))[0]?.slice(1)).toEqual(own);
    const raw = { input_tokens: 20_156, input_tokens_details: { cached_tokens: 5 }, cache_read_input_tokens: 5 };
    expect(partsOf(event({ usage: { ...(usage as JsonObject), raw } }))[0]?.slice(1, 3)).toEqual([212, 1900]);
  });
});

test('refusals by line', async () => {
  const readings = readAll(vercelAiSdk, await recordsOf('flawed/vercel-ai-sdk/refusals.ndjson'));
  expect(refusalsOf(readings)).toEqual([
    ...[
      [2, 'no_model'],
      [3, 'missing_count'],
      [4, 'missing_count'],
      [5, 'bad_count'],
      [6, 'bad_count'],
    ],
    ...[
      [7, 'bad_instant'],
      [8, 'no_instant'],
      [9, 'not_this_shape'],
      [11, 'no_model'],
    ],
  ]);
});

test('steps are calls, and what stands beside them is their sum', () => {
  const other = { ...AI_RESULT, response: { id: 'msg_01Other', modelId: 'claude-opus-5-5', timestamp: AT } };
  const events = eventsOf(read({ steps: [AI_RESULT, other], totalUsage: { inputTokens: 40_312 } }));
  expect(events.map(({ key }) => key)).toEqual(['message:msg_01Test', 'message:msg_01Other']);
});

test.each([{ type: 'finish', totalUsage: {} }, { type: 'text-delta', text: 'x' }, { error: 'overloaded' }])(
  '%j is no call',
  (record) => {
    expect(readAll(vercelAiSdk, numbered([record]))).toMatchObject([{ line: 1, reading: NO_CALL }]);
  },
);

test('the same call in a log of responses counts once: of equal outputs the one that was seen whole wins, else the larger', () => {
  const logged = (output_tokens: number) =>
    eventsOf(readAll(messages, numbered([{ ts: AT, response: response({ ...USAGE, output_tokens }) }])))[0]!;
  const told = event({})!;
  const counted = (output: number): unknown[] =>
    [...merged([told, logged(output)]).values()].map(({ parts, completeness }) => [parts, completeness]);
  expect(counted(391)).toEqual([[logged(391).parts, logged(391).completeness]]);
  // The response tells the TTL of the writes, whichever is larger.
  expect(counted(5)).toEqual([[logged(391).parts, told.completeness]]);
  expect(told.completeness).toBeLessThan(logged(391).completeness);
});

test('platform, region, tier and price follow from the ids, the provider and its metadata', () => {
  const at = { id: 'aitxt-1', timestamp: AT };
  const regional = event({ response: { ...at, modelId: 'us.anthropic.claude-opus-5-5' } })!;
  expect(regional.terms).toMatchObject({ platform: 'bedrock', geo: 'regional' });
  expect(Number(priceOf(regional))).toBeCloseTo(Number(priceOf(event({})!)) * 1.1, 9);
  const vertex = { response: at, model: { provider: 'google.vertex.anthropic', modelId: 'claude-opus-5-5' } };
  expect(event(vertex)?.terms.platform).toBe('vertex');
  expect(event({ providerMetadata: { openai: { serviceTier: 'flex' } } })?.terms.tier).toBe('flex');
  expect(
    event({
      response: { ...at, id: 'msg_vrtx_1', modelId: 'm' },
      ...{ usage: { ...(AI_RESULT['usage'] as object), raw: USAGE } },
    })?.terms.platform,
  ).toBe('vertex');
});

test('session, user and function, where they are logged', () => {
  const metadata = { sessionId: 's', userId: 'u' };
  expect(event({ metadata, functionId: 'triage' })?.scope).toMatchObject({
    session: 's',
    user: 'u',
    labels: { function: 'triage' },
  });
  expect(event({})?.scope).toMatchObject({ session: '', user: '', labels: {} });
});
