/**
 * Finds the values at a few paths of a JSON object in its bytes, without making anything of the rest. It goes over every
 * byte once and is as strict as JSON.parse about all of them, because a line that is broken anywhere is refused as a whole.
 * What it finds too odd to be read by bytes (see {@link JsonLocator.locate}) it leaves to JSON.parse.
 */
import { afterEscape, afterFraction, afterSpace, afterWord, FALSE, NULL, TRUE } from './json-parts.ts';
import { children, elements, find, guess, keySet, lengths, MOST_KEYS, type KeySet, type Shape } from './key-table.ts';

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

/** What was found, by the numbers of `slotOf`, until any of them is to locate something again. */
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

const [SPACE, QUOTE, COMMA, MINUS] = [0x20, 0x22, 0x2c, 0x2d];
const [POINT, ZERO, COLON, OPEN_LIST, BACKSLASH, CLOSE_LIST] = [0x2e, 0x30, 0x3a, 0x5b, 0x5c, 0x5d];
const [LOWER_E, LOWER_F, LOWER_N, LOWER_T, OPEN, CLOSE] = [0x65, 0x66, 0x6e, 0x74, 0x7b, 0x7d];

/** Where a string may not simply go on: 1 for its quote, a backslash, and the control characters that JSON forbids. */
const STOPS: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < SPACE || byte === QUOTE || byte === BACKSLASH ? 1 : 0,
);
/** Whether one of four bytes is one of those. Borrows only run on from one that is, so that none is missed or made up. */
function hasStop(four: number): boolean {
  const quotes = four ^ 0x22222222;
  const backslashes = four ^ 0x5c5c5c5c;
  const controls = (four - 0x20202020) & ~four;
  return (
    ((controls | ((quotes - 0x01010101) & ~quotes) | ((backslashes - 0x01010101) & ~backslashes)) & 0x80808080) !== 0
  );
}

// There is one line at a time, and what is constant here is constant in the compiled code, which is what makes it fast.
const kinds = new Uint8Array(MOST_KEYS);
/** The same, to be made absent eight at a time. */
const eightKinds = new Float64Array(kinds.buffer);
const starts = new Int32Array(MOST_KEYS);
const ends = new Int32Array(MOST_KEYS);
const counts = new Float64Array(MOST_KEYS);
let bytes: Uint8Array = new Uint8Array(0);
/** The same, to be read four at a time. */
let words: DataView = new DataView(new ArrayBuffer(0));
let end = 0;
/** Whether a string since it was last set to false had an escape. */
let isEscaped = false;

/** For a shape of the program: its keys are looked out for from now on. */
export function jsonLocator(shape: Shape): JsonLocator {
  const keys = keySet(shape);
  return {
    slotOf: keys.slotOf,
    locate: (line, start, limit) => locate(keys, line, start, limit),
    ...{ kinds, starts, ends, counts },
  };
}

/**
 * Positions are offsets into the bytes, -1 where something is broken or odd. Only strings look out for the end of the
 * line: whatever runs over it otherwise ends behind it, which is noticed last.
 */
function locate({ root, first, end: last }: KeySet, line: Uint8Array, start: number, limit: number): boolean {
  if (line !== bytes) {
    bytes = line;
    words = new DataView(line.buffer, line.byteOffset, line.length);
  }
  end = limit;
  for (let eight = first >> 3; eight << 3 < last; eight++) eightKinds[eight] = 0;
  let at = afterSpace(line, start);
  if (line[at] !== OPEN) return false;
  at = object(at + 1, root, 1);
  return at > 0 && at <= limit && (at === limit || afterSpace(line, at) >= limit);
}

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
    let key = guess(words, at, end, node, last);
    if (key >= 0) at += lengths[key] ?? 0;
    else {
      const text = at;
      isEscaped = false;
      at = stringEnd(at) + 1;
      // A key with an escape may be any.
      if (at === 0 || isEscaped) return -1;
      key = find(own, text, at, node, last);
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
    // Four at a time as long as none of them stops it, then the few that are left.
    while (at + 4 <= limit && !hasStop(words.getInt32(at, true))) at += 4;
    while (at < limit && STOPS[own[at] ?? 0] === 0) at += 1;
    if (at >= limit) return -1;
    if (own[at] === QUOTE) return at;
    if (own[at] !== BACKSLASH) return -1;
    isEscaped = true;
    at = afterEscape(own, at);
    if (at < 0) return -1;
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
