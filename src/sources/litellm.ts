/**
 * LiteLLM's own records of a call (log shapes 14): StandardLoggingPayload as its loggers write it, also below
 * `standard_logging_object` or `kwargs`, and rows of the table LiteLLM_SpendLogs as JSON or CSV. The prompt holds what
 * was cached; old versions left it out, which shows where it is smaller.
 */
import { promptTokens } from '../core/meters.ts';
import { callReading } from './call-event.ts';
import { cellCount } from './cells.ts';
import { readChatUsage } from './chat-usage.ts';
import { asObject, idText, inside, nameText, opened } from './fields.ts';
import { calledModel, scopeOf } from './litellm-names.ts';
import { messageEvent } from './message-event.ts';
import { isMessage } from './messages.ts';
import { tierOf } from './openai-usage.ts';
import { onPage, pageReader } from './page.ts';
import { notUsage, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context, Source } from './source.ts';
import { spanOf } from './span.ts';

const id = 'litellm';
const COLUMNS = ['request_id', 'call_type', 'spend', 'model', 'startTime', 'prompt_tokens', 'completion_tokens'];

export const litellm: Source = {
  id,
  title: 'LiteLLM logs and SpendLogs rows (JSON or CSV)',
  tells:
    "Ids, times, key alias, team and user, mostly TTL of writes; a session only of Claude Code, since others' are made up per call; cost and spend are ignored, calls answered from LiteLLM's own cache skipped.",
  needle: '"call_type',
  claims: onPage(isCall),
  claimsHeader: (columns) => COLUMNS.every((column) => columns.includes(column)),
  open: () => pageReader(isCall, read),
};

function isCall(record: JsonObject): boolean {
  return payloadIn(record) !== undefined;
}

function payloadIn(record: JsonObject): JsonObject | undefined {
  const kwargs = inside(record, 'kwargs');
  const nested = asObject(record['standard_logging_object']) ?? asObject(kwargs['standard_logging_object']);
  const payload = nested ?? record;
  const known = typeof payload['call_type'] === 'string' && ('response_cost' in payload || 'spend' in payload);
  return known ? payload : undefined;
}

function read(record: JsonObject, context: Context): Reading {
  const payload = payloadIn(record) ?? refuse('not_this_shape');
  const metadata = opened(payload['metadata']) ?? {};
  // What was answered before it failed is billed.
  if (failed(payload, metadata) && isEmpty(payload)) return notUsage('error');
  if (isTrue(payload['cache_hit'])) return notUsage('stored answer');
  if (isOther(payload)) return notUsage('call without text');
  // The row of a batch is the sum of its responses, which are calls of their own.
  if (/batch/.test(nameText(payload['call_type']))) return refuse('not_this_shape');
  const { model, platform, reach: geo, tier } = calledModel(payload);
  const when = spanOf(payload['startTime'], payload['endTime'], context);
  const around = { source: id, ...when, platform, scope: scopeOf(payload, metadata) };
  const response = opened(payload['response']);
  // The provider's own response, where the log keeps it, tells more than LiteLLM's sums of it.
  if (response !== undefined && isMessage(response)) {
    const message = { ...response, id: idText(response['id']) || idOf(payload), model };
    return messageEvent(message, context, { ...around, geo, tier });
  }
  const more = opened(metadata['usage_object']) ?? opened(metadata['additional_usage_values']) ?? {};
  const { prompt_tokens, completion_tokens, total_tokens = more['total_tokens'] } = payload;
  const counts = readChatUsage({ ...more, prompt_tokens, completion_tokens, total_tokens }, model);
  // LiteLLM writes 0 where it was told nothing, and no prompt is empty.
  if (promptTokens(counts.meters) === 0) return refuse('missing_count');
  return callReading(context, {
    ...around,
    id: idOf(payload),
    model,
    usage: more,
    counts,
    tier: tier ?? tierOf(more, more),
    speed: nameText(more['speed']),
    geo: geo ?? nameText(more['inference_geo']),
  });
}

function failed(payload: JsonObject, metadata: JsonObject): boolean {
  return payload['status'] === 'failure' || metadata['status'] === 'failure';
}

/** A column of text: "True" where the response was LiteLLM's own copy, and no provider was called. */
function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

/** What is no text generation: other models, and calls that carry no tokens. */
const OTHER =
  /embedding|image|transcription|speech|moderation|rerank|search|ocr|video|count_tokens|mcp|file|fine_tuning|assistant|thread|vector_store|container/;

function isOther(payload: JsonObject): boolean {
  const kind = nameText(payload['call_type']);
  return OTHER.test(kind) || (isEmpty(payload) && /batch/.test(kind));
}

function isEmpty(payload: JsonObject): boolean {
  const counts = [payload['prompt_tokens'], payload['completion_tokens']].map(cellCount);
  return counts.every((count) => count === undefined || count === null || count === 0);
}

/** The response's, which the client saw too; LiteLLM's own id of the call where there was none. */
function idOf(payload: JsonObject): string {
  return idText(payload['id']) || idText(payload['request_id']);
}
