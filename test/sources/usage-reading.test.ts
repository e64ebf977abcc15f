/** Which of retold counts hold which others: a table of what is known to be written, and every combination there is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_METERS, type Meters } from '../../src/core/meters.ts';
import { BESIDE, INSIDE, readingOf, type Convention, type Sums } from '../../src/sources/usage-reading.ts';
import { FIXED } from './shapes.ts';

const logged = (input: number, output: number, more: Partial<Meters> = {}): Meters => ({
  ...NO_METERS,
  input,
  output,
  ...more,
});
const sums = (more: Partial<Sums> = {}): Sums => ({ reasoning: 0, total: undefined, uncached: undefined, ...more });
const CERTAIN: Convention = { ...INSIDE, certain: true };
const READ = { cache_read: 15_000 };
const BOTH = { cache_read: 11_000, cache_write_5m: 4000 };

describe('the reading of counts', () => {
  it.each<[string, Meters, Sums, Convention, input: number, output: number, flags: string[]]>([
    ['all inside, as the total shows', logged(15_500, 300, READ), sums({ total: 15_800 }), INSIDE, 500, 300, []],
    ['reads beside, as the total shows', logged(500, 300, READ), sums({ total: 15_800 }), INSIDE, 500, 300, []],
    [
      'both beside an input that is larger',
      logged(32_000, 300, BOTH),
      sums({ total: 47_300 }),
      INSIDE,
      32_000,
      300,
      [],
    ],
    ['reads inside, writes beside', logged(16_000, 300, BOTH), sums({ total: 20_300 }), INSIDE, 5000, 300, []],
    [
      'reasoning beside the output',
      logged(7000, 2000),
      sums({ total: 11_000, reasoning: 2000 }),
      INSIDE,
      7000,
      4000,
      [],
    ],
    [
      'reasoning inside, where a format has it beside',
      logged(7000, 4000),
      sums({ total: 11_000, reasoning: 1900 }),
      { ...BESIDE, reasoning: 'beside' },
      7000,
      4000,
      [],
    ],
    ['no total, and no doubt', logged(15_500, 300, READ), sums(), CERTAIN, 500, 300, []],
    ['no total, and nothing cached', logged(15_500, 300), sums(), INSIDE, 15_500, 300, []],
    ['no total', logged(15_500, 300, READ), sums(), INSIDE, 500, 300, ['reading_assumed']],
    [
      'no total, of a format that has them beside',
      logged(15_500, 300, READ),
      sums(),
      BESIDE,
      15_500,
      300,
      ['reading_assumed'],
    ],
    ['no total, and more cached than there is', logged(500, 300, READ), sums(), INSIDE, 500, 300, ['exclusive_input']],
    [
      'a total that no reading has',
      logged(15_500, 300, READ),
      sums({ total: 99 }),
      INSIDE,
      500,
      300,
      ['total_disagrees'],
    ],
    ['a total of 0 says nothing', logged(15_500, 300, READ), sums({ total: 0 }), CERTAIN, 500, 300, []],
    ['the rest that the SDK tells', logged(30_500, 300, READ), sums({ uncached: 500 }), INSIDE, 500, 300, []],
    [
      'a rest that fits nothing is no rest',
      logged(10_500, 300),
      sums({ uncached: 0, total: 10_800 }),
      CERTAIN,
      10_500,
      300,
      ['total_disagrees'],
    ],
    ['the rest that is the whole input', logged(500, 300, READ), sums({ uncached: 500 }), INSIDE, 500, 300, []],
  ])('%s', (_, counts, told, convention, input, output, flags) => {
    const reading = readingOf(counts, told, convention);
    expect([reading.meters.input, reading.meters.output, reading.flags]).toEqual([input, output, flags]);
    expect({ ...reading.meters, input: 0, output: 0 }).toEqual({ ...counts, input: 0, output: 0 });
  });
});

const SIDES = ['inside', 'beside'] as const;
const count = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 50_000 }));

/** A call as it was, and how somebody retells it. */
const retold = fc.record({
  ...{
    input: count,
    read: count,
    written: count,
    output: fc.integer({ min: 1, max: 9000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  },
  ...{
    readSide: fc.constantFrom(...SIDES),
    writtenSide: fc.constantFrom(...SIDES),
    reasoningSide: fc.constantFrom(...SIDES),
  },
  ...{ tellsTotal: fc.boolean(), tellsRest: fc.boolean(), hasReasoning: fc.boolean() },
  convention: fc.constantFrom<Convention>(INSIDE, BESIDE, { ...BESIDE, reasoning: 'beside' }),
});

it('of any call, however it is retold, is the right one, or says that it may not be', () => {
  let [exact, proven] = [0, 0];
  fc.assert(
    fc.property(retold, (call) => {
      const { input, read, written, output, convention } = call;
      const reasoning = call.hasReasoning ? Math.floor(output * call.share) : 0;
      const counts = logged(
        input + (call.readSide === 'inside' ? read : 0) + (call.writtenSide === 'inside' ? written : 0),
        call.reasoningSide === 'inside' ? output : output - reasoning,
        { cache_read: read, cache_write_5m: written },
      );
      const total = call.tellsTotal ? input + read + written + output : undefined;
      const reading = readingOf(counts, { reasoning, total, uncached: call.tellsRest ? input : undefined }, convention);
      const isRight = reading.meters.input === input && reading.meters.output === output;
      const ambiguous = read + written + reasoning > 0 && reading.flags.length > 0;
      // Two counts of one size may change places, and then nothing in the record tells.
      const twins = isTwin(call, counts, reasoning, reading.meters);
      expect(isRight || ambiguous || twins).toBe(true);
      if (isRight) exact += 1;
      if (isRight && call.tellsTotal) proven += 1;
    }),
    { ...FIXED, numRuns: 20_000 },
  );
  expect(exact).toBeGreaterThan(12_000);
  expect(proven).toBeGreaterThan(8000);
});

/** The format's own reading has the same total as what happened: no reader could tell them apart. */
function isTwin(
  call: { input: number; read: number; written: number; output: number; tellsTotal: boolean },
  counts: Meters,
  reasoning: number,
  found: Meters,
): boolean {
  const sum = (meters: Meters): number => meters.input + meters.cache_read + meters.cache_write_5m + meters.output;
  const { input, read, written, output } = call;
  const isAmong = [0, read, written, read + written].some((held) => counts.input - held === found.input);
  const isOutput = found.output === counts.output || found.output === counts.output + reasoning;
  return call.tellsTotal && sum(found) === input + read + written + output && isAmong && isOutput;
}
