/** What the keys of retold usage mean, whoever wrote them: one table, from which the docs are made. */
import { cellCount } from './cells.ts';
import { isObject, opened, snake } from './fields.ts';
import { FLAGS } from '../core/flags.ts';
import type { JsonObject, Reading } from './reading.ts';

export type Kind =
  | 'input'
  | 'output'
  | 'read'
  | 'write'
  | 'write_5m'
  | 'write_1h'
  | 'uncached'
  | 'reasoning'
  | 'total'
  /** Of the input or the output, told apart by modality. */
  | 'input part'
  | 'output part'
  /** Tokens of a prediction, tool prompts and the like, which are in the sums. */
  | 'detail';

/** By a key without what it stands in ("prompt_tokens_details."), in snake case. The first that fits. */
const KINDS: readonly (readonly [Kind, RegExp])[] = [
  ['write_5m', /^(?:input_)?(?:cache_(?:creation|write)_5m|ephemeral_5m|write_5m)(?:_input)?(?:_tokens)?$/],
  ['write_1h', /^(?:input_)?(?:cache_(?:creation|write)_1h|ephemeral_1h|write_1h)(?:_input)?(?:_tokens)?$/],
  [
    'read',
    /^(?:input_|prompt_|num_)?(?:cache_read|cached|cache_hit)(?:_input|_prompt|_content)?(?:_tokens?)?(?:_count)?$/,
  ],
  ['write', /^(?:input_|prompt_)?(?:cache_creation|cache_write)(?:_input)?(?:_tokens?)?(?:_count)?$/],
  ['uncached', /^(?:no_cache|uncached|cache_miss|prompt_cache_miss)(?:_input)?(?:_tokens?)?$/],
  ['reasoning', /^(?:output_|completion_)?(?:reasoning|thoughts|thinking)(?:_output)?(?:_tokens?)?(?:_count)?$/],
  ['total', /^total(?:_tokens?)?(?:_count)?$/],
  ['input', /^(?:input|prompt)(?:_tokens?)?(?:_count)?$/],
  ['output', /^(?:output|completion|candidates)(?:_tokens?)?(?:_count)?$/],
  ['input part', /^input_(?:audio|image|text|video|document)(?:_tokens?)?(?:_count)?$/],
  ['output part', /^output_(?:audio|image|text|video)(?:_tokens?)?(?:_count)?$/],
  [
    'detail',
    /^(?:(?:accepted|rejected)_prediction|tool_use_prompt|tool_use)_tokens?(?:_count)?$|^(?:audio|image|text|video|document)(?:_tokens?)?(?:_count)?$/,
  ],
];

/** Keys of other quantities: money, time, requests, limits. */
const NO_TOKENS =
  /cost|price|time|duration|latency|second|rate|quer|request|character|unit|credit|speed|throughput|byok|limit|quota|_ms$|^ttl_|_per_/;
const TOKENS = /token|cache|input|output|prompt|completion|reason|thought|read|write/;

/** The key by itself and without what it stands in, as "cache_read.input_tokens" is both. */
export function kindOf(name: string): Kind | undefined {
  const own = snakeKey(name);
  const inner = own.replace(/^(?:[a-z]+_)*(?:usage|details?|tokens)\./, '');
  return KINDS.find(([, names]) => names.test(own.replaceAll('.', '_')) || names.test(inner.replaceAll('.', '_')))?.[0];
}

/** Names of types begin with a capital. */
function snakeKey(name: string): string {
  return snake(name).replace(/^_/, '');
}

/** What a usage came to, flagged and with the names of the counts in it that nobody knows. */
export function withUnknownKeys(reading: Reading, usage: JsonObject): Reading {
  if (reading.kind !== 'events') return reading;
  const names = unknownKeys(usage);
  if (names.length === 0) return reading;
  const events = reading.events.map((event) => ({ ...event, flags: event.flags | FLAGS.unknown_keys.bit }));
  return { ...reading, events, unknownKeys: names };
}

/** Deeper is no usage. */
const DEEPEST = 3;

/** The names of counts above 0 that could be tokens of a kind nobody knows. */
export function unknownKeys(usage: JsonObject): string[] {
  function inside(value: JsonObject, prefix: string, depth: number): string[] {
    return Object.entries(value).flatMap(([name, each]) => {
      const inner = opened(each);
      if (inner !== undefined && isObject(inner))
        return depth < DEEPEST ? inside(inner, `${prefix}${name}.`, depth + 1) : [];
      const count = cellCount(each);
      if (typeof count !== 'number' || !(count > 0)) return [];
      const key = snakeKey(name);
      const isOther = NO_TOKENS.test(key) || !(TOKENS.test(key) || TOKENS.test(prefix));
      return isOther || kindOf(name) !== undefined || kindOf(`${prefix}${name}`) !== undefined
        ? []
        : [`${prefix}${name}`];
    });
  }
  return inside(usage, '', 0);
}
