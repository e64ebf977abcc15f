/**
 * Spans of OpenTelemetry's conventions for generative AI, by today's names and those before, and of the SDKs that add
 * names of their own (log shapes 17; the provider's SDK: `SPAN_ATTRIBUTES` of @anthropic-ai/sdk).
 */
import type { UsageEvent } from '../core/event.ts';
import { NO_METERS } from '../core/meters.ts';
import { stripContext } from '../core/model-id.ts';
import { cellCount } from './cells.ts';
import { platformIn } from './endpoint.ts';
import { idText, isObject, opened, optionalCount } from './fields.ts';
import { readSignal, scopeOf } from './signal-call.ts';
import { notUsage, type JsonObject, type Reading } from './reading.ts';
import { hasEnded, type Convention, type Signal } from './telemetry.ts';
import { billedTier, providersUsage, readTold, type Told } from './told-usage.ts';
import { INSIDE } from './usage-reading.ts';

const usage = (...names: readonly string[]): string[] => names.map((name) => `gen_ai.usage.${name}`);

/** Each count by every name it has had; the standard's own first, `llm.usage` is OpenLLMetry's before it. */
const COUNTS = {
  input: [
    ...usage('input_tokens', 'prompt_tokens'),
    'llm.usage.prompt_tokens',
    'ai.usage.inputTokens',
    'ai.usage.promptTokens',
  ],
  output: [
    ...usage('output_tokens', 'completion_tokens'),
    'llm.usage.completion_tokens',
    'ai.usage.outputTokens',
    'ai.usage.completionTokens',
  ],
  read: [
    ...usage('cache_read.input_tokens', 'cache_read_input_tokens', 'cache_read_tokens', 'input_tokens.cached'),
    ...usage('details.cache_read_tokens', 'details.cache_read_input_tokens', 'cached_input_tokens'),
    ...['ai.usage.inputTokenDetails.cacheReadTokens', 'ai.usage.cachedInputTokens'],
  ],
  written: [
    ...usage('cache_creation.input_tokens', 'cache_write.input_tokens', 'cache_creation_input_tokens'),
    ...usage('cache_write_input_tokens', 'cache_write_tokens', 'input_tokens.cache_write'),
    ...usage('details.cache_write_tokens', 'details.cache_creation_input_tokens'),
    'ai.usage.inputTokenDetails.cacheWriteTokens',
  ],
  written5m: ['anthropic.usage.cache_creation.ephemeral_5m_input_tokens'],
  written1h: ['anthropic.usage.cache_creation.ephemeral_1h_input_tokens'],
  uncached: [...usage('details.input_tokens'), 'ai.usage.inputTokenDetails.noCacheTokens'],
  reasoning: [
    ...usage('reasoning.output_tokens', 'output_tokens.reasoning', 'reasoning_tokens', 'details.reasoning_tokens'),
    ...['ai.usage.outputTokenDetails.reasoningTokens', 'ai.usage.reasoningTokens'],
  ],
  total: [...usage('total_tokens'), 'llm.usage.total_tokens'],
};

const TIERS = [
  'anthropic.response.service_tier',
  'openai.response.service_tier',
  'gen_ai.openai.response.service_tier',
];

export const genAiSpans: Convention = {
  speaks: (signal) => isCounted(signal) || isUncounted(signal),
  read(signal, context) {
    if (!isCall(signal)) return notUsage('agent or tool span');
    const first = (names: readonly string[]): unknown => firstCounted(names.map(signal.attribute));
    const requested = first(['gen_ai.request.model', 'ai.model.id', 'llm.request.model']);
    return withCompaction(
      signal,
      readSignal(signal, context, {
        id: responseId(signal),
        key: signal.key,
        model: first(['gen_ai.response.model', 'ai.response.model', 'llm.response.model']) ?? requested,
        requested,
        usage: () => readTold(INSIDE, toldBy(first)),
        own: ownUsage(signal),
        stopReason: signal.attribute('ai.response.finishReason'),
        platform: platformIn(first(['gen_ai.provider.name', 'gen_ai.system', 'llm.vendor'])),
        tier: billedTier(first(TIERS)),
        scope: scopeOf(signal),
      }),
    );
  },
};

