/**
 * Messages API responses as an SDK or a proxy logs them: bare, or in a wrapper
 * `{timestamp|created_at|ts, request?, response|body}`. The response itself has no time, so a bare one needs
 * `--at` or `--at-file-date`.
 */
import { instantOf, isObject } from './fields.ts';
import { messageEvent } from './message-event.ts';
import { isCompared } from './reported-miss.ts';
import { isBatchResult } from './wrapped-answer.ts';
import { scanMessages } from './scan/messages.ts';
import { notUsage, reading, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context, Source } from './source.ts';

const id = 'messages';

export const messages: Source = {
  id,
  title: 'Messages API responses',
  tells:
    'TTL of writes, tier, speed, geography and ids; the instant only in a wrapper; no session or project (use --label).',
  needle: '"usage',
  // Also where the response was logged as text, with its quotes escaped.
  mark: String.raw`assistant\\?"`,
  // A bare error could be an event of a stream, too: what stands beside it tells.
  claims: (record) => isAnswer(record) || isResponse(unwrap(record)),
  open: () => ({ read }),
  scan: (context, packer) => scanMessages(read, context, packer),
};

export function isResponse(value: unknown): boolean {
  return isObject(value) && (isAnswer(value) || value['type'] === 'error');
}

/** Marked by more than its type, which other logs use as well; the usage may be missing, which is for the reader to say. */
function isAnswer(value: JsonObject): boolean {
  if (value['type'] !== 'message') return false;
  return 'usage' in value || (value['role'] === 'assistant' && typeof value['model'] === 'string');
}

export function isMessage(value: JsonObject): boolean {
  return value['type'] === 'message' && isObject(value['usage']);
}

/** The response inside a wrapper, also where it was logged as text. */
export function unwrap(record: JsonObject): unknown {
  const inner = record['response'] ?? record['body'];
  const body = isObject(inner) && !isResponse(inner) ? inner['body'] : inner;
  if (typeof body !== 'string' || !body.startsWith('{')) return body;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function read(record: JsonObject, context: Context): Reading {
  return reading(() => readAnswer(record, context));
}

function readAnswer(record: JsonObject, context: Context): Reading {
  const response = isResponse(record) ? record : unwrap(record);
  if (!isObject(response) || !isResponse(response)) return refuse('not_this_shape');
  if (!isAnswer(response)) return notUsage('error');
  return messageEvent(response, context, {
    source: id,
    ...instantOf(record['timestamp'] ?? record['created_at'] ?? record['ts'], context),
    compared: isCompared(record['request']),
    tier: isBatchResult(record) ? 'batch' : undefined,
  });
}
