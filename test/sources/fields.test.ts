/** Names that come from logs: cut, and without secrets. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { idText, nameText } from '../../src/sources/fields.ts';
import { SOURCES } from '../../src/sources/index.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { GATEWAY_RECORDS } from './gateway-records.ts';
import { CODEX, COMPLETION, GEMINI, OPENCODE, RESPONSE } from './other-shapes.ts';
import { GIVEN, numbered, readAll } from './readings.ts';
import { BUCKET, CODE_DAY, CONSOLE_ROW, ITEM, pageOf } from './reports.ts';
import { AI_MESSAGE, AI_RESULT, TELEMETRY_RECORDS } from './telemetry-records.ts';
import { AGENT, AT, FIXED, REQUEST, response, SHAPES, TURN, USAGE } from './shapes.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const invented = (...parts: string[]): string => parts.join('');
const SECRETS = [
  invented('sk-', 'ant-api03-', 'Invented0000_for-this-test-WXYZ'),
  invented('sk-', 'proj-Invented0000forthistestWXYZ'),
  invented('Bearer ', 'invented.token.for-this-test-WXYZ'),
  invented('bearer ', 'invented-token-for-this-test-WXYZ'),
  invented('AKIA', 'INVENTED0000WXYZ'),
  invented('ghp_', 'Invented0000forthistestWXYZ'),
  invented('AIza', 'Invented0000_for-this-testWXYZ'),
  invented('xoxb-', 'Invented0000-forthistestWXYZ'),
  invented('eyJ', 'Invented0000.forthistest.signedWXYZ'),
  invented('xsk-', 'ant-Invented0000forthistestWXYZ'),
];

const OTHER_RECORDS: readonly JsonObject[] = [
  ...[...TELEMETRY_RECORDS, ...GATEWAY_RECORDS, AI_RESULT, AI_MESSAGE],
  ...[pageOf(BUCKET), pageOf(ITEM), pageOf(CODE_DAY), CONSOLE_ROW],
];

/** Copies, in each of which another text is the secret. */
function spoiled(value: unknown, secret: string): JsonObject[] {
  if (typeof value === 'string') return [secret as never];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    spoiled(inner, secret).map(
      (copy) => (Array.isArray(value) ? value.with(Number(key), copy) : { ...value, [key]: copy }) as JsonObject,
    ),
  );
}

