import { describe, expect, it } from 'vitest';
import { bedrockResource, parseModelId, stripContext, type ModelId } from '../../src/core/model-id.ts';

/** Logged id, then base, dated (base where it is left out), platform and reach. */
type Case = readonly [logged: string, rest: Partial<ModelId> & { readonly base: string }];

const bedrock = { platform: 'bedrock', reach: 'regional' } as const;
const everywhere = { platform: 'bedrock', reach: 'global' } as const;
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
    { base: 'projects/p/locations/us/publishers/google/models/gemini-3.1-pro' },
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
  // What is not recognised stays as it is.
  ['gpt-5', { base: 'gpt-5' }],
  ['', { base: '' }],
  ['@20251101', { base: '@20251101' }],
  ['openai/gpt-5.2', { base: 'openai/gpt-5.2' }],
  ['moon.anthropic.claude-opus-5', { base: 'moon.anthropic.claude-opus-5' }],
  ['arn:aws:s3:::bucket/claude-opus-5', { base: 'arn:aws:s3:::bucket/claude-opus-5' }],
];

describe('a logged model id', () => {
  it.each(cases)('%s', (logged, { base, dated = base, platform, reach }) => {
    expect(parseModelId(logged)).toEqual({ base, dated, platform, reach });
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