function toldBy(first: (names: readonly string[]) => unknown): Told {
  const told = Object.entries(COUNTS).map(([count, names]) => [count, first(names)]);
  return Object.fromEntries(told) as Record<keyof typeof COUNTS, unknown>;
}

function isCounted({ attribute }: Signal): boolean {
  return [...COUNTS.input, ...COUNTS.output].some((name) => attribute(name) !== undefined);
}

/** A call that ended well, and says nothing of what it used. */
function isUncounted(signal: Signal): boolean {
  return CALLS.has(signal.attribute('gen_ai.operation.name')) && hasEnded(signal);
}

/** An exporter that knows two names may fill one of them with 0. */
function firstCounted(values: readonly unknown[]): unknown {
  const told = values.filter((value) => value !== undefined);
  return told.find((value) => value !== 0 && value !== '0') ?? told[0];
}

function responseId({ attribute }: Signal): string {
  return idText(attribute('gen_ai.response.id') ?? attribute('ai.response.id'));
}

const CALLS: ReadonlySet<unknown> = new Set(['chat', 'text_completion', 'generate_content', 'completion']);
/** A span that does not say what it is must be named like a call. */
const CALL_NAME =
  /(?:^|[^a-z])(?:chat|completions?|messages|converse|llm|invoke_?model|generate_?content)(?:$|[^a-z])/i;
/**
 * What repeats the usage of the calls in it, or is no text. The list of operations is open ("a custom value MAY be used";
 * some write "messages", "responses", "chat.completions"), so that one that is neither is taken for a call: counted twice it
 * would show, and skipped it would not.
 */
const NO_CALL =
  /agent|tool|workflow|chain|graph|task|crew|plan|retriev|memory|embed|rerank|moderation|evaluat|image|speech|transcription/i;

/** Agents, workflows and tools repeat what the calls in them used. */
function isCall(signal: Signal): boolean {
  const { attribute, name } = signal;
  const operation = attribute('gen_ai.operation.name');
  if (typeof operation === 'string') return CALLS.has(operation) || !NO_CALL.test(operation);
  // The AI SDK: `ai.generateText` adds up its steps, `ai.generateText.doGenerate` is one of them.
  if (name.startsWith('ai.')) return /\.do(?:Generate|Stream)$/.test(name);
  if (attribute('traceloop.span.kind') !== undefined) return false;
  if (attribute('llm.request.type') !== undefined || responseId(signal) !== '' || CALL_NAME.test(name)) return true;
  // Without a name as well there is nothing that makes it an agent.
  return name === '' && ['gen_ai.request.model', 'gen_ai.response.model'].some((each) => attribute(each) !== undefined);
}

/** The AI SDK passes on what the provider told, as text. */
function ownUsage({ attribute }: Signal): JsonObject | undefined {
  const anthropic = opened(attribute('ai.response.providerMetadata'))?.['anthropic'];
  return isObject(anthropic) ? providersUsage(anthropic['usage']) : undefined;
}

/** Compactions, which the usage leaves out; the provider's SDK tells their sum, and not what of it was cached. */
function withCompaction({ attribute }: Signal, reading: Reading): Reading {
  if (reading.kind !== 'events') return reading;
  const counts = {
    input: optionalCount(cellCount(attribute('anthropic.usage.compaction.input_tokens'))),
    output: optionalCount(cellCount(attribute('anthropic.usage.compaction.output_tokens'))),
  };
  if (counts.input + counts.output === 0) return reading;
  const meters = { ...NO_METERS, ...counts };
  const added = (event: UsageEvent): UsageEvent => {
    const model = stripContext(event.parts[0]?.model ?? '');
    return { ...event, parts: [...event.parts, { model, kind: 'compaction', meters, requests: 1 }] };
  };
  return { ...reading, events: reading.events.map(added) };
}
