/**
 * Responses of Bedrock's Converse and ConverseStream, bare or in a wrapper
 * `{modelId|model, timestamp|created_at|ts, request?, response|body|metadata}` (log shapes 12). The response names neither
 * its model nor, but for the headers that boto3 keeps, its time.
 */
import type { Flag } from '../core/flags.ts';
import { calledModel } from './bedrock-model.ts';
import { tooDeep } from './canonical.ts';
import {
  awsRequestId,
  converseCounts,
  converseMessage,
  converseTier,
  isConverseAnswer,
  isConverseLike,
  routedModel,
} from './converse-answer.ts';
import { idText, inside, instantOf, isGiven, isObject, labelsFrom, unfolded } from './fields.ts';
import { messageEvent } from './message-event.ts';
import { scopeOf } from './request-log.ts';
import { reading, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context, Source } from './source.ts';

const id = 'bedrock-converse';

export const bedrockConverse: Source = {
  id,
  title: 'Bedrock Converse responses',
  tells:
    'Tier, AWS request id, and TTL of writes where the response lists them; model and instant only where they were logged beside it, and the reach with the model.',
  needle: 'inputTokens',
  mark: 'latencyMs',
  claims: (record) => answerIn(record) !== undefined,
  open: () => ({ read: (record, context) => reading(() => read(record, context)) }),
};

/** The response itself, or in its wrapper, also as text; of a stream, the metadata that came last. */
function answerIn(record: JsonObject): JsonObject | undefined {
  const places = [record, unfolded(record['response']), unfolded(record['body'])];
  const all = places.flatMap((place) => (isObject(place) ? [place, place['metadata']] : []));
  return all.find(isConverseAnswer) ?? all.find(isConverseLike) ?? endIn(record);
}

/** The end of a stream, of which a wrapper that names a model has no more than the time that it took. */
function endIn({ modelId, metadata }: JsonObject): JsonObject | undefined {
  if (typeof modelId !== 'string' || !isObject(metadata) || !isObject(metadata['metrics'])) return undefined;
  return 'latencyMs' in metadata['metrics'] ? metadata : undefined;
}

function read(record: JsonObject, context: Context): Reading {
  const answer = answerIn(record) ?? refuse('not_this_shape');
  const logged = record['timestamp'] ?? record['created_at'] ?? record['ts'];
  const when = instantOf(logged ?? dateOf(answer) ?? dateOf(record), context);
  const request = inside(record, 'request');
  const logs = [record['modelId'], record['model'], request['modelId'], request['model'], answer['modelId']];
  const called = calledModel(
    logs.find((each) => each !== undefined && each !== null),
    routedModel(answer),
  );
  const message = converseMessage(answer);
  return messageEvent({ ...message, model: called.model }, context, {
    source: id,
    at: when.at,
    platform: 'bedrock',
    geo: called.geo,
    tier: called.tier ?? converseTier(answer),
    flags: [...totalFlags(answer), ...when.flags],
    key: keyOf(record, answer, [isGiven(when) ? null : when.at, message['usage']]),
    scope: { ...scopeOf(record), labels: tagsOf(record['requestMetadata'] ?? request['requestMetadata']) },
  });
}

/** Whether its counts add up. */
function totalFlags(answer: JsonObject): readonly Flag[] {
  return converseCounts(answer)?.flags.includes('total_disagrees') ? ['total_disagrees'] : [];
}

/** In a namespace of its own, which the invocation log shares. An id that the program noted may be of several calls. */
function keyOf(record: JsonObject, answer: JsonObject, content: unknown): string | undefined {
  const aws = awsRequestId(answer) || awsRequestId(record);
  if (aws !== '') return `bedrock:${aws}`;
  const noted = idText(record['requestId'] ?? record['request_id']);
  // Counts that are no counts are refused, and may be nested without end.
  return noted === '' || tooDeep(content) ? undefined : `converse:${noted}:${JSON.stringify(content)}`;
}

const HTTP_DATE = /^\w{3}, (\d\d) (\w{3}) (\d{4}) (\d\d:\d\d:\d\d) GMT$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** When the response was sent, as boto3 keeps it: "Tue, 10 Nov 2026 12:00:03 GMT". */
function dateOf(answer: JsonObject): string | undefined {
  const headers = inside(inside(answer, 'ResponseMetadata'), 'HTTPHeaders');
  const [, day, name = '', year, time] = HTTP_DATE.exec(idText(headers['date'] ?? headers['Date'])) ?? [];
  const month = String(1 + MONTHS.indexOf(name)).padStart(2, '0');
  return day === undefined ? undefined : `${year}-${month}-${day}T${time}Z`;
}

/** What the caller had noted beside the call: names of the caller's own choice. */
export function tagsOf(metadata: unknown): Record<string, string> {
  return labelsFrom(isObject(metadata) ? Object.entries(metadata) : []);
}
