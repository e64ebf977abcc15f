/**
 * Traces that know prompts by the hashes of their blocks: of a coding agent (coding-trace.ts), of a serving fleet
 * (`{timestamp, input_length, output_length, hash_ids}`, 512 tokens a hash), and the project's own rows (block-rows.ts).
 */
import type { Prompt, PromptBlock } from '../core/prompt.ts';
import { isBlockRow, readBlockRow } from './block-rows.ts';
import { isCodingTrace, readCodingTrace } from './coding-trace.ts';
import { instantOf, requiredCount, type When } from './fields.ts';
import { messageEvent } from './message-event.ts';
import { reading, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context, Reader, Source } from './source.ts';
import { isIds, momentOf, NO_PROMPT } from './trace-prompt.ts';

const id = 'block-trace';

/** Tokens per hash in a fleet's trace. */
const HASHED = 512;
/** Milliseconds below are no time of a log, but count from the trace's beginning (2020-01-01, as in core/time.ts). */
const EARLIEST = Date.UTC(2020, 0, 1);

export const blockTrace: Source = {
  id,
  title: 'Traces of prompts as hashed blocks',
  tells:
    'Sizes and hashes of what was sent; what was cached only where a row has a usage; published traces need --at, and a label "model" where they have no model.',
  claims: (record) => isCodingTrace(record) || isFleetRow(record) || isBlockRow(record),
  open,
  // Whether a row is in time order depends on those before it.
  spansRecords: true,
};

function isFleetRow(record: JsonObject): boolean {
  return 'hash_ids' in record && 'input_length' in record;
}

function open(): Reader {
  let latest = -Infinity;

  /** A row that lies before an earlier one is not of this trace's order: what it would read cannot be known. */
  function readInOrder(record: JsonObject, context: Context): Reading {
    const when = startOf(record['timestamp'], context);
    if (when.at < latest) return refuse('clock_backwards');
    latest = when.at;
    return readFleetRow(record, context, when);
  }

  function read(record: JsonObject, context: Context): Reading {
    if (isCodingTrace(record)) return readCodingTrace(record, context);
    if (isFleetRow(record)) return readInOrder(record, context);
    return Array.isArray(record['blocks']) ? readBlockRow(record, context) : refuse('not_this_shape');
  }

  return { read: (record, context) => reading(() => read(record, context)) };
}

/** Milliseconds since the trace began, or a time as any log has it. */
function startOf(value: unknown, context: Context): When {
  if (typeof value !== 'number' || !(value >= 0 && value < EARLIEST)) return instantOf(value, context);
  const at = momentOf(context.given ?? refuse('no_instant'), value);
  return { at, flags: ['instant_given'] };
}

function readFleetRow(record: JsonObject, context: Context, when: When): Reading {
  const input = requiredCount(record['input_length']);
  const output = requiredCount(record['output_length']);
  const ids = record['hash_ids'];
  if (!isIds(ids) || ids.length !== Math.ceil(input / HASHED)) return refuse('bad_blocks');
  const model = context.labels['model'] ?? 'unknown-model';
  const prompt = context.fingerprint && promptOf(ids, input, model, context.fingerprint);
  const { timestamp } = record;
  // Traces have no ids: a copy is known by its line and its content.
  const content = JSON.stringify([timestamp, input, output, ids[0], ids.at(-1)]);
  return messageEvent({ model, usage: { input_tokens: input, output_tokens: output } }, context, {
    source: id,
    at: when.at,
    flags: ['cache_not_logged', ...when.flags],
    key: `trace:mooncake:${context.line}:${content}`,
    prompt,
  });
}

function promptOf(ids: readonly number[], input: number, model: string, fingerprint: (text: string) => string): Prompt {
  const blocks = ids.map((hashed, index): PromptBlock => ({
    level: 'messages',
    kind: 'opaque',
    role: '',
    ends: index === ids.length - 1,
    hash: fingerprint(`trace block\n${hashed}`),
    size: 0,
    tokens: index === ids.length - 1 ? input - HASHED * index : HASHED,
  }));
  return { ...NO_PROMPT, blocks, digest: fingerprint(`trace request\n${model}\n${input}\n${ids.join(',')}`) };
}
