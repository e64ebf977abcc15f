import { describe, expect, it } from 'vitest';
import { matchModel } from '../../src/prices/match.ts';
import { book } from './shipped.ts';

const MATCHES: readonly (readonly [logged: string, model: string])[] = [
  ['claude-opus-5', 'claude-opus-5'],
  ['claude-opus-5-5', 'claude-opus-5-5'],
  ['claude-opus-5-5[1m]', 'claude-opus-5-5'],
  ['claude-fable-5', 'claude-fable-5'],
  ['claude-opus-4-5-20251101', 'claude-opus-4-5-20251101'],
  ['claude-opus-4-5', 'claude-opus-4-5-20251101'],
  ['claude-sonnet-4-5-20250929[1m]', 'claude-sonnet-4-5-20250929'],
  ['claude-opus-4-0', 'claude-opus-4-20250514'],
  ['claude-3-5-haiku-latest', 'claude-3-5-haiku-20241022'],
  ['claude-3-5-sonnet-latest', 'claude-3-5-sonnet-20241022'],
  ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5-20250929'],
  ['eu.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5-20250929'],
  ['global.anthropic.claude-opus-4-5-20251101-v1:0', 'claude-opus-4-5-20251101'],
  ['anthropic.claude-3-5-sonnet-20240620-v1:0', 'claude-3-5-sonnet-20240620'],
  ['anthropic.claude-3-5-sonnet-20241022-v2:0', 'claude-3-5-sonnet-20241022'],
  ['anthropic.claude-3-haiku-20240307-v1:0:48k', 'claude-3-haiku-20240307'],
  ['jp.anthropic.claude-opus-4-6-v1', 'claude-opus-4-6'],
  ['anthropic.claude-opus-5', 'claude-opus-5'],
  [
    'arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-haiku-4-5-20251001-v1:0',
    'claude-haiku-4-5-20251001',
  ],
  ['arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-opus-5-5', 'claude-opus-5-5'],
  ['claude-sonnet-4@20250514', 'claude-sonnet-4-20250514'],
  ['claude-3-5-sonnet-v2@20241022', 'claude-3-5-sonnet-20241022'],
  ['claude-opus-4-6@default', 'claude-opus-4-6'],
  ['claude-haiku-4-5@default', 'claude-haiku-4-5-20251001'],
  ['anthropic/claude-opus-5.5', 'claude-opus-5-5'],
  ['anthropic/claude-opus-4.1', 'claude-opus-4-1-20250805'],
  ['anthropic/claude-3.7-sonnet', 'claude-3-7-sonnet-20250219'],
  ['anthropic/claude-3-opus', 'claude-3-opus-20240229'],
  ['anthropic/claude-3.5-sonnet', 'claude-3-5-sonnet-20241022'],
  ['anthropic/claude-3.5-sonnet-20240620', 'claude-3-5-sonnet-20240620'],
  ['gpt-6.2-sol', 'gpt-6.2-sol'],
  ['openai/gpt-6.2-sol', 'gpt-6.2-sol'],
  ['gpt-5.6', 'gpt-5.6-sol'],
  ['gpt-5.4-2026-03-05', 'gpt-5.4'],
  ['gpt-5.4-mini', 'gpt-5.4-mini'],
  ['gpt-5-2025-08-07', 'gpt-5'],
  ['gpt-5.1-codex-max', 'gpt-5.1-codex'],
  ['gemini-2.5-pro', 'gemini-2.5-pro'],
  ['google/gemini-3.8-flash', 'gemini-3.8-flash'],
];

/** Each has a known id as a prefix, or is close to one. */
const STRANGERS: readonly string[] = [
  'claude-opus-5-7',
  'claude-opus-5-5-1',
  'claude-fable-5-3',
  'claude-opus-4-9',
  'claude-sonnet-5-7-20270101',
  'us.anthropic.claude-opus-5-7-v1:0',
  'anthropic/claude-opus-5.7',
  'claude-opus-5-7@default',
  'claude-opus',
  'claude-opus-latest',
  'claude-opus-5-latest',
  'claude-opus-5x',
  'Claude Opus 5',
  'my-claude-opus-5',
  'gpt-5.9',
  'gpt-6.2',
  'gpt-6.2-luna',
  'gpt-5.4-2026-09-09',
  'openai/gpt-5.9',
  'gemini-3.9-flash',
  'gemini-flash-latest',
  'gemini-2.5-pro-preview-tts',
  '<synthetic>',
  '',
  'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/a1b2c3d4e5f6',
];

/** Sonnet 3.5 is two models; without its date the id does not say which. */
const AMBIGUOUS: readonly string[] = [
  'claude-3-5-sonnet',
  'claude-3-5-sonnet-20250101',
  'claude-3-5-sonnet@default',
  'claude-3-5-sonnet-v2@default',
  'us.anthropic.claude-3-5-sonnet',
];

describe('a logged id and its model', () => {
  it.each(MATCHES)('%s is %s', (logged, model) => {
    expect(matchModel(book.index, logged)).toBe(model);
  });

  it.each(STRANGERS)('%j is unknown', (logged) => {
    expect(matchModel(book.index, logged)).toBeUndefined();
  });

  it.each(AMBIGUOUS)('%s is ambiguous, so unknown', (logged) => {
    expect(matchModel(book.index, logged)).toBeUndefined();
  });
});
