/**
 * Requests of the Messages API beside their responses, or beside the usage alone:
 * `{request, response|body|usage|final_usage, timestamp|created_at|ts, first_token_at?, session?, thread?, project?, …}`.
 * What was sent is what a what-if needs to move breakpoints; only keyed hashes of it are kept.
 */
import { NO_SCOPE, type Scope } from '../core/event.ts';
import type { Instant } from '../core/time.ts';
import { known, withSplit } from './event-stream.ts';
import { firstCallOf } from './first-call.ts';
import { MESSAGE_ID } from './call-key.ts';
import { asObject, idText, instantOf, isGiven, isObject, nameText, type When } from './fields.ts';
import { messageEvent } from './message-event.ts';
import { isMessage, isResponse, unwrap } from './messages.ts';
import { isCompared } from './reported-miss.ts';
import { promptOf } from './request-prompt.ts';
import { isBatchResult } from './wrapped-answer.ts';
import { notUsage, reading, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context, Source } from './source.ts';

const id = 'request-log';

export const requestLog: Source = {
  id,
  title: 'Requests with their responses',
  tells:
    "All that the usage tells, and which blocks, breakpoints and parameters were sent, as hashes under the ledger's key.",
  claims,
  open: () => ({ read: (record, context) => reading(() => read(record, context)) }),
};

/** Not the chat completions of other providers, whose requests look much the same. */
function claims(record: JsonObject): boolean {
  const { request } = record;
  if (!isObject(request) || !Array.isArray(request['messages'])) return false;
  const answer = answerOf(record);
  return answer === undefined
    ? !isAnswered(record)
    : isResponse(answer) || answer['type'] === 'message' || usageOf(record, answer) !== undefined;
}

/** What came back: the record itself where it is the response, or what is in its wrapper. */
function answerOf(record: JsonObject): JsonObject | undefined {
  if (isMessage(record)) return record;
  const bare = record['response'] ?? record['body'];
  const inner = isObject(bare) && bare['type'] === 'message' ? bare : unwrap(record);
  if (isObject(inner)) return inner;
  return usageOf(record, {}) === undefined ? undefined : {};
}

function isAnswered(record: JsonObject): boolean {
  return ['response', 'body', 'usage', 'final_usage'].some((key) => (record[key] ?? undefined) !== undefined);
}

/** The last usage of a stream leaves out what did not change since its first, among it the split of writes by TTL. */
function usageOf(record: JsonObject, answer: JsonObject): JsonObject | undefined {
  const usage = mergedUsage(record, answer);
  return usage === undefined || !('input_tokens' in usage) ? undefined : withSplit(usage);
}

function mergedUsage(record: JsonObject, answer: JsonObject): JsonObject | undefined {
  const beside = asObject(answer['usage']) ?? asObject(record['usage']);
  const final = asObject(record['final_usage']);
  if (beside === undefined && final === undefined) return undefined;
  return { ...beside, ...known(final ?? {}) };
}

function read(record: JsonObject, context: Context): Reading {
  const request = asObject(record['request']) ?? refuse('not_this_shape');
  const answer = answerOf(record);
  if (answer?.['type'] === 'error') return notUsage('error');
  const usage = answer && usageOf(record, answer);
  if (answer === undefined || usage === undefined) return refuse('no_response');

  const when = instantOf(record['timestamp'] ?? record['created_at'] ?? record['ts'], context);
  const answered = answeredAt(record['first_token_at'], when);
  const model = answer['model'] ?? record['model'] ?? request['model'];
  const prompt = promptOf(request, context, {
    answered,
    firstCall: firstCallOf({
      request,
      content: answer['content'],
      started: startOf(record, answer),
      usage: mergedUsage(record, answer) ?? usage,
    }),
    isProviders: isProviders(answer['id'], model),
  });
  const found = messageEvent({ ...answer, model, usage }, context, {
    source: id,
    ...when,
    scope: scopeOf(record),
    prompt,
    compared: isCompared(request),
    tier: isBatchResult(record) ? 'batch' : undefined,
  });
  return context.withRequest === true && found.kind === 'events' ? { ...found, request } : found;
}

/** The usage that a stream began with, where its last one stands beside. */
function startOf(record: JsonObject, answer: JsonObject): JsonObject | undefined {
  if (!isObject(record['final_usage'])) return undefined;
  return [answer['usage'], record['usage']].find(isObject);
}

/** Not that of an endpoint that only speaks its language, which has ids or models of its own. */
function isProviders(id: unknown, model: unknown): boolean {
  const isOwn = idText(id) === '' || idText(id).startsWith(MESSAGE_ID);
  return isOwn && (typeof model !== 'string' || model.includes('claude'));
}

/** When the first token came. Beside a time that was only given, it would measure nothing. */
export function answeredAt(value: unknown, when: When): Instant | undefined {
  if (value === undefined || value === null || isGiven(when)) return undefined;
  const { at } = instantOf(value, { given: undefined });
  return at < when.at ? refuse('clock_backwards') : at;
}

/** A recording is a session of its own, and its repository the project. */
export function scopeOf(record: JsonObject): Scope {
  return {
    ...NO_SCOPE,
    session: nameText(record['session'] ?? record['recording']),
    thread: nameText(record['thread']),
    project: nameText(record['project'] ?? record['repository']),
    workspace: nameText(record['workspace']),
    user: nameText(record['user']),
  };
}
