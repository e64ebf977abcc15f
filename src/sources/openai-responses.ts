/**
 * Responses of OpenAI's Responses API (log shapes 19): bare, in a wrapper, as results of a batch, or as the events of a
 * stream, of which the last one carries the response with its usage. The name `input_tokens` is the Messages API's, but
 * its value holds what was cached.
 */
import { COMPLETENESS } from '../core/event.ts';
import { callReading } from './call-event.ts';
import { readChatUsage } from './chat-usage.ts';
import { endOf, idText, isGiven, isObject, nameText, requiredModel } from './fields.ts';
import { tierOf } from './openai-usage.ts';
import { streamReader, type OpenStreams } from './open-streams.ts';
import { scopeOf } from './request-log.ts';
import { notUsage, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context, Source } from './source.ts';
import { answeredAt, answerIn, isError } from './wrapped-answer.ts';

const id = 'openai-responses';
/** Nothing is billed yet, or ever: what has usage counts whatever its status. */
const WITHOUT_USAGE: ReadonlySet<unknown> = new Set(['in_progress', 'queued', 'failed', 'cancelled']);

export const openaiResponses: Source = {
  id,
  title: 'OpenAI responses (Responses API)',
  tells:
    'Reads, and writes from GPT-5.6 on; tier, instant (whole seconds unless a wrapper has its own), end, conversation and ids; writes for 12 hours apart where logged; no fees of tools.',
  // Also where the response was logged as text, with its quotes escaped.
  needle: 'input_tokens',
  mark: '"response"|"response.(?:completed|incomplete|failed)"',
  claims: (record) =>
    record['call_type'] === undefined && (isStreamed(record) || answerIn(record, isResponse) !== undefined),
  open: () => streamReader(readEvent),
};

/** A gateway that adds its own cost to the usage has a shape of its own (log shapes 18). */
function isResponse(value: JsonObject): boolean {
  return value['object'] === 'response';
}

/** An event of a stream; most of them are pieces of the text. */
function isStreamed({ type }: JsonObject): boolean {
  return typeof type === 'string' && type.startsWith('response.');
}

/** Events that end a stream, and carry its usage. */
const ENDS: ReadonlySet<unknown> = new Set(['response.completed', 'response.incomplete', 'response.failed']);

function readEvent(record: JsonObject, context: Context, streams: OpenStreams): Reading {
  if (!isStreamed(record)) return read(record, answerIn(record, isResponse), context);
  const { type, response } = record;
  const answer = isObject(response) ? response : answerIn(record, isResponse);
  const ended = ENDS.has(type);
  if (answer === undefined && !ended) return notUsage('stream event');
  if (answer === undefined) {
    streams.closeOnly();
    return refuse('no_response');
  }
  const stream = idText(answer['id']);
  if (!ended && (answer['usage'] ?? undefined) === undefined) return streams.part(stream);
  if (stream === '') streams.closeOnly();
  else streams.close(stream);
  return read(record, answer, context);
}

function read(record: JsonObject, answer: JsonObject | undefined, context: Context): Reading {
  if (answer === undefined) return isError(record) ? notUsage('error') : refuse('not_this_shape');
  const usage = answer['usage'] ?? undefined;
  if (usage === undefined && WITHOUT_USAGE.has(answer['status'])) return notUsage('call that is not billed');
  if (!isObject(usage)) return refuse('missing_count');
  const when = answeredAt(record, answer['created_at'], context);
  const model = requiredModel(answer['model']);
  const scope = scopeOf(record);
  return callReading(context, {
    source: id,
    id: idText(answer['id']),
    ...when,
    until: isGiven(when) ? undefined : endOf(answer['completed_at'], when),
    model,
    usage,
    counts: readChatUsage(usage, model),
    tier: tierOf(record, answer),
    scope: { ...scope, session: scope.session || conversationOf(answer) },
    completeness: COMPLETENESS.original,
  });
}

function conversationOf({ conversation }: JsonObject): string {
  return nameText(isObject(conversation) ? conversation['id'] : conversation);
}
