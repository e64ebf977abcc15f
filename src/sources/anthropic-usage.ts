/**
 * The provider's `usage` object, which transcripts, responses, streams and batch results share, into the parts
 * of one response. Field semantics: facts 4.1 and log shapes 1 to 4; types: `Usage` of @anthropic-ai/sdk.
 */
import type { Usage } from '@anthropic-ai/sdk/resources/messages';
import type { Kind, UsagePart } from '../core/event.ts';
import type { Flag } from '../core/flags.ts';
import { addMeters, NO_METERS, promptTokens, type Meters } from '../core/meters.ts';
import { stripContext } from '../core/model-id.ts';
import type { Counts } from './call-event.ts';
import { inside, isObject, modelOf, optionalCount, requiredCount } from './fields.ts';
import type { JsonObject } from './reading.ts';

interface ReadUsage {
  readonly parts: readonly UsagePart[];
  readonly flags: readonly Flag[];
}

/** Field names, checked against the SDK's type so that a renamed field breaks the build. */
const FIELD = {
  input: 'input_tokens',
  output: 'output_tokens',
  read: 'cache_read_input_tokens',
  write: 'cache_creation_input_tokens',
  split: 'cache_creation',
  tools: 'server_tool_use',
} as const satisfies Record<string, keyof Usage>;

/**
 * The parts of a response. `iterations` are followed where the totals leave inferences out (compaction, an
 * advisor, a fallback model), and where several message inferences add up to the totals: each of them is a
 * prompt of its own with a price band of its own.
 */
export function readUsage(usage: JsonObject, model: string): ReadUsage {
  const totals = readMeters(usage, true);
  const whole: Inference = {
    part: { model, kind: 'message', meters: totals.meters, requests: 1 },
    flags: totals.flags,
  };
  const iterations = Array.isArray(usage['iterations']) ? usage['iterations'].filter(isObject) : [];
  const read = iterations.map((iteration) => inferenceOf(iteration, model));
  const inferences = read.some(({ part }) => part.kind === 'fallback')
    ? billed(read)
    : [...messagesOf(read, whole), ...read.filter(({ part }) => part.kind !== 'message')];
  return {
    parts: withRequests(
      inferences.map(({ part }) => part),
      totals.meters.web_search,
    ),
    flags: [...new Set(inferences.flatMap(({ flags }) => flags))],
  };
}

/** One inference, and what is remarkable about its counts. */
interface Inference {
  readonly part: UsagePart;
  readonly flags: readonly Flag[];
}

function readMeters(usage: JsonObject, needsOutput: boolean): Counts {
  const { fiveMinutes: cache_write_5m, oneHour: cache_write_1h, flags } = readWrites(usage);
  const input = requiredCount(usage[FIELD.input]);
  const output = needsOutput ? requiredCount(usage[FIELD.output]) : optionalCount(usage[FIELD.output]);
  const cache_read = optionalCount(usage[FIELD.read]);
  const web_search = optionalCount(inside(usage, FIELD.tools)['web_search_requests']);
  return { flags, meters: { input, cache_write_5m, cache_write_1h, cache_read, output, web_search } };
}

interface Writes {
  readonly fiveMinutes: number;
  readonly oneHour: number;
  readonly flags: readonly Flag[];
}

/**
 * Writes by TTL. The total rules: what the split does not name as 1h is 5m, which is how the provider's own
 * client prices it (facts 2.7). A split that does not add up to the total is flagged, unless the provider ran tools: then
 * it is that of the first call of the model, and what the others wrote lives for five minutes (docs/replay.md).
 */
function readWrites(usage: JsonObject): Writes {
  const total = optionalCount(usage[FIELD.write]);
  const split = usage[FIELD.split];
  if (!isObject(split)) return { fiveMinutes: total, oneHour: 0, flags: total > 0 ? ['ttl_assumed'] : [] };
  const fiveMinutes = optionalCount(split['ephemeral_5m_input_tokens']);
  const oneHour = optionalCount(split['ephemeral_1h_input_tokens']);
  const sum = fiveMinutes + oneHour;
  const isTold = (usage[FIELD.write] ?? undefined) !== undefined;
  if (!isTold || sum === total) return { fiveMinutes, oneHour, flags: [] };
  const long = Math.min(oneHour, total);
  const isOfFirst = sum < total && ranTools(usage);
  return { fiveMinutes: total - long, oneHour: long, flags: isOfFirst ? [] : ['split_disagrees'] };
}

/** Whether the answer took tools of the provider, so that its usage sums several calls. */
export function ranTools(usage: JsonObject): boolean {
  const tools = usage[FIELD.tools];
  return isObject(tools) && Object.values(tools).some((count) => typeof count === 'number' && count > 0);
}

const KIND_OF: ReadonlyMap<unknown, Kind> = new Map([
  ['compaction', 'compaction'],
  ['advisor_message', 'advisor'],
  ['fallback_message', 'fallback'],
]);

function inferenceOf(iteration: JsonObject, model: string): Inference {
  const { meters, flags } = readMeters(iteration, false);
  const own = modelOf(iteration['model']);
  const part: UsagePart = {
    model: own === undefined ? model : stripContext(own),
    kind: KIND_OF.get(iteration['type']) ?? 'message',
    meters: { ...meters, web_search: 0 },
    requests: 1,
  };
  return { part, flags };
}

/**
 * What the totals cover: the message inferences if there are several that add up to them, else the totals
 * themselves, whose split of writes by TTL is the better one.
 */
function messagesOf(inferences: readonly Inference[], whole: Inference): readonly Inference[] {
  const messages = inferences.filter(({ part }) => part.kind === 'message');
  const sum = messages.map(({ part }) => part.meters).reduce(addMeters, NO_METERS);
  const totals = whole.part.meters;
  const several = messages.length > 1;
  if (inferences.length === 0) return [whole];
  if (!addsUp(sum, totals) || (several && sum.cache_write_1h !== totals.cache_write_1h)) {
    return [{ ...whole, flags: [...whole.flags, 'iterations_disagree'] }];
  }
  return messages.length === 1 ? [whole] : messages;
}

/** An attempt that was declined before any output, and then served by a fallback, is not billed (facts 2.6). */
function billed(inferences: readonly Inference[]): readonly Inference[] {
  return inferences.filter(({ part }) => part.kind !== 'message' || part.meters.output > 0);
}

/**
 * Message inferences of one response are one request; compaction, advisor and fallback are calls of their own.
 * Searches are counted for the whole response only: they go with its first part.
 */
function withRequests(parts: readonly UsagePart[], searches: number): readonly UsagePart[] {
  // The request is counted with its first inference that read from the cache, so that its hit is seen.
  const messages = parts.filter((part) => part.kind === 'message');
  const counted = messages.find((part) => part.meters.cache_read > 0) ?? messages[0];
  return parts.map((part, index) => ({
    ...part,
    meters: { ...part.meters, web_search: index === 0 ? searches : 0 },
    requests: part.kind !== 'message' || part === counted ? 1 : 0,
  }));
}

function addsUp(sum: Meters, totals: Meters): boolean {
  return (
    promptTokens(sum) === promptTokens(totals) && sum.cache_read === totals.cache_read && sum.output === totals.output
  );
}
