/**
 * Answers of LangChain (log shapes 22): messages with `usage_metadata`, bare, serialized (`kwargs`, `data`), in stream
 * events and in runs of LangSmith. Its input holds what was cached. Where writes are told by TTL the plain count of them
 * is 0, so that the details add up. What the provider said (`response_metadata.usage`) goes first.
 */
import type { Scope } from '../core/event.ts';
import { callReading } from './call-event.ts';
import { isProvidersId } from './call-key.ts';
import { platformIn } from './endpoint.ts';
import { endOf, filled, firstName, idText, inside, instantOf, isObject, nameText, requiredModel } from './fields.ts';
import { messageEvent } from './message-event.ts';
import { nestedCalls } from './nested-calls.ts';
import { eachOf, notUsage, reading, refuse, UNKNOWN, type JsonObject, type Reading } from './reading.ts';
import type { Context, NestedCalls, Reader, Source } from './source.ts';
import { billedTier, providersUsage, readTold, type ToldUsage } from './told-usage.ts';
import { runNode } from './trace-node.ts';
import { INSIDE } from './usage-reading.ts';

const id = 'langchain';

export const langchain: Source = {
  id,
  title: 'LangChain messages and LangSmith runs',
  tells:
    "Ids; TTL of writes where the integration tells it; tier where the message has the provider's own usage; the instant only of a wrapper or a run, as are session, user and project.",
  needle: '"usage_metadata"',
  mark: 'response_metadata|"run_type"',
  claims: (record) => answersIn(record).length > 0 || isRun(record) || isTrace(record),
  open,
  // Chunks of one answer add up.
  spansRecords: true,
};

/** Answers whose chunks are remembered; those of one follow each other closely. */
const MOST_ANSWERS = 1000;

/** The usage of chunks (AIMessageChunk) of one id is to be added, by LangChain's own definition (add_usage). */
function open(nested: NestedCalls = nestedCalls()): Reader {
  const sums = new Map<string, JsonObject>();

  function added(answer: JsonObject): JsonObject {
    const own = idText(answer['id']);
    if (answer['type'] !== 'AIMessageChunk' || own === '') return answer;
    const usage = sumOf(sums.get(own), inside(answer, 'usage_metadata'));
    sums.delete(own);
    sums.set(own, usage);
    const [oldest] = sums.keys();
    if (sums.size > MOST_ANSWERS && oldest !== undefined) sums.delete(oldest);
    return { ...answer, usage_metadata: usage };
  }

  return {
    read: (record, context) =>
      nested.settle(
        runNode(record),
        reading(() => read(record, context, added)),
      ),
  };
}

/** Of two usages, count by count. What is no number stays, to be rejected as a count. */
function sumOf(a: JsonObject | undefined, b: JsonObject): JsonObject {
  if (a === undefined) return b;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries(
    [...names].map((name) => {
      const [one, other] = [a[name], b[name]];
      if (isObject(one) || isObject(other))
        return [name, sumOf(isObject(one) ? one : {}, isObject(other) ? other : {})];
      return [name, typeof one === 'number' && typeof other === 'number' ? one + other : (other ?? one)];
    }),
  );
}

function read(record: JsonObject, context: Context, added: (answer: JsonObject) => JsonObject): Reading {
  const answers = answersIn(record);
  if (answers.length === 0 && isRun(record)) return withoutAnswer(record);
  if (answers.length === 0) return isOther(record) ? UNKNOWN : refuse('not_this_shape');
  // Chains hold copies of what the calls in them answered.
  if (typeof record['run_type'] === 'string' && record['run_type'] !== 'llm') return notUsage('part of another record');
  return eachOf(answers, (answer) => readAnswer(added(answer), record, context));
}

/** A call of a model, as LangSmith records it. */
function isRun(record: JsonObject): boolean {
  return record['run_type'] === 'llm' && 'start_time' in record;
}

/** A chain says nothing of the calls in it unless they are its answer as well. */
function isTrace({ run_type, child_runs }: JsonObject): boolean {
  return typeof run_type === 'string' && Array.isArray(child_runs) && child_runs.length > 0;
}

