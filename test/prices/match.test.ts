import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexModels, matchModel } from '../../src/prices/match.ts';
import { ask, book, midnight, rows } from './shipped.ts';

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
  ['claude-sonnet-4.6', 'claude-sonnet-4-6'],
  ['claude-opus-4-6-v1[1m]', 'claude-opus-4-6'],
  ['anthropic/claude-4.6-sonnet-20260217', 'claude-sonnet-4-6'],
  ['anthropic/claude-4.5-sonnet-20250929', 'claude-sonnet-4-5-20250929'],
  ['anthropic/claude-4-opus-20250522', 'claude-opus-4-20250514'],
  ['claude-sonnet-3.7', 'claude-3-7-sonnet-20250219'],
  ['claude-sonnet-4-5-thinking', 'claude-sonnet-4-5-20250929'],
  ['claude-opus-5-fast', 'claude-opus-5'],
  ['gpt-5.6-sol-fast', 'gpt-5.6-sol'],
  ['gpt-5.6-sol-2026-07-01', 'gpt-5.6-sol'],
  ['gpt-5.6-luna-2026-07-09', 'gpt-5.6-luna'],
  ['azure/gpt-5-2025-08-07', 'gpt-5'],
  ['bedrock/us.anthropic.claude-opus-4-5-20251101-v1:0', 'claude-opus-4-5-20251101'],
  ['openrouter/anthropic/claude-opus-5.5:nitro', 'claude-opus-5-5'],
  ['gemini-3-pro', 'gemini-3-pro-preview'],
  ['models/gemini-3-flash', 'gemini-3-flash-preview'],
  ['vertex_ai/gemini-3.1-pro', 'gemini-3.1-pro-preview'],
  ['gemini-2.0-flash-001', 'gemini-2.0-flash'],
  ['gpt-4o', 'gpt-4o'],
  ['azure/gpt-4o', 'gpt-4o'],
  ['gpt-4o-2024-05-13', 'gpt-4o-2024-05-13'],
  ['gpt-4o-2024-08-06', 'gpt-4o-2024-08-06'],
  ['gpt-4o-2024-11-20', 'gpt-4o'],
  ['o3-2025-04-16', 'o3'],
  ['o4-mini', 'o4-mini'],
  ['gpt-5.4-pro', 'gpt-5.4-pro'],
  ['openai/gpt-5-chat', 'gpt-5-chat-latest'],
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
  'gpt-5.4-codex',
  'gpt-5.9-2026-09-09',
  'gpt-5.9-fast',
  'gpt-5.3-codex-spark',
  'codex-auto-review',
  'chat-latest',
  'chatgpt-4o-latest',
  'gpt-4o-audio-preview-2024-12-17',
  'o3-deep-research',
  'azure/eu/gpt-5',
  'anthropic/claude-opus-5.5:free',
  'claude-opus-5.7',
  'claude-4.9-opus',
  'claude-opus-4-9-v1',
  'claude-opus-5-7-fast',
  'bedrock/us.anthropic.claude-opus-5-7',
  'gemini-3-pro-image',
  'gemini-2.0-flash-lite',
  'gemini-2.5-flash-latest',
  'openai/gpt-5.9',
  'gemini-3.9-flash',
  'gemini-flash-latest',
  'gemini-2.5-pro-preview-tts',
  '<synthetic>',
  '',
  'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/a1b2c3d4e5f6',
];

