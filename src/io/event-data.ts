/**
 * Server-sent events into the text of their data, after the "event stream interpretation" of the HTML
 * standard: data lines of one event are joined by a line feed, and a blank line ends the event. Recorders that
 * drop the blank lines are met by ending the event at the next `event:` line too.
 */
import { splitLines, type Line } from './lines.ts';
import type { JsonValue, ValueSplitter } from './json-values.ts';

export function splitEventData(): ValueSplitter {
  const lines = splitLines();
  let data: string[] = [];
  let startLine = 0;
  let tooLong = false;

  function* flush(): Iterable<JsonValue> {
    if (data.length > 0) yield { bytes: Buffer.from(data.join('\n')), line: startLine, tooLong };
    data = [];
    tooLong = false;
  }

  function* take(line: Line): Iterable<JsonValue> {
    const text = line.bytes.toString().replace(/\r$/, '');
    if (text === '' || text.startsWith('event:')) yield* flush();
    else if (text.startsWith('data:')) {
      if (data.length === 0) startLine = line.number;
      data.push(text.slice(5).replace(/^ /, ''));
      tooLong ||= line.tooLong;
    }
  }

  return {
    *push(chunk) {
      for (const line of lines.push(chunk)) yield* take(line);
    },
    *end() {
      for (const line of lines.end()) yield* take(line);
      yield* flush();
    },
  };
}
