/** Names of usage through the years, and which spans are calls. */
import { describe, expect, test } from 'vitest';

import { otelGenai } from '../../src/sources/otel-genai.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { nestedIn } from './huge-records.ts';
import { flagsBut, NO_CALL, eventsOf, numbered, partsOf, readAll } from './readings.ts';
import { USAGE } from './shapes.ts';
import { exported, GEN_AI, spanWith } from './telemetry-records.ts';

const read = (attributes: JsonObject, fields?: JsonObject) =>
  readAll(otelGenai, numbered([spanWith({ ...GEN_AI, ...attributes }, fields)]));
const event = (attributes: JsonObject, fields?: JsonObject) => eventsOf(read(attributes, fields))[0];
const used = (attributes: JsonObject) => {
  const told = event(attributes);
  return [partsOf(told)[0]?.slice(1), flagsBut(told?.flags ?? 0)];
};
const usage = (counts: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(counts).map(([name, count]) => [`gen_ai.usage.${name}`, count]));
const ONLY = usage({
  ...{ input_tokens: undefined, output_tokens: undefined },
  ...{ 'cache_read.input_tokens': undefined, 'cache_creation.input_tokens': undefined },
});
test.each<[JsonObject]>([
  [
    usage({
      prompt_tokens: 20_156,
      completion_tokens: 391,
      cache_read_input_tokens: 18_044,
      cache_creation_input_tokens: 1900,
    }),
  ],
  [
    usage({
      input_tokens: 20_156,
      output_tokens: 391,
      'cache_read.input_tokens': 18_044,
      'cache_write.input_tokens': 1900,
    }),
  ],
  [
    usage({
      input_tokens: 20_156,
      output_tokens: 391,
      cache_read_input_tokens: 18_044,
      cache_write_input_tokens: 1900,
    }),
  ],
  [
    usage({
      input_tokens: 20_156,
      output_tokens: 391,
      'details.cache_read_tokens': 18_044,
      'details.cache_write_tokens': 1900,
    }),
  ],
  [
    usage({
      input_tokens: 20_156,
      output_tokens: 391,
      'input_tokens.cached': 18_044,
      'input_tokens.cache_write': 1900,
    }),
  ],
])('the same counts by other names: %j', (counts) => {
  expect(used({ ...ONLY, ...counts })).toEqual([[212, 1900, 0, 18_044, 391], ['ttl_assumed']]);
});

describe('a span is a call', () => {
  const unnamed = { 'gen_ai.operation.name': undefined, 'gen_ai.response.id': undefined };
  test.each<[string, JsonObject, string, boolean]>([
    ['by its operation', {}, 'x', true],
    ['by its operation', { 'gen_ai.operation.name': 'generate_content' }, 'x', true],
    ['and no agent', { 'gen_ai.operation.name': 'invoke_agent' }, 'chat', false],
    ['and no tool', { 'gen_ai.operation.name': 'execute_tool' }, 'chat', false],
    ['and no embedding', { 'gen_ai.operation.name': 'embeddings' }, 'chat', false],
    ['by its name', unnamed, 'anthropic.chat', true],
    ['by its name', unnamed, 'llm.complete', true],
    ['and not by any name', unnamed, 'agent run', false],
    ['and not by a part of a word', unnamed, 'chatty.agent', false],
    ['by the id of a response', { 'gen_ai.operation.name': undefined }, 'agent step', true],
    ['of the AI SDK, a step', unnamed, 'ai.streamText.doStream', true],
    ['of the AI SDK, not its sum', { 'gen_ai.operation.name': undefined }, 'ai.streamText', false],
    ['and no workflow', { ...unnamed, 'traceloop.span.kind': 'workflow' }, 'chat.workflow', false],
  ])('%s: %j, %s', (_, attributes, name, counts) => {
    expect(read(attributes, { name })[0]?.reading.kind).toBe(counts ? 'events' : 'not_usage');
  });

  test.each([
    ['one that failed', exported({ 'gen_ai.operation.name': 'chat', 'error.type': '529' })],
    ['another span', exported({ 'http.route': '/' })],
    ['another single span', spanWith({ 'http.route': '/' })],
    ['metrics', { resourceMetrics: [{ scopeMetrics: [] }] }],
    ['a request of Claude Code that failed', spanWith({ model: 'm', error: 'x' }, { name: 'claude_code.llm_request' })],
  ])('unless it is %s', (_, record) => {
    expect(readAll(otelGenai, numbered([record]))).toMatchObject([{ line: 1, reading: NO_CALL }]);
  });
});

test('what the provider itself said goes first, where the AI SDK passes it on', () => {
  const told = event({ 'ai.response.providerMetadata': JSON.stringify({ anthropic: { usage: USAGE } }) });
  expect(partsOf(told)).toEqual([['message claude-opus-5-5 x1', 212, 400, 1500, 18_044, 391]]);
  expect(used({ 'ai.response.providerMetadata': '{cut' })[0]).toEqual([212, 1900, 0, 18_044, 391]);
});

test('compactions are calls of their own', () => {
  const told = event({
    'anthropic.usage.compaction.input_tokens': 50_000,
    'anthropic.usage.compaction.output_tokens': 900,
  });
  expect(partsOf(told)[1]).toEqual(['compaction claude-opus-5-5 x1', 50_000, 0, 0, 0, 900]);
});

test('a value that is nested without end is none', () => {
  expect(event({}, { span_id: nestedIn('stringValue') })?.key).toBe(event({}, { span_id: undefined })?.key);
});

test("the AI SDK's own names alone are seen", () => {
  const span = spanWith(
    { 'ai.model.id': 'm', 'ai.usage.inputTokens': 5, 'ai.usage.outputTokens': 6 },
    { name: 'chat' },
  );
  expect(eventsOf(readAll(otelGenai, numbered([span])))).toHaveLength(1);
  expect(JSON.stringify(span)).toContain(otelGenai.needle);
});
