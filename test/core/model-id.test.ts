import { describe, expect, it } from 'vitest';
import { bedrockResource, parseModelId, stripContext, type ModelId } from '../../src/core/model-id.ts';

/** Logged id, then base, dated (base where it is left out), platform, reach, speed and tier. */
type Case = readonly [logged: string, rest: Partial<ModelId> & { readonly base: string }];

const bedrock = { platform: 'bedrock', reach: 'regional' } as const;
const everywhere = { platform: 'bedrock', reach: 'global' } as const;
const sonnet = 'claude-sonnet-4-6';
const opus = { base: 'claude-opus-4-5', dated: 'claude-opus-4-5-20251101' };

const cases: readonly Case[] = [
  ['claude-opus-5', { base: 'claude-opus-5' }],
  ['claude-opus-4-5-20251101', opus],
  ['claude-opus-5[1m]', { base: 'claude-opus-5' }],
  ['claude-opus-4-5-20251101[1M]', opus],
  ['claude-3-5-haiku-latest', { base: 'claude-3-5-haiku-latest' }],
  // Bedrock: vendor, region, version and context window.
  ['anthropic.claude-opus-4-5-20251101-v1:0', { ...opus, ...bedrock }],
  ['us.anthropic.claude-opus-4-5-20251101-v1:0', { ...opus, ...bedrock }],
  ['eu.anthropic.claude-opus-4-5-20251101-v1:0', { ...opus, ...bedrock }],
  ['us-gov.anthropic.claude-opus-4-5-20251101-v1:0', { ...opus, ...bedrock }],
  ['global.anthropic.claude-opus-4-5-20251101-v1:0', { ...opus, ...everywhere }],
  ['apac.anthropic.claude-opus-4-5-20251101-v1:0', { ...opus, ...bedrock }],
  ['jp.anthropic.claude-sonnet-4-6', { base: 'claude-sonnet-4-6', ...bedrock }],
  ['au.anthropic.claude-sonnet-4-6', { base: 'claude-sonnet-4-6', ...bedrock }],
  ['ca.anthropic.claude-sonnet-4-6', { base: 'claude-sonnet-4-6', ...bedrock }],
  ['global.anthropic.claude-opus-4-6-v1[1m]', { base: 'claude-opus-4-6', ...everywhere }],
  ['anthropic.claude-opus-4-5-20251101-v1:0:200k', { ...opus, ...bedrock }],
  ['us.anthropic.claude-opus-4-6-v1', { base: 'claude-opus-4-6', ...bedrock }],
  ['us.anthropic.claude-haiku-5-5', { base: 'claude-haiku-5-5', ...bedrock }],
  ['arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-4-5-20251101-v1:0', { ...opus, ...bedrock }],
  [
    'arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:inference-profile/global.anthropic.claude-opus-4-6-v1',
    { base: 'claude-opus-4-6', ...everywhere },
  ],
  [
    'arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-haiku-5-5',
    { base: 'claude-haiku-5-5', ...bedrock },
  ],
  [
    'arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:inference-profile/us-gov.anthropic.claude-opus-4-5-20251101-v1:0',
    { ...opus, ...bedrock },
  ],
  // Resources that are known to be of Bedrock, and no more.
  ['arn:aws:bedrock:us-east-1:123456789012:provisioned-model/q1w2e3', { base: 'q1w2e3', platform: 'bedrock' }],
  [
    'arn:aws:bedrock:us-east-1:123456789012:custom-model/anthropic.claude-3-haiku-20240307-v1:0:200k/abc',
    { base: 'abc', platform: 'bedrock' },
  ],
  [
    'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123',
    { base: 'abc123', platform: 'bedrock' },
  ],
  [
    'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0',
    { base: 'amazon.nova-lite-v1:0', platform: 'bedrock' },
  ],
  // Vertex: the resource that is called tells its location.
  [
    'projects/p/locations/global/publishers/anthropic/models/claude-opus-4-6',
    { base: 'claude-opus-4-6', platform: 'vertex', reach: 'global' },
  ],
  [
    'projects/p/locations/us-east5/publishers/anthropic/models/claude-opus-4-5@20251101:streamRawPredict',
    { ...opus, platform: 'vertex', reach: 'regional' },
  ],
  [
    'https://aiplatform.us.rep.googleapis.com/v1/projects/p/locations/us/publishers/anthropic/models/claude-opus-4-6',
    { base: 'claude-opus-4-6', platform: 'vertex', reach: 'regional' },
  ],
  ['publishers/anthropic/models/claude-opus-4-6', { base: 'claude-opus-4-6', platform: 'vertex' }],
  [
    'projects/p/locations/us/publishers/google/models/gemini-3.1-pro',
    { base: 'gemini-3.1-pro', platform: 'vertex', reach: 'regional' },
  ],
  ['publishers/google/models/gemini-3.1-pro', { base: 'gemini-3.1-pro', platform: 'vertex' }],
  [
    'projects/p/locations/us/publishers/meta/models/llama-4',
    { base: 'projects/p/locations/us/publishers/meta/models/llama-4' },
  ],
  // Vertex: the date after an at sign.
  ['claude-opus-4-5@20251101', { ...opus, platform: 'vertex' }],
  ['claude-opus-4-6@default', { base: 'claude-opus-4-6', platform: 'vertex' }],
  [
    'claude-3-5-sonnet-v2@20241022',
    { base: 'claude-3-5-sonnet', dated: 'claude-3-5-sonnet-20241022', platform: 'vertex' },
  ],
  // OpenRouter: vendor, and dots in the version.
  ['anthropic/claude-opus-4.5', { base: 'claude-opus-4-5', platform: 'openrouter' }],
  // Its slugs have the version before the family; of the third generation that is the name.
  ['anthropic/claude-4.6-sonnet-20260217', { base: sonnet, dated: `${sonnet}-20260217`, platform: 'openrouter' }],
  [
    'anthropic/claude-4.5-sonnet-20250929',
    { base: 'claude-sonnet-4-5', dated: 'claude-sonnet-4-5-20250929', platform: 'openrouter' },
  ],
  [
    'anthropic/claude-4-opus-20250522',
    { base: 'claude-opus-4', dated: 'claude-opus-4-20250522', platform: 'openrouter' },
  ],
  ['claude-4.1-opus', { base: 'claude-opus-4-1' }],
  ['claude-5-fable', { base: 'claude-fable-5' }],
  ['anthropic/claude-3.7-sonnet:thinking', { base: 'claude-3-7-sonnet', platform: 'openrouter' }],
  ['claude-sonnet-3.7', { base: 'claude-3-7-sonnet' }],
  ['claude-opus-3-20240229', { base: 'claude-3-opus', dated: 'claude-3-opus-20240229' }],
  // Variants choose a provider or a parameter; free and extended ones have another price.
  ['anthropic/claude-opus-5.5:beta', { base: 'claude-opus-5-5', platform: 'openrouter' }],
  ['anthropic/claude-opus-5.5:nitro', { base: 'claude-opus-5-5', platform: 'openrouter' }],
  ['openai/gpt-5.2:floor', { base: 'gpt-5.2' }],
  ['google/gemini-3.8-flash:online', { base: 'gemini-3.8-flash' }],
  ['z-ai/glm-5.2:exacto', { base: 'z-ai/glm-5.2' }],
  ['anthropic/claude-opus-5.5:free', { base: 'claude-opus-5-5:free', platform: 'openrouter' }],
  ['openai/gpt-4o:extended', { base: 'gpt-4o:extended' }],
  // Dots without a vendor; thinking; a version of Bedrock's without its vendor.
  ['claude-opus-4.6', { base: 'claude-opus-4-6' }],
  ['claude-sonnet-4.6', { base: sonnet }],
  ['claude-haiku-5.5[1m]', { base: 'claude-haiku-5-5' }],
  ['claude-opus-5.5.1', { base: 'claude-opus-5-5-1' }],
  ['claude-opus-4.5-20251101', opus],
  ['claude-opus-4-6-thinking', { base: 'claude-opus-4-6' }],
  ['claude-opus-4-5-20251101-thinking', opus],
  ['kimi-k2-thinking', { base: 'kimi-k2-thinking' }],
  ['claude-opus-4-6-v1[1m]', { base: 'claude-opus-4-6', platform: 'bedrock' }],
  ['claude-opus-4-5-20251101-v1:0', { ...opus, platform: 'bedrock' }],
  ['claude-opus-4-5-20251101-v1:0:200k', { ...opus, platform: 'bedrock' }],
  ['nova-lite-v1:0', { base: 'nova-lite-v1:0' }],
  // Fast: a speed of Anthropic's, a tier of OpenAI's, and part of other vendors' names.
  ['claude-opus-5-fast', { base: 'claude-opus-5', speed: 'fast' }],
  ['claude-opus-4.8-fast', { base: 'claude-opus-4-8', speed: 'fast' }],
  ['anthropic/claude-opus-4.6-fast', { base: 'claude-opus-4-6', platform: 'openrouter', speed: 'fast' }],
  ['claude-opus-5-thinking-fast', { base: 'claude-opus-5', speed: 'fast' }],
  ['gpt-5.6-sol-fast', { base: 'gpt-5.6-sol', tier: 'priority' }],
  ['openai/gpt-5.5-fast', { base: 'gpt-5.5', tier: 'priority' }],
  ['gpt-5.5-2026-04-23-fast', { base: 'gpt-5.5', dated: 'gpt-5.5-2026-04-23', tier: 'priority' }],
  ['grok-4-fast', { base: 'grok-4-fast' }],
  // Snapshots of OpenAI's.
  ['gpt-5.6-sol-2026-07-01', { base: 'gpt-5.6-sol', dated: 'gpt-5.6-sol-2026-07-01' }],
  ['gpt-5-2025-08-07', { base: 'gpt-5', dated: 'gpt-5-2025-08-07' }],
  ['o3-2025-04-16', { base: 'o3', dated: 'o3-2025-04-16' }],
  ['openai/gpt-5.1-codex-mini-20251113', { base: 'gpt-5.1-codex-mini', dated: 'gpt-5.1-codex-mini-20251113' }],
  ['gpt-5-2025-99-07', { base: 'gpt-5-2025-99-07' }],
  ['qwen-plus-2025-01-25', { base: 'qwen-plus-2025-01-25' }],
  // What gateways and SDKs put before it, stacked too; the outermost platform counts.
  ['bedrock/us.anthropic.claude-opus-4-5-20251101-v1:0', { ...opus, ...bedrock }],
  ['bedrock/global.anthropic.claude-opus-4-6-v1', { base: 'claude-opus-4-6', ...everywhere }],
  ['bedrock/converse/eu.anthropic.claude-haiku-5-5', { base: 'claude-haiku-5-5', ...bedrock }],
  ['bedrock/eu-west-1/anthropic.claude-haiku-5-5', { base: 'claude-haiku-5-5', ...bedrock }],
  ['bedrock/us-east-1/claude-haiku-5-5', { base: 'claude-haiku-5-5', ...bedrock }],
  ['bedrock/claude-haiku-5-5', { base: 'claude-haiku-5-5', platform: 'bedrock' }],
  ['bedrock/anthropic/claude-opus-5.5', { base: 'claude-opus-5-5', platform: 'bedrock' }],
  [
    'bedrock/arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-5',
    { base: 'claude-opus-5', ...bedrock },
  ],
  ['vertex_ai/claude-opus-4-5@20251101', { ...opus, platform: 'vertex' }],
  ['vertex_ai/gemini-2.5-pro', { base: 'gemini-2.5-pro', platform: 'vertex' }],
  ['azure/gpt-5-2025-08-07', { base: 'gpt-5', dated: 'gpt-5-2025-08-07', platform: 'azure' }],
  ['azure/global/gpt-4o', { base: 'gpt-4o', platform: 'azure' }],
  ['azure_ai/claude-opus-5-5', { base: 'claude-opus-5-5', platform: 'foundry' }],
  ['openrouter/anthropic/claude-sonnet-4.6', { base: sonnet, platform: 'openrouter' }],
  ['openrouter/openai/gpt-5.2', { base: 'gpt-5.2', platform: 'openrouter' }],
  ['gemini/gemini-2.5-pro', { base: 'gemini-2.5-pro', platform: 'api' }],
  ['models/gemini-2.5-pro', { base: 'gemini-2.5-pro' }],
  ['google/gemini-3.8-flash', { base: 'gemini-3.8-flash' }],
  ['openai/gpt-5.2', { base: 'gpt-5.2' }],
  // Data zones of Azure cost more than is known here, and a way is one only after its platform.
  ['azure/eu/gpt-5', { base: 'eu/gpt-5', platform: 'azure' }],
  ['converse/gpt-5', { base: 'converse/gpt-5' }],
  ['eu-west-1/claude-opus-5', { base: 'eu-west-1/claude-opus-5' }],
  ['bedrock/', { base: 'bedrock/' }],
  ['litellm/gpt-5', { base: 'litellm/gpt-5' }],
  // What is not recognised stays as it is.
  ['gpt-5', { base: 'gpt-5' }],
  ['', { base: '' }],
  ['@20251101', { base: '@20251101' }],
  ['moon.anthropic.claude-opus-5', { base: 'moon.anthropic.claude-opus-5' }],
  ['arn:aws:s3:::bucket/claude-opus-5', { base: 'arn:aws:s3:::bucket/claude-opus-5' }],
];

