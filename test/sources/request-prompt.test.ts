import { describe, expect, test } from 'vitest';
import type { Prompt } from '../../src/core/prompt.ts';
import { promptOf } from '../../src/sources/request-prompt.ts';
import { sketchOf } from '../../src/sources/sketch.ts';
import { REFUSALS, type JsonObject, type Refusal } from '../../src/sources/reading.ts';
import { fnv } from './readings.ts';
import { REQUEST } from './shapes.ts';

const M5 = { type: 'ephemeral' };
const H1 = { type: 'ephemeral', ttl: '1h' };
const text = (words: string, cache_control?: unknown): JsonObject => ({
  ...{ type: 'text', text: words },
  ...(cache_control !== undefined && { cache_control }),
});
const CALL = { answered: undefined, firstCall: undefined, isProviders: true };
const asked = (...content: unknown[]): JsonObject => ({ model: 'm', messages: [{ role: 'user', content }] });
const read = (request: JsonObject) => promptOf(request, { fingerprint: fnv }, CALL);

function sent(request: JsonObject): Prompt {
  const prompt = read(request);
  if (prompt === undefined) throw new Error('no prompt');
  return prompt;
}

const hashes = (request: JsonObject): string[] => sent(request).blocks.map(({ hash }) => hash);
/** All that tells two requests apart. */
const identity = (request: JsonObject) => {
  const { blocks, parameters, digest } = sent(request);
  return [blocks.map(({ hash }) => hash), parameters, digest];
};

test('blocks stand in the order in which the provider reads them', () => {
  expect(sent(REQUEST).blocks.map(({ level, kind, role, ends }) => [level, kind, role, ends])).toEqual([
    ['tools', 'tool', '', false],
    ['system', 'text', '', false],
    ['messages', 'image', 'user', true],
    ['messages', 'tool_use', 'assistant', true],
    ['messages', 'tool_result', 'user', true],
    ['messages', 'text', 'user', true],
  ]);
  expect(sent(REQUEST)).toMatchObject({ marks: [{ block: 1, ttl: '1h' }], automatic: '5m', logsCache: true });
});

test.each([
  ['text', 5, { type: 'text', text: 'naïf' }],
  ['text', 4, { type: 'text', text: '😀' }],
  ['empty', 0, { type: 'text', text: '' }],
  ['image', 4, { type: 'image', source: { type: 'base64', data: 'eA==' } }],
  ['image', 0, { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }],
  ['document', 3, { type: 'document', source: { type: 'text', data: 'abc' } }],
  ['document', 2, { type: 'document', source: { type: 'content', content: [{ type: 'text', text: 'ab' }] } }],
  ['document', 2, { type: 'document', source: { type: 'content', content: 'ab' } }],
  ['tool_use', 7, { type: 'tool_use', id: 'x', name: 'y', input: { a: 1 } }],
  ['tool_result', 3, { type: 'tool_result', tool_use_id: 'x', content: 'abc' }],
  ['tool_result', 0, { type: 'tool_result', tool_use_id: 'x' }],
  ['tool_result', 6, { type: 'tool_result', content: [text('ab'), { type: 'image', source: { data: 'eA==' } }] }],
  ['thinking', 2, { type: 'thinking', thinking: 'ab', signature: 'c' }],
  ['thinking', undefined, { type: 'redacted_thinking', data: 'eA==' }],
  ['server_tool_use', undefined, { type: 'server_tool_use', id: 'x', name: 'web_search', input: {} }],
  ...['web_search', 'web_fetch', 'code_execution', 'bash_code_execution', 'text_editor_code_execution', 'mcp'].map(
    (name): [string, undefined, JsonObject] => [
      'server_tool_result',
      undefined,
      { type: `${name}_tool_result`, content: [] },
    ],
  ),
  ['other', undefined, { type: 'container_upload', file_id: 'f' }],
])('%s of %s bytes: %j', (kind, size, block) => {
  const [found] = sent(asked(block)).blocks;
  expect(found?.kind).toBe(kind);
  expect(found?.size).toBe(size ?? JSON.stringify(block).length);
});

describe('the same prompt', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['a text alone or in a list', asked(text('a')), { model: 'm', messages: [{ role: 'user', content: 'a' }] }],
    ['a breakpoint', asked(text('a')), asked(text('a', H1))],
    [
      'one inside',
      asked({ type: 'tool_result', content: [text('a')] }),
      asked({ type: 'tool_result', content: [text('a', M5)] }),
    ],
    ['what is null', asked(text('a')), asked({ ...text('a'), citations: null })],
    ['streamed or not', asked(text('a')), { ...asked(text('a')), stream: true }],
    [
      'compared with another or not',
      asked(text('a')),
      { ...asked(text('a')), diagnostics: { previous_message_id: 'msg_1' } },
    ],
    ['automatic caching', asked(text('a')), { ...asked(text('a')), cache_control: M5 }],
  ])('%s', (_name, a, b) => {
    expect(identity(b)).toEqual(identity(a));
  });

  test.each([{ speed: 'standard' }, { speed: null }, { tool_choice: { type: 'auto' } }, { thinking: null }])(
    'has the same parameters with %j',
    (change) => {
      expect(sent({ ...asked(text('a')), ...change }).parameters).toEqual({ system: '', messages: '' });
    },
  );
});

