/**
 * Finds the values at a few paths of a JSON object in its bytes, without making anything of the rest. It goes over every
 * byte once and is as strict as JSON.parse about all of them, because a line that is broken anywhere is refused as a whole.
 * What it finds too odd to be read by bytes (see {@link JsonLocator.locate}) it leaves to JSON.parse.
 */
import { keyTable, type Shape } from './key-table.ts';

/** What stands at a path. */
export const KIND = {
  absent: 0,
  /** Its bytes are its text, in UTF-8; they may be broken. */
  string: 1,
  /** With a backslash in it. */
  escaped: 2,
  /** A whole number >= 0 in at most 15 digits and nothing else, so that a double holds it. */
  count: 3,
  /** Any other number. */
  number: 4,
  true: 5,
  false: 6,
  null: 7,
  object: 8,
  /** With something in it. */
  array: 9,
  empty_array: 10,
} as const;

/** What was found, by the numbers of `slotOf`, until `locate` is called again. */
export interface JsonLocator {
  /** The number of a path ("message.usage.input_tokens", "iterations[].type"). */
  slotOf(path: string): number;
  /**
   * False for what is no JSON object, and for what needs a parser to be understood: keys that stand twice in an object on
   * the way, keys with escapes there, lists of several where the shape knows one element, nesting deeper than 200.
   */
  locate(bytes: Uint8Array, start: number, end: number): boolean;
  readonly kinds: Uint8Array;
  /** Of a string: its first byte after the quote. */
  readonly starts: Int32Array;
  /** Of a string: its closing quote. */
  readonly ends: Int32Array;
  /** Of a count. */
  readonly counts: Float64Array;
}

const DEEPEST = 200;
const MOST_DIGITS = 15;

const [TAB, FEED, RETURN, SPACE, QUOTE, PLUS, COMMA, MINUS] = [0x09, 0x0a, 0x0d, 0x20, 0x22, 0x2b, 0x2c, 0x2d];
const [POINT, ZERO, COLON, OPEN_LIST, BACKSLASH, CLOSE_LIST] = [0x2e, 0x30, 0x3a, 0x5b, 0x5c, 0x5d];
const [LOWER_E, LOWER_F, LOWER_N, LOWER_T, LOWER_U, OPEN, CLOSE] = [0x65, 0x66, 0x6e, 0x74, 0x75, 0x7b, 0x7d];

/** Where a string may not simply go on: 1 for its quote, a backslash, and the control characters that JSON forbids. */
const STOPS: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < SPACE || byte === QUOTE || byte === BACKSLASH ? 1 : 0,
);
const ESCAPABLE: Uint8Array = allOf('"\\/bfnrt');
const HEXADECIMAL: Uint8Array = allOf('0123456789abcdefABCDEF');

function allOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

/**
 * Positions are offsets into the bytes, -1 where something is broken or odd. Only strings look out for the end of the
 * line: whatever runs over it otherwise ends behind it, which is noticed last.
 */
