/** Placements over any workload: what no strategy can beat, and what another breakpoint can only add. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestWhatIf, standardStrategies } from '../../src/simulate/request-what-if.ts';
import { parseStrategy } from '../../src/simulate/ask.ts';
import { book } from '../prices/shipped.ts';
import { promptLog, type Sent } from './prompt-log.ts';

/** Conversations that grow, fork and pause, of 1 to 60 requests. */
const anyConversation: fc.Arbitrary<Sent[]> = fc
  .array(
    fc.record({
      pause: fc.constantFrom(1, 5, 60, 299, 301, 1200, 3599, 3601, 9000),
      fork: fc.integer({ min: 0, max: 3 }),
      keep: fc.integer({ min: 2, max: 30 }),
      more: fc.array(fc.constantFrom(...'ABCDabcd*!'), { minLength: 1, maxLength: 6 }).map((each) => each.join('')),
      answers: fc.constantFrom(undefined, 2, 20),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((steps) => {
    const prompts: string[] = ['TS'];
    let at = 0;
    return steps.map(({ pause, fork, keep, more, answers }) => {
      at += pause;
      const stem = prompts.at(-1 - fork) ?? 'TS';
      const blocks = stem.slice(0, keep) + more;
      prompts.push(blocks);
      return { at, blocks, ...(answers !== undefined && { answers }) };
    });
  });

const ask = (...names: string[]): ReturnType<typeof standardStrategies> => names.map(parseStrategy);

describe('any conversation', () => {
  it('costs no strategy less than the floor', () => {
    fc.assert(
      fc.property(anyConversation, (sent) => {
        const { scenarios, floor } = requestWhatIf(promptLog(sent), standardStrategies(), book, true);
        for (const { likely } of scenarios) expect(likely.cost! >= floor!.cost!).toBe(true);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('costs without a breakpoint what the report calls uncached', () => {
    fc.assert(
      fc.property(anyConversation, (sent) => {
        const { scenarios, actual } = requestWhatIf(promptLog(sent), ask('none'), book, true);
        expect(scenarios[0]?.likely.cost).toBe(actual.uncachedCost);
      }),
      { numRuns: 100, seed: 8 },
    );
  });

  it.each([
    ['system', 'tools-system'],
    ['tools-system', 'tools-system-rolling'],
    ['rolling', 'tools-system-rolling'],
    ['tools-system-rolling', 'tools-system-two-turns'],
  ])('reads no less when breakpoints are added: %s, then %s', (few, more) => {
    fc.assert(
      fc.property(anyConversation, fc.constantFrom('5m', '1h'), (sent, ttl) => {
        const log = promptLog(sent);
        const [a, b] = requestWhatIf(log, ask(`${few}:ttl=${ttl}`, `${more}:ttl=${ttl}`), book, true).scenarios;
        expect(b!.likely.sums.cache_read >= a!.likely.sums.cache_read).toBe(true);
      }),
      { numRuns: 150, seed: 9 },
    );
  });

  it('costs the same whatever its blocks are called', () => {
    fc.assert(
      fc.property(anyConversation, (sent) => {
        const renamed = sent.map((each) => ({
          ...each,
          blocks: each.blocks.replaceAll(/[A-D]/g, (letter) => 'EFGH'['ABCD'.indexOf(letter)]!),
        }));
        const costs = (of: readonly Sent[]): unknown[] =>
          requestWhatIf(promptLog(of), standardStrategies(), book, true).scenarios.map(({ likely }) => likely.cost);
        expect(costs(renamed)).toEqual(costs(sent));
      }),
      { numRuns: 60, seed: 10 },
    );
  });
});
