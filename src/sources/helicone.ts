/**
 * Helicone's exports (log shapes 16): a request a record, as `npx @helicone/export` and the API return them. The
 * provider's own usage in `response_body` comes first; Helicone's columns leave the cached tokens out of the prompt.
 */
import type { Scope } from '../core/event.ts';
import { callReading } from './call-event.ts';
import { cellCount, cellValue } from './cells.ts';
import { readChatUsage } from './chat-usage.ts';
import { platformOf, reachOf } from './endpoint.ts';
import { idText, isObject, labelsFrom, nameText, opened, requiredModel } from './fields.ts';
import { messageEvent } from './message-event.ts';
import { tierOf } from './openai-usage.ts';
import { onPage, pageReader } from './page.ts';
import { notUsage, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context, Source } from './source.ts';
import { spanOf } from './span.ts';
import { readTold, type ToldUsage } from './told-usage.ts';
import { BESIDE, INSIDE } from './usage-reading.ts';

const id = 'helicone';

export const helicone: Source = {
  id,
  title: 'Helicone exports (JSON, JSONL or CSV)',
  tells:
    "Times, user, session and properties; with bodies also the provider's ids, TTL of writes, tier and geography (so export with or without, not both); its cost is ignored, calls answered from Helicone's own cache skipped.",
  needle: '"request_created_at',
  claims: onPage(isRecord),
  claimsHeader: isRequest,
  open: () => pageReader(isRecord, read),
};

function isRecord(record: JsonObject): boolean {
  return isRequest(Object.keys(record)) || COLUMNS.filter((name) => name in record).length >= 6;
}

/** Enough of these mark a request, whichever is missing. */
const COLUMNS = [
  ...['request_id', 'request_created_at', 'request_model', 'request_path', 'request_user_id', 'request_properties'],
  ...['response_id', 'response_created_at', 'response_model', 'response_status', 'response_body'],
  ...['prompt_tokens', 'completion_tokens', 'prompt_cache_read_tokens', 'cache_reference_id', 'helicone_user'],
];

function isRequest(columns: readonly string[]): boolean {
  const known = columns.includes('request_id') || columns.includes('response_id');
  const counted = columns.includes('prompt_tokens') || columns.includes('response_body');
  return known && counted && columns.includes('request_created_at');
}

function read(record: JsonObject, context: Context): Reading {
  if (!isRecord(record)) return refuse('not_this_shape');
  // What was answered before it failed is billed.
  if (isFailed(record) && isEmpty(record)) return notUsage('error');
  if (isCopy(record)) return notUsage('stored answer');
  if (isOther(record)) return notUsage('call without text');
  const body = opened(record['response_body']) ?? {};
  const answered = cellValue(record['response_model']) ?? cellValue(record['model']);
  const model = requiredModel(answered ?? record['request_model']);
  const when = spanOf(record['request_created_at'], record['response_created_at'], context);
  const platform = platformOf(record['provider']);
  const geo = platform === 'vertex' ? reachOf(record['target_url']) : undefined;
  const around = { source: id, ...when, key: ownId(record), platform, geo, scope: scopeOf(record) };
  const usage = opened(body['usage']) ?? {};
  if (isMessagesUsage(usage, record)) return messageEvent({ ...body, model }, context, around);
  return callReading(context, {
    ...around,
    id: idText(body['id']),
    model,
    counts: isChatUsage(usage) ? readChatUsage(usage, model) : readColumns(record, model),
    tier: tierOf(body, body),
  });
}

/** An error, or a call that never came to an answer: those have numbers below 0. */
function isFailed(record: JsonObject): boolean {
  const status = cellCount(record['response_status']) ?? 200;
  return typeof status !== 'number' || status < 200 || status > 299;
}

function isEmpty(record: JsonObject): boolean {
  const usage = opened(opened(record['response_body'])?.['usage']) ?? {};
  const output = [record['completion_tokens'], usage['output_tokens'], usage['completion_tokens']].map(cellCount);
  return output.every((count) => typeof count !== 'number' || count <= 0);
}

/** What Helicone answered from its own cache names the request whose answer it was. */
function isCopy(record: JsonObject): boolean {
  const reference = nameText(record['cache_reference_id']);
  return reference !== '' && !/^[0-]+$/.test(reference);
}

/** What an application logs beside its calls (tools, vector databases, data), and what no text comes of. */
function isOther(record: JsonObject): boolean {
  const custom = nameText(opened(record['request_body'])?.['_type']);
  return custom !== '' || /\/(?:embeddings|images|audio|moderations|rerank)/.test(nameText(record['request_path']));
}

/** A stream's sums may lack what its columns have of the cache. */
function isMessagesUsage(usage: JsonObject, record: JsonObject): boolean {
  if (!('input_tokens' in usage && 'output_tokens' in usage) || isChatUsage(usage)) return false;
  const cached = [record['prompt_cache_read_tokens'], record['prompt_cache_write_tokens']].map(cellCount);
  return 'cache_read_input_tokens' in usage || !cached.some((count) => typeof count === 'number' && count > 0);
}

/** Without its details a chat's usage says less than the columns. */
function isChatUsage(usage: JsonObject): boolean {
  return isObject(usage['prompt_tokens_details']) || isObject(usage['input_tokens_details']);
}

/** Of Claude without what was cached, whatever the total holds; of other models as they count themselves. */
function readColumns(record: JsonObject, model: string): ToldUsage {
  const isClaude = /claude/i.test(model);
  return readTold(isClaude ? BESIDE : INSIDE, {
    input: cellCount(record['prompt_tokens']),
    output: cellCount(record['completion_tokens']),
    read: cellCount(record['prompt_cache_read_tokens']),
    written: cellCount(record['prompt_cache_write_tokens']),
    total: isClaude ? undefined : cellCount(record['total_tokens']),
  });
}

/** Known to Helicone only, unlike the provider's id in a body; its CSV has the first one only. */
function ownId(record: JsonObject): string | undefined {
  const own = idText(record['response_id']) || idText(record['request_id']);
  return own === '' ? undefined : `helicone:${own}`;
}

const SESSION = 'Helicone-Session-Id';

/** The application's own properties are labels; Helicone's, but for the session, are not. */
function scopeOf(record: JsonObject): Partial<Scope> {
  const properties = opened(record['request_properties']) ?? opened(record['properties']) ?? {};
  const own = Object.entries(properties).filter(([name]) => name !== '' && !/^helicone-/i.test(name));
  return {
    session: nameText(properties[SESSION]),
    user: nameText(record['request_user_id']) || nameText(record['helicone_user']),
    labels: labelsFrom(own),
  };
}
