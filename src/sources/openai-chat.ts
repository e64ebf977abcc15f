/**
 * Chat completions of OpenAI, and of what speaks like it (log shapes 19): bare, in a wrapper
 * `{request, response|body, timestamp}`, as results of a batch, or as the chunks of a stream, of which the last ones
 * carry the usage (`stream_options.include_usage`).
 */
import { COMPLETENESS } from '../core/event.ts';
import { callReading } from './call-event.ts';
import { readChatUsage } from './chat-usage.ts';
import { idText, inside, isObject, requiredModel } from './fields.ts';
import { tierOf } from './openai-usage.ts';
import { streamReader, type OpenStreams } from './open-streams.ts';
import { scopeOf } from './request-log.ts';
import { notUsage, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context, Source } from './source.ts';
import { answeredAt, answerIn, isError } from './wrapped-answer.ts';

const id = 'openai-chat';
const CHUNK = 'chat.completion.chunk';

export const openaiChat: Source = {
  id,
  title: 'OpenAI chat completions',
  tells:
    'Reads, and writes from GPT-5.6 on; tier, instant (whole seconds unless a wrapper has its own) and ids; no TTL or session, and no fees of tools.',
  // Also where the response was logged as text, with its quotes escaped.
  needle: 'prompt_tokens',
  mark: 'chat.completion|text_completion',
  claims: (record) => record['call_type'] === undefined && answerIn(record, isCompletion) !== undefined,
  open: () => streamReader(read),
};

/** A gateway that adds its own cost to the usage has a shape of its own (log shapes 18). */
function isCompletion(value: JsonObject): boolean {
  const { object, usage } = value;
  if (isObject(usage) && usage['cost'] !== undefined && idText(value['model']).includes('/')) return false;
  return object === 'chat.completion' || object === CHUNK || object === 'text_completion';
}

/** By its id; without one by its second and its model. */
function streamOf({ id: own, created, model }: JsonObject): string {
  return idText(own) || (typeof created === 'number' ? `${created} ${idText(model)}` : '');
}

function read(record: JsonObject, context: Context, streams: OpenStreams): Reading {
  const answer = answerIn(record, isCompletion);
  if (answer === undefined) return isError(record) ? notUsage('error') : refuse('not_this_shape');
  const usage = answer['usage'] ?? undefined;
  const isChunk = answer['object'] === CHUNK;
  if (usage === undefined && isChunk && !isError(record)) return streams.part(streamOf(answer));
  if (isChunk) streams.close(streamOf(answer));
  if (!isObject(usage)) return usage === undefined && isError(record) ? notUsage('error') : refuse('missing_count');
  const when = answeredAt(record, answer['created'], context);
  const model = requiredModel(answer['model']);
  const counts = readChatUsage(usage, model);
  return callReading(context, {
    source: id,
    id: idText(answer['id']),
    ...when,
    model,
    usage,
    counts: hasAudio(usage) ? { ...counts, flags: [...counts.flags, 'audio_as_text'] } : counts,
    platform: isAzure(answer) ? 'azure' : '',
    tier: tierOf(record, answer),
    scope: scopeOf(record),
    completeness: answer['object'] === CHUNK ? 0 : COMPLETENESS.original,
  });
}

function hasAudio(usage: JsonObject): boolean {
  return ['prompt_tokens_details', 'completion_tokens_details'].some((details) => {
    const { audio_tokens: audio } = inside(usage, details);
    return typeof audio === 'number' && audio > 0;
  });
}

/** Azure has its filter report on every prompt; nobody else does. */
function isAzure(answer: JsonObject): boolean {
  return Array.isArray(answer['prompt_filter_results']);
}
