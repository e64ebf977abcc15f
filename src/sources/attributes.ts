/** Attributes of OpenTelemetry by their full names, in each of the forms in which they are written down. */
import { isObject, opened, snake } from './fields.ts';
import type { JsonObject } from './reading.ts';

/** What is absent, null or '' is undefined. */
export type Lookup = (name: string) => unknown;

/** As in OTLP, and as protobuf names it. */
export function spellings(name: string): string[] {
  return [...new Set([name, snake(name)])];
}

/** By its full name, or step by step where objects are nested; a list is one of keys and values. */
export function lookupIn(attributes: unknown): Lookup {
  if (Array.isArray(attributes)) {
    const byKey = new Map(attributes.filter(isObject).map(({ key, value }) => [key, value]));
    return (name) => plain(byKey.get(name));
  }
  const object = opened(attributes);
  return object === undefined ? () => undefined : (name) => plain(valueAt(object, name));
}

function valueAt(object: JsonObject, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name];
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const inner = object[name.slice(0, dot)];
    const found = isObject(inner) ? valueAt(inner, name.slice(dot + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

const VALUES = ['stringValue', 'intValue', 'doubleValue', 'boolValue'].flatMap(spellings);

/** OTLP says of each value what it is; a 64-bit integer is text. A loop, since a hostile log nests them without end. */
function plain(value: unknown): unknown {
  for (let inner = value; ;) {
    if (inner === null || inner === '') return undefined;
    if (!isObject(inner)) return inner;
    const object = inner;
    const kind = VALUES.find((name) => object[name] !== undefined);
    if (kind === undefined) return object;
    inner = object[kind];
  }
}

export function firstOf(lookup: Lookup, names: readonly string[]): unknown {
  return firstValue(names.map((name) => () => lookup(name)));
}

export function firstValue(values: readonly (() => unknown)[]): unknown {
  for (const value of values) {
    const found = value();
    if (found !== undefined) return found;
  }
  return undefined;
}
