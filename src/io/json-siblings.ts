/** Where, in a JSON value that never closed, the next value begins: on a line that begins as the value itself does. */

const [LINE_FEED, SPACE, TAB, COMMA, OPEN] = [10, 0x20, 0x09, 0x2c, 0x7b];

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
  return undefined;
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
