/** What a provider answered, bare or in the wrapper that a proxy, a gateway or a batch logs it in. */
import { instantOf, isObject, opened, type When } from './fields.ts';
import type { JsonObject } from './reading.ts';
import type { Context } from './source.ts';

/** The answer that `isIt` knows: the record itself, its `response` or `body`, or that one's `body`; also as text. */
export function answerIn(record: JsonObject, isIt: (value: JsonObject) => boolean): JsonObject | undefined {
  if (isIt(record)) return record;
  const outer = opened(record['response'] ?? record['body']);
  if (outer === undefined || isIt(outer)) return outer;
  const inner = opened(outer['body']);
  return inner !== undefined && isIt(inner) ? inner : undefined;
}

/** Names of the time at which loggers and collectors say that a line was written. */
export const LOGGED_AT: readonly string[] = [
  ...['timestamp', '@timestamp', 'time', 'ts', '@t', 'datetime', 'asctime', 'date', 'created_at'],
  ...['eventTime', 'receiveTimestamp'],
];

/** The time the wrapper was given, which is finer than the answer's own whole seconds; else that one. */
export function answeredAt(record: JsonObject, own: unknown, context: Context): When {
  return instantOf(record['timestamp'] ?? record['created_at'] ?? record['ts'] ?? own, context);
}

/** An answer that never was: an error, in the place of one or beside it. */
export function isError(record: JsonObject): boolean {
  const outer = opened(record['response'] ?? record['body']) ?? record;
  const inner = opened(outer['body']) ?? outer;
  return [record, outer, inner].some(({ error }) => isObject(error) || (typeof error === 'string' && error !== ''));
}

/**
 * Whether a record is a result of a batch, which costs half, whatever its response says: Message Batches and OpenAI
 * (`custom_id`), Vertex (`processed_time`), the Gemini API (`key`, and nothing beside it but metadata), Bedrock (`recordId`).
 */
export function isBatchResult(record: JsonObject): boolean {
  if (typeof record['recordId'] === 'string' && 'modelInput' in record) return true;
  if (record['response'] === undefined) return false;
  if (typeof record['custom_id'] === 'string' || typeof record['processed_time'] === 'string') return true;
  const others = Object.keys(record).filter((key) => !['key', 'response', 'metadata'].includes(key));
  return others.length === 0 && typeof record['key'] === 'string';
}
