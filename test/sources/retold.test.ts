/** Any call, retold by each format in every way: the right split, or a flag; never a wrong figure that looks exact. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { flagsOf } from '../../src/core/flags.ts';
import { readLog } from './log-of.ts';
import { FIXED } from './shapes.ts';

const AT = '2026-11-10T12:00:00Z';
const MODEL = 'claude-opus-5-5';

interface Retold {
  readonly input: number;
  readonly output: number;
  readonly read: number;
  readonly written: number;
  readonly reasoning: number;
  readonly total: number | undefined;
}

const attribute = (key: string, value: unknown) => ({ key, value: { intValue: String(value) } });

/** How each format writes the counts down, whatever they hold. */
const FORMATS: Readonly<Record<string, (told: Retold) => object>> = {
  'openai-chat': ({ input, output, read, written, reasoning, total }) => ({
    timestamp: AT,
    response: {
      ...{ id: 'chatcmpl-1_7hK2mQ9xT4vB3nC8', object: 'chat.completion', model: MODEL },
      usage: {
        ...{ prompt_tokens: input, completion_tokens: output, total_tokens: total },
        prompt_tokens_details: { cached_tokens: read },
        ...{ cache_creation_input_tokens: written, completion_tokens_details: { reasoning_tokens: reasoning } },
      },
    },
  }),
  litellm: ({ input, output, read, written, reasoning, total }) => ({
    ...{
      id: 'chatcmpl-1_7hK2mQ9xT4vB3nC8',
      call_type: 'acompletion',
      response_cost: 1,
      status: 'success',
      model: MODEL,
    },
    ...{
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: total,
      startTime: 1_794_312_000,
      endTime: 1_794_312_001,
    },
    metadata: {
      usage_object: {
        prompt_tokens_details: { cached_tokens: read },
        ...{ cache_creation_input_tokens: written, completion_tokens_details: { reasoning_tokens: reasoning } },
      },
    },
  }),
  openrouter: ({ input, output, read, written, reasoning, total }) => ({
    ...{ id: 'gen-1_7hK2mQ9xT4vB3nC8', model: 'anthropic/claude-opus-5.5', created: 1_794_312_000 },
    usage: {
      ...{ prompt_tokens: input, completion_tokens: output, total_tokens: total, cost: 1 },
      prompt_tokens_details: { cached_tokens: read, cache_write_tokens: written },
      completion_tokens_details: { reasoning_tokens: reasoning },
    },
  }),
  langfuse: ({ input, output, read, written, reasoning, total }) => ({
    ...{ id: 'o-1', traceId: 't', type: 'GENERATION', startTime: AT, model: MODEL },
    usageDetails: {
      ...{ input, output, input_cache_read: read, input_cache_creation: written, output_reasoning_tokens: reasoning },
      ...(total !== undefined && { total }),
    },
  }),
  langchain: ({ input, output, read, written, reasoning, total }) => ({
    timestamp: AT,
    message: {
      ...{ type: 'ai', id: 'run--1', additional_kwargs: {}, response_metadata: { model_name: MODEL } },
      usage_metadata: {
        ...{ input_tokens: input, output_tokens: output, total_tokens: total },
        input_token_details: { cache_read: read, cache_creation: written },
        output_token_details: { reasoning },
      },
    },
  }),
  'otel-genai': ({ input, output, read, written, reasoning, total }) => ({
    ...{
      traceId: 'a1',
      spanId: 'b1',
      name: 'chat',
      startTimeUnixNano: '1794312000000000000',
      endTimeUnixNano: '1794312001000000000',
    },
    attributes: [
      { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
      { key: 'gen_ai.request.model', value: { stringValue: MODEL } },
      attribute('gen_ai.usage.input_tokens', input),
      attribute('gen_ai.usage.output_tokens', output),
      attribute('gen_ai.usage.cache_read.input_tokens', read),
      attribute('gen_ai.usage.cache_creation.input_tokens', written),
      attribute('gen_ai.usage.reasoning.output_tokens', reasoning),
      ...(total === undefined ? [] : [attribute('gen_ai.usage.total_tokens', total)]),
    ],
  }),
  openinference: ({ input, output, read, written, reasoning, total }) => ({
    ...{
      traceId: 'a1',
      spanId: 'b1',
      name: 'llm',
      startTimeUnixNano: '1794312000000000000',
      endTimeUnixNano: '1794312001000000000',
    },
    attributes: [
      { key: 'openinference.span.kind', value: { stringValue: 'LLM' } },
      { key: 'llm.model_name', value: { stringValue: MODEL } },
      attribute('llm.token_count.prompt', input),
      attribute('llm.token_count.completion', output),
      attribute('llm.token_count.prompt_details.cache_read', read),
      attribute('llm.token_count.prompt_details.cache_write', written),
      attribute('llm.token_count.completion_details.reasoning', reasoning),
      ...(total === undefined ? [] : [attribute('llm.token_count.total', total)]),
    ],
  }),
};

/** The same of formats that tell less: no reasoning, or no writes. */
const LESS: Readonly<Record<string, (told: Retold) => object>> = {
  helicone: ({ input, output, read, written, total }) => ({
    ...{ request_id: 'r', response_id: 's', request_created_at: AT, response_status: 200, request_model: MODEL },
    ...{ prompt_tokens: input, completion_tokens: output, total_tokens: total },
    ...{ prompt_cache_read_tokens: read, prompt_cache_write_tokens: written },
  }),
  'vercel-ai-sdk': ({ input, output, read, total }) => ({
    usage: { inputTokens: input, outputTokens: output, cachedInputTokens: read, totalTokens: total },
    response: { id: 'msg_1', timestamp: AT, modelId: MODEL },
  }),
};

const SIDES = ['inside', 'beside'] as const;
const count = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 50_000 }));
const call = fc.record({
  ...{
    input: fc.integer({ min: 1, max: 50_000 }),
    read: count,
    written: count,
    output: fc.integer({ min: 1, max: 9000 }),
  },
  ...{ reasoning: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9000 })), tellsTotal: fc.boolean() },
  ...{
    readIn: fc.constantFrom(...SIDES),
    writtenIn: fc.constantFrom(...SIDES),
    reasoningIn: fc.constantFrom(...SIDES),
  },
});

