/** Of several diagnoses of one response the same one is kept, whatever their order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MISS_REASONS, mergeReported, type ReportedMiss } from '../../src/core/diagnosis.ts';

const miss = (reason: ReportedMiss['reason'], tokens?: number): ReportedMiss => ({ reason, tokens });

describe('of two', () => {
  it.each<[string, ReportedMiss, ReportedMiss | undefined]>([
    ['any wins over none at all', miss('none'), undefined],
    ['the one that was pending wins over what says nothing', miss('pending'), miss('none', 900)],
    ['a reason wins over a pending one', miss('unavailable'), miss('pending', 900)],
    ['a reason without a name as well', miss('other'), miss('pending')],
    ['the one with more tokens wins', miss('tools_changed', 10), miss('messages_changed', 9)],
    ['and over one that does not say', miss('tools_changed', 0), miss('messages_changed')],
    ['then the one that sorts first', miss('messages_changed', 9), miss('tools_changed', 9)],
  ])('%s', (_name, winner, loser) => {
    expect(mergeReported(winner, loser)).toBe(winner);
    expect(mergeReported(loser, winner)).toBe(winner);
  });

  const any = fc.option(
    fc.record<ReportedMiss>({
      reason: fc.constantFrom(...MISS_REASONS, 'other', 'none', 'pending'),
      tokens: fc.option(fc.nat(2), { nil: undefined }),
    }),
    { nil: undefined },
  );

  it('in any order, in any groups and any number of times', () => {
    fc.assert(
      fc.property(any, any, any, (a, b, c) => {
        expect(mergeReported(a, b)).toEqual(mergeReported(b, a));
        expect(mergeReported(mergeReported(a, b), c)).toEqual(mergeReported(a, mergeReported(b, c)));
        expect(mergeReported(a, a)).toBe(a);
        expect([a, b]).toContain(mergeReported(a, b));
      }),
      { numRuns: 1000 },
    );
  });
});