describe.each(SECRETS)('%s', (secret) => {
  test.each(['@', 'key=@', 'prod_@', 'a @ b', '"@"', '/home/dev/@/x', '@ @'])('in %j is blotted out', (around) => {
    const text = nameText(around.replaceAll('@', secret));
    expect(text).not.toContain(secret.slice(-12));
    expect(text).toContain('[secret …');
  });

  test('is in nothing of a reading that is kept', () => {
    const spots = { cwd: secret, gitBranch: secret, version: secret, sessionId: secret, agentId: secret };
    const ids = { requestId: secret, uuid: secret, custom_id: secret };
    const messages = [{ id: secret, model: secret }, { id: undefined }];
    const usage = { ...USAGE, service_tier: secret, speed: secret, inference_geo: secret };
    const row = {
      ...{ at: AT, input: 1, cache_write_5m: 1, cache_write_1h: 1, cache_read: 1, output: 1, prompt: secret },
      ...{ model: secret, session: secret, thread: secret, project: secret, workspace: secret, api_key: secret },
      ...{ user: secret, platform: secret, tier: secret, speed: secret, geo: secret },
      ...{ 'label:a': secret, [`label:${secret}`]: 'x', labels: { b: secret, [secret]: 'y' } },
    };
    const shaped = messages.flatMap((fields) =>
      SHAPES.flatMap(({ wrap }) => wrap(response(usage, { model: 'm', ...fields }), AT)),
    );
    const named = { session: secret, thread: secret, project: secret, workspace: secret, user: secret };
    const block = { level: 'messages', hash: secret, tokens: 5, kind: secret, role: secret };
    const agent = { ...AGENT, agent_id: secret, requests: [TURN] };
    const sent = { ...REQUEST, model: secret, system: secret, messages: [{ role: 'user', content: secret }] };
    const sdk = { session_id: secret, uuid: secret, timestamp: AT };
    const agents = [
      { ...sdk, type: 'system', subtype: 'init', cwd: secret, claude_code_version: secret, model: secret },
      { ...sdk, type: 'assistant', parent_tool_use_id: secret, message: response(usage, { model: 'm', id: secret }) },
      { ...sdk, type: 'result', usage, modelUsage: { [secret]: { inputTokens: 1, outputTokens: 5 } } },
      {
        ...{ ...spots, type: 'assistant', uuid: secret, timestamp: AT, model: secret },
        ...{ message: { role: 'model' }, usageMetadata: { promptTokenCount: 1 } },
      },
    ];
    const records = [
      ...agents,
      ...[...shaped.map((record) => ({ ...record, ...spots, ...ids })), row, { ...row, id: secret }],
      { timestamp: AT, ...named, request: sent, usage },
      { id: secret, block_size: 64, requests: [TURN, agent] },
      { at: AT, model: secret, id: secret, ...named, blocks: [block] },
      { ...named, response: { ...COMPLETION, id: secret, model: secret, service_tier: secret } },
      { ...named, response: { ...RESPONSE, id: secret, model: secret, service_tier: secret, conversation: secret } },
      { ...GEMINI, responseId: secret, modelVersion: secret, ...named },
      ...CODEX.map(({ payload, ...line }) => ({
        ...line,
        payload: {
          ...(payload as object),
          ...{ id: secret, session_id: secret, parent_thread_id: secret, cwd: secret, cli_version: secret },
          ...{ git: { branch: secret }, model_provider: secret, model: secret },
        },
      })),
      {
        ...{ ...OPENCODE, id: secret, sessionID: secret, modelID: secret, providerID: secret },
        ...{ agent: secret, path: { cwd: secret } },
      },
      ...[secret, `arn:aws:bedrock:us-east-1:1:inference-profile/${secret}`].flatMap((modelId) => [
        {
          ...{ schemaType: 'ModelInvocationLog', timestamp: AT, modelId, requestId: secret, accountId: secret },
          ...{
            identity: { arn: `arn:aws:sts::1:assumed-role/app/${secret}` },
            requestMetadata: { a: secret, [secret]: 'x' },
          },
          ...{ input: { inputTokenCount: 1 }, output: { outputTokenCount: 2, outputBodyJson: response(usage) } },
        },
        {
          ...{ timestamp: AT, modelId, ...named, requestId: secret, requestMetadata: { a: secret, [secret]: 'x' } },
          ...{
            serviceTier: { type: secret },
            stopReason: secret,
            usage: { inputTokens: 1, outputTokens: 2, cacheDetails: [] },
          },
        },
      ]),
      {
        endpoint: `projects/${secret}/locations/${secret}/publishers/anthropic/models/${secret}`,
        ...{
          logging_time: AT,
          request_id: secret,
          full_response: response(usage, { id: undefined, model: undefined }),
        },
      },
    ];
    records.push(...(OTHER_RECORDS.flatMap((record) => [record, ...spoiled(record, secret)]) as typeof records));
    for (const source of SOURCES) {
      const readings = readAll(source, numbered(records), { given: GIVEN });
      expect(readings.some(({ reading }) => reading.kind === 'events')).toBe(true);
      // Keys hold ids as they are: the ledger keeps only their hashes.
      const kept = JSON.stringify(readings, (name, value: unknown) => (name === 'key' ? undefined : value));
      expect(kept).not.toContain(secret.slice(-12));
    }
  });
});

test.each([
  ['task-force-organisation', 'task-force-organisation'],
  ['feature/sk-short', 'feature/sk-short'],
  ['Bearer', 'Bearer'],
  ['a'.repeat(400), 'a'.repeat(300)],
  [7, ''],
  [null, ''],
  [{ toString: 1 }, ''],
])('the name %j is %j', (value, text) => {
  expect(nameText(value)).toBe(text);
});

test('a name is never longer than what is cut, and harmless text is kept', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400, unit: fc.constantFrom(...'ab /:.é') }), (text) => {
      expect(nameText(text)).toBe(text.slice(0, 300));
    }),
    FIXED,
  );
});

test('ids that differ only in what a name would lose are different responses', () => {
  const ids = [
    'req_sk-aaaaaaaaaaaaaaaa0001',
    'req_sk-bbbbbbbbbbbbbbbb0001',
    `${'x'.repeat(400)}1`,
    `${'x'.repeat(400)}2`,
  ];
  expect(new Set(ids.map(idText)).size).toBe(ids.length);
  expect(new Set(ids.map(nameText)).size).toBeLessThan(ids.length);
  expect([undefined, null, 7, {}].map(idText)).toEqual(['', '', '', '']);
});
