/** A record that holds a whole trace is the calls in it, and not their sums. */
import { expect, test } from 'vitest';
import { claudeCode } from '../../src/sources/claude-code.ts';
import { readLog } from './log-of.ts';
import { eventsOf, numbered, partsOf, readAll, recordsOf } from './readings.ts';
import { AT, response, USAGE } from './shapes.ts';

test.each([
  ['a run of LangSmith with its child runs', 'langchain/trace.jsonl', [5, 7]],
  ['a trace of Langfuse with its observations', 'langfuse/trace.json', [5, 2]],
])('%s', async (_, name, outputs) => {
  const records = (await recordsOf(name)).map(({ record }) => record);
  const { events, reasons } = readLog(records);
  expect(reasons).toEqual([]);
  expect(events.map((event) => partsOf(event)[0]?.[5])).toEqual(outputs);
});

test("a sub-agent's answer that only a progress line of its session repeats is a call of that agent", () => {
  const message = { type: 'assistant', timestamp: AT, requestId: 'req_A', uuid: 'u', message: response(USAGE) };
  const line = {
    ...{ type: 'progress', sessionId: 'session-1', cwd: '/home/dev/shop', timestamp: AT, uuid: 'p' },
    data: { type: 'agent_progress', agentId: 'a1', message },
  };
  const [event] = eventsOf(readAll(claudeCode, numbered([line])));
  expect(event).toMatchObject({ key: 'message:msg_01Test', scope: { session: 'session-1', thread: 'a1' } });
  expect(event?.scope.project).toBe('/home/dev/shop');
  expect(readLog([line, { ...message, sessionId: 'session-1', isSidechain: true, agentId: 'a1' }]).events).toHaveLength(
    2,
  );
  const other = { ...line, data: { type: 'hook_progress', command: 'x' } };
  expect(readLog([line, other]).heard).toBe(1);
});

test.each([
  ['observations', { observations: [{ note: 'x' }] }],
  ['resourceSpans', { resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'GET /' }] }] }] }],
])('a call that has a field called %s beside its answer is a call all the same', (_, field) => {
  const usage = { prompt_tokens: 50, completion_tokens: 3, total_tokens: 53 };
  const response = {
    id: 'chatcmpl-1_7hK2mQ9xT4vB3nC8',
    object: 'chat.completion',
    created: 1_794_312_000,
    model: 'gpt-5',
    usage,
  };
  const { events } = readLog([
    { timestamp: AT, response },
    { timestamp: AT, response: { ...response, id: 'chatcmpl-2_7hK2mQ9xT4vB3nC8' }, ...field },
  ]);
  expect(events.map(({ key }) => key)).toEqual([
    'message:chatcmpl-1_7hK2mQ9xT4vB3nC8',
    'message:chatcmpl-2_7hK2mQ9xT4vB3nC8',
  ]);
});
