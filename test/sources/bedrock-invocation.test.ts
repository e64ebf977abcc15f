import { expect, test } from 'vitest';
import type { UsageEvent } from '../../src/core/event.ts';
import { merge } from '../../src/core/merge.ts';
import { flagsOf } from '../../src/core/flags.ts';
import { bedrockConverse } from '../../src/sources/bedrock-converse.ts';
import { bedrockInvocation } from '../../src/sources/bedrock-invocation.ts';
import { claudeCode } from '../../src/sources/claude-code.ts';
import { messages } from '../../src/sources/messages.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import type { Source } from '../../src/sources/source.ts';
import { testFixtures } from './fixture-files.ts';
import { priceOf } from './priced.ts';
import { eventsOf, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { AT, response, USAGE } from './shapes.ts';

testFixtures('bedrock-invocation');

const opus = 'us.anthropic.claude-opus-5-5';
const ARN = 'arn:aws:bedrock:us-east-1:111122223333:';
const COUNTS = { inputTokenCount: 210, cacheReadInputTokenCount: 0, cacheWriteInputTokenCount: 18_000 };

const log = (change: JsonObject = {}, body?: unknown, counts: JsonObject = COUNTS): JsonObject => ({
  ...{ schemaType: 'ModelInvocationLog', timestamp: AT, accountId: '111122223333', region: 'us-east-1' },
  ...{ requestId: 'aws-1', operation: 'InvokeModel', modelId: opus },
  input: { ...counts },
  output: { outputTokenCount: 391, ...(body !== undefined && { outputBodyJson: body }) },
  ...change,
});
const read = (...records: unknown[]) => readAll(bedrockInvocation, numbered(records));
const event = (record: unknown): UsageEvent => eventsOf(read(record))[0]!;
const reasons = (record: unknown): string[] => refusalsOf(read(record)).map(([, reason]) => reason);

test('the same log from S3 and CloudWatch counts once', async () => {
  const s3 = eventsOf(readAll(bedrockInvocation, await recordsOf('bedrock-invocation/s3.ndjson')));
  const cloudwatch = eventsOf(readAll(bedrockInvocation, await recordsOf('bedrock-invocation/cloudwatch.ndjson')));
  expect([s3.length, cloudwatch.length, merged([...s3, ...cloudwatch]).size]).toEqual([14, 4, 13]);
});

test.each([
  ['in the body', response(USAGE, { id: 'msg_bdrk_01Test' })],
  ['in the body as text', JSON.stringify(response(USAGE, { id: 'msg_bdrk_01Test' }))],
  [
    'in events',
    [
      { type: 'message_start', message: response({ ...USAGE, output_tokens: 3 }, { id: 'msg_bdrk_01Test' }) },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 391 } },
      { type: 'message_stop', 'amazon-bedrock-invocationMetrics': { inputTokenCount: 9, outputTokenCount: 9 } },
    ],
  ],
])("the provider's usage %s goes before AWS's counts, which lack the split", (_where, body) => {
  const told = event(log({}, body));
  expect(told.key).toBe('message:msg_bdrk_01Test');
  expect(partsOf(told)).toEqual([[`message ${opus} x1`, 212, 400, 1500, 18_044, 391]]);
  expect([told.terms.platform, told.terms.geo, told.flags]).toEqual(['bedrock', 'regional', 0]);
});

test('the input is without what was cached: it stays as it is, also where it is less', () => {
  const told = event(log({}, undefined, { ...COUNTS, inputTokenCount: 2 }));
  expect(partsOf(told)).toEqual([[`message ${opus} x1`, 2, 18_000, 0, 0, 391]]);
  expect(flagsOf(told.flags)).toEqual(['ttl_assumed']);
});

