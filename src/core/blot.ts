/**
 * Blots out what looks like a secret (src/core/secret-rules.ts). Most texts are none and are many, so one pass over the characters
 * tells which rules could match at all: superimposed bit masks of rows of three characters, after
 * Baeza-Yates and Gonnet, "A new approach to text searching" (https://doi.org/10.1145/135239.135243).
 */
import { placesSeen, seen } from './inert.ts';
import { PAIR_RULES, SECRET_RULES, type SecretRule } from './secret-rules.ts';

/** Longer names are cut. */
export const MAX_NAME = 300;
/** How far behind the cut is looked, so that a secret that begins before it is known: more than any rule needs. */
const BEYOND = 1000;
/** Of a shorter secret the end would tell too much. */
const LEAST_WITH_END = 16;

/** The text with secrets blotted out. */
export function blotted(text: string): string {
  return blottedTo(text, text.length, text.length);
}

/** A name: its secrets are blotted out, then it is cut, without halves of characters (which no encoding keeps). */
export function blottedName(text: string): string {
  return blottedTo(text, MAX_NAME, Math.min(text.length, MAX_NAME + BEYOND))
    .slice(0, MAX_NAME)
    .toWellFormed();
}

/** The value of a name that a log made up: a secret also where the name says so ("password"). */
export function blottedValue(name: string, value: string): string {
  const before = `${seen(name).slice(-MAX_NAME)}=`;
  const pair = `${before}${seen(value).slice(0, MAX_NAME)}`;
  const rules = rulesNear(pair, pair.length).filter((rule) => PAIR_RULES.includes(rule));
  return spansIn(pair, rules).some(({ start }) => start <= before.length + 1) ? markOf(value) : blottedName(value);
}

/** `look`: as much of the text is looked at. Of secrets that begin behind `most` nothing is told, for nothing of them is kept. */
function blottedTo(text: string, most: number, look: number): string {
  const spans = isPlain(text, look) ? spansOf(text, look) : spansSeen(text.slice(0, look));
  if (spans.length === 0) return text.length > most ? text.slice(0, most) : text;
  let blot = '';
  let from = 0;
  for (const { start, end } of spans) {
    if (start >= most) break;
    if (end <= from) continue;
    if (start >= from) blot += text.slice(from, start);
    if (start >= from) blot += markOf(seen(text.slice(start, end)));
    from = end;
  }
  return `${blot}${text.slice(from, Math.max(from, most))}`;
}

/** Whether each of the first characters is one of ASCII that shows something. */
function isPlain(text: string, look: number): boolean {
  let bits = 0;
  for (let index = 0; index < look; index++) {
    const code = text.charCodeAt(index);
    bits |= (code + 1) | (code - 32);
  }
  return bits >>> 7 === 0;
}

function spansOf(text: string, look: number): readonly Span[] {
  const rules = rulesNear(text, look);
  return rules.length === 0 ? NO_SPANS : spansIn(text.slice(0, look), rules);
}

/** A character that shows nothing does not make two texts of a secret. */
function spansSeen(text: string): readonly Span[] {
  const shown = seen(text);
  if (shown.length === text.length) return spansOf(text, text.length);
  const spans = spansOf(shown, shown.length);
  if (spans.length === 0) return spans;
  const places = placesSeen(text);
  return spans.map(({ start, end }) => ({ start: places[start] ?? 0, end: (places[end - 1] ?? 0) + 1 }));
}

function markOf(secret: string): string {
  return secret.length < LEAST_WITH_END ? '[secret]' : `[secret …${secret.slice(-4)}]`;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** In the order of the text; of those that overlap the longest comes first. */
function spansIn(text: string, rules: readonly SecretRule[]): readonly Span[] {
  const spans = rules.flatMap(({ pattern }) => {
    // Which makes no copy of the pattern.
    if (text.search(pattern) < 0) return [];
    return Array.from(text.matchAll(pattern), ({ indices }): Span => {
      const [start, end] = indices?.groups?.['secret'] ?? indices?.[0] ?? [0, 0];
      return { start, end };
    });
  });
  return spans.sort((a, b) => a.start - b.start || b.end - a.end);
}

const NO_SPANS: readonly Span[] = [];
const NONE: readonly SecretRule[] = [];
const CHARACTERS = 128;
/** The bits of the rules that have two characters at the begin of a row, and of those that have one at its end. */
const [BEGINS, ENDS] = bitsOfRows();

/** There are fewer rules than bits in a number, which a test sees to. */
function bitsOfRows(): [Int32Array, Int32Array] {
  const begins = new Int32Array(CHARACTERS * CHARACTERS);
  const ends = new Int32Array(CHARACTERS);
  for (const [index, { near }] of SECRET_RULES.entries())
    for (const [first = '', second = '', third = ''] of near) {
      for (const one of codes(first)) for (const two of codes(second)) add(begins, one * CHARACTERS + two, 1 << index);
      for (const code of codes(third)) add(ends, code, 1 << index);
    }
  return [begins, ends];
}

function add(bits: Int32Array, place: number, bit: number): void {
  bits[place] = (bits[place] ?? 0) | bit;
}

function codes(characters: string): number[] {
  return Array.from(characters, (character) => character.charCodeAt(0));
}

/** The rules that could match in the first `look` characters. */
function rulesNear(text: string, look: number): readonly SecretRule[] {
  let [one, begun, near] = [0, 0, 0];
  for (let index = 0; index < look; index++) {
    // A character beyond ASCII is taken for one of ASCII: that names a rule too many, and none too few.
    const code = text.charCodeAt(index) & (CHARACTERS - 1);
    near |= begun & (ENDS[code] ?? 0);
    begun = BEGINS[one * CHARACTERS + code] ?? 0;
    one = code;
  }
  return near === 0 ? NONE : rulesOf(near);
}

function rulesOf(bits: number): SecretRule[] {
  const rules: SecretRule[] = [];
  for (let rest = bits; rest !== 0; rest &= rest - 1) {
    const rule = SECRET_RULES[Math.clz32(1) - Math.clz32(rest & -rest)];
    if (rule !== undefined) rules.push(rule);
  }
  return rules;
}
