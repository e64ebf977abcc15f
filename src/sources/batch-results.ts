/**
 * Results of the Message Batches API, one a line: only those that succeeded are billed, all at the batch price.
 * Results carry no time: it comes from `--at` (the batch's `ended_at`) or `--at-file-date`.
 */
import { idText, instantOf, isObject } from './fields.ts';
import { messageEvent } from './message-event.ts';
import { notUsage, refused, type Context, type JsonObject, type Reading, type Source } from './source.ts';

const id = 'batch-results';
const UNBILLED: ReadonlySet<unknown> = new Set(['errored', 'canceled', 'expired']);

export const batchResults: Source = {
  id,
  title: 'Message Batches results',
  tells: 'TTL of writes, geography and ids, always at the batch tier; no instant, session or project.',
  claims: (record) => typeof record['custom_id'] === 'string' && isObject(record['result']),
  open: () => ({ read }),
};

function read(record: JsonObject, context: Context): Reading {
  const result = record['result'];
  if (!isObject(result)) return refused('not_this_shape');
  if (UNBILLED.has(result['type'])) return notUsage('call that is not billed');
  if (result['type'] !== 'succeeded' || !isObject(result['message'])) return refused('not_this_shape');
  const instant = instantOf(record['timestamp'] ?? record['created_at'] ?? record['ts'], context);
  if (!instant.ok) return refused(instant.reason);
  const customId = idText(record['custom_id']);
  return messageEvent(
    result['message'],
    {
      source: id,
      at: instant.at,
      tier: 'batch',
      flags: instant.assumed === undefined ? [] : [instant.assumed],
      otherKeys: customId === '' ? [] : [`batch:${context.file}:${customId}`],
    },
    context,
  );
}
