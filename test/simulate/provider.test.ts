/** The rules of the provider's cache, one by one, and against a simulator that knows nothing but the rules. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { playPlacement } from '../../src/simulate/place.ts';
import { promptWorldOf } from '../../src/simulate/make-prompt-world.ts';
import { book } from '../prices/shipped.ts';
import { rounds } from '../rounds.ts';
import { naiveSplits } from './naive-provider.ts';
import { promptLog, TOKENS, type Sent } from './prompt-log.ts';

/** Thousands of tokens of each request: read, written for 5 minutes, for an hour, input. */
function splits(...sent: Sent[]): [read: number, cache_write_5m: number, cache_write_1h: number, input: number][] {
  const found: [number, number, number, number][] = [];
  playPlacement(
    promptWorldOf(promptLog(sent), book),
    'logged',
    (_, { cache_read: read, cache_write_5m, cache_write_1h, input }) => {
      found.push([read / TOKENS, cache_write_5m / TOKENS, cache_write_1h / TOKENS, input / TOKENS]);
    },
  );
  return found;
}

const LONG = 'A'.repeat(1) + 'bcdefghijklmnopqr'.toUpperCase();

describe('a breakpoint', () => {
  it.each<[string, Sent[], number[][]]>([
    ['is where a prefix is written', [{ blocks: 'SAB', marks: [[1, '5m']] }], [[0, 2, 0, 1]]],
    [
      'none, nothing is cached',
      [{ blocks: 'SAB' }, { at: 1, blocks: 'SAB' }],
      [
        [0, 0, 0, 3],
        [0, 0, 0, 3],
      ],
    ],
    [
      'reads what an earlier one wrote, and writes what follows',
      [
        { blocks: 'SA', marks: [[1, '5m']] },
        { at: 1, blocks: 'SAbC', marks: [[3, '5m']] },
      ],
      [
        [0, 2, 0, 0],
        [2, 2, 0, 0],
      ],
    ],
    [
      'reads nothing that was not written as a prefix, though the blocks are the same',
      [
        { blocks: 'SAB', marks: [[2, '5m']] },
        { at: 1, blocks: 'SAC', marks: [[2, '5m']] },
      ],
      [
        [0, 3, 0, 0],
        [0, 3, 0, 0],
      ],
    ],
    [
      'of one hour before one of five minutes: both are written apart',
      [
        {
          blocks: 'SAB',
          marks: [
            [0, '1h'],
            [2, '5m'],
          ],
        },
      ],
      [[0, 2, 1, 0]],
    ],
    [
      'behind the hit for an hour, then for five minutes: A, B and C of the rule',
      [
        { blocks: 'S', marks: [[0, '1h']], input: 1000 },
        {
          at: 1,
          blocks: 'SABC',
          marks: [
            [0, '1h'],
            [1, '1h'],
            [2, '5m'],
          ],
        },
      ],
      [
        [0, 0, 1, 0],
        [1, 1, 1, 1],
      ],
    ],
    [
      'that is automatic stands on the last block that can carry one',
      [{ blocks: 'SA*', automatic: '5m' }],
      [[0, 2, 0, 1]],
    ],
    [
      'stands of its own behind the result of a server tool, for five minutes',
      [{ blocks: 'S!A', marks: [[0, '1h']] }],
      [[0, 1, 1, 1]],
    ],
  ])('%s', (_, sent, expected) => {
    expect(splits(...sent)).toEqual(expected);
  });
});

describe('the result of a server tool in an answer', () => {
  const asked: Sent = { blocks: 'SA', automatic: '5m', answers: 2 };
  const next: Sent = { at: 9, blocks: 'SA?B', automatic: '5m' };

  it.each<[string, Sent, Sent, number[]]>([
    ['was cached for who sends it back', asked, next, [3, 1, 0, 0]],
    ['but not before the answer was there', { ...asked, answers: 20 }, next, [0, 4, 0, 0]],
    ['nor for longer than five minutes', asked, { ...next, at: 301 }, [0, 4, 0, 0]],
    ['nor where the question had no breakpoint', { blocks: 'SA' }, next, [0, 4, 0, 0]],
    ['nor where that was another question', { ...asked, blocks: 'SC' }, next, [0, 4, 0, 0]],
    ['and is found only from a breakpoint', asked, { at: 9, blocks: 'SA?B' }, [0, 0, 0, 4]],
  ])('%s', (_, first, second, expected) => {
    expect(splits(first, second)[1]).toEqual(expected);
  });
});

