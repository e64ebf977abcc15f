/**
 * Where, in a JSON value that never closed, the next value begins: on a line that begins as the value itself does, or behind a
 * comma, where what is left closes the list and nothing else.
 */

const [LINE_FEED, SPACE, TAB, COMMA, OPEN, CLOSE] = [10, 0x20, 0x09, 0x2c, 0x7b, 0x7d];
const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST] = [0x22, 0x5c, 0x5b, 0x5d];

/**
 * The offset of that line. `indent`: the value's own, which values inside it exceed. While it is not proven that the value is
 * broken, the line has to be a whole value, as no printer writes one inside another.
 */
export function siblingLine(value: Buffer, indent: number, isProven: boolean): number | undefined {
  if (value[0] !== OPEN) return undefined;
  for (let feed = value.indexOf(LINE_FEED); feed >= 0; feed = value.indexOf(LINE_FEED, feed + 1)) {
    let at = feed + 1;
    let column = 0;
    for (; isPrefix(value[at]); at += 1) column += value[at] === COMMA ? 0 : 1;
    if (value[at] === OPEN && column <= indent && beginsAlike(value, 0, at) && (isProven || isWhole(value, at)))
      return feed + 1;
  }
  return isProven ? siblingInLine(value) : undefined;
}

/** Bytes that are looked at for siblings of one broken value, so that no list takes the square of its size. */
const MOST_BYTES = 256 << 20;

function siblingInLine(value: Buffer): number | undefined {
  const key = firstKey(value, 0);
  let left = MOST_BYTES;
  for (let at = value.indexOf(`{${key}`, 1); key !== undefined && at > 0; at = value.indexOf(`{${key}`, at + 1)) {
    let before = at - 1;
    while (value[before] === SPACE) before -= 1;
    if (value[before] !== COMMA) continue;
    left -= value.length - at;
    if (left < 0) return undefined;
    if (closesOnlyTheList(value, at)) return at;
  }
  return undefined;
}

/** An object inside the broken value would be followed by what closes that one, too. */
function closesOnlyTheList(bytes: Buffer, from: number): boolean {
  let [depth, isText] = [0, false];
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (isText && byte === BACKSLASH) at += 1;
    else if (byte === QUOTE) isText = !isText;
    else if (!isText && (byte === OPEN || byte === OPEN_LIST)) depth += 1;
    else if (!isText && (byte === CLOSE || byte === CLOSE_LIST)) {
      depth -= 1;
      if (depth < 0) return byte === CLOSE_LIST && bytes.toString('latin1', at + 1).trim() === '';
    }
  }
  return depth === 0 && !isText;
}

/** Indentation, with the comma that some put first. */
export function isPrefix(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB || byte === COMMA;
}

/** Whether two objects have the same first key. */
export function beginsAlike(bytes: Buffer, one: number, other: number): boolean {
  return firstKey(bytes, one) === firstKey(bytes, other);
}

const KEY_BYTES = 200;

function firstKey(bytes: Buffer, at: number): string | undefined {
  return /^\{\s*("(?:[^"\\\n]|\\.)*")/.exec(bytes.toString('latin1', at, at + KEY_BYTES))?.[1];
}

function isWhole(bytes: Buffer, at: number): boolean {
  const feed = bytes.indexOf(LINE_FEED, at);
  try {
    return feed > 0 && typeof JSON.parse(bytes.toString('utf8', at, feed).replace(/[\s,]+$/, '')) === 'object';
  } catch {
    return false;
  }
}
