/**
 * Bedrock's model invocation logs, from S3 or CloudWatch, one call a record (log shapes 11). The body, where it was
 * delivered, is a response of the Messages API, its events, or an answer of Converse; it knows the TTL of writes and the
 * message's id. Beside it stand AWS's own counts, whose input is without what was cached.
 */
import { blotted } from '../core/blot.ts';
import type { Flag } from '../core/flags.ts';
import { tagsOf } from './bedrock-converse.ts';
import { calledModel } from './bedrock-model.ts';
import { converseMessage, converseTier, isConverseAnswer, routedModel } from './converse-answer.ts';
import { known } from './event-stream.ts';
import { idText, inside, instantOf, isObject, nameText, unfolded } from './fields.ts';
import { messageEvent } from './message-event.ts';
import { isMessage } from './messages.ts';
import { eachOf, notUsage, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context, Source } from './source.ts';
import { streamedMessage } from './streamed-message.ts';

const id = 'bedrock-invocation';
const SCHEMA = 'ModelInvocationLog';

export const bedrockInvocation: Source = {
  id,
  title: 'Bedrock model invocation logs',
  tells:
    'Instant, reach, account, caller, request metadata as labels; TTL of writes and the message id only where the body was logged; no session, and no reach behind an application inference profile.',
  needle: SCHEMA,
  mark: SCHEMA,
  claims: (record) => logsIn(record).some((log) => log !== undefined),
  open: () => ({ read: (record, context) => eachOf(logsIn(record), (log) => readLog(log, context)) }),
};

/** One log, or those of a batch of CloudWatch (`filter-log-events`, a subscription). */
function logsIn(record: JsonObject): readonly (JsonObject | undefined)[] {
  const batch = record['logEvents'] ?? record['events'];
  return Array.isArray(batch) ? batch.map((each) => (isObject(each) ? logIn(each) : undefined)) : [logIn(record)];
}

/** The log itself, or as the text of an event of CloudWatch. */
function logIn(record: JsonObject): JsonObject | undefined {
  const text = [record['message'], record['@message']].find((each) => idText(each).includes(SCHEMA));
  const log = text === undefined ? record : unfolded(text);
  return isObject(log) && log['schemaType'] === SCHEMA ? log : undefined;
}

function readLog(log: JsonObject | undefined, context: Context): Reading {
  if (log === undefined) return refuse('not_this_shape');
  const counts = countsOf(log);
  if (isUnbilled(log, counts)) return notUsage('call that is not billed');
  const when = instantOf(log['timestamp'], context);
  const answer = answerOf(unfolded(inside(log, 'output')['outputBodyJson']), counts);
  const called = calledModel(log['modelId'], answer.message['model']);
  const requestId = idText(log['requestId']);
  return messageEvent({ ...answer.message, model: called.model }, context, {
    source: id,
    at: when.at,
    platform: 'bedrock',
    geo: called.geo,
    tier: called.tier ?? answer.tier,
    flags: [...answer.flags, ...when.flags],
    key: requestId === '' ? undefined : `bedrock:${requestId}`,
    scope: {
      workspace: nameText(log['accountId']),
      user: callerOf(inside(log, 'identity')['arn']),
      labels: tagsOf(log['requestMetadata']),
    },
  });
}

/** What failed before any output, and what answers with no text. */
function isUnbilled(log: JsonObject, counts: JsonObject): boolean {
  const output = counts['output_tokens'];
  const failed = idText(log['errorCode']) !== '' && (output === undefined || output === 0);
  return failed || log['operation'] === 'CountTokens' || /embed|rerank/.test(idText(log['modelId']));
}

/** AWS's own counts, in the words of the Messages API. */
function countsOf(log: JsonObject): JsonObject {
  const input = inside(log, 'input');
  return known({
    input_tokens: input['inputTokenCount'],
    cache_read_input_tokens: input['cacheReadInputTokenCount'],
    cache_creation_input_tokens: input['cacheWriteInputTokenCount'],
    output_tokens: inside(log, 'output')['outputTokenCount'],
  });
}

interface Answer {
  readonly message: JsonObject;
  readonly flags: readonly Flag[];
  readonly tier?: string;
}

/** What the body comes to. AWS's counts stand in for what it does not tell, as where it lies in another file. */
function answerOf(body: unknown, counts: JsonObject): Answer {
  if (isObject(body) && isMessage(body)) return { message: body, flags: [] };
  const streamed = Array.isArray(body) ? streamedMessage(body) : undefined;
  if (streamed?.counted === true) return { message: streamed.message, flags: [] };
  if (streamed !== undefined) {
    const usage = { ...inside(streamed.message, 'usage'), ...counts };
    return { message: { ...streamed.message, usage }, flags: 'output_tokens' in counts ? [] : ['partial_stream'] };
  }
  const converse = (Array.isArray(body) ? body : [body]).find(isConverseAnswer);
  if (converse !== undefined) {
    const message = converseMessage(converse);
    const usage = { ...counts, ...known(inside(message, 'usage')) };
    return { message: { ...message, usage, model: routedModel(converse) }, flags: [], tier: converseTier(converse) };
  }
  const told = 'cache_read_input_tokens' in counts || 'cache_creation_input_tokens' in counts;
  const { id, model } = isObject(body) ? body : {};
  return { message: { id, model, usage: counts }, flags: told ? [] : ['cache_not_logged'] };
}

/** Who called, without the account: "app/session" of an assumed role, "user/alice". */
function callerOf(arn: unknown): string {
  // Blotted before it is cut: what is in front may be what tells a secret.
  const [, , , , , ...resource] = blotted(idText(arn)).split(':');
  return nameText(resource.join(':').replace(/^assumed-role\//, ''));
}
