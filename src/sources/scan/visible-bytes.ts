/** How many tokens an answer takes at least by what it shows (src/sources/visible-output.ts), from the bytes of its line. */
import { NOTHING_VISIBLE, TEXT_CHARACTERS, TOOL_CALL } from '../visible-output.ts';
import { KIND, type JsonLocator } from './json-bytes.ts';
import type { Shape } from './key-table.ts';
import { isTextAt, textBytes } from './text-bytes.ts';

/** What is looked out for in a response; a line has one block. */
export const CONTENT_SHAPE: Shape = { content: [{ type: true, text: true }] };

const TOOL_USE: Uint8Array = textBytes('tool_use');
const TEXT: Uint8Array = textBytes('text');
const BACKSLASH = 0x5c;
const LOWER_U = 0x75;
/** Bytes of "\u00e4" and of the other escapes. */
const [LONG_ESCAPE, SHORT_ESCAPE] = [6, 2];
const BEYOND_ASCII = 0x80;

/** `path`: where the response is. The result is -1 where it has to be read from an object. */
export function visibleReader(
  { kinds, starts, ends, slotOf }: JsonLocator,
  path: string,
): (bytes: Uint8Array) => number {
  const content = slotOf(`${path}content`);
  const [type, text] = [slotOf(`${path}content[].type`), slotOf(`${path}content[].text`)];

  function textTokens(bytes: Uint8Array, slot: number): number {
    const characters = charactersIn(bytes, starts[slot] ?? 0, ends[slot] ?? 0);
    return characters < 0 ? -1 : Math.ceil(characters / TEXT_CHARACTERS);
  }

  function isText(slot: number): boolean {
    return kinds[slot] === KIND.string || kinds[slot] === KIND.escaped;
  }

  return (bytes) => {
    if (isText(content)) return textTokens(bytes, content);
    if (kinds[content] === KIND.empty_array) return NOTHING_VISIBLE;
    if (kinds[content] !== KIND.array) return 0;
    if (kinds[type] === KIND.escaped) return -1;
    if (kinds[type] !== KIND.string) return NOTHING_VISIBLE;
    if (isTextAt(bytes, starts[type] ?? 0, TOOL_USE)) return TOOL_CALL;
    const tokens = isTextAt(bytes, starts[type] ?? 0, TEXT) && isText(text) ? textTokens(bytes, text) : 0;
    return tokens === 0 ? NOTHING_VISIBLE : tokens;
  };
}

/** UTF-16 units of a string in JSON; -1 where its UTF-8 is broken, which a decoder replaces. */
function charactersIn(bytes: Uint8Array, start: number, end: number): number {
  let characters = 0;
  for (let at = start; at < end;) {
    const byte = bytes[at] ?? 0;
    if (byte < BEYOND_ASCII) at += byte !== BACKSLASH ? 1 : bytes[at + 1] === LOWER_U ? LONG_ESCAPE : SHORT_ESCAPE;
    else {
      const length = sequenceAt(bytes, at);
      if (length < 0) return -1;
      if (length === 4) characters += 1;
      at += length;
    }
    characters += 1;
  }
  return characters;
}

/** Bytes of the character that begins there (Unicode 16, table 3-7); -1 where it is none. */
function sequenceAt(bytes: Uint8Array, at: number): number {
  const [first, second] = [bytes[at] ?? 0, bytes[at + 1] ?? 0];
  const length = first < 0xc2 ? -1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : -1;
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : BEYOND_ASCII;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (length < 0 || second < least || second > most) return -1;
  for (let index = 2; index < length; index++) if (((bytes[at + index] ?? 0) & 0xc0) !== BEYOND_ASCII) return -1;
  return length;
}
