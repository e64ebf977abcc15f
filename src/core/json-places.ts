/** Where in a JSON text each value and key is, so that what is wrong with one can be said with line and column. */

/** Both 1-based; columns are UTF-16 units, as in editors. */
interface Place {
  readonly line: number;
  readonly column: number;
}

type Path = readonly PropertyKey[];

type JsonPlaces =
  | {
      readonly ok: true;
      /** Of the value at this path, or of the innermost one around it that is there; with `key`, of the name that it has. */
      readonly placeOf: (path: Path, key?: 'key') => Place;
      /** Names that an object had already. */
      readonly duplicates: readonly Path[];
    }
  | { readonly ok: false; readonly place: Place; readonly message: string };

/** No configuration of anything is nested deeper. */
const DEEPEST = 100;

const SPACE = /[ \t\n\r]*/y;
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Reads by the grammar of RFC 8259, as JSON.parse does. The first fault ends it. */
export function jsonPlaces(text: string): JsonPlaces {
  const offsets = new Map<string, number>();
  const duplicates: Path[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  let wrong: string | undefined;

  function fails(message: string): false {
    const comment = text.startsWith('//', at) || text.startsWith('/*', at);
    wrong ??= comment ? 'JSON has no comments' : at >= text.length ? `${message}, and the text ends here` : message;
    return false;
  }

  function matched(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    at += found?.length ?? 0;
    return found;
  }

  /** With the space around it. */
  function takes(sign: string): boolean {
    matched(SPACE);
    if (text[at] !== sign) return false;
    at += 1;
    matched(SPACE);
    return true;
  }

  function value(path: Path): boolean {
    matched(SPACE);
    offsets.set(keyOf(path), at);
    if (path.length > DEEPEST) return fails('nothing may be nested this deep');
    if (takes('{')) return members(path);
    if (takes('[')) return elements(path);
    if (text[at] === "'") return fails('expected double quotes');
    if (text[at] !== '"') return matched(SCALAR) !== undefined || fails('expected a value');
    return matched(STRING) !== undefined || fails('this string does not end, or has a sign that needs a backslash');
  }

  function members(path: Path): boolean {
    if (takes('}')) return true;
    const names = new Set<string>();
    do {
      const start = at;
      const name = matched(STRING);
      if (name === undefined) return fails('expected a name in double quotes');
      const inner = [...path, String(JSON.parse(name))];
      if (names.size === names.add(keyOf(inner)).size) duplicates.push(inner);
      offsets.set(keyOf(inner, 'key'), start);
      if (!takes(':')) return fails('expected ":"');
      if (!value(inner)) return false;
    } while (takes(','));
    return takes('}') || fails('expected "," or "}"');
  }

  function elements(path: Path): boolean {
    if (takes(']')) return true;
    let index = 0;
    do if (!value([...path, index++])) return false;
    while (takes(','));
    return takes(']') || fails('expected "," or "]"');
  }

  function placeOf(path: Path, key?: 'key'): Place {
    const found = offsets.get(keyOf(path, key)) ?? offsets.get(keyOf(path));
    return found === undefined && path.length > 0 ? placeOf(path.slice(0, -1)) : placeAt(text, found ?? 0);
  }

  const whole = value([]) && (matched(SPACE), at >= text.length || fails('expected nothing after the value'));
  return whole
    ? { ok: true, placeOf, duplicates }
    : { ok: false, place: placeAt(text, at), message: wrong ?? 'not JSON' };
}

function keyOf(path: Path, key?: 'key'): string {
  return JSON.stringify([key ?? '', ...path.map((step) => (typeof step === 'number' ? step : String(step)))]);
}

function placeAt(text: string, offset: number): Place {
  const before = text.slice(text.startsWith('\ufeff') ? 1 : 0, offset).split(/\r\n|[\r\n]/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
