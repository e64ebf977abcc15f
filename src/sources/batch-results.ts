/**
 * Results of the Message Batches API and of Bedrock's batch inference (`{recordId, modelInput, modelOutput}`), one a line: only
 * those that succeeded are billed, all at the batch price.
 * Results carry no time: it comes from `--at` (the batch's `ended_at`) or `--at-file-date`.
 */
import { asObject, idText, instantOf, isObject } from './fields.ts';
import { messageEvent } from './message-event.ts';
import { notUsage, reading, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context, Source } from './source.ts';

const id = 'batch-results';
const UNBILLED: ReadonlySet<unknown> = new Set(['errored', 'canceled', 'expired']);

export const batchResults: Source = {
  id,
  title: 'Message Batches results',
  tells: 'TTL of writes, geography and ids, always at the batch tier; no instant, session or project.',
  claims: (record) => isBedrocks(record) || (typeof record['custom_id'] === 'string' && isObject(record['result'])),
  open: () => ({ read: (record, context) => reading(() => read(record, context)) }),
};

function isBedrocks(record: JsonObject): boolean {
  return typeof record['recordId'] === 'string' && ('modelOutput' in record || 'error' in record);
}

function read(record: JsonObject, context: Context): Reading {
  return isBedrocks(record) ? readBedrocks(record, context) : readAnthropics(record, context);
}

/** Without the model or the place where it ran, but for the id of its response. */
function readBedrocks(record: JsonObject, context: Context): Reading {
  const { modelOutput, recordId } = record;
  if (modelOutput === undefined && isObject(record['error'])) return notUsage('call that is not billed');
  return readMessage(
    asObject(modelOutput) ?? refuse('no_response'),
    record,
    `bedrock-batch:${idText(recordId)}`,
    context,
  );
}

function readAnthropics(record: JsonObject, context: Context): Reading {
  const result = asObject(record['result']) ?? refuse('not_this_shape');
  if (UNBILLED.has(result['type'])) return notUsage('call that is not billed');
  if (result['type'] !== 'succeeded' || !isObject(result['message'])) return refuse('not_this_shape');
  const customId = idText(record['custom_id']);
  const key = customId === '' ? undefined : `batch:${context.file}:${customId}`;
  return readMessage(result['message'], record, key, context);
}

function readMessage(message: JsonObject, record: JsonObject, key: string | undefined, context: Context): Reading {
  const when = instantOf(record['timestamp'] ?? record['created_at'] ?? record['ts'], context);
  return messageEvent(message, context, { source: id, ...when, tier: 'batch', key });
}
