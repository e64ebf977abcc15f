/**
 * How the records of a log are packed, told from its first bytes: one JSON value a line, JSON values that
 * span lines (or one array), an event stream, or CSV.
 */
import { parsedJson } from '../core/json.ts';

export type Container = 'lines' | 'values' | 'event-stream' | 'csv';

/** How much of a log is looked at to tell. */
export const SNIFF_BYTES: number = 64 << 10;

/** Undefined when it looks like none of them. `isCsvHeader` says whether a source knows a header line. */
export function sniffContainer(head: Buffer, isCsvHeader: (line: string) => boolean): Container | undefined {
  const text = head.toString().trimStart();
  const lines = text.split('\n').map((line) => line.trim());
  const first = lines[0] ?? '';
  if (/^(event|data|id|retry)?:/.test(first)) return 'event-stream';
  if (first.startsWith('[') && /^\[\s*([[{\]"]|$)/.test(text)) return 'values';
  if (first.startsWith('{')) return spansLines(first) && lines.length > 1 ? 'values' : 'lines';
  if (isCsvHeader(first)) return 'csv';
  return /\{\s*"/.test(text) || isTextThatGoesOn(head) ? 'lines' : undefined;
}

/** A service may say much before its first record, but not with bytes that no text has. */
function isTextThatGoesOn(head: Buffer): boolean {
  return head.length >= SNIFF_BYTES && !head.includes(0);
}

/** A line that opens more than it closes, and ends where pretty printers break lines. */
function spansLines(first: string): boolean {
  return /[{[,:]$/.test(first) && !isObject(first);
}

function isObject(line: string): boolean {
  return line.startsWith('{') && parsedJson(line) !== undefined;
}