describe('another prompt', () => {
  test.each<[string, JsonObject]>([
    ['another text', asked(text('b'))],
    ['another speaker', { model: 'm', messages: [{ role: 'assistant', content: 'a' }] }],
    ['another level', { model: 'm', system: 'a', messages: [] }],
  ])('%s', (_name, other) => {
    expect(hashes(other)).not.toEqual(hashes(asked(text('a'))));
  });

  test("a key called cache_control in the user's own data", () => {
    const use = (input: JsonObject): JsonObject => asked({ type: 'tool_use', id: 'x', name: 'y', input });
    expect(hashes(use({ cache_control: M5 }))).not.toEqual(hashes(use({})));
    expect(sent(use({ cache_control: M5 })).marks).toEqual([]);
  });

  test.each<[string, 'system' | 'messages', JsonObject]>([
    ['web search', 'system', { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }],
    ['web fetch', 'system', { tools: [{ type: 'web_fetch_20250910', name: 'web_fetch' }] }],
    ['citations', 'system', asked({ type: 'document', source: {}, citations: { enabled: true } })],
    ['speed', 'system', { speed: 'fast' }],
    ['tool choice', 'messages', { tool_choice: { type: 'any' } }],
    ['parallel tools', 'messages', { tool_choice: { type: 'auto', disable_parallel_tool_use: true } }],
    ['thinking', 'messages', { thinking: { type: 'enabled', budget_tokens: 1024 } }],
    ['effort', 'messages', { output_config: { effort: 'low' } }],
    ['an image', 'messages', asked({ type: 'image', source: {} })],
    ['an image in a result', 'messages', asked({ type: 'tool_result', content: [{ type: 'image', source: {} }] })],
  ])('%s is a parameter of %s', (_name, level, change) => {
    const { parameters } = sent({ ...asked(text('a')), ...change });
    expect(parameters[level]).toMatch(/^[0-9a-f]{16}$/);
    expect(parameters[level === 'system' ? 'messages' : 'system']).toBe('');
  });

  test.each([{ model: 'n' }, { max_tokens: 5 }, { temperature: 0 }])('has another digest with %j', (change) => {
    expect(sent({ ...asked(text('a')), ...change }).digest).not.toBe(sent(asked(text('a'))).digest);
  });
});

describe('breakpoints', () => {
  test('inside a result or a document are those of the block, the longest of them', () => {
    const result = { type: 'tool_result', content: [text('a', H1), text('b', M5)] };
    const document = { type: 'document', source: { type: 'content', content: [text('a', M5)] } };
    expect(sent(asked(result, document)).marks).toEqual([
      { block: 0, ttl: '1h' },
      { block: 1, ttl: '5m' },
    ]);
  });

  const four = (last: unknown): JsonObject[] =>
    ['a', 'b', 'c', 'd'].map((each) => text(each, each === 'd' ? last : H1));

  test.each<[string, JsonObject]>([
    ['four', asked(...four(M5))],
    ['four, the last of which is the automatic one', { ...asked(...four(M5)), cache_control: M5 }],
    ['the same, with blocks behind it that carry none', { ...asked(...four(M5), text('')), cache_control: M5 }],
    ['three and the automatic one', { ...asked(...four(M5).slice(0, 3)), cache_control: M5 }],
    ['null is none', { ...asked(text('a', null)), cache_control: null }],
  ])('%s', (_name, request) => {
    expect(read(request)).toBeDefined();
  });
});

const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) as unknown;

test.each<[Refusal, string, JsonObject]>([
  ['too_many_markers', 'five', asked(...['a', 'b', 'c', 'd', 'e'].map((each) => text(each, M5)))],
  ['too_many_markers', 'five in one block', asked({ type: 'tool_result', content: Array(5).fill(text('a', M5)) })],
  [
    'too_many_markers',
    'four and another automatic one',
    { ...asked(...Array(4).fill(text('a', H1))), cache_control: M5 },
  ],
  ['ttl_order', 'the longer one second', asked(text('a', M5), text('b', H1))],
  ['ttl_order', 'the automatic one counts last', { ...asked(text('a', M5), text('b')), cache_control: H1 }],
  ['bad_ttl', 'another time', asked(text('a', { type: 'ephemeral', ttl: '2h' }))],
  ['bad_ttl', 'another time at the top', { ...asked(text('a')), cache_control: { type: 'ephemeral', ttl: 5 } }],
  ['bad_request', 'a breakpoint that is none', asked(text('a', true))],
  ['bad_request', 'a breakpoint of another type', asked(text('a', { type: 'persistent' }))],
  ['bad_request', 'no messages', { model: 'm' }],
  ['bad_request', 'messages that are no list', { messages: {} }],
  ['bad_request', 'a message that is none', { messages: ['a'] }],
  ['bad_request', 'a message of nobody', { messages: [{ role: 'tool', content: 'a' }] }],
  ['bad_request', 'no content', { messages: [{ role: 'user' }] }],
  ['bad_request', 'content that is a number', { messages: [{ role: 'user', content: 5 }] }],
  ['bad_request', 'a block that is none', asked('a')],
  ['bad_request', 'a block without a type', asked({ text: 'a' })],
  ['bad_request', 'a text without text', asked({ type: 'text' })],
  ['bad_request', 'a tool that is none', { ...asked(text('a')), tools: ['a'] }],
  ['bad_request', 'tools that are no list', { ...asked(text('a')), tools: {} }],
  ['bad_request', 'a system prompt that is none', { ...asked(text('a')), system: 5 }],
  ['bad_request', 'more depth than a stack holds', asked({ type: 'other', content: deep })],
])('%s: %s', (reason, _name, request) => {
  expect(() => read(request)).toThrow(REFUSALS[reason]);
});