export function jsonLocator(shape: Shape): JsonLocator {
  const keys = keyTable(shape);
  const { lengths, children, elements } = keys;
  const kinds = new Uint8Array(keys.size);
  const starts = new Int32Array(keys.size);
  const ends = new Int32Array(keys.size);
  const counts = new Float64Array(keys.size);
  let bytes: Uint8Array = new Uint8Array(0);
  let end = 0;
  /** Whether a string since it was last set to false had an escape. */
  let isEscaped = false;

  /** From behind the brace. `node`: which keys to look out for. */
  function object(from: number, node: number, depth: number): number {
    const own = bytes;
    let at = own[from] === QUOTE ? from : afterSpace(own, from);
    if (own[at] === CLOSE) return at + 1;
    if (depth > DEEPEST) return -1;
    let last = -1;
    for (;;) {
      if (own[at] !== QUOTE) return -1;
      at += 1;
      let key = keys.guess(own, at, node, last);
      if (key >= 0) at += lengths[key] ?? 0;
      else {
        const text = at;
        isEscaped = false;
        at = stringEnd(at) + 1;
        // A key with an escape may be any.
        if (at === 0 || isEscaped) return -1;
        key = keys.find(own, text, at, node, last);
      }
      if (own[at] !== COLON) at = afterSpace(own, at);
      if (own[at] !== COLON) return -1;
      at += 1;
      if ((own[at] ?? 0) <= SPACE) at = afterSpace(own, at);
      if (key < 0) at = value(at, depth);
      else {
        if (kinds[key] !== KIND.absent) return -1;
        last = key;
        at = wanted(at, key, depth);
      }
      if (at < 0) return -1;
      let byte = own[at];
      if (byte !== COMMA && byte !== CLOSE) byte = own[(at = afterSpace(own, at))];
      at += 1;
      if (byte === CLOSE) return at;
      if (byte !== COMMA) return -1;
      if (own[at] !== QUOTE) at = afterSpace(own, at);
    }
  }

  /** An object in which nothing is looked out for, from behind the brace. */
  function otherObject(from: number, depth: number): number {
    const own = bytes;
    let at = own[from] === QUOTE ? from : afterSpace(own, from);
    if (own[at] === CLOSE) return at + 1;
    if (depth > DEEPEST) return -1;
    for (;;) {
      if (own[at] !== QUOTE) return -1;
      at = stringEnd(at + 1) + 1;
      if (at === 0) return -1;
      if (own[at] !== COLON) at = afterSpace(own, at);
      if (own[at] !== COLON) return -1;
      at += 1;
      if ((own[at] ?? 0) <= SPACE) at = afterSpace(own, at);
      at = value(at, depth);
      if (at < 0) return -1;
      let byte = own[at];
      if (byte !== COMMA && byte !== CLOSE) byte = own[(at = afterSpace(own, at))];
      at += 1;
      if (byte === CLOSE) return at;
      if (byte !== COMMA) return -1;
      if (own[at] !== QUOTE) at = afterSpace(own, at);
    }
  }

  /** A list from behind the bracket; `element`: the object that its only element is, -1 where nothing is looked out for. */
  function list(from: number, element: number, depth: number): number {
    const own = bytes;
    let at = afterSpace(own, from);
    if (own[at] === CLOSE_LIST) return at + 1;
    if (depth > DEEPEST) return -1;
    for (;;) {
      if (element < 0) at = value(at, depth);
      else at = own[at] === OPEN ? object(at + 1, element, depth + 1) : -1;
      if (at < 0) return -1;
      let byte = own[at];
      if (byte !== COMMA && byte !== CLOSE_LIST) byte = own[(at = afterSpace(own, at))];
      at += 1;
      if (byte === CLOSE_LIST) return at;
      if (byte !== COMMA || element >= 0) return -1;
      at = afterSpace(own, at);
    }
  }

  /** A value that is not looked out for. */
  function value(at: number, depth: number): number {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) return stringEnd(at + 1) + 1 || -1;
    if (byte === OPEN) return otherObject(at + 1, depth + 1);
    if (byte === OPEN_LIST) return list(at + 1, -1, depth + 1);
    if (byte === LOWER_T) return afterWord(bytes, at, TRUE);
    if (byte === LOWER_F) return afterWord(bytes, at, FALSE);
    if (byte === LOWER_N) return afterWord(bytes, at, NULL);
    return number(at, -1);
  }

  /** The value of a key that is. */
  function wanted(at: number, key: number, depth: number): number {
    const own = bytes;
    const byte = own[at] ?? 0;
    if (byte === QUOTE) {
      isEscaped = false;
      const to = stringEnd(at + 1);
      kinds[key] = isEscaped ? KIND.escaped : KIND.string;
      starts[key] = at + 1;
      ends[key] = to;
      return to + 1 || -1;
    }
    const digit = byte - ZERO;
    if (digit >>> 0 <= 9) return number(at, key);
    if (byte === OPEN) {
      kinds[key] = KIND.object;
      const child = children[key] ?? -1;
      return child < 0 ? otherObject(at + 1, depth + 1) : object(at + 1, child, depth + 1);
    }
    if (byte === OPEN_LIST) {
      const to = list(at + 1, elements[key] ?? -1, depth + 1);
      const isEmpty = to >= 0 && own[afterSpace(own, at + 1)] === CLOSE_LIST;
      kinds[key] = isEmpty ? KIND.empty_array : KIND.array;
      return to;
    }
    if (byte === LOWER_T || byte === LOWER_F || byte === LOWER_N) {
      kinds[key] = byte === LOWER_T ? KIND.true : byte === LOWER_F ? KIND.false : KIND.null;
      return value(at, depth);
    }
    return number(at, key);
  }

  /** From behind the quote; where the closing one stands. */
  function stringEnd(from: number): number {
    const own = bytes;
    const limit = end;
    let at = from;
    for (;;) {
      while (at < limit && STOPS[own[at] ?? 0] === 0) at += 1;
      if (at >= limit) return -1;
      if (own[at] === QUOTE) return at;
      if (own[at] !== BACKSLASH) return -1;
      isEscaped = true;
      const escaped = own[at + 1] ?? 0;
      if (ESCAPABLE[escaped] === 1) at += 2;
      else if (escaped === LOWER_U && isHexadecimal(own, at + 2)) at += 6;
      else return -1;
    }
  }

  function number(from: number, key: number): number {
    const own = bytes;
    let at = own[from] === MINUS ? from + 1 : from;
    let digit = (own[at] ?? 0) - ZERO;
    if (digit >>> 0 > 9) return -1;
    let count = digit;
    at += 1;
    // What follows a leading zero is no part of the number, and so an error.
    if (digit > 0) {
      for (;;) {
        digit = (own[at] ?? 0) - ZERO;
        if (digit >>> 0 > 9) break;
        count = count * 10 + digit;
        at += 1;
      }
    }
    const byte = own[at] ?? 0;
    const isWhole = byte !== POINT && (byte | 0x20) !== LOWER_E;
    if (key >= 0) {
      kinds[key] = isWhole && own[from] !== MINUS && at - from <= MOST_DIGITS ? KIND.count : KIND.number;
      counts[key] = count;
    }
    return isWhole ? at : afterFraction(own, at);
  }

  return {
    slotOf: keys.slotOf,
    locate(line, start, limit) {
      bytes = line;
      end = limit;
      kinds.fill(KIND.absent);
      let at = afterSpace(line, start);
      if (line[at] !== OPEN) return false;
      at = object(at + 1, 0, 1);
      return at > 0 && at <= end && (at === end || afterSpace(line, at) >= end);
    },
    ...{ kinds, starts, ends, counts },
  };
}

