/**
 * Rows of Vertex AI's request-response log, exported from BigQuery, as far as they are of Anthropic's models (log shapes
 * 13). A partner's response may stand in `full_response` or, as sent, in `response_payload`. The endpoint that was called
 * tells the reach.
 */
import type { Flag } from '../core/flags.ts';
import { blotted } from '../core/blot.ts';
import { parseModelId } from '../core/model-id.ts';
import { idText, instantOf, isObject, nameText, unfolded } from './fields.ts';
import { messageEvent } from './message-event.ts';
import { isMessage } from './messages.ts';
import { notUsage, reading, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context, Source } from './source.ts';
import { eventsIn, streamedMessage } from './streamed-message.ts';

const id = 'vertex-rows';

export const vertexRows: Source = {
  id,
  title: 'Vertex AI request-response logs',
  tells:
    'TTL of writes, instant, reach, ids, and the Google Cloud project; no session; a log may hold a sample of the calls.',
  needle: 'logging_time',
  mark: 'logging_time',
  claims,
  open: () => ({ read: (row, context) => reading(() => read(row, context)) }),
};

const ANSWERS = ['full_response', 'response_payload'];
const COLUMNS = ['logging_time', 'endpoint', 'deployed_model_id', 'request_payload', 'full_request', 'api_method'];

/** Marked by its columns, any of which may be missing. Rows of Gemini are of another shape. */
function claims(row: JsonObject): boolean {
  const columns = COLUMNS.filter((name) => name in row);
  if (!ANSWERS.some((name) => name in row) || (columns.length < 2 && !('logging_time' in row))) return false;
  const [, publisher] = /publishers\/([^/]+)\//.exec(idText(row['endpoint'])) ?? [];
  if (publisher !== undefined) return publisher === 'anthropic';
  return idText(row['model']).startsWith('claude') || isAnswer(unfolded(row['full_response']));
}

function read(row: JsonObject, context: Context): Reading {
  if (!claims(row)) return refuse('not_this_shape');
  const { message, flags } = answerIn(row) ?? refuse('no_response');
  if (isUnbilled(message)) return notUsage('call that is not billed');
  const when = instantOf(timeOf(row['logging_time']), context);
  // Blotted before it is cut: what is in front may be what tells a secret.
  const endpoint = blotted(idText(row['endpoint']));
  const place = parseModelId(endpoint);
  const called = endpoint === '' ? undefined : place.dated;
  const model = message['model'] ?? row['model'] ?? called;
  return messageEvent({ ...message, usage: unfolded(message['usage']), model }, context, {
    source: id,
    at: when.at,
    platform: 'vertex',
    geo: place.reach,
    flags: [...flags, ...when.flags],
    key: rowKey(row['request_id']),
    scope: { project: nameText(/projects\/([^/]+)\//.exec(endpoint)?.[1]) },
  });
}

interface Answer {
  readonly message: JsonObject;
  readonly flags: readonly Flag[];
}

function answerIn(row: JsonObject): Answer | undefined {
  const payload = Array.isArray(row['response_payload']) ? row['response_payload'] : [row['response_payload']];
  const parts = payload.map(unfolded);
  // What is no JSON by itself is a body of server-sent events, in one piece or cut anywhere.
  const events = parts.every(isObject) ? parts : eventsIn(parts.filter((part) => typeof part === 'string').join(''));
  for (const found of [unfolded(row['full_response']), ...parts, events]) {
    if (isAnswer(found)) return { message: found, flags: [] };
    const streamed = Array.isArray(found) ? streamedMessage(found) : undefined;
    if (streamed) return { message: streamed.message, flags: streamed.counted ? [] : ['partial_stream'] };
  }
  return undefined;
}

/** Usage, an error, or the count of a prompt that was not sent. */
function isAnswer(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  return isMessage({ ...value, usage: unfolded(value['usage']) }) || isUnbilled(value);
}

function isUnbilled(answer: JsonObject): boolean {
  return answer['type'] === 'error' || isObject(answer['error']) || (!('usage' in answer) && 'input_tokens' in answer);
}

/** BigQuery writes "2026-11-10 12:00:03.123456 UTC". */
function timeOf(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/ UTC$/, 'Z') : value;
}

/** Only where the response has no id: BigQuery's numbers are text in some exports. */
function rowKey(requestId: unknown): string | undefined {
  if (typeof requestId !== 'string' && typeof requestId !== 'number') return undefined;
  return requestId === '' ? undefined : `vertex:${requestId}`;
}
