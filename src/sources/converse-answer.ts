/** The answer of Bedrock's Converse in the words of the Messages API (log shapes 12). */
import { asObject, idText, inside, isObject, nameText } from './fields.ts';
import { readable, type JsonObject } from './reading.ts';
import { readTold, type ToldUsage } from './told-usage.ts';
import { SURELY_BESIDE } from './usage-reading.ts';

/** As other programs write that use names like Converse's. */
const FOREIGN = ['inputTokenDetails', 'cachedInputTokens', 'cachedReadTokens', 'cacheCreationInputTokens'];

/** Whether it is a response of Converse, or the metadata that ends one of ConverseStream. */
export function isConverseAnswer(value: unknown): value is JsonObject {
  if (!isObject(value) || !isObject(value['usage'])) return false;
  const { usage, metrics, output } = value;
  if (!('inputTokens' in usage || 'outputTokens' in usage) || FOREIGN.some((key) => key in usage)) return false;
  return (
    'cacheWriteInputTokens' in usage ||
    'cacheDetails' in usage ||
    (isObject(metrics) && 'latencyMs' in metrics) ||
    (isObject(output) && isObject(output['message'])) ||
    awsRequestId(value) !== ''
  );
}

/** What marks such an answer where its usage is missing or is none: what was said, and how long it took. */
export function isConverseLike(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  const { output, metrics, stopReason } = value;
  const timed = isObject(metrics) && 'latencyMs' in metrics;
  const said = isObject(output) && isObject(output['message']);
  return isConverseAnswer(value) || (said && (timed || typeof stopReason === 'string')) || (timed && 'usage' in value);
}

/**
 * A message for {@link messageEvent}. The input is without what was cached: a probe of AWS, in which the total adds up to all
 * four. Early responses had "…TokenCount" names and no split.
 */
export function converseMessage(answer: JsonObject): JsonObject {
  const usage = inside(answer, 'usage');
  const { read, written, split } = cachedIn(usage);
  const optimized = inside(answer, 'performanceConfig')['latency'] === 'optimized';
  return {
    stop_reason: answer['stopReason'],
    usage: {
      input_tokens: converseCounts(answer)?.meters.input ?? usage['inputTokens'],
      output_tokens: usage['outputTokens'],
      cache_read_input_tokens: read,
      cache_creation_input_tokens: written,
      cache_creation: split,
      // Dearer than the list price, and not in the price files.
      ...(optimized && { speed: 'optimized' }),
    },
  };
}

/** Its counts, where they are good ones, with the input as its total proves it: some programs that pass it on add to it what was cached. */
export function converseCounts(answer: JsonObject): ToldUsage | undefined {
  const usage = inside(answer, 'usage');
  const { read, written, split } = cachedIn(usage);
  const ttls = written === undefined ? split : undefined;
  const told = {
    input: usage['inputTokens'],
    output: usage['outputTokens'],
    total: usage['totalTokens'],
    read,
    written,
    written5m: ttls?.['ephemeral_5m_input_tokens'],
    written1h: ttls?.['ephemeral_1h_input_tokens'],
  };
  return readable(() => readTold(SURELY_BESIDE, told));
}

function cachedIn(usage: JsonObject): Record<'read' | 'written', unknown> & { readonly split: JsonObject | undefined } {
  return {
    read: usage['cacheReadInputTokens'] ?? usage['cacheReadInputTokenCount'],
    written: usage['cacheWriteInputTokens'] ?? usage['cacheWriteInputTokenCount'],
    split: splitOf(usage['cacheDetails']),
  };
}

/** Writes by TTL, each of which may be listed several times. */
function splitOf(details: unknown): JsonObject | undefined {
  const writes = Array.isArray(details) ? details.filter(isObject) : [];
  if (writes.length === 0) return undefined;
  const sum = (ttl: string): unknown =>
    writes
      .filter((write) => write['ttl'] === ttl)
      .reduce<unknown>((total, { inputTokens }) => added(total, inputTokens), 0);
  return { ephemeral_5m_input_tokens: sum('5m'), ephemeral_1h_input_tokens: sum('1h') };
}

/** What is no number stays what it is, to be refused as a count. */
function added(total: unknown, count: unknown): unknown {
  return typeof total === 'number' && typeof count === 'number'
    ? total + count
    : typeof total === 'number'
      ? count
      : total;
}

/** "default" is the tier that everybody else calls standard. */
export function converseTier(answer: JsonObject): string {
  const type = nameText(inside(answer, 'serviceTier')['type']);
  return type === 'default' ? 'standard' : type;
}

/** The model that a prompt router chose. */
export function routedModel(answer: JsonObject): unknown {
  return inside(inside(answer, 'trace'), 'promptRouter')['invokedModelId'];
}

/** AWS's own id of the call, as the SDKs for Python and JavaScript keep it beside the response. */
export function awsRequestId(answer: JsonObject): string {
  const { ResponseMetadata: python, $metadata: javascript } = answer;
  return idText(isObject(python) ? python['RequestId'] : asObject(javascript)?.['requestId']);
}
