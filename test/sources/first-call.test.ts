/** Which usages sum several calls of the model, and what is told of the first of them. */
import { describe, expect, it } from 'vitest';
import { firstCallOf } from '../../src/sources/first-call.ts';
import type { JsonObject } from '../../src/sources/reading.ts';

const usage = (input_tokens: number, cache_creation_input_tokens: number, cache_read_input_tokens: number) => ({
  ...{ input_tokens, cache_creation_input_tokens, cache_read_input_tokens },
});
const WHOLE: JsonObject = usage(23, 23_258, 16_242);
const SEARCH = { server_tool_use: { web_search_requests: 2, web_fetch_requests: 0 } };
const NO_COUNTS = { server_tool_use: { web_search_requests: 0, web_fetch_requests: 0 } };
const UNKNOWN = { input: undefined, written: undefined, read: undefined };

interface Given {
  readonly usage?: JsonObject;
  readonly started?: JsonObject;
  readonly content?: unknown;
  readonly request?: JsonObject;
}

const read = ({ usage: whole = WHOLE, started, content, request = {} }: Given) =>
  firstCallOf({ request, content, usage: whole, started });

describe('one call', () => {
  it.each<[string, Given]>([
    ['is what says nothing else', {}],
    ['is one whose stream ended with what it began with', { started: WHOLE }],
    ['is one whose stream began with more', { started: usage(100, 55_096, 0), usage: usage(172, 0, 0) }],
    ['has an answer without tools of the provider', { content: [{ type: 'text' }, { type: 'tool_use' }] }],
    ['may be offered tools of the provider', { request: { tools: [{ type: 'web_search_20250305' }] } }],
    [
      'has tools of the provider counted at nothing, where the request offers none',
      { usage: { ...WHOLE, ...NO_COUNTS }, request: { tools: [{ name: 'bash' }] } },
    ],
    [
      'has an answer that took none of those that were offered',
      {
        ...{ usage: { ...WHOLE, ...NO_COUNTS }, content: [{ type: 'text' }] },
        request: { tools: [{ type: 'code_execution_20260120' }] },
      },
    ],
    ['has one iteration', { usage: { ...WHOLE, iterations: [{ type: 'message', ...WHOLE }] } }],
    [
      'has a compaction beside it',
      {
        usage: {
          ...WHOLE,
          iterations: [
            { type: 'message', ...WHOLE },
            { type: 'compaction', ...WHOLE },
          ],
        },
      },
    ],
  ])('%s', (_, given) => {
    expect(read(given)).toBeUndefined();
  });
});

describe('several calls, of which', () => {
  it.each<[string, Given, ReturnType<typeof firstCallOf>]>([
    ['the stream began with the first', { started: usage(3, 2399, 0) }, { input: 3, written: 2399, read: 0 }],
    [
      'the first iteration is the first',
      { usage: { ...WHOLE, iterations: [usage(3, 2399, 0), usage(20, 20_859, 16_242)] } },
      { input: 3, written: 2399, read: 0 },
    ],
    [
      'a split that falls short of the writes tells what the first wrote',
      {
        usage: {
          ...{ ...WHOLE, ...SEARCH },
          cache_creation: { ephemeral_5m_input_tokens: 291, ephemeral_1h_input_tokens: 0 },
        },
      },
      { input: undefined, written: 291, read: undefined },
    ],
    [
      'a split that is whole tells nothing',
      {
        usage: {
          ...{ ...WHOLE, ...SEARCH },
          cache_creation: { ephemeral_5m_input_tokens: 23_258, ephemeral_1h_input_tokens: 0 },
        },
      },
      UNKNOWN,
    ],
    ['counts of tools tell nothing', { usage: { ...WHOLE, ...SEARCH } }, UNKNOWN],
    ['the answer tells nothing', { content: [{ type: 'text' }, { type: 'server_tool_use' }] }, UNKNOWN],
    ['nor does one of MCP', { content: [{ type: 'mcp_tool_use' }] }, UNKNOWN],
    [
      'nor does an answer that was not logged, with tools that have no count',
      { usage: { ...WHOLE, ...NO_COUNTS }, request: { tools: [{ type: 'code_execution_20260120' }] } },
      UNKNOWN,
    ],
  ])('%s', (_, given, expected) => {
    expect(read(given)).toEqual(expected);
  });
});