/** Sonnet 3.5 is two models, and GPT-4o three; without a known date the id does not say which. */
const AMBIGUOUS: readonly string[] = [
  'claude-3-5-sonnet',
  'claude-3-5-sonnet-20250101',
  'claude-3-5-sonnet@default',
  'claude-3-5-sonnet-v2@default',
  'us.anthropic.claude-3-5-sonnet',
  'claude-sonnet-3.5',
  'gpt-4o-2024-09-09',
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

const PREFIXES = [
  'bedrock/',
  'vertex_ai/',
  'azure/',
  'azure_ai/',
  'openrouter/',
  'gemini/',
  'models/',
  'openai/',
  'google/',
];
const SUFFIXES = [
  ...[':beta', ':thinking', ':nitro', ':free', ':extended', '-fast', '-thinking', '-latest', '-v1', '-v1:0'],
  ...['[1m]', '@default', '-20260101', '-2026-01-01', '-exp', '-audio-preview'],
];
/** As a point release would add them. */
const RELEASES = ['-9', '.9', '-9-20270101', '.9-fast', '-9-v1', '.9:nitro', '-9@20270101', '.9-2027-01-01'];

describe('no decoration makes an id another model', () => {
  const listed = book.layers.flatMap((layer) =>
    [...layer.models.values()].flatMap(({ model, ids }) => [model, ...ids]),
  );
  const before = fc.array(fc.constantFrom(...PREFIXES), { maxLength: 2 }).map((prefixes) => prefixes.join(''));
  const after = fc.array(fc.constantFrom(...SUFFIXES), { maxLength: 2 }).map((suffixes) => suffixes.join(''));

  it('that has a price', () => {
    fc.assert(
      fc.property(before, fc.constantFrom(...listed), after, (prefix, id, suffix) => {
        const found = matchModel(book.index, `${prefix}${id}${suffix}`);
        expect([undefined, matchModel(book.index, id)]).toContain(found);
      }),
      { numRuns: 5000 },
    );
  });

  it('nor gives an unknown release the price of its parent', () => {
    const bare = listed.filter((id) => !/\d{8}|@|\d{4}-\d\d-\d\d|-v\d/.test(id));
    fc.assert(
      fc.property(
        before,
        fc.constantFrom(...bare),
        fc.constantFrom(...RELEASES),
        after,
        (prefix, id, release, suffix) => {
          expect(matchModel(book.index, `${prefix}${id}${release}${suffix}`)).toBeUndefined();
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('and an id that is listed as fast is a model of its own', () => {
    const index = indexModels([
      [
        { model: 'gpt-9', ids: [] },
        { model: 'gpt-9-fast', ids: [] },
        { model: 'claude-opus-9-fast', ids: [] },
      ],
    ]);
    expect(matchModel(index, 'gpt-9')).toBe('gpt-9');
    expect(matchModel(index, 'gpt-9-fast')).toBe('gpt-9-fast');
    expect(matchModel(index, 'claude-opus-9')).toBeUndefined();
  });
});

describe('a fast id', () => {
  const at = midnight('2026-11-10');
  const input = (model: string, rest: Parameters<typeof ask>[3] = {}): string => {
    const quoted = ask(book, model, at, rest);
    return quoted.ok ? `${quoted.row.speed} ${quoted.rates.input} ${quoted.modifiers.join()}`.trim() : quoted.reason;
  };

  it('has the price of fast mode, or of the priority tier', () => {
    expect(input('claude-opus-5-fast')).toBe('fast 10000000');
    expect(input('bedrock/us.anthropic.claude-opus-5-fast')).toBe('fast 10000000');
    expect(input('gpt-5.6-sol-fast')).toBe('standard 4000000 priority x2');
    expect(input('gpt-5.5-2026-04-23-fast')).toBe('standard 5000000 priority x2.5');
  });

  it('is unpriced where there is none, rather than standard', () => {
    expect(input('claude-sonnet-5-fast')).toBe('unknown_speed');
    expect(input('claude-opus-4-7-fast')).toBe('no_price_at_date');
    expect(input('gpt-5.2-codex-fast')).toBe('unknown_tier');
    expect(input('o4-mini-fast')).toBe('unknown_tier');
    const claude = rows.filter(({ model }) => model.startsWith('claude-') || model.startsWith('gpt-'));
    const standard = claude.filter(
      ({ model }) => input(`${model}-fast`) === input(model) && input(model).startsWith('standard'),
    );
    expect(standard).toEqual([]);
  });

  it('is what the log says was billed, where it does', () => {
    expect(input('claude-opus-5-fast', { speed: 'standard' })).toBe('standard 5000000');
    expect(input('claude-opus-5-fast', { tier: 'batch' })).toBe('batch_not_offered');
    expect(input('gpt-5.5-fast', { tier: 'flex' })).toBe('standard 5000000 flex x0.5');
  });
});
