/**
 * The keys to look out for in objects and in those within them. Programs write the same keys in the same order again and
 * again, so the one that followed last time is tried first: comparing it takes less than finding where a key ends and which
 * it is.
 */

/**
 * The keys of an object: whether its value is only to be found, or an object with keys of its own; in a list, of its only
 * element.
 */
export interface Shape {
  readonly [key: string]: true | Shape | readonly [Shape];
}

/** The keys of one shape among all: objects and keys are numbered, and -1 is none. */
export interface KeySet {
  /** The outermost object. */
  readonly root: number;
  /** Its keys and those within them, in this half-open range. */
  readonly first: number;
  readonly end: number;
  slotOf(path: string): number;
}

/** Of all shapes together; there is one for each log shape that is read by its bytes. */
export const MOST_KEYS = 512;
const MOST_NODES = 64;
const MOST_BYTES = 1 << 14;
/** Places by object for what tells keys apart well enough, see {@link placeOf}. */
const PLACES = 64;

// All shapes share these, and none is made at run time, so that their addresses are constants of the compiled code.
/** By key: of its text with the closing quote, which is compared with it, so that no longer key passes. */
export const lengths: Int32Array = new Int32Array(MOST_KEYS);
/** By key: the object that is its value. */
export const children: Int32Array = new Int32Array(MOST_KEYS);
/** By key: the object that is the only element of its value. */
export const elements: Int32Array = new Int32Array(MOST_KEYS);
const texts = new Uint8Array(MOST_BYTES);
const textWords = new DataView(texts.buffer);
const offsets = new Int32Array(MOST_KEYS);
/** By object and place the first key there; by key the next. */
const heads = new Int32Array(MOST_NODES * PLACES).fill(-1);
const chain = new Int32Array(MOST_KEYS);
/** By object the key that came first last time; by key the one that followed. */
const firsts = new Int32Array(MOST_NODES).fill(-1);
const followers = new Int32Array(MOST_KEYS).fill(-1);
const used = { keys: 0, nodes: 0, bytes: 0 };

/** Adds a shape's keys, for as long as the program runs. */
export function keySet(shape: Shape): KeySet {
  const root = used.nodes;
  const first = used.keys;
  const paths: string[] = [];
  const encoder = new TextEncoder();
  const waiting = [{ shape, prefix: '' }];
  for (let node = 0; node < waiting.length; node++) {
    const { shape: own, prefix } = waiting[node] ?? { shape: {}, prefix: '' };
    for (const [name, inner] of Object.entries(own)) {
      const path = `${prefix}${name}`;
      const within =
        inner === true ? undefined : { shape: firstOf(inner), prefix: `${path}${isList(inner) ? '[]' : ''}.` };
      const number = within === undefined ? -1 : root + waiting.push(within) - 1;
      addKey(encoder.encode(`${name}"`), root + node, isList(inner) ? -1 : number, isList(inner) ? number : -1);
      paths.push(path);
    }
  }
  used.nodes += waiting.length;
  if (used.nodes > MOST_NODES || used.keys > MOST_KEYS || used.bytes > MOST_BYTES) throw new Error('Too many keys');
  const end = used.keys;
  return {
    ...{ root, first, end },
    slotOf(path) {
      const index = paths.indexOf(path);
      if (index < 0) throw new Error(`No key ${path} is looked out for`);
      return first + index;
    },
  };
}

function isList(inner: Shape[string]): inner is readonly [Shape] {
  return Array.isArray(inner);
}

function firstOf(inner: Shape | readonly [Shape]): Shape {
  return isList(inner) ? inner[0] : inner;
}

function addKey(text: Uint8Array, node: number, child: number, element: number): void {
  const key = used.keys;
  texts.set(text, used.bytes);
  lengths[key] = text.length;
  offsets[key] = used.bytes;
  children[key] = child;
  elements[key] = element;
  const place = node * PLACES + placeOf(text, 0, text.length);
  chain[key] = heads[place] ?? -1;
  heads[place] = key;
  used.keys += 1;
  used.bytes += text.length;
}

/**
 * The key at `at` (behind the quote) if it is the one that followed `last` before; nothing is read from `end` on. Compared
 * four bytes at a time, of which the last may overlap those before; shorter keys are never guessed.
 */
export function guess(bytes: DataView, at: number, end: number, node: number, last: number): number {
  const key = (last < 0 ? firsts[node] : followers[last]) ?? -1;
  if (key < 0) return -1;
  const rest = (lengths[key] ?? 0) - 4;
  const offset = offsets[key] ?? 0;
  if (rest < 0 || at + rest + 4 > end) return -1;
  if (bytes.getInt32(at + rest) !== textWords.getInt32(offset + rest)) return -1;
  for (let index = 0; index < rest; index += 4) {
    if (bytes.getInt32(at + index) !== textWords.getInt32(offset + index)) return -1;
  }
  return key;
}

/** The key in `bytes[start, end)`, its closing quote the last of them. It will be the guess after `last`. */
export function find(bytes: Uint8Array, start: number, end: number, node: number, last: number): number {
  let key = heads[node * PLACES + placeOf(bytes, start, end)] ?? -1;
  while (key >= 0 && !(lengths[key] === end - start && isAt(bytes, start, key))) key = chain[key] ?? -1;
  if (key >= 0 && last < 0) firsts[node] = key;
  else if (key >= 0) followers[last] = key;
  return key;
}

function isAt(bytes: Uint8Array, at: number, key: number): boolean {
  const offset = offsets[key] ?? 0;
  const length = lengths[key] ?? 0;
  for (let index = 0; index < length; index++) if (bytes[at + index] !== texts[offset + index]) return false;
  return true;
}

function placeOf(bytes: Uint8Array, start: number, end: number): number {
  return ((end - start) * 7 + (bytes[start] ?? 0) + (bytes[end - 2] ?? 0) * 3) & (PLACES - 1);
}
