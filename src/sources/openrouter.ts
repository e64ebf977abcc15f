/**
 * OpenRouter's responses as an application logs them (log shapes 18): bare, or in a wrapper
 * `{timestamp|created_at|ts, request?, response|body}`; of a stream the last chunk. The input holds what was cached.
 */
import { callReading } from './call-event.ts';
import { readChatUsage } from './chat-usage.ts';
import { filled, idText, isObject, nameText, requiredModel } from './fields.ts';
import { streamReader, type OpenStreams } from './open-streams.ts';
import { tierOf } from './openai-usage.ts';
import { notUsage, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context, Source } from './source.ts';
import { answeredAt, answerIn } from './wrapped-answer.ts';

const id = 'openrouter';

export const openrouter: Source = {
  id,
  title: 'OpenRouter responses',
  tells:
    'Ids, the instant (to the second) and who served it; TTL of writes in newer ones only; no session or project (use --label); its cost is ignored.',
  needle: '"usage',
  claims: (record) => answerIn(record, isAnswer) !== undefined,
  open: () => streamReader(read),
};

/** Told by its id; without one by the cost beside its tokens and the vendor before the model. */
function isAnswer({ id: own, type, object, model, usage }: JsonObject): boolean {
  const counted = isObject(usage) && 'prompt_tokens' in usage;
  if (typeof own === 'string' && own.startsWith('gen-') && type === undefined)
    return counted || (typeof object === 'string' && object.startsWith('chat.completion'));
  return counted && 'cost' in usage && typeof model === 'string' && model.includes('/');
}

function read(record: JsonObject, context: Context, streams: OpenStreams): Reading {
  const answer = answerIn(record, isAnswer) ?? refuse('not_this_shape');
  const { usage } = answer;
  if (!isObject(usage)) return withoutUsage(answer, streams);
  if (answer['object'] === CHUNK) streams.close(idText(answer['id']));
  const model = requiredModel(answer['model']);
  return callReading(context, {
    source: id,
    id: idText(answer['id']),
    ...answeredAt(record, answer['created'], context),
    model,
    usage,
    counts: readChatUsage(usage, model),
    platform: 'openrouter',
    tier: tierOf(record, answer),
    speed: nameText(usage['speed']),
    scope: { labels: filled({ provider: nameText(answer['provider']) }) },
  });
}

const CHUNK = 'chat.completion.chunk';

/** What comes after an error in a stream is no further call. */
function withoutUsage({ id: own, object, error, usage }: JsonObject, streams: OpenStreams): Reading {
  const told = usage !== undefined && usage !== null;
  if (object === CHUNK && !isObject(error) && !told) return streams.part(idText(own));
  if (object === CHUNK) streams.close(idText(own));
  return isObject(error) && !told ? notUsage('error') : refuse('missing_count');
}
