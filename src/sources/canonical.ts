/** JSON as one text for all ways to write it, so that equal content is equal text. */
import { isObject } from './fields.ts';

/** Deeper than any request; what goes deeper is no request, and would exhaust the stack. */
const DEEPEST = 200;

export function tooDeep(value: unknown, left: number = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some((inner) => tooDeep(inner, left - 1));
}

/** Where the user's own data begins: a key called cache_control in there is no breakpoint. */
const OPAQUE = new Set(['input', 'input_schema']);

/** Keys sorted, and without cache_control at any depth: where breakpoints stand does not change what was said. */
export function canonical(value: unknown, all = false): string {
  if (Array.isArray(value)) return `[${value.map((each) => canonical(each, all)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const keys = Object.keys(value).filter((key) => value[key] !== undefined && (all || key !== 'cache_control'));
  const fields = keys.sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key], all || OPAQUE.has(key))}`);
  return `{${fields.join(',')}}`;
}