describe('the question', () => {
  const question = (...messages: JsonObject[]) => sent({ messages }).question;
  const user = (content: unknown): JsonObject => ({ role: 'user', content });

  test('is what the user said last', () => {
    const alone = question(user('a'));
    expect(alone).toMatch(/^[0-9a-f]{16}$/);
    expect(question(user('b'), user([text('a')]), { role: 'assistant', content: 'c' })).toBe(alone);
    expect(question(user('b'))).not.toBe(alone);
  });

  test('is nothing where there are no words', () => {
    expect(question()).toBe('');
    expect(question(user([{ type: 'tool_result', content: 'a' }]))).toBe('');
    expect(sent({ messages: [user([])] }).sketch).toEqual([]);
  });
});

describe('the sketch', () => {
  const words = (from: number, to: number): string =>
    Array.from({ length: to - from }, (_, index) => `w${from + index}`).join(' ');
  const alike = (a: string, b: string): number => {
    const [left, right] = [sketchOf(a, fnv), sketchOf(b, fnv)];
    return left.filter((number, index) => number === right[index]).length / left.length;
  };

  test('has 32 numbers of 32 bits', () => {
    const sketch = sketchOf('What is it?', fnv);
    expect(sketch).toHaveLength(32);
    expect(sketch.every((each) => Number.isInteger(each) && each >= 0 && each < 2 ** 32)).toBe(true);
    expect(new Set(sketch).size).toBe(32);
  });

  test.each([
    ['upper case and signs do not count', 'What IS it?', 'what is it', [1, 1]],
    ['most of the words', words(0, 200), words(20, 220), [0.6, 1]],
    ['half of them', words(0, 200), words(67, 267), [0.3, 0.7]],
    ['none of them', words(0, 200), words(300, 500), [0, 0.1]],
    ['a language without spaces', '電気がちらつきますどうしますか', '電気がちらつきますどうすれば', [0.3, 0.95]],
  ] as const)('%s', (_name, a, b, [least, most]) => {
    expect(alike(a, b)).toBeGreaterThanOrEqual(least);
    expect(alike(a, b)).toBeLessThanOrEqual(most);
  });

  test('is empty without words, and depends on the key', () => {
    expect(sketchOf('?!', fnv)).toEqual([]);
    expect(sketchOf('a', (each) => fnv(`key${each}`))).not.toEqual(sketchOf('a', fnv));
  });
});

test('without a key there is no prompt', () => {
  expect(promptOf(REQUEST, {}, CALL)).toBeUndefined();
});

describe("the client's attribution header", () => {
  const header = (cch: string): JsonObject => text(`x-anthropic-billing-header: cc_version=2.1.141.d7d; cch=${cch};`);
  const withHeader = (cch: string): JsonObject => ({ ...asked(text('hi')), system: [header(cch), text('S')] });
  const told = (request: JsonObject, isProviders: boolean): Prompt => {
    const prompt = promptOf(request, { fingerprint: fnv }, { ...CALL, isProviders });
    if (prompt === undefined) throw new Error('no prompt');
    return prompt;
  };
  const plain = { ...asked(text('hi')), system: [text('S')] };

  test('is no part of the prompt for the provider', () => {
    const { attribution, ...prompt } = told(withHeader('00ce4'), true);
    expect({ ...prompt, attribution: '' }).toEqual(told(plain, true));
    expect(attribution).not.toBe(told(withHeader('fffff'), true).attribution);
  });

  test("is marked where the answer is not the provider's: what the endpoint does with it is seen later", () => {
    const { attribution, ...prompt } = told(withHeader('00ce4'), false);
    expect({ ...prompt, attribution: '' }).toEqual(told(plain, true));
    expect(attribution).toBe(`!${told(withHeader('00ce4'), true).attribution}`);
  });

  test('counts in system only, and only where a text begins with it', () => {
    const quoted = { ...asked(header('00ce4')), system: [text('What is "x-anthropic-billing-header:"?')] };
    expect(told(quoted, true)).toMatchObject({ attribution: '', blocks: [{ level: 'system' }, { level: 'messages' }] });
  });
});
