/** Records as no program should write them: those of the fixtures, each spoiled in a way that the seed decides. */
import type { Chance } from '../diagnose/planted-chance.ts';
import { isObject } from '../../src/sources/fields.ts';
import { DEEP, holdsSecret, HOSTILE, HUGE, isContent, MARKER, SECRETS } from './hostile-values.ts';

type Holder = Record<string, unknown>;

/** A place in a record: a field of an object, or an element of a list. */
interface Slot {
  readonly holder: Holder;
  readonly key: string;
}

/** A copy whose content is marked, also where a record holds another one as text. */
export function marked(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((each) => marked(each, key));
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, marked(each, name)]));
  if (typeof value !== 'string') return value;
  const inner = parsed(value);
  if (inner !== undefined) return JSON.stringify(marked(inner));
  return isContent(key) ? `${MARKER} é世😀 ${value}` : value;
}

function parsed(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

function slotsOf(value: unknown, into: Slot[] = []): Slot[] {
  if (typeof value !== 'object' || value === null) return into;
  for (const [key, inner] of Object.entries(value)) {
    into.push({ holder: value as Holder, key });
    slotsOf(inner, into);
  }
  return into;
}

/** "__proto__" is a key like any other, as in a file. A list has none by name. */
function put(holder: Holder, key: string, value: unknown): void {
  if (Array.isArray(holder) && !/^\d+$/.test(key)) return void holder.push(value);
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function take({ holder, key }: Slot): unknown {
  const value = holder[key];
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
  return value;
}

type Change = (slot: Slot, chance: Chance, all: readonly Slot[]) => void;

const CHANGES: readonly Change[] = [
  (slot) => void take(slot),
  (slot, chance) => put(slot.holder, slot.key, structuredClone(chance.pick(HOSTILE))),
  (slot, chance) => put(slot.holder, slot.key, structuredClone(chance.pick(HOSTILE))),
  (slot, chance) => put(slot.holder, slot.key, structuredClone(chance.pick(HOSTILE))),
  // As another program would call it, or as every object has it already.
  (slot, chance) => {
    const names = [`${slot.key}_`, slot.key.toUpperCase(), '__proto__', 'constructor', 'toString', 'length', ''];
    put(slot.holder, chance.pick(names), take(slot));
  },
  (slot, chance, all) => put(slot.holder, slot.key, withoutContent(structuredClone(valueAt(chance.pick(all))))),
  (slot, chance, all) => {
    const other = chance.pick(all);
    put(other.holder, other.key, withoutContent(structuredClone(valueAt(slot))));
  },
  (slot) => put(slot.holder, slot.key, [valueAt(slot)]),
  (slot) => put(slot.holder, slot.key, { [slot.key]: valueAt(slot) }),
  (slot) => put(slot.holder, slot.key, [valueAt(slot), valueAt(slot), null]),
  (slot) => put(slot.holder, slot.key, JSON.stringify(valueAt(slot))),
  (slot, chance) => put(slot.holder, slot.key, `${chance.pick(SECRETS)}${chance.pick(['', ' ', '/x', '@host'])}`),
  (slot, chance) => put(slot.holder, chance.pick(SECRETS), take(slot)),
  // In every name at once.
  (_slot, chance, all) => {
    const names = all.filter((each) => typeof valueAt(each) === 'string' && !isFixed(each));
    for (const { holder, key } of names) if (chance.happens(0.7)) put(holder, key, chance.pick(SECRETS));
  },
  // As much as one count may be, in all of them: sums are more.
  (_slot, chance, all) => {
    const counts = all.filter((each) => typeof valueAt(each) === 'number' && valueAt(each) !== 0 && !isFixed(each));
    for (const { holder, key } of counts) if (chance.happens(0.8)) put(holder, key, 100_000_000_000);
  },
  (slot, chance) => {
    const value = valueAt(slot);
    put(slot.holder, slot.key, typeof value === 'number' ? value * chance.pick([-1, 0.5, 1e3, 1e9, 1e300]) : value);
  },
];

function valueAt({ holder, key }: Slot): unknown {
  return holder[key];
}

/** What was said may stand in a field of content only: elsewhere it would be no secret. */
function withoutContent(value: unknown): unknown {
  return JSON.stringify(value)?.includes(MARKER) ? null : value;
}

/** What a shape is known by, and times: were they all spoiled, nothing would be left to read. */
function isFixed({ holder, key }: Slot): boolean {
  return (
    /^(?:type|object|kind|role|status|level|schemaType|call_type|run_type)$|time|_at$|^at$|^ts$|date|created/i.test(
      key,
    ) || /^[[{]/.test(String(holder[key]))
  );
}

/** One line, as bytes: fields changed, or bytes, or both. */
export function mutation(record: unknown, chance: Chance): Buffer {
  let bytes: Buffer = Buffer.from(expanded(JSON.stringify(changed(copied(record), chance)), chance));
  // A secret with other bytes is none that could be known.
  if (chance.happens(0.4) && !holdsSecret(bytes.toString())) bytes = flipped(bytes, chance);
  return bytes;
}

/** Of what a parser gives: many times as fast as structuredClone. */
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (!isObject(value)) return value;
  const copy: Holder = {};
  for (const key of Object.keys(value)) copy[key] = copied(value[key]);
  return copy;
}

/** The record itself, with up to three changes. */
function changed(copy: unknown, chance: Chance): unknown {
  for (let count = chance.whole(0, 3); count > 0; count -= 1) {
    const all = slotsOf(copy);
    if (all.length === 0) return copy;
    const slot = chance.pick(all);
    const value = valueAt(slot);
    const inner = typeof value === 'string' ? parsed(value) : undefined;
    if (inner !== undefined && chance.happens(0.8)) put(slot.holder, slot.key, JSON.stringify(changed(inner, chance)));
    else if (chance.happens(0.002)) put(slot.holder, slot.key, structuredClone(chance.pick(HUGE)));
    else chance.pick(CHANGES)(slot, chance, all);
  }
  return copy;
}

/** What no value of JavaScript can be: keys that stand twice, other ways to write numbers, and depth. */
function expanded(json: string, chance: Chance): string {
  let text = json.replaceAll(DEEP, (_all, key: string) => nested(key));
  if (chance.happens(0.05)) text = twice(text, chance);
  if (chance.happens(0.05)) text = otherNumber(text, chance);
  if (chance.happens(0.02)) text = `\ufeff${text}`;
  return text;
}

const DEPTH = 10_000;

function nested(key: string): string {
  const [open, close] = key === '' ? ['[', ']'] : [`{${JSON.stringify(key)}:`, '}'];
  return `${open.repeat(DEPTH)}1${close.repeat(DEPTH)}`;
}

function twice(text: string, chance: Chance): string {
  const fields = text.match(/"[^"\\]+":(?:\d+|"[^"\\]*")/g) ?? [];
  if (fields.length === 0 || !text.startsWith('{')) return text;
  const field = chance.pick(fields);
  const other = chance.happens(0.5) ? field : `${field.slice(0, field.indexOf(':'))}:null`;
  return chance.happens(0.5) ? `{${other},${text.slice(1)}` : `${text.slice(0, -1)},${other}}`;
}

const NUMBERS = [
  'NaN',
  'Infinity',
  '-0',
  '1e999',
  '-1e999',
  '01',
  '1_0',
  '0x10',
  '9007199254740993',
  '1e-7',
  '"12"',
  '12.0',
];

function otherNumber(text: string, chance: Chance): string {
  const places = [...text.matchAll(/:\d+(?=[,}])/g)];
  if (places.length === 0) return text;
  const { 0: found, index } = chance.pick(places);
  return `${text.slice(0, index)}:${chance.pick(NUMBERS)}${text.slice(index + found.length)}`;
}

/** Bytes changed, taken out, put in or cut off, wherever they fall. */
export function flipped(bytes: Buffer, chance: Chance): Buffer {
  const at = chance.whole(0, bytes.length - 1);
  const way = chance.whole(0, 5);
  if (way === 0) return bytes.subarray(0, at);
  if (way === 1) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + chance.whole(1, 8))]);
  if (way === 2) {
    const odd = chance.pick(['\u0000', '\ufeff', '\u001b', '\r', '\n', '"', '\\', '\\ud800', '\\u0000', '\u2028']);
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(odd), bytes.subarray(at)]);
  }
  const copy = Buffer.from(bytes);
  for (let count = chance.whole(1, 3); count > 0; count -= 1) {
    const place = chance.whole(0, copy.length - 1);
    copy[place] = way === 3 ? chance.whole(0, 255) : copy[place]! ^ (1 << chance.whole(0, 7));
  }
  // Within a character of several bytes, where there is one.
  const wide = way === 5 ? copy.findIndex((byte, index) => index >= at && byte > 0x7f) : -1;
  if (wide >= 0) copy[wide] = chance.whole(0, 255);
  return copy;
}
