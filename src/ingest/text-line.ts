/**
 * Lines of a service's log: a record behind a text that a logger or a collector puts before it (kubectl, CRI, compose, syslog,
 * levels), or text without a record.
 */
import { isObject } from '../core/json.ts';
import type { JsonObject } from '../sources/reading.ts';
import { tellsCounts } from '../sources/unknown-counts.ts';
import { mayHoldUsage } from './unparsed.ts';

interface TextRecord {
  readonly record: JsonObject;
  /** '' where the record is the whole text. */
  readonly prefix: string;
}

/** Braces looked at: `[{thread-1}] INFO {…}` has one before the record. */
const MOST_BRACES = 5;
/** As terminals are told of colours; compose writes them. */
const COLOUR = String.raw`${String.fromCharCode(27)}\[[\d;]*m`;
const COLOURS = new RegExp(COLOUR, 'g');
const BLANK_END = new RegExp(String.raw`(?:\s|${COLOUR})+$`);
const LONGEST_END = 64;

/**
 * The record that a text is, or ends in: from one of its braces on it is one whole object, to the end of the text. As the end
 * of a broken record closes more than it opens, it is none; and what comes before must not look like a part of one.
 */
export function textRecord(text: string): TextRecord | undefined {
  const end = endOf(text);
  if (text[end - 1] !== '}') return undefined;
  let start = text.indexOf('{');
  for (let brace = 0; brace < MOST_BRACES && start >= 0; brace++) {
    const prefix = text.slice(0, start).replace(COLOURS, '');
    const record = isPrefix(prefix) ? objectIn(text.slice(start, end)) : undefined;
    if (record !== undefined) return { record, prefix };
    start = text.indexOf('{', start + 1);
  }
  return undefined;
}

/** Without white space and colours at the end. */
function endOf(text: string): number {
  const tail = text.slice(-LONGEST_END);
  return text.length - tail.length + tail.replace(BLANK_END, '').length;
}

function objectIn(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Not with a key of JSON, nor inside of an object, a list or a text. */
function isPrefix(text: string): boolean {
  return !/["']\s*:|[,"'\\]\s*$/.test(text) && isClosed(text, '{', '}') && isClosed(text, '[', ']');
}

function isClosed(text: string, open: string, close: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === open) depth += 1;
    if (character === close) depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

const ISO =
  /(?<!\d)\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:\s?(?:[Zz](?![a-z])|[+-]\d\d:?\d\d(?!\d)))?/;

/** The first time in a prefix, as it is written; times without a year are none. */
export function timeInPrefix(prefix: string): string | undefined {
  return ISO.exec(prefix)?.[0];
}

/** Whether a text that holds no record is no piece of a broken one, so that nothing of it can count. */
export function isPlainText(text: string): boolean {
  if (BINARY.test(text) || /^\s*[[{]\s*["[{]/.test(text) || tellsCounts(text)) return false;
  return !(/\{\s*\\*["']/.test(text) && mayHoldUsage(text));
}

const BINARY = new RegExp(String.raw`[\u0000-\u0008]`);