const PROOFS = new Set(['reading_assumed', 'total_disagrees', 'exclusive_input']);

it.each(Object.entries({ ...FORMATS, ...LESS }))('by %s', (name, write) => {
  let exact = 0;
  fc.assert(
    fc.property(call, ({ input, read, output, tellsTotal, ...sides }) => {
      const reasoning = name in LESS ? 0 : Math.min(sides.reasoning, output);
      const written = name === 'vercel-ai-sdk' ? 0 : sides.written;
      const told = {
        input: input + (sides.readIn === 'inside' ? read : 0) + (sides.writtenIn === 'inside' ? written : 0),
        output: sides.reasoningIn === 'inside' ? output : output - reasoning,
        ...{ read, written, reasoning, total: tellsTotal ? input + read + written + output : undefined },
      };
      const { events } = readLog([write(told) as never]);
      const meters = events[0]?.parts[0]?.meters;
      const right = meters?.input === input && meters.cache_read === read && meters.output === output;
      const isFlagged = flagsOf(events[0]?.flags ?? 0).some((flag) => PROOFS.has(flag));
      // Where another reading has the same total, nothing in the record tells them apart.
      const sum = meters && meters.input + meters.cache_read + meters.cache_write_5m + meters.output;
      const isTwin =
        tellsTotal &&
        sum === told.total &&
        (read === written || reasoning === read || reasoning === written || reasoning === read + written);
      expect(events).toHaveLength(1);
      expect(right || isFlagged || isTwin).toBe(true);
      if (right && !isFlagged) exact += 1;
    }),
    { ...FIXED, numRuns: 2000 },
  );
  expect(exact).toBeGreaterThan(name in LESS ? 50 : 800);
});
