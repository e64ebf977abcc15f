/** The small parts of JSON: white space, words, escapes, and what follows the digits of a number. */

const [TAB, FEED, RETURN, SPACE, PLUS, MINUS, POINT, ZERO] = [0x09, 0x0a, 0x0d, 0x20, 0x2b, 0x2d, 0x2e, 0x30];
const [LOWER_E, LOWER_U] = [0x65, 0x75];
const ESCAPABLE: Uint8Array = allOf('"\\/bfnrt');
const HEXADECIMAL: Uint8Array = allOf('0123456789abcdefABCDEF');

function allOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

export const TRUE: Uint8Array = new TextEncoder().encode('true');
export const FALSE: Uint8Array = new TextEncoder().encode('false');
export const NULL: Uint8Array = new TextEncoder().encode('null');

export function afterSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte !== SPACE && byte !== FEED && byte !== RETURN && byte !== TAB) return at;
    at += 1;
  }
}

/** -1 where another word stands; its first letter is known. */
export function afterWord(bytes: Uint8Array, at: number, word: Uint8Array): number {
  for (let index = 1; index < word.length; index++) if (bytes[at + index] !== word[index]) return -1;
  return at + word.length;
}

/** Behind the escape that begins there with a backslash; -1 where it is none of JSON's. */
export function afterEscape(bytes: Uint8Array, at: number): number {
  const escaped = bytes[at + 1] ?? 0;
  if (ESCAPABLE[escaped] === 1) return at + 2;
  return escaped === LOWER_U && isHexadecimal(bytes, at + 2) ? at + 6 : -1;
}

function isHexadecimal(bytes: Uint8Array, at: number): boolean {
  for (let index = at; index < at + 4; index++) if (HEXADECIMAL[bytes[index] ?? 0] === 0) return false;
  return true;
}

/** From the point or the exponent of a number on; -1 where digits are missing. */
export function afterFraction(bytes: Uint8Array, from: number): number {
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
