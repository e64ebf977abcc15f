/**
 * What a service's log keeps around a record: the collector's own fields (Docker, fluentd, CloudWatch, GCP), and a logger's
 * beside what the program said (pino, zap, structlog).
 */
import { parseInstant } from '../core/time.ts';
import { isObject } from '../sources/fields.ts';
import type { JsonObject } from '../sources/reading.ts';
import type { When } from '../sources/source.ts';
import { LOGGED_AT } from '../sources/wrapped-answer.ts';
import { isPlainText, textRecord, timeInPrefix } from './text-line.ts';

/** A record, with all that stands around it. */
export interface Surrounded {
  readonly record: JsonObject;
  /** What it is in, inside out. */
  readonly envelopes: readonly JsonObject[];
  /** Texts before the record and before each envelope, inside out. */
  readonly prefixes: readonly string[];
}

/** Where programs and collectors put what was said, as an object or as text. */
const SAID = [
  ...['log', 'message', 'msg', 'MESSAGE', '@message', 'jsonPayload', 'textPayload', 'response', 'body', 'result'],
  ...['data', 'payload', 'event', 'fields', 'record', 'extra', 'context', 'line', '_raw', 'structured_data'],
];
const DEEPEST = 4;
/** Of everything in one record: more are content. */
const MOST_OPENED = 64;

/** The records in a record that may be of a known format, the outer ones first. */
export function* recordsInside(around: Surrounded): Generator<Surrounded> {
  let left = MOST_OPENED;
  let level = [around];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const inner: Surrounded[] = [];
    for (const each of level) {
      const answer = asAnswer(each.record);
      if (answer !== undefined) yield { ...each, record: answer };
      for (const name of SAID) {
        const found = opened(each.record[name]);
        if (found === undefined) continue;
        if (--left < 0) return;
        const envelopes = [each.record, ...each.envelopes];
        const prefixes = found.prefix === '' ? each.prefixes : [found.prefix, ...each.prefixes];
        inner.push({ record: found.record, envelopes, prefixes });
      }
    }
    yield* inner;
    level = inner;
  }
}

function opened(value: unknown): { readonly record: JsonObject; readonly prefix: string } | undefined {
  if (typeof value === 'string') return textRecord(value);
  return isObject(value) ? { record: value, prefix: '' } : undefined;
}

/** A line of a container, as Docker and fluentd keep it: no log format has such a record, and asking each takes long. */
export function isContainers({ log, stream }: JsonObject): boolean {
  return typeof log === 'string' && (stream === 'stdout' || stream === 'stderr');
}

/** Whether it has nothing but text in the places where a program's words are. */
export function saysText(record: JsonObject): boolean {
  return SAID.some((name) => typeof record[name] === 'string');
}

/** Whether one of its texts is a piece of a record. */
export function holdsBroken(record: JsonObject): boolean {
  return SAID.some((name) => {
    const text = record[name];
    return typeof text === 'string' && textRecord(text) === undefined && !isPlainText(text);
  });
}

/**
 * A logger's line with the usage, the model and the id of a response beside its message, as that response. Without the id
 * it may be a sum of several.
 */
function asAnswer(record: JsonObject): JsonObject | undefined {
  const { usage, model } = record;
  const id = record['id'] ?? record['message_id'] ?? record['response_id'];
  if (!isObject(usage) || typeof model !== 'string' || typeof id !== 'string' || id === '') return undefined;
  if ('prompt_tokens' in usage) return { ...record, id, object: 'chat.completion' };
  if (!('input_tokens' in usage)) return undefined;
  if ('input_tokens_details' in usage) return { ...record, id, object: 'response' };
  return { ...record, id, type: 'message', role: 'assistant' };
}

/** The nearest time around a record whose zone is known, else the nearest; a field before a text. */
export function loggedAt({ record, envelopes, prefixes }: Surrounded): When | undefined {
  let assumed: When | undefined;
  for (const value of timesIn([record, ...envelopes], prefixes)) {
    const parsed = parseInstant(value);
    if (!parsed.ok) continue;
    if (!parsed.zoneAssumed) return { at: parsed.at, flags: [] };
    assumed ??= { at: parsed.at, flags: ['zone_assumed'] };
  }
  return assumed;
}

function* timesIn(records: readonly JsonObject[], prefixes: readonly string[]): Iterable<unknown> {
  for (const record of records) for (const name of LOGGED_AT) if (name in record) yield record[name];
  for (const prefix of prefixes) yield timeInPrefix(prefix);
}
