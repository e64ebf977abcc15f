/**
 * Responses of Gemini's generateContent (log shapes 20), on the Gemini API and on Vertex: bare, in a wrapper, as chunks of
 * a stream (whose counts grow, so that the largest output is final), and as rows of Vertex's request-response log.
 * Python logs its field names with underscores.
 */
import { COMPLETENESS } from '../core/event.ts';
import { NO_METERS } from '../core/meters.ts';
import { callReading, type Counts } from './call-event.ts';
import { reachOf } from './endpoint.ts';
import {
  asObject,
  idText,
  isObject,
  nameText,
  optionalCount,
  requiredCount,
  requiredModel,
  snake,
  unfolded,
} from './fields.ts';
import { splitInput } from './inclusive.ts';
import { scopeOf } from './request-log.ts';
import { notUsage, reading, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context, Reader, Source } from './source.ts';
import { answeredAt, answerIn, isBatchResult, isError } from './wrapped-answer.ts';

const id = 'gemini';

export const gemini: Source = {
  id,
  title: 'Gemini responses',
  tells:
    'Reads, output with thoughts, ids; tier and region where Vertex tells; the instant only in a wrapper, a row or createTime; not the storage of explicit caches, nor a session.',
  // "usageMetadata" or "usage_metadata", also where the response was logged as text, with its quotes escaped.
  needle: 'usage',
  mark: 'candidates',
  // A line of a session is another format's (Qwen Code), which knows more of it.
  claims: (record) => record['sessionId'] === undefined && answerOf(record) !== undefined,
  open,
  spansRecords: true,
};

/** Chunks of a stream without an id repeat the running counts: they are one response until one of them ends it. */
function open(): Reader {
  let stream: Stream | undefined;
  return {
    read(record, context) {
      const found = reading(() => read(record, context, stream));
      const answer = answerOf(record);
      if (found.kind !== 'events' || answer === undefined) return found;
      const [event] = found.events;
      const isPart = event !== undefined && idText(field(answer, 'responseId')) === '' && isChunk(record, answer);
      stream = isPart && !isFinished(answer) ? { key: event.key, ...sizeOf(answer) } : undefined;
      return found;
    },
  };
}

interface Stream {
  readonly key: string;
  readonly model: unknown;
  readonly prompt: unknown;
}

function goesOn(stream: Stream | undefined, record: JsonObject, answer: JsonObject): stream is Stream {
  const { model, prompt } = sizeOf(answer);
  return stream !== undefined && isChunk(record, answer) && stream.model === model && stream.prompt === prompt;
}

function sizeOf(answer: JsonObject): Omit<Stream, 'key'> {
  const usage = asObject(field(answer, 'usageMetadata')) ?? {};
  return { model: field(answer, 'modelVersion'), prompt: field(usage, 'promptTokenCount') };
}

/** As it came from a stream: nothing is around it. */
function isChunk(record: JsonObject, answer: JsonObject): boolean {
  return record === answer && Array.isArray(answer['candidates']);
}

const COUNTS = [
  ...['promptTokenCount', 'candidatesTokenCount', 'thoughtsTokenCount', 'cachedContentTokenCount'],
  ...['toolUsePromptTokenCount', 'totalTokenCount'],
];

/** A field by the API's name, or by Python's. */
function field(object: JsonObject, name: string): unknown {
  return object[name] ?? object[snake(name)];
}

/** Others call something usage_metadata as well: it is Gemini's by the names in it, or by what is beside it. */
function isGemini(value: JsonObject): boolean {
  const { usageMetadata, usage_metadata: pythons } = value;
  const usage = usageMetadata ?? pythons;
  const names = usageMetadata === undefined ? COUNTS.map(snake) : COUNTS;
  if (isObject(usage) && names.some((name) => usage[name] !== undefined)) return true;
  const marks = [Array.isArray(value['candidates']), typeof field(value, 'modelVersion') === 'string'];
  return marks.every(Boolean) || (usage !== undefined && usage !== null && marks.some(Boolean));
}