describe('a logged model id', () => {
  it.each(cases)('%s', (logged, { base, dated = base, ...terms }) => {
    expect(parseModelId(logged)).toEqual({ base, dated, ...terms });
  });

  it('is a resource where it is an ARN of Bedrock', () => {
    const account = 'arn:aws:bedrock:us-east-1:123456789012:';
    expect(bedrockResource(`${account}inference-profile/us.anthropic.claude-opus-5`)).toEqual({
      kind: 'inference-profile',
      id: 'us.anthropic.claude-opus-5',
    });
    expect(bedrockResource(`${account}custom-model/anthropic.claude-3-haiku-20240307-v1:0:200k/abc`)).toEqual({
      kind: 'custom-model',
      id: 'abc',
    });
    expect(bedrockResource('us.anthropic.claude-opus-5')).toBeUndefined();
    expect(bedrockResource('arn:aws:s3:::bucket/claude-opus-5')).toBeUndefined();
  });

  it('loses its context marker at the end only', () => {
    expect(stripContext('claude-opus-5[1m]')).toBe('claude-opus-5');
    expect(stripContext('[1m]claude-opus-5')).toBe('[1m]claude-opus-5');
    expect(stripContext('[1m]')).toBe('[1m]');
    expect(stripContext('claude-opus-5[2m]')).toBe('claude-opus-5[2m]');
  });
});
