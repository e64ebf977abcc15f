/**
 * Results, steps and stream parts of the Vercel AI SDK (log shapes 21). Since version 6 the input holds what was cached,
 * by details of its own; before, it did so for some providers and not for Anthropic and Bedrock, whose `providerMetadata`
 * tells the rest. What the provider said itself (`usage.raw`, `providerMetadata.anthropic.usage`) goes first.
 */
import type { Scope } from '../core/event.ts';
import { callReading } from './call-event.ts';
import { platformIn } from './endpoint.ts';
import { asObject, filled, firstName, idText, inside, instantOf, isObject, requiredModel } from './fields.ts';
import { messageEvent } from './message-event.ts';
import { eachOf, notUsage, reading, refuse, UNKNOWN, type JsonObject, type Reading } from './reading.ts';
import type { Context, Source } from './source.ts';
import { billedTier, providersUsage, readTold, type ToldUsage } from './told-usage.ts';
import { BESIDE, INSIDE, SURELY_INSIDE } from './usage-reading.ts';

const id = 'vercel-ai-sdk';

export const vercelAiSdk: Source = {
  id,
  title: 'Vercel AI SDK results',
  tells:
    'Instant and id of the response; TTL of writes and tier where the SDK passes on what the provider said (raw, or its metadata); session and user only as fields beside it.',
  needle: 'okens"',
  mark: '"modelId"',
  claims: (record) => stepsOf(record).length > 0,
  open: () => ({ read: (record, context) => reading(() => read(record, context)) }),
};

function read(record: JsonObject, context: Context): Reading {
  const steps = stepsOf(record);
  if (steps.length > 0) return eachOf(steps, (step) => readStep(step, record, context));
  // The end of a stream adds up what its steps said.
  if ('totalUsage' in record) return notUsage('part of another record');
  if ('error' in record) return notUsage('error');
  return typeof record['type'] === 'string' ? UNKNOWN : refuse('not_this_shape');
}

/** Each is a call; what stands beside them is their sum or a copy of the last. */
function stepsOf(record: JsonObject): JsonObject[] {
  for (const result of [record, record['result'], record['event']].filter(isObject)) {
    const steps = Array.isArray(result['steps']) ? result['steps'].filter(isObject).filter(isStep) : [];
    if (steps.length > 0) return steps;
    if (isStep(result)) return [result];
  }
  return [];
}

/** By the names of its counts, or, where those are missing, by the answer's model and id, which no other part has. */
function isStep(step: JsonObject): boolean {
  const { usage, response } = step;
  const answered = isObject(response) && typeof response['modelId'] === 'string';
  const modelled = answered || typeof inside(step, 'model')['modelId'] === 'string';
  const named = modelled && isObject(response) && typeof response['id'] === 'string' && 'timestamp' in response;
  if (!isObject(usage)) return named && !('error' in step);
  if (isObject(usage['inputTokenDetails'])) return true;
  if (isObject(usage['inputTokens'])) return 'total' in usage['inputTokens'];
  const counts = ['inputTokens', 'promptTokens', 'outputTokens', 'completionTokens'].some((name) => name in usage);
  return counts && (answered || Object.keys(metadataOf(step)).length > 0);
}

function metadataOf(step: JsonObject): JsonObject {
  return asObject(step['providerMetadata'] ?? step['experimental_providerMetadata']) ?? {};
}

function readStep(step: JsonObject, record: JsonObject, context: Context): Reading {
  const response = inside(step, 'response');
  const model = requiredModel(
    response['modelId'] ?? inside(step, 'model')['modelId'] ?? step['modelId'] ?? step['model'],
  );
  const time = [response, step, record].map(({ timestamp, created_at, ts }) => timestamp ?? created_at ?? ts);
  const when = instantOf(
    time.find((each) => each !== undefined && each !== null),
    context,
  );
  const usage = inside(step, 'usage');
  const metadata = metadataOf(step);
  const provider = platformIn(inside(step, 'model')['provider'] ?? step['provider']);
  const platform = 'bedrock' in metadata ? 'bedrock' : provider;
  const around = { source: id, ...when, platform, scope: scopeOf(step, record) };
  const call = { id: idText(response['id']), model };
  const own = providersUsage(usage['raw']) ?? providersUsage(inside(metadata, 'anthropic')['usage']);
  if (own !== undefined)
    return messageEvent({ ...call, usage: own, stop_reason: step['finishReason'] }, context, around);
  const counts = countsOf(usage, metadata, model);
  const tier = billedTier(inside(metadata, 'openai')['serviceTier']);
  return callReading(context, { ...around, ...call, usage, counts, completeness: counts.completeness, tier });
}

function countsOf(usage: JsonObject, metadata: JsonObject, model: string): ToldUsage {
  const { inputTokens, outputTokens, inputTokenDetails: details } = usage;
  if (isObject(details)) {
    const { noCacheTokens: uncached, cacheReadTokens: read, cacheWriteTokens: written } = details;
    const { reasoningTokens: reasoning } = inside(usage, 'outputTokenDetails');
    const counts = { input: inputTokens, output: outputTokens, uncached, read, written, reasoning };
    return readTold(SURELY_INSIDE, { ...counts, total: usage['totalTokens'] });
  }
  // What a provider hands to the SDK, as its middleware logs it.
  if (isObject(inputTokens)) {
    const { total: input, noCache: uncached, cacheRead: read, cacheWrite: written } = inputTokens;
    const { total: output, reasoning } = inside(usage, 'outputTokens');
    return readTold(SURELY_INSIDE, { input, output, uncached, read, written, reasoning });
  }
  return flatCounts(usage, metadata, model);
}

/**
 * Before version 6 the counts of Anthropic and Bedrock are without what was cached, and the total is the SDK's sum of the two;
 * of other providers they are the provider's, and so is the total.
 */
function flatCounts(usage: JsonObject, metadata: JsonObject, model: string): ToldUsage {
  const anthropic = inside(metadata, 'anthropic');
  const bedrock = inside(inside(metadata, 'bedrock'), 'usage');
  const { cachedPromptTokens, reasoningTokens } = inside(metadata, 'openai');
  const isTold = 'anthropic' in metadata || 'bedrock' in metadata;
  const isBeside = isTold || /claude/i.test(model);
  const cached = anthropic['cacheReadInputTokens'] ?? bedrock['cacheReadInputTokens'] ?? cachedPromptTokens;
  return readTold(isBeside ? { ...BESIDE, certain: isTold } : INSIDE, {
    input: usage['inputTokens'] ?? usage['promptTokens'],
    output: usage['outputTokens'] ?? usage['completionTokens'],
    read: usage['cachedInputTokens'] ?? cached,
    written: anthropic['cacheCreationInputTokens'] ?? bedrock['cacheWriteInputTokens'],
    reasoning: usage['reasoningTokens'] ?? reasoningTokens,
    total: isBeside ? undefined : usage['totalTokens'],
  });
}

function scopeOf(step: JsonObject, record: JsonObject): Partial<Scope> {
  const places = [step, inside(step, 'metadata'), record, inside(record, 'metadata')];
  const text = (...names: readonly string[]): string =>
    firstName(names.flatMap((name) => places.map((place) => place[name])));
  return {
    session: text('sessionId', 'chatId', 'conversationId'),
    user: text('userId'),
    labels: filled({ function: text('functionId') }),
  };
}
