/**
 * Bytes into JSON values, for logs that are not one value a line: a pretty-printed document, several in a row
 * (as jq prints them), or one array, whose elements are the values. Only structure is looked at; whether a
 * value parses is for the reader to say, so a broken one costs itself and not the file.
 *
 * A value that was cut does not close, and would swallow those behind it. It ends where a line begins an object in a place
 * where no JSON may have one; or, when it turns out only later that it is broken, at the first line that begins as it does.
 */
import { beginsAlike, isPrefix, siblingLine } from './json-siblings.ts';
import { MAX_LINE_BYTES } from './lines.ts';

export interface JsonValue {
  readonly bytes: Buffer;
  /** 1-based line of its first byte. */
  readonly line: number;
  readonly tooLong: boolean;
  /** False when the input ends inside it. */
  readonly ended: boolean;
}

export interface ValueSplitter {
  push(chunk: Buffer): Iterable<JsonValue>;
  /** The rest, when the input ends inside a value. */
  end(): Iterable<JsonValue>;
}

const [QUOTE, COMMA, COLON, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE, LINE_FEED, CARRIAGE_RETURN] = [
  0x22, 0x2c, 0x3a, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d, 10, 13,
];

/** Brackets whose kind is remembered; deeper ones are taken to be right. */
const NESTED = 1024;

export function splitValues(limit: number = MAX_LINE_BYTES): ValueSplitter {
  let line = 1;
  let startLine = 1;
  let [inValue, inList, inString, escaped] = [false, false, false, false];
  const nest = new Uint8Array(NESTED);
  let depth = 0;
  let first = 0;
  let previous = 0;
  /** No JSON: a bracket closes another kind, or a line ends inside a string. */
  let broken = false;
  /** Whether nothing but a prefix was on this line, how long that is, and how long it was for the value. */
  let [fresh, column, indent] = [true, 0, 0];
  let held: Buffer[] = [];
  let heldBytes = 0;
  /** Of a value above the limit nothing is held. */
  let dropped = false;

  function begin(byte: number): void {
    [inValue, startLine, indent, first, fresh] = [true, line, column, byte, false];
  }

  function leave(): void {
    [inValue, inString, escaped, broken, depth, previous] = [false, false, false, false, 0, 0];
    [held, heldBytes, dropped] = [[], 0, false];
  }

  function all(tail: Buffer): Buffer {
    return held.length === 0 ? tail : Buffer.concat([...held, tail]);
  }

  /** The value with its last bytes, or as far as it goes before the next one. */
  function* take(tail: Buffer, isBroken: boolean, ended = true): Iterable<JsonValue> {
    const tooLong = heldBytes + tail.length > limit;
    if (isBroken || tooLong) {
      const bytes = dropped ? tail : all(tail);
      const next = dropped ? undefined : siblingLine(bytes.subarray(0, limit), indent, !tooLong);
      if (next !== undefined) return yield* split(bytes, next);
    }
    const value = { bytes: tooLong ? tail : all(tail), line: startLine, tooLong, ended };
    leave();
    yield value;
  }

  /** What lies behind the value is read again, and now each line that begins as the value before it does is another. */
  function* split(bytes: Buffer, next: number): Iterable<JsonValue> {
    const value = { bytes: bytes.subarray(0, next), line: startLine, tooLong: false, ended: true };
    leave();
    [fresh, column] = [true, 0];
    line = startLine + countLines(value.bytes);
    yield value;
    const known = Math.max(next, Math.min(limit, bytes.length));
    yield* read(bytes.subarray(next, known), true);
    yield* read(bytes.subarray(known), false);
  }

  function* hold(tail: Buffer): Iterable<JsonValue> {
    if (heldBytes + tail.length <= limit) held.push(tail);
    else if (!dropped) {
      const bytes = all(tail);
      const next = siblingLine(bytes.subarray(0, limit), indent, false);
      if (next !== undefined) return yield* split(bytes, next);
      [held, dropped] = [[], true];
    }
    heldBytes += tail.length;
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
    if (byte === OPEN || byte === OPEN_LIST) {
      if (depth < NESTED) nest[depth] = byte;
      depth += 1;
    }
    if (byte !== CLOSE && byte !== CLOSE_LIST) return false;
    broken ||= depth > 0 && depth <= NESTED && nest[depth - 1] !== (byte === CLOSE ? OPEN : OPEN_LIST);
    depth = Math.max(0, depth - 1);
    return depth === 0;
  }

  /** Whether no JSON goes on with an object here. */
  function isMisplaced(): boolean {
    if (broken || previous === COMMA) return broken || (depth <= NESTED && nest[depth - 1] === OPEN);
    return previous !== OPEN_LIST && previous !== COLON;
  }

  function* read(chunk: Buffer, again: boolean): Iterable<JsonValue> {
    let start = 0;
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i] ?? 0;
      if (byte === LINE_FEED) {
        line += 1;
        // No string holds a raw line feed: one that never closes ends here, and costs its own value only.
        broken ||= inString;
        [inString, escaped] = [false, false];
        [fresh, column] = [true, 0];
      } else if (fresh && isPrefix(byte)) column += byte === COMMA ? 0 : 1;
      else if (fresh && inValue && byte !== CARRIAGE_RETURN) {
        fresh = false;
        const isNext = byte === OPEN && first === OPEN && column <= indent && depth > 0;
        if (isNext && (isMisplaced() || (again && beginsAlike(chunk, start, i)))) {
          fresh = true;
          yield* take(chunk.subarray(start, i), true);
          // What is a value now may not go on here either.
          start = i;
          i -= 1;
          continue;
        }
      }
      if (!inValue) {
        if (isSpace(byte) || byte === COMMA) continue;
        if (byte === OPEN_LIST && !inList) {
          inList = true;
          column += fresh ? 1 : 0;
          continue;
        }
        if (byte === CLOSE_LIST) {
          inList = false;
          continue;
        }
        begin(byte);
        start = i;
      } else if (depth === 0 && !inString && endsScalar(byte)) {
        yield* take(chunk.subarray(start, i), false);
        if (byte === CLOSE_LIST) inList = false;
        continue;
      }
      if (closes(byte)) yield* take(chunk.subarray(start, i + 1), broken);
      else if (!isSpace(byte)) previous = byte;
    }
    if (inValue) yield* hold(chunk.subarray(start));
  }

  return {
    push: (chunk) => read(chunk, false),
    *end() {
      while (inValue) yield* take(Buffer.alloc(0), true, false);
    },
  };
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let feed = bytes.indexOf(LINE_FEED); feed >= 0; feed = bytes.indexOf(LINE_FEED, feed + 1)) lines += 1;
  return lines;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === 0x09;
}

function endsScalar(byte: number): boolean {
  return isSpace(byte) || byte === COMMA || byte === CLOSE_LIST || byte === CLOSE;
}