const TRUE: Uint8Array = new TextEncoder().encode('true');
const FALSE: Uint8Array = new TextEncoder().encode('false');
const NULL: Uint8Array = new TextEncoder().encode('null');

function afterSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte !== SPACE && byte !== FEED && byte !== RETURN && byte !== TAB) return at;
    at += 1;
  }
}

/** -1 where another word stands; its first letter is known. */
function afterWord(bytes: Uint8Array, at: number, word: Uint8Array): number {
  for (let index = 1; index < word.length; index++) if (bytes[at + index] !== word[index]) return -1;
  return at + word.length;
}

function isHexadecimal(bytes: Uint8Array, at: number): boolean {
  for (let index = at; index < at + 4; index++) if (HEXADECIMAL[bytes[index] ?? 0] === 0) return false;
  return true;
}

/** From the point or the exponent of a number on; -1 where digits are missing. */
function afterFraction(bytes: Uint8Array, from: number): number {
  let at = from;
  if (bytes[at] === POINT) {
    at = afterDigits(bytes, at + 1);
    if (at < 0) return -1;
  }
  if (((bytes[at] ?? 0) | 0x20) !== LOWER_E) return at;
  const sign = bytes[at + 1];
  return afterDigits(bytes, sign === PLUS || sign === MINUS ? at + 2 : at + 1);
}

function afterDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (((bytes[at] ?? 0) - ZERO) >>> 0 <= 9) at += 1;
  return at === from ? -1 : at;
}
