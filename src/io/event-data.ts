/**
 * Server-sent events into the text of their data, after the "event stream interpretation" of the HTML
 * standard: data lines of one event are joined by a line feed, and a blank line ends the event. Recorders that
 * drop the blank lines are met by ending the event at the next `event:` line too.
 */
import { MAX_LINE_BYTES, splitLines, type Line } from './lines.ts';
import type { JsonValue, ValueSplitter } from './json-values.ts';

/** `limit` is for the data of one event, in bytes. */
export function splitEventData(limit: number = MAX_LINE_BYTES): ValueSplitter {
  const lines = splitLines(1, limit);
  let data: string[] = [];
  let startLine = 0;
  let dataBytes = 0;
  let tooLong = false;

  function* flush(ended = true): Iterable<JsonValue> {
    if (data.length > 0) yield { bytes: Buffer.from(data.join('\n')), line: startLine, tooLong, ended };
    data = [];
    dataBytes = 0;
    tooLong = false;
  }

  function* take(line: Line): Iterable<JsonValue> {
    const text = line.bytes.toString().replace(/\r$/, '');
    if (text === '' || text.startsWith('event:')) yield* flush();
    else if (text.startsWith('data:')) {
      if (data.length === 0) startLine = line.number;
      dataBytes += line.bytes.length;
      tooLong ||= line.tooLong || dataBytes > limit;
      if (data.length === 0 || !tooLong) data.push(text.slice(5).replace(/^ /, ''));
    }
  }

  return {
    *push(chunk) {
      for (const line of lines.push(chunk)) yield* take(line);
    },
    *end() {
      for (const line of lines.end()) yield* take(line);
      yield* flush(false);
    },
  };
}
