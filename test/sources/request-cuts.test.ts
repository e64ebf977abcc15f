/** Where a request may be cut to have its tokens counted, and what is sent then. */
import { expect, it } from 'vitest';
import { blocksOf, sentBlocks } from '../../src/sources/request-blocks.ts';
import { askedAt, cutsOf, LEAST_MESSAGES } from '../../src/sources/request-cuts.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { fnv } from './readings.ts';

const user = (content: unknown): JsonObject => ({ role: 'user', content });
const assistant = (content: unknown): JsonObject => ({ role: 'assistant', content });
const text = (said: string): JsonObject => ({ type: 'text', text: said });

const REQUEST: JsonObject = {
  model: 'claude-opus-5-5',
  max_tokens: 64,
  stream: true,
  metadata: { user_id: 'u' },
  speed: 'fast',
  tools: [{ name: 'a' }, { name: 'b' }],
  system: [{ ...text('S'), cache_control: { type: 'ephemeral' } }],
  thinking: { type: 'adaptive' },
  tool_choice: null,
  cache_control: { type: 'ephemeral' },
  messages: [
    user('1'),
    assistant([text('2'), text('3')]),
    user([]),
    { role: 'system', content: 'n' },
    user([text('4')]),
  ],
};

it('cuts at the end of tools, of system and of what the user said', () => {
  expect(cutsOf(REQUEST)).toEqual([
    { level: 'tools', blocks: 2, messages: 0 },
    { level: 'system', blocks: 3, messages: 0 },
    { level: 'messages', blocks: 4, messages: 1 },
    { level: 'messages', blocks: 8, messages: 5 },
  ]);
  const found = blocksOf(sentBlocks(REQUEST) ?? [], fnv);
  expect(found.blocks[7]).toMatchObject({ role: 'user', ends: true });
  expect(found.blocks).toHaveLength(8);
});

it('cuts nothing where there is nothing, and never after the assistant', () => {
  expect(cutsOf({ messages: [] })).toEqual([]);
  expect(cutsOf({ system: null, messages: [user('1'), assistant('{')] })).toMatchObject([{ messages: 1 }]);
});

it('asks with what stands before the cut and fields that the endpoint knows', () => {
  const { tools, system, thinking, messages } = REQUEST as Record<string, unknown[]>;
  expect(cutsOf(REQUEST).map((cut) => askedAt(REQUEST, cut))).toEqual([
    { tools, messages: LEAST_MESSAGES },
    { tools, system, messages: LEAST_MESSAGES },
    { tools, system, thinking, messages: messages?.slice(0, 1) },
    { tools, system, thinking, messages },
  ]);
});

it("leaves the client's attribution header out, as the blocks do", () => {
  const header = text('x-anthropic-billing-header: cc_version=2.1.141.d7d; cch=00ce4;');
  const request = { ...REQUEST, system: [header, ...(REQUEST['system'] as JsonObject[])] };
  expect(cutsOf(request)).toEqual(cutsOf(REQUEST));
  expect(cutsOf(request).map((cut) => askedAt(request, cut))).toEqual(
    cutsOf(REQUEST).map((cut) => askedAt(REQUEST, cut)),
  );
  expect(sentBlocks(request)).toEqual(sentBlocks(REQUEST));
});