/** A row's `full_response` is one response, or the chunks of one, of which the last one with counts is final. */
function answerOf(record: JsonObject): JsonObject | undefined {
  const logged = unfolded(record['full_response']);
  if (logged === undefined) return answerIn(record, isGemini);
  const chunks: readonly unknown[] = Array.isArray(logged) ? logged : [logged];
  return chunks.filter(isObject).findLast(isGemini);
}

function read(record: JsonObject, context: Context, stream: Stream | undefined): Reading {
  const answer = answerOf(record);
  if (answer === undefined) return isError(record) ? notUsage('error') : refuse('not_this_shape');
  const usage = field(answer, 'usageMetadata') ?? undefined;
  // A chunk before the first count; the last one has it.
  if (usage === undefined && !isFinished(answer)) return notUsage('stream event');
  if (!isObject(usage)) return refuse('missing_count');
  const geo = reachOf(record['endpoint']);
  return callReading(context, {
    source: id,
    id: idText(field(answer, 'responseId')),
    key: goesOn(stream, record, answer) ? stream.key : undefined,
    ...answeredAt(record, record['logging_time'] ?? field(answer, 'createTime'), context),
    model: requiredModel(bareModel(field(answer, 'modelVersion') ?? record['model'] ?? endpointOf(record))),
    counts: readGeminiUsage(usage),
    // Only Vertex names an endpoint.
    platform: geo === undefined ? '' : 'vertex',
    geo,
    tier: tierOf(record, usage),
    scope: scopeOf(record),
    completeness: isFinished(answer) ? COMPLETENESS.original : 0,
  });
}

/**
 * The prompt holds what was cached; thoughts are not in the candidates, but billed as output; prompts that tools made are
 * not in the prompt, but billed as input. An output of 0 is left out.
 */
export function readGeminiUsage(usage: JsonObject): Counts {
  const prompt = requiredCount(field(usage, 'promptTokenCount'));
  const cached = optionalCount(field(usage, 'cachedContentTokenCount'));
  const answer = optionalCount(field(usage, 'candidatesTokenCount'));
  const thoughts = optionalCount(field(usage, 'thoughtsTokenCount'));
  const tools = optionalCount(field(usage, 'toolUsePromptTokenCount'));
  const { counts, flags } = splitInput(prompt, { cache_read: cached, cache_write_5m: 0, cache_write_1h: 0 });
  const input = requiredCount(counts.input + tools);
  return {
    meters: { ...NO_METERS, ...counts, input, output: requiredCount(answer + thoughts) },
    flags: hasAudio(usage) ? [...flags, 'audio_as_text'] : flags,
  };
}

function hasAudio(usage: JsonObject): boolean {
  const details = [field(usage, 'promptTokensDetails'), field(usage, 'candidatesTokensDetails')];
  return details.flat().some((part) => isObject(part) && part['modality'] === 'AUDIO');
}

function isFinished({ candidates }: JsonObject): boolean {
  return (
    Array.isArray(candidates) &&
    candidates.some((each) => isObject(each) && typeof field(each, 'finishReason') === 'string')
  );
}

/** "models/gemini-2.5-pro" and "publishers/google/models/gemini-2.5-pro" are the same model. Blotted before it is cut: what is in front may be what tells a secret. */
function bareModel(model: unknown): string {
  return nameText(model).replace(/^.*\//, '');
}

function endpointOf({ endpoint }: JsonObject): unknown {
  return typeof endpoint === 'string' && endpoint.includes('/models/') ? endpoint : undefined;
}

const TRAFFIC: ReadonlyMap<unknown, string> = new Map([
  ['ON_DEMAND', 'standard'],
  ['ON_DEMAND_FLEX', 'flex'],
  ['ON_DEMAND_PRIORITY', 'priority'],
  ['ON_DEMAND_OFFPEAK', 'offpeak'],
  ['PROVISIONED_THROUGHPUT', 'provisioned'],
]);

/** As billed: by Vertex's kind of traffic, or the tier that a response names; results of a batch have a frame of their own. */
function tierOf(record: JsonObject, usage: JsonObject): string {
  if (isBatchResult(record)) return 'batch';
  const named = nameText(field(usage, 'serviceTier'));
  return TRAFFIC.get(field(usage, 'trafficType')) ?? named.replace(/^SERVICE_TIER_/, '').toLowerCase();
}