test('counts alone have no split by TTL, and old ones no cache at all', () => {
  expect(flagsOf(event(log({}, undefined, { inputTokenCount: 5 })).flags)).toEqual(['cache_not_logged']);
  expect(event(log({}, {})).key).toBe('bedrock:aws-1');
  expect(event(log({ requestId: undefined }, {})).key).toMatch(/^content:\["bedrock-invocation",.*?,1,/);
});

test('a body of another provider lends its id, not its counts', () => {
  const body = {
    id: 'chatcmpl-1_7hK2mQ9xT4vB3nC8',
    model: 'gpt-oss',
    usage: { prompt_tokens: 9, completion_tokens: 9 },
  };
  expect(event(log({ modelId: 'openai.gpt-oss-120b-1:0' }, body))).toMatchObject({
    key: 'message:chatcmpl-1_7hK2mQ9xT4vB3nC8',
    parts: [{ model: 'openai.gpt-oss-120b-1:0', meters: { input: 210, output: 391 } }],
    terms: { platform: 'bedrock', geo: '' },
  });
});

test('a stream without its final counts takes those of AWS, else it is a lower bound', () => {
  const events = [{ type: 'message_start', message: response({ ...USAGE, output_tokens: 3 }) }];
  const whole = event(log({}, events));
  expect([partsOf(whole)[0]?.[5], whole.flags & 2]).toEqual([391, 0]);
  const cut = event(log({ input: undefined, output: { outputBodyJson: events } }));
  expect([partsOf(cut)[0]?.[5], ...flagsOf(cut.flags)]).toEqual([3, 'partial_stream']);
});

test.each([
  [opus, opus, 'regional'],
  ['global.anthropic.claude-opus-5-5', 'global.anthropic.claude-opus-5-5', 'global'],
  [`${ARN}inference-profile/${opus}`, opus, 'regional'],
  [`${ARN}inference-profile/global.anthropic.claude-opus-5-5`, 'global.anthropic.claude-opus-5-5', 'global'],
  ['anthropic.claude-haiku-4-5-20251001-v1:0', 'anthropic.claude-haiku-4-5-20251001-v1:0', 'regional'],
  [
    'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0',
    'anthropic.claude-haiku-4-5-20251001-v1:0',
    'regional',
  ],
])('%s is the model %s, %s', (modelId, model, geo) => {
  const told = event(log({ modelId }));
  expect([told.parts[0]?.model, told.terms.platform, told.terms.geo]).toEqual([model, 'bedrock', geo]);
});

test.each([
  ['application-inference-profile/7xkq2w9d0abc', ''],
  ['provisioned-model/q1w2e3r4t5y6', 'provisioned'],
  ['custom-model/anthropic.claude-3-haiku-20240307-v1:0:200k/abcdef', 'provisioned'],
  ['imported-model/abcdef', 'provisioned'],
])('%s names no model: the body must', (resource, tier) => {
  const modelId = ARN + resource;
  expect(reasons(log({ modelId }))).toEqual(['opaque_model']);
  const told = event(log({ modelId }, response(USAGE)));
  expect([told.parts[0]?.model, told.terms.tier, told.terms.geo]).toEqual(['claude-opus-5-5', tier, '']);
});

test.each([
  ['an error', log({ errorCode: 'ThrottlingException', output: {} })],
  ['an error that cost nothing', log({ errorCode: 'ModelTimeoutException', output: { outputTokenCount: 0 } })],
  ['an embedding', log({ modelId: 'amazon.titan-embed-text-v2:0', output: {} })],
  ['a reranking', log({ modelId: 'cohere.rerank-v3-5:0', output: {} })],
  ['a count of tokens', log({ operation: 'CountTokens', output: {} })],
])('%s is skipped', (_name, record) => {
  expect(read(record)).toMatchObject([{ line: 1, reading: { kind: 'not_usage' } }]);
});

test('a stream that failed after it had begun was billed', () => {
  expect(eventsOf(read(log({ errorCode: 'ModelStreamErrorException' })))).toHaveLength(1);
});

test('refusals by line; of a batch, those that read well count', async () => {
  const readings = readAll(bedrockInvocation, await recordsOf('flawed/bedrock-invocation/refusals.ndjson'));
  expect(refusalsOf(readings)).toEqual([
    [2, 'no_instant'],
    [3, 'bad_instant'],
    [4, 'no_model'],
    [5, 'opaque_model'],
    [6, 'opaque_model'],
    [7, 'missing_count'],
    [8, 'missing_count'],
    [9, 'missing_count'],
    [10, 'bad_count'],
    [11, 'bad_count'],
    [12, 'count_too_large'],
    [13, 'no_model'],
    [13, 'not_this_shape'],
    [14, 'not_this_shape'],
  ]);
  expect(eventsOf(readings).map(({ origin }) => origin.line)).toEqual([1, 13, 15, 16]);
});

test('who called is the user, the account the workspace, and what the caller noted a label; a secret is blotted', () => {
  const scope = (arn: unknown, requestMetadata: unknown = undefined) =>
    event(log({ identity: { arn }, requestMetadata })).scope;
  expect(scope('arn:aws:iam::111122223333:user/alice')).toMatchObject({
    workspace: '111122223333',
    user: 'user/alice',
  });
  expect(scope('arn:aws:sts::111122223333:assumed-role/app/a@b.example').user).toBe('app/a@b.example');
  expect(scope(7).user).toBe('');
  expect(scope('', { team: 'legal', key: 'sk-ant-api03-abcdefghijklmnop', n: 5 }).labels).toEqual({
    team: 'legal',
    key: '[secret …mnop]',
  });
});

/** 210 x 4 + 6,000 x 5 + 12,000 x 8 + 391 x 20 = 134,660 millionths of a dollar; a regional profile costs a tenth more. */
test.each([
  [opus, '0.148126'],
  ['global.anthropic.claude-opus-5-5', '0.13466'],
  ['jp.anthropic.claude-opus-5-5', '0.148126'],
  // Of a generation before the premium: 210 x 0.8 + 6,000 x 1 + 12,000 x 1.6 + 391 x 4.
  ['us.anthropic.claude-3-5-haiku-20241022-v1:0', '0.026932'],
  [`${ARN}application-inference-profile/7xkq2w9d0abc`, '0.13466'],
  [`${ARN}provisioned-model/q1w2e3r4t5y6`, 'unknown_tier'],
  ['amazon.nova-lite-v1:0', 'unknown_model'],
])('a call of %s costs %s', (modelId, cost) => {
  const split = { ephemeral_5m_input_tokens: 6000, ephemeral_1h_input_tokens: 12_000 };
  const usage = { input_tokens: 210, cache_creation_input_tokens: 18_000, cache_creation: split, output_tokens: 391 };
  expect(priceOf(event(log({ modelId }, response(usage))))).toBe(cost);
});

const seen = (source: Source, record: unknown): UsageEvent => eventsOf(readAll(source, numbered([record])))[0]!;

test('the call in a transcript is the same: it says whose it is, and the larger output counts', () => {
  const message = response(USAGE, { id: 'msg_bdrk_01Test' });
  const turn = { type: 'assistant', sessionId: 's', timestamp: AT, message };
  const [invocation, transcript] = [event(log({}, message)), seen(claudeCode, turn)];
  expect(invocation.key).toBe(transcript.key);
  expect(merge(invocation, transcript).terms.source).toBe('claude-code');
  const cut = seen(claudeCode, { ...turn, message: { ...message, usage: { ...USAGE, output_tokens: 3 } } });
  expect(merge(cut, invocation)).toMatchObject({ parts: invocation.parts, scope: { session: 's' } });
});

test('the call in a log of responses is the same: the invocation log wins, which knows more names, and the reach', () => {
  const message = response(USAGE, { id: 'msg_bdrk_01Test' });
  const [invocation, logged] = [event(log({}, message)), seen(messages, { timestamp: AT, response: message })];
  expect(logged.terms).toMatchObject({ platform: 'bedrock', geo: '' });
  expect(merge(logged, invocation).terms).toMatchObject({ source: 'bedrock-invocation', geo: 'regional' });
});

test('a call of Converse is known by the id that AWS gives it, in the log and beside the response', () => {
  const usage = { inputTokens: 210, outputTokens: 391, totalTokens: 18_601, cacheReadInputTokens: 18_000 };
  const answer = { stopReason: 'end_turn', metrics: { latencyMs: 5 }, usage };
  const counts = { inputTokenCount: 210, cacheReadInputTokenCount: 18_000, cacheWriteInputTokenCount: 0 };
  const invocation = event(log({ operation: 'Converse' }, answer, counts));
  const response = { ...answer, ResponseMetadata: { RequestId: 'aws-1' } };
  const program = seen(bedrockConverse, { timestamp: AT, modelId: opus, response });
  expect([invocation.key, program.key]).toEqual(['bedrock:aws-1', 'bedrock:aws-1']);
  expect(partsOf(invocation)).toEqual(partsOf(program));
  expect(merge(program, invocation).terms.source).toBe('bedrock-invocation');
});
