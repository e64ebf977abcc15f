/**
 * Bytes into JSON values, for logs that are not one value a line: a pretty-printed document, several in a row
 * (as jq prints them), or one array, whose elements are the values. Only structure is looked at; whether a
 * value parses is for the reader to say, so a broken one costs itself and not the file.
 */
import { MAX_LINE_BYTES } from './lines.ts';

export interface JsonValue {
  readonly bytes: Buffer;
  /** 1-based line of its first byte. */
  readonly line: number;
  readonly tooLong: boolean;
}

export interface ValueSplitter {
  push(chunk: Buffer): Iterable<JsonValue>;
  /** The rest, when the input ends inside a value. */
  end(): Iterable<JsonValue>;
}

const [QUOTE, COMMA, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE, LINE_FEED] = [
  0x22, 0x2c, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d, 10,
];

export function splitValues(limit: number = MAX_LINE_BYTES): ValueSplitter {
  let line = 1;
  let startLine = 1;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let inValue = false;
  let inList = false;
  let held: Buffer[] = [];
  let heldBytes = 0;

  function take(tail: Buffer): JsonValue {
    const tooLong = heldBytes + tail.length > limit;
    const bytes = tooLong || held.length === 0 ? tail : Buffer.concat([...held, tail]);
    held = [];
    heldBytes = 0;
    inValue = false;
    return { bytes, line: startLine, tooLong };
  }

  function hold(tail: Buffer): void {
    heldBytes += tail.length;
    if (heldBytes <= limit) held.push(tail);
  }

  /** Whether this byte, read inside a value, is its last. */
  function closes(byte: number): boolean {
    if (inString) {
      if (escaped) escaped = false;
      else if (byte === BACKSLASH) escaped = true;
      else if (byte === QUOTE) inString = false;
      return !inString && depth === 0;
    }
    if (byte === QUOTE) inString = true;
    if (byte === OPEN || byte === OPEN_LIST) depth += 1;
    if (byte !== CLOSE && byte !== CLOSE_LIST) return false;
    depth = Math.max(0, depth - 1);
    return depth === 0;
  }

  return {
    *push(chunk) {
      let start = 0;
      for (let i = 0; i < chunk.length; i += 1) {
        const byte = chunk[i] ?? 0;
        if (byte === LINE_FEED) {
          line += 1;
          // No string holds a raw line feed: one that never closes ends here, and costs its own value only.
          inString = false;
          escaped = false;
        }
        if (!inValue) {
          if (isSpace(byte) || byte === COMMA) continue;
          if (byte === OPEN_LIST && !inList) {
            inList = true;
            continue;
          }
          if (byte === CLOSE_LIST) {
            inList = false;
            continue;
          }
          inValue = true;
          start = i;
          startLine = line;
        } else if (depth === 0 && !inString && endsScalar(byte)) {
          yield take(chunk.subarray(start, i));
          if (byte === CLOSE_LIST) inList = false;
          continue;
        }
        if (closes(byte)) yield take(chunk.subarray(start, i + 1));
      }
      if (inValue) hold(chunk.subarray(start));
    },
    *end() {
      if (inValue) yield take(Buffer.alloc(0));
    },
  };
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === LINE_FEED || byte === 0x0d || byte === 0x09;
}

function endsScalar(byte: number): boolean {
  return isSpace(byte) || byte === COMMA || byte === CLOSE_LIST || byte === CLOSE;
}
