/** Whether a record that no log format knows tells of tokens all the same, so that it must not be dropped without a word. */
import { isObject, unfolded } from './fields.ts';

/** Deeper, and beyond so many values, is content. */
const DEEPEST = 12;
const MOST_VALUES = 20_000;

const COUNT = /token|eval_count/i;
/** Settings, prices and secrets that have "token" in their names. */
const NO_COUNT =
  /max|limit|budget|remaining|quota|window|price|cost|(?:^|_)(?:min|rate)|_rate|threshold|expir|ttl|valid|version|(?:^|_)type$|auth|access|refresh|secret|_id|per_|count_?tokens|estimat/i;
const USAGE = /usage/i;
const USED = /^in$|^out$|token|input|output|prompt|completion|cache|read|write|total/i;

/** Any value of JSON, also one that was logged as its text. */
export function holdsCounts(record: unknown): boolean {
  let left = MOST_VALUES;

  function inValue(value: unknown, depth: number, isUsage: boolean): boolean {
    left -= 1;
    if (left < 0 || depth > DEEPEST) return false;
    const inner = unfolded(value);
    if (typeof inner === 'string') return isBrokenUsage(inner);
    if (Array.isArray(inner)) return inner.some((each) => inValue(each, depth + 1, isUsage));
    if (!isObject(inner)) return false;
    const { key, value: told } = inner;
    if (typeof key === 'string' && isCountName(key) && isAttributeCount(told)) return true;
    return Object.entries(inner).some(([name, each]) =>
      isPositive(each)
        ? isCountName(name) || (isUsage && USED.test(name) && !NO_COUNT.test(name))
        : inValue(each, depth + 1, isUsage || USAGE.test(name) || isCountName(name)),
    );
  }

  return inValue(record, 0, false);
}

/** An object logged as text that was cut, so that its counts cannot be told from its words. */
function isBrokenUsage(text: string): boolean {
  return /^\s*\{\s*\\?"/.test(text) && (USAGE.test(text) || COUNT.test(text));
}

/** A key of JSON that counts tokens, whole or in a piece of text, also with its quotes escaped: `"output_tokens": 5}`. */
const QUOTED_COUNT = /["']([\w.-]+?)\\*["']\s*:\s*\\*["']?[1-9]/g;
/** What a call used, as Python and loggers of pairs write it: `input_tokens=5`. */
const NAMED_COUNT = /\b(?:input|output|prompt|completion|cache|cached|total)\w*tokens?\s*[=:]\s*[1-9]/i;

/** Whether a text that is no JSON tells of tokens, so that it must not be dropped without a word. */
export function tellsCounts(text: string): boolean {
  if (!COUNT.test(text)) return false;
  return NAMED_COUNT.test(text) || [...text.matchAll(QUOTED_COUNT)].some(([, name = '']) => isCountName(name));
}

function isCountName(name: string): boolean {
  return COUNT.test(name) && !NO_COUNT.test(name);
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' ? value > 0 : typeof value === 'string' && /^0*[1-9]\d{0,14}$/.test(value);
}

/** As OTLP writes it: `{intValue: "5"}`. */
function isAttributeCount(value: unknown): boolean {
  return isPositive(value) || (isObject(value) && Object.values(value).some(isPositive));
}
