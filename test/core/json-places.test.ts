import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { jsonPlaces } from '../../src/core/json-places.ts';

type Path = readonly (string | number)[];

/** "line:column message" of what is no JSON. */
function fault(text: string): string {
  const found = jsonPlaces(text);
  return found.ok ? 'none' : `${found.place.line}:${found.place.column} ${found.message}`;
}

function place(text: string, path: Path, key?: 'key'): string {
  const found = jsonPlaces(text);
  if (!found.ok) throw new Error(found.message);
  const { line, column } = found.placeOf(path, key);
  return `${line}:${column}`;
}

const TEXT = '{\n  "a": [1,\r\n    {"b.c": "x", "a": null}],\n  "": 5\n}\n';

describe('the place', () => {
  it.each<[path: Path, key: 'key' | undefined, place: string]>([
    [[], undefined, '1:1'],
    [['a'], undefined, '2:8'],
    [['a'], 'key', '2:3'],
    [['a', 0], undefined, '2:9'],
    [['a', 1], undefined, '3:5'],
    [['a', 1, 'b.c'], undefined, '3:13'],
    [['a', 1, 'b.c'], 'key', '3:6'],
    [[''], undefined, '4:7'],
    [['a', 1, 'missing'], undefined, '3:5'],
    [['a', 1, 'missing'], 'key', '3:5'],
    [['nowhere', 3, 'at', 'all'], undefined, '1:1'],
  ])('of %j, %s', (path, key, expected) => {
    expect(place(TEXT, path, key)).toBe(expected);
    expect(place(`\ufeff${TEXT}`, path, key), 'a byte order mark is in no column').toBe(expected);
  });
});

test.each<[text: string, fault: string]>([
  ['{"a": 1}', 'none'],
  ['', '1:1 expected a value, and the text ends here'],
  ['{"budgets": [', '1:14 expected a value, and the text ends here'],
  ['{"a": 1,\n}', '2:1 expected a name in double quotes'],
  ['{"a": 1\n "b": 2}', '2:2 expected "," or "}"'],
  ['[1 2]', '1:4 expected "," or "]"'],
  ['[1,]', '1:4 expected a value'],
  ['{"a" 1}', '1:6 expected ":"'],
  ["{'a': 1}", '1:2 expected a name in double quotes'],
  ['{"a": \'x\'}', '1:7 expected double quotes'],
  ['{\n  // mine\n  "a": 1}', '2:3 JSON has no comments'],
  ['[1, /* one */ 2]', '1:5 JSON has no comments'],
  ['{"a": "x\n"}', '1:7 this string does not end, or has a sign that needs a backslash'],
  ['{"db": "C:\\logs"}', '1:8 this string does not end, or has a sign that needs a backslash'],
  ['{} {}', '1:4 expected nothing after the value'],
  ['[01]', '1:3 expected "," or "]"'],
  ['tru', '1:1 expected a value'],
  ['['.repeat(100_000), '1:102 nothing may be nested this deep'],
])('%j', (text, expected) => {
  expect(fault(text.slice(0, 100_000))).toBe(expected);
});

it('finds names that an object has twice, however they are written', () => {
  const found = jsonPlaces('{"a": 1, "b": [{"c": 1, "d": 1, "\\u0063": 2}], "a": {"a": 1}}');
  expect(found.ok && found.duplicates).toEqual([['b', 0, 'c'], ['a']]);
});

describe('of any text', () => {
  const spaced = fc.json().map((text) => text.replaceAll(/(?<!\\)([{}:,[\]])/g, (sign) => `${sign}\n `));
  const cutOrChanged = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', ']', '"', ':', '0', '-', 'e', '\\', ' ', '\n', '\ufeff'))
    .map(([text, seed, sign]) => {
      const at = seed % (text.length + 1);
      return text.slice(0, at) + sign + text.slice(at + (seed % 2));
    });

  it('it is JSON exactly when JSON.parse takes it', () => {
    fc.assert(
      fc.property(fc.oneof(cutOrChanged, fc.json(), spaced), (text) => {
        expect(jsonPlaces(text).ok).toBe(isJson(text.replace(/^\ufeff/, '')));
      }),
      { numRuns: 1000 },
    );
  });

  it('what is at the place of a value begins with that value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 1, 3), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const places = jsonPlaces(text);
        if (!places.ok) throw new Error(places.message);
        for (const [path, inner] of eachValue(JSON.parse(text), [])) {
          const { line, column } = places.placeOf(path);
          const rest = text
            .split('\n')
            .slice(line - 1)
            .join('\n')
            .slice(column - 1);
          const own = JSON.stringify(inner, null, indent).split('\n')[0] ?? '';
          expect(rest.startsWith(own)).toBe(true);
        }
      }),
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function* eachValue(value: unknown, path: Path): Iterable<readonly [Path, unknown]> {
  yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value))
    yield* eachValue(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}