it('the result of a server tool lives on from its last use, whoever sends it back', () => {
  const asked: Sent = { blocks: 'SA', automatic: '5m' };
  const back = (at: number, blocks: string): Sent => ({ at, blocks, automatic: '5m' });
  expect(splits(asked, back(200, 'SA?B'), back(400, 'SA?C')).map(([read]) => read)).toEqual([0, 3, 3]);
});

describe('the lookback', () => {
  it.each([
    [19, true],
    [20, false],
  ])('%i blocks behind the entry: %s', (more, isHit) => {
    const base = `S${LONG}`;
    const next = base + '0123456789abcdefghijklmnop'.slice(0, more);
    const [, second] = splits(
      { blocks: base, marks: [[base.length - 1, '5m']] },
      { at: 1, blocks: next, marks: [[next.length - 1, '5m']] },
    );
    expect(second?.[0]).toBe(isHit ? base.length : 0);
  });

  it('is of each breakpoint by itself', () => {
    const next = 'SA' + '0123456789abcdefghijklmnop';
    const [, second] = splits(
      { blocks: 'SA', marks: [[1, '5m']] },
      {
        at: 1,
        blocks: next,
        marks: [
          [1, '5m'],
          [next.length - 1, '5m'],
        ],
      },
    );
    expect(second).toEqual([2, next.length - 2, 0, 0]);
  });
});

describe('an entry', () => {
  const five: Sent = { blocks: 'SA', marks: [[1, '5m']] };
  const hour: Sent = { blocks: 'SA', marks: [[1, '1h']] };

  it.each<[string, Sent, number, number]>([
    ['of five minutes lives five minutes', five, 300, 2],
    ['and no longer', five, 301, 0],
    ['of an hour lives an hour', hour, 3600, 2],
    ['and no longer either', hour, 3601, 0],
  ])('%s', (_, first, at, read) => {
    expect(splits(first, { ...first, at })[1]?.[0]).toBe(read);
  });

  it('is renewed by a read', () => {
    expect(splits(five, { ...five, at: 299 }, { ...five, at: 598 }).map(([read]) => read)).toEqual([0, 2, 2]);
  });

  it('inside another one that is read is renewed too, unless it is gone', () => {
    const two: Sent = {
      blocks: 'SA',
      marks: [
        [0, '5m'],
        [1, '5m'],
      ],
    };
    const onlyLast: Sent = { blocks: 'SA', marks: [[1, '5m']] };
    const other: Sent = { blocks: 'SB', marks: [[0, '5m']] };
    expect(splits(two, { ...onlyLast, at: 200 }, { ...other, at: 450 })[2]?.[0]).toBe(1);
    const mixed: Sent = { blocks: 'SA', marks: [[1, '1h']] };
    const short: Sent = { blocks: 'S', marks: [[0, '5m']] };
    expect(splits(short, { ...mixed, at: 1 }, { ...mixed, at: 400 }, { ...other, at: 410 })[3]?.[0]).toBe(0);
  });

  it('is readable once its first answer has come: requests at once each write', () => {
    const slow = { ...five, answers: 5 };
    expect(splits(slow, { ...slow, at: 4 }, { ...slow, at: 5 }).map(([read]) => read)).toEqual([0, 0, 2]);
  });

  it.each<[string, Partial<Sent>, Partial<Sent>]>([
    ['another model', {}, { model: 'claude-sonnet-5-5' }],
    ['another workspace', {}, { workspace: 'w' }],
    ['other parameters of messages', {}, { parameters: { system: '', messages: 'x' } }],
    ['other parameters of system', {}, { parameters: { system: 'x', messages: '' } }],
  ])('is not one of %s', (_, a, b) => {
    expect(splits({ ...five, ...a }, { ...five, at: 1, ...b })[1]?.[0]).toBe(0);
  });

  it('of the tools stays when system depends on other parameters, and that of system when messages do', () => {
    const marks = [
      [0, '5m'],
      [1, '5m'],
      [2, '5m'],
    ] as const;
    const first: Sent = { blocks: 'TSA', marks };
    expect(splits(first, { ...first, at: 1, parameters: { system: 'x', messages: '' } })[1]?.[0]).toBe(1);
    expect(splits(first, { ...first, at: 1, parameters: { system: '', messages: 'x' } })[1]?.[0]).toBe(2);
  });

  it('needs the minimum of its model: 4,096 tokens of Opus 4.6', () => {
    const small: Sent = { blocks: 'SABC', marks: [[3, '5m']], model: 'claude-opus-4-6' };
    const large: Sent = { blocks: 'SABCD', marks: [[4, '5m']], model: 'claude-opus-4-6' };
    expect(splits(small)[0]).toEqual([0, 0, 0, 4]);
    expect(splits(large)[0]).toEqual([0, 5, 0, 0]);
  });
});

