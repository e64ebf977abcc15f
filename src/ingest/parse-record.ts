/** A raw record of a log as an object, or what it is instead. */
import { isObject } from '../sources/fields.ts';
import type { JsonObject, NotUsage, Refusal } from '../sources/reading.ts';
import type { Source } from '../sources/source.ts';
import type { RawRecord } from './records.ts';
import { isPlainText, textRecord } from './text-line.ts';
import { unparsed } from './unparsed.ts';

type Parsed =
  | { readonly kind: 'record'; readonly record: JsonObject; readonly prefix: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'not_usage'; readonly what: NotUsage }
  | { readonly kind: 'refused'; readonly reason: Refusal };

/** Blank lines are nothing; whole objects that cannot hold usage are not parsed. */
export function parseRecord(raw: RawRecord, source: Source | undefined): Parsed {
  const { content } = raw;
  if (raw.tooLong) return { kind: 'refused', reason: 'too_long' };
  if (content === undefined) return { kind: 'refused', reason: 'malformed_row' };
  if (!Buffer.isBuffer(content)) return { kind: 'record', record: content, prefix: '' };
  const [first, last] = ends(content);
  if (first === undefined) return { kind: 'nothing' };
  // An unfinished line may end in an inner brace: only a whole one is left unparsed.
  const what = raw.ended && first === OPEN && last === CLOSE ? unparsed(content, source) : undefined;
  if (what !== undefined) return { kind: 'not_usage', what };
  const text = content.toString();
  const found = first === OPEN ? undefined : textRecord(text);
  if (found !== undefined) return { kind: 'record', ...found };
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return { kind: 'refused', reason: 'not_an_object' };
    return { kind: 'record', record: value, prefix: '' };
  } catch {
    return withoutRecord(text, raw.ended, first);
  }
}

function withoutRecord(text: string, ended: boolean, first: number): Parsed {
  if (isStreamEnd(text)) return { kind: 'not_usage', what: 'end of stream' };
  const found = first === OPEN ? textRecord(text) : undefined;
  if (found !== undefined) return { kind: 'record', ...found };
  // What may still be written may make a record of it.
  if (!ended) return { kind: 'refused', reason: 'truncated' };
  return isPlainText(text) ? { kind: 'not_usage', what: 'text line' } : { kind: 'refused', reason: 'malformed' };
}

const OPEN = 0x7b;
const CLOSE = 0x7d;

/** The first and last byte that are not white space. */
function ends(content: Buffer): [number | undefined, number | undefined] {
  let start = 0;
  let end = content.length - 1;
  while (start <= end && isSpace(content[start])) start += 1;
  while (end > start && isSpace(content[end])) end -= 1;
  return start > end ? [undefined, undefined] : [content[start], content[end]];
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}

/** Some proxies end every recorded stream the OpenAI way. */
function isStreamEnd(text: string): boolean {
  return text.length < 16 && text.trim() === '[DONE]';
}
