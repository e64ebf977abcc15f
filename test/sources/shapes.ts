/** A response of the provider, as each of the shapes that carry one would log it. */
import { isObject } from '../../src/sources/fields.ts';
import type { JsonObject } from '../../src/sources/reading.ts';

export const AT = '2026-11-12T09:14:03.512Z';

/** For properties: the same examples on every run. */
export const FIXED = { seed: 20_261_112 } as const;

export interface Shape {
  readonly id: string;
  /** The records; `time` undefined leaves it out. */
  wrap(message: JsonObject, time?: unknown): JsonObject[];
}

export const SHAPES: readonly Shape[] = [
  {
    id: 'claude-code',
    wrap: (message, time) => [
      { type: 'assistant', sessionId: 'session-1', uuid: 'uuid-1', requestId: 'req-1', timestamp: time, message },
    ],
  },
  {
    id: 'batch-results',
    wrap: (message, time) => [{ custom_id: 'job-1', created_at: time, result: { type: 'succeeded', message } }],
  },
  {
    id: 'event-stream',
    wrap: (message, time) => [
      { type: 'message_start', timestamp: time, message: { ...message, stop_reason: null } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: outputOf(message) },
      { type: 'message_stop' },
    ],
  },
  { id: 'messages', wrap: (message, time) => [{ timestamp: time, response: message }] },
  {
    id: 'request-log',
    wrap: (message, time) => [
      { timestamp: time, request: { model: message['model'], messages: [] }, response: message },
    ],
  },
];

function outputOf(message: JsonObject): JsonObject {
  const usage = message['usage'];
  return isObject(usage) && 'output_tokens' in usage ? { output_tokens: usage['output_tokens'] } : {};
}

export const USAGE: JsonObject = {
  input_tokens: 212,
  cache_creation_input_tokens: 1900,
  cache_read_input_tokens: 18_044,
  cache_creation: { ephemeral_5m_input_tokens: 400, ephemeral_1h_input_tokens: 1500 },
  output_tokens: 391,
};

export function response(usage: unknown, fields: JsonObject = {}): JsonObject {
  return {
    id: 'msg_01Test',
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-5-5',
    content: [],
    stop_reason: 'end_turn',
    usage,
    ...fields,
  };
}

/** A request with one of most things. */
export const REQUEST: JsonObject = {
  model: 'claude-opus-5-5',
  max_tokens: 64,
  tools: [{ name: 'find', input_schema: { type: 'object' } }],
  system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral', ttl: '1h' } }],
  messages: [
    { role: 'user', content: [{ type: 'image', source: { type: 'base64', data: 'eA==' } }] },
    { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'find', input: { for: 'x' } }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: 'found' }] }] },
    { role: 'user', content: 'What is it?' },
  ],
  thinking: { type: 'adaptive' },
  tool_choice: { type: 'any' },
  output_config: { effort: 'low' },
  cache_control: { type: 'ephemeral' },
};

/** A request of a coding agent's trace. */
export const TURN: JsonObject = {
  ...{ t: 1.5, type: 's', model: 'claude-opus-5-5', in: 200, out: 30, hash_ids: [1, 2, 3] },
  ...{ api_time: 2, ttft: 1 },
};

/** A sub-agent of one, without its requests. */
export const AGENT: JsonObject = { t: 2, type: 'subagent', agent_id: 'agent_001', tool_tokens: 64, system_tokens: 0 };