/** Prompts that grow, fork and repeat, with breakpoints anywhere and clocks from seconds to hours. */
const anySent: fc.Arbitrary<Sent[]> = fc
  .array(
    fc.record({
      pause: fc.constantFrom(0, 1, 4, 60, 299, 300, 301, 1800, 3600, 3601, 9000),
      answers: fc.constantFrom(undefined, 0, 3, 30),
      stem: fc.constantFrom('TS', 'TSABCDEFG', 'SABC', 'SABCdEfGhIjKlMnOpQrStUvWxYz', 'TSAbC*D!E', 'A'),
      more: fc.array(fc.constantFrom(...'ABCDabcd*!?'), { maxLength: 25 }).map((letters) => letters.join('')),
      cut: fc.integer({ min: 0, max: 30 }),
      // It goes on from an answer in which the provider ran a tool.
      follows: fc.constantFrom(false, false, true),
      marks: fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom('5m' as const, '1h' as const)), {
        selector: ([place]) => place,
        maxLength: 4,
      }),
      automatic: fc.constantFrom(undefined, undefined, '5m' as const),
      workspace: fc.constantFrom('', '', 'w'),
      messages: fc.constantFrom('', '', 'x'),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((steps) => {
    let [at, last] = [0, 'A'];
    return steps.map(({ pause, stem, more, cut, marks, messages, automatic, answers, workspace, follows }) => {
      at += pause;
      const blocks = follows ? `${last.slice(0, 30)}?${more}` : stem.slice(0, Math.max(1, stem.length - cut)) + more;
      last = blocks;
      return {
        ...{ at, blocks, workspace, parameters: { system: '', messages } },
        marks: marks.filter(([place]) => place < blocks.length).sort(([a], [b]) => a - b),
        ...(automatic && { automatic }),
        ...(answers !== undefined && { answers }),
      };
    });
  });

describe('any workload', () => {
  it('is split as the naive simulator splits it', () => {
    fc.assert(
      fc.property(anySent, (sent) => {
        expect(splits(...sent)).toEqual(naiveSplits(sent));
      }),
      { numRuns: rounds(3_000, 10_000), seed: 5 },
    );
  });

  it('keeps every token', () => {
    fc.assert(
      fc.property(anySent, (sent) => {
        for (const [index, split] of splits(...sent).entries()) {
          expect(Math.min(...split)).toBeGreaterThanOrEqual(0);
          expect(split.reduce((sum, tokens) => sum + tokens, 0)).toBe(sent[index]!.blocks.length);
        }
      }),
      { numRuns: 300, seed: 6 },
    );
  });
});