function withoutAnswer({ error, outputs }: JsonObject): Reading {
  if ((error ?? '') !== '') return notUsage('error');
  return refuse(isObject(outputs) ? 'missing_count' : 'no_response');
}

/** Messages of people and tools, runs that failed, and events without an answer. */
function isOther(record: JsonObject): boolean {
  return record['lc'] === 1 || ['type', 'event', 'run_type'].some((name) => typeof record[name] === 'string');
}

const PLACES = ['kwargs', 'data', 'output', 'outputs', 'message', 'messages', 'generations'];
const DEEPEST = 8;

function answersIn(value: unknown, depth = 0): JsonObject[] {
  if (depth > DEEPEST) return [];
  if (Array.isArray(value)) return value.flatMap((each) => answersIn(each, depth + 1));
  if (!isObject(value)) return [];
  return isAnswer(value) ? [value] : PLACES.flatMap((name) => answersIn(value[name], depth + 1));
}

/** Others call something usage_metadata as well; a message of LangChain has these two beside it. */
function isAnswer(message: JsonObject): boolean {
  const { type, usage_metadata: usage, response_metadata: response, additional_kwargs: more } = message;
  if (!isObject(response) && !isObject(more)) return false;
  if (usage !== undefined && usage !== null) return true;
  // An answer that is complete has usage; a piece of a stream need not.
  if (!isObject(response)) return false;
  const ended = ['stop_reason', 'finish_reason', 'done_reason', 'stopReason'];
  return ended.some((name) => typeof response[name] === 'string') || (type === 'ai' && 'model_name' in response);
}

function readAnswer(answer: JsonObject, record: JsonObject, context: Context): Reading {
  const response = inside(answer, 'response_metadata');
  const metadata = { ...inside(inside(record, 'extra'), 'metadata'), ...inside(record, 'metadata') };
  const model = requiredModel(
    response['model_name'] ?? response['model'] ?? response['model_id'] ?? metadata['ls_model_name'],
  );
  const written = record['start_time'] ?? record['timestamp'] ?? record['created_at'] ?? record['ts'];
  const began = instantOf(written ?? response['created'], context);
  // The id of a message is the provider's in some integrations, and else LangChain's own ("run--…"), as unique.
  const message = idText(answer['id']);
  const own = idText(response['id']) || (isProvidersId(message) ? message : '');
  const around = {
    source: id,
    ...began,
    until: endOf(record['end_time'], began),
    key: message === '' ? undefined : `langchain:${message}`,
    platform: platformIn(response['model_provider'] ?? metadata['ls_provider']),
    scope: scopeOf(record, metadata),
  };
  const usage = providersUsage(response['usage']);
  if (usage !== undefined)
    return messageEvent({ id: own, model, usage, stop_reason: response['stop_reason'] }, context, around);
  const counts = usageOf(answer);
  return callReading(context, {
    ...around,
    id: own,
    model,
    usage: inside(answer, 'usage_metadata'),
    counts,
    completeness: counts.completeness,
    tier: billedTier(response['service_tier']),
  });
}

function usageOf(answer: JsonObject): ToldUsage {
  const usage = inside(answer, 'usage_metadata');
  const details = inside(usage, 'input_token_details');
  return readTold(INSIDE, {
    input: usage['input_tokens'],
    output: usage['output_tokens'],
    total: usage['total_tokens'],
    read: details['cache_read'],
    written: details['cache_creation'],
    written5m: details['ephemeral_5m_input_tokens'],
    written1h: details['ephemeral_1h_input_tokens'],
    reasoning: inside(usage, 'output_token_details')['reasoning'],
  });
}

function scopeOf(record: JsonObject, metadata: JsonObject): Partial<Scope> {
  const text = (...names: readonly string[]): string => firstName(names.map((name) => metadata[name]));
  return {
    session: text('session_id', 'thread_id', 'conversation_id'),
    user: text('user_id'),
    project: nameText(record['session_name']),
    labels: filled({ node: text('langgraph_node') }),
  };
}
