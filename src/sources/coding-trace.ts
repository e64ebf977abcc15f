/**
 * A published trace of a coding agent: one object with all requests of a session, those of its sub-agents nested in
 * it. Times count from the session's start; prompts are hashes of 64 tokens each, and sizes.
 */
import type { UsageEvent } from '../core/event.ts';
import type { Prompt, PromptBlock } from '../core/prompt.ts';
import type { Instant } from '../core/time.ts';
import { idText, isObject, nameText, requiredCount, requiredModel } from './fields.ts';
import { messageEvent } from './message-event.ts';
import { notUsage, readable, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context } from './source.ts';
import { grouping, type Makeup, type Segment } from './trace-segments.ts';
import { isIds, momentOf, NO_PROMPT } from './trace-prompt.ts';

export function isCodingTrace(record: JsonObject): boolean {
  return 'block_size' in record && Array.isArray(record['requests']);
}

/** The requests of one agent; its times count from `start` seconds. */
interface Thread {
  readonly name: string;
  readonly start: number;
  readonly record: JsonObject;
}

/** All its requests, or why the first that cannot be read cannot: a trace with gaps would be another workload. */
export function readCodingTrace(record: JsonObject, context: Context): Reading {
  const base = context.given ?? refuse('no_instant');
  const blockSize = record['block_size'];
  if (typeof blockSize !== 'number' || !Number.isInteger(blockSize) || blockSize < 1) return refuse('bad_blocks');
  const events: UsageEvent[] = [];
  for (const thread of threadsOf(record)) {
    const read = threadReader(thread, { context, trace: idText(record['id']), base, blockSize });
    for (const [index, request] of requestsOf(thread.record).entries()) {
      if (request['type'] === 'subagent') continue;
      const reading = read(request, index);
      if (reading.kind === 'events') events.push(...reading.events);
    }
  }
  return events.length === 0 ? notUsage('empty response') : { kind: 'events', events };
}

/** The main thread and every sub-agent, however deep. */
function threadsOf(record: JsonObject): Thread[] {
  const threads: Thread[] = [{ name: 'main', start: 0, record }];
  for (const { start, record: parent } of threads) {
    for (const agent of requestsOf(parent).filter(({ type }) => type === 'subagent')) {
      const name = nameText(agent['agent_id']);
      threads.push({ name, start: start + (numberOf(agent['t']) ?? 0), record: agent });
    }
  }
  return threads;
}

function requestsOf({ requests }: JsonObject): JsonObject[] {
  return Array.isArray(requests) ? requests.filter(isObject) : [];
}

interface Surroundings {
  readonly context: Context;
  readonly trace: string;
  readonly base: Instant;
  readonly blockSize: number;
}

function threadReader(thread: Thread, around: Surroundings): (request: JsonObject, index: number) => Reading {
  const { context, trace, blockSize } = around;
  const { fingerprint } = context;
  const group = fingerprint && grouping(makeupOf(thread, trace, blockSize, fingerprint));

  function promptOf(request: JsonObject, ids: readonly number[], input: number, answered: Instant | undefined): Prompt {
    const segments = group?.(ids, numberOf(request['out']) ?? 0) ?? [];
    const digest = JSON.stringify([trace, request['model'], input, segments.map(({ hash }) => hash)]);
    return {
      ...NO_PROMPT,
      blocks: blocksOf(segments, blockSize, input),
      answered,
      digest: fingerprint?.(digest) ?? '',
    };
  }

  return (request, index) => {
    const times = timesOf(request, thread.start, around.base);
    const input = requiredCount(request['in']);
    const ids = request['hash_ids'];
    if (!isIds(ids) || Math.abs(Math.ceil(input / blockSize) - ids.length) > 1) return refuse('bad_blocks');
    requiredModel(request['model']);
    const prompt = fingerprint && promptOf(request, ids, input, times.answered);
    const usage = { input_tokens: input, output_tokens: request['out'] };
    return messageEvent({ model: request['model'], usage }, context, {
      source: 'block-trace',
      at: times.at,
      until: times.until,
      flags: ['cache_not_logged', 'instant_given'],
      scope: { session: nameText(trace), thread: thread.name },
      key: `trace:${trace}:${thread.name}:${index}:${String(request['t'])}`,
      prompt,
    });
  };
}

function makeupOf({ record }: Thread, trace: string, blockSize: number, fingerprint: (text: string) => string): Makeup {
  const tools = numberOf(record['tool_tokens']) ?? 0;
  const system = numberOf(record['system_tokens']) ?? 0;
  return {
    toolsEnd: Math.round(tools / blockSize),
    systemEnd: Math.round((tools + system) / blockSize),
    blockSize,
    hashOf: (ids) => fingerprint(`trace\n${trace}\n${ids.join(',')}`),
  };
}

/** Only whole runs of tokens are hashed: what is left over belongs to the last block. */
function blocksOf(segments: readonly Segment[], blockSize: number, input: number): PromptBlock[] {
  let before = 0;
  return segments.map(({ level, role, start, end, hash }, index) => {
    const tokens = index < segments.length - 1 ? (end - start) * blockSize : Math.max(1, input - before);
    before += tokens;
    return { level, kind: 'opaque', role, ends: level === 'messages', hash, size: 0, tokens };
  });
}

type Times = { readonly at: Instant; readonly until: Instant; readonly answered: Instant | undefined };

/** A stream answers with its first token, any other request when it is done. */
function timesOf(request: JsonObject, start: number, base: Instant): Times {
  const t = numberOf(request['t']) ?? refuse('bad_instant');
  const took = numberOf(request['api_time']);
  const first = request['type'] === 's' ? (numberOf(request['ttft']) ?? took) : took;
  const at = momentOf(base, (start + t) * 1000);
  const until = momentOf(base, (start + t + (took ?? 0)) * 1000);
  return {
    at,
    until,
    answered: first === undefined ? undefined : readable(() => momentOf(base, (start + t + first) * 1000)),
  };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
