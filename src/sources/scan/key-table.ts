/**
 * The keys to look out for in an object and in those within it. Programs write the same keys in the same order again and
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

/** Objects and keys are numbered, the outermost object with 0; -1 is none. */
export interface KeyTable {
  readonly size: number;
  slotOf(path: string): number;
  /** The key at `at` (behind the quote) if it is the one that followed `last` before. */
  guess(bytes: Uint8Array, at: number, node: number, last: number): number;
  /** The key in `bytes[start, end)`, its closing quote the last of them. It will be the guess after `last`. */
  find(bytes: Uint8Array, start: number, end: number, node: number, last: number): number;
  /** By key: of its text with the closing quote. */
  readonly lengths: Int32Array;
  /** By key: the object that is its value. */
  readonly children: Int32Array;
  /** By key: the object that is the only element of its value. */
  readonly elements: Int32Array;
}

interface Key {
  readonly path: string;
  readonly text: Uint8Array;
  readonly node: number;
  readonly child: number;
  readonly element: number;
}

/** Places by node for what tells keys apart well enough, see {@link placeOf}. */
const PLACES = 64;

export function keyTable(shape: Shape): KeyTable {
  const keys: Key[] = [];
  const nodes = compile(shape, keys);
  const texts = Uint8Array.from(keys.flatMap(({ text }) => [...text]));
  const lengths = Int32Array.from(keys, ({ text }) => text.length);
  const offsets = Int32Array.from(keys, (_, key) => lengths.subarray(0, key).reduce((sum, length) => sum + length, 0));
  /** By node and place the first key there; by key the next. */
  const heads = new Int32Array(nodes * PLACES).fill(-1);
  const chain = new Int32Array(keys.length);
  for (const [key, { text, node }] of keys.entries()) {
    const place = node * PLACES + placeOf(text, 0, text.length);
    chain[key] = heads[place] ?? -1;
    heads[place] = key;
  }
  /** By node the key that came first last time; by key the one that followed. */
  const firsts = new Int32Array(nodes).fill(-1);
  const followers = new Int32Array(keys.length).fill(-1);

  /** The closing quote is among the bytes compared, so that no longer key passes. */
  function isAt(bytes: Uint8Array, at: number, key: number): boolean {
    const offset = offsets[key] ?? 0;
    const length = lengths[key] ?? 0;
    for (let index = 0; index < length; index++) if (bytes[at + index] !== texts[offset + index]) return false;
    return true;
  }

  return {
    size: keys.length,
    slotOf(path) {
      const slot = keys.findIndex((key) => key.path === path);
      if (slot < 0) throw new Error(`No key ${path} is looked out for`);
      return slot;
    },
    guess(bytes, at, node, last) {
      const key = (last < 0 ? firsts[node] : followers[last]) ?? -1;
      return key >= 0 && isAt(bytes, at, key) ? key : -1;
    },
    find(bytes, start, end, node, last) {
      let key = heads[node * PLACES + placeOf(bytes, start, end)] ?? -1;
      while (key >= 0 && !(lengths[key] === end - start && isAt(bytes, start, key))) key = chain[key] ?? -1;
      if (key >= 0 && last < 0) firsts[node] = key;
      else if (key >= 0) followers[last] = key;
      return key;
    },
    lengths,
    children: Int32Array.from(keys, ({ child }) => child),
    elements: Int32Array.from(keys, ({ element }) => element),
  };
}

function placeOf(bytes: Uint8Array, start: number, end: number): number {
  return ((end - start) * 7 + (bytes[start] ?? 0) + (bytes[end - 2] ?? 0) * 3) & (PLACES - 1);
}

/** Numbers the keys of a shape and of those within it; the number of objects. */
function compile(shape: Shape, keys: Key[]): number {
  const encoder = new TextEncoder();
  const waiting = [{ shape, prefix: '' }];
  for (let node = 0; node < waiting.length; node++) {
    const { shape: own, prefix } = waiting[node] ?? { shape: {}, prefix: '' };
    for (const [name, inner] of Object.entries(own)) {
      const path = `${prefix}${name}`;
      const number = inner === true ? -1 : waiting.length;
      const isList = Array.isArray(inner);
      if (inner !== true)
        waiting.push({ shape: isList ? inner[0] : inner, prefix: `${path}${isList ? '[]' : ''}.` } as never);
      keys.push({
        ...{ path, node, text: encoder.encode(`${name}"`) },
        ...{ child: isList ? -1 : number, element: isList ? number : -1 },
      });
    }
  }
  return waiting.length;
}
