/** Placements over any workload: what no strategy can beat, and what another breakpoint can only add. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrategy } from '../../src/simulate/ask.ts';
import { efficiencyOf, EVERYTHING, requestWhatIf, type RequestQuestion } from '../../src/simulate/request-what-if.ts';
import { book } from '../prices/shipped.ts';
import { promptLog, type Sent } from './prompt-log.ts';

/** Conversations that grow, fork and pause, of 1 to 60 requests. */
const anyConversation: fc.Arbitrary<Sent[]> = fc
  .array(
    fc.record({
      pause: fc.constantFrom(1, 5, 60, 299, 301, 1200, 3599, 3601, 9000),
      fork: fc.integer({ min: 0, max: 3 }),
      keep: fc.integer({ min: 2, max: 30 }),
      more: fc.array(fc.constantFrom(...'ABCDabcd*!?'), { minLength: 1, maxLength: 6 }).map((each) => each.join('')),
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

const ask = (...names: string[]): RequestQuestion => ({ strategies: names.map(parseStrategy), scenarios: [] });

/** Every strategy with every lifetime. */
const ALL = ask(
  'none',
  ...[
    'tools',
    'system',
    'tools-system',
    'rolling',
    'tools-system-rolling',
    'tools-system-two-turns',
    'every-n',
  ].flatMap((name) => ['5m', '1h', 'static-1h'].map((ttl) => `${name}:ttl=${ttl}`)),
);

describe('any conversation', () => {
  it('costs no strategy less than the floor', () => {
    fc.assert(
      fc.property(anyConversation, (sent) => {
        const { scenarios, floor } = requestWhatIf(promptLog(sent), ALL, book);
        for (const { likely } of scenarios) expect(likely.cost! >= floor!.cost!).toBe(true);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('costs without a breakpoint what the report calls uncached', () => {
    fc.assert(
      fc.property(anyConversation, (sent) => {
        const { scenarios, actual } = requestWhatIf(promptLog(sent), ask('none'), book);
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
        const [a, b] = requestWhatIf(log, ask(`${few}:ttl=${ttl}`, `${more}:ttl=${ttl}`), book).scenarios;
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
          requestWhatIf(promptLog(of), ALL, book).scenarios.map(({ likely }) => likely.cost);
        expect(costs(renamed)).toEqual(costs(sent));
      }),
      { numRuns: 60, seed: 10 },
    );
  });

  it('costs no less than the floor where search puts breakpoints, and no more than any other strategy', () => {
    fc.assert(
      fc.property(anyConversation, (sent) => {
        const log = promptLog(sent);
        const { scenarios, floor } = requestWhatIf(log, EVERYTHING, book);
        const found = scenarios.find(({ scenario }) => scenario.id === 'search')!.likely.cost!;
        expect(found >= floor!.cost!).toBe(true);
        for (const { scenario, likely } of requestWhatIf(log, ALL, book).scenarios)
          if (scenario.id !== 'floor') expect(found <= likely.cost!).toBe(true);
      }),
      { numRuns: 100, seed: 11 },
    );
  });

  it('is the sum of its workspaces, which share no entry', () => {
    fc.assert(
      fc.property(
        anyConversation,
        fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 60, maxLength: 60 }),
        (sent, to) => {
          const spread = sent.map((each, index) => ({ ...each, workspace: to[index]! }));
          const costs = (of: readonly Sent[]): bigint[] => {
            const { scenarios, actual, floor } = requestWhatIf(promptLog(of), ALL, book);
            return [...scenarios.slice(0, -1).map(({ likely }) => likely), actual, floor!].map(({ cost }) => cost!);
          };
          const parts = ['a', 'b', 'c'].map((own) => spread.filter(({ workspace }) => workspace === own));
          const added = parts.filter((part) => part.length > 0).map(costs);
          const whole = costs(spread);
          expect(whole).toEqual(whole.map((_, index) => added.reduce((sum, part) => sum + part[index]!, 0n)));
        },
      ),
      { numRuns: 60, seed: 12 },
    );
  });
});

it('is not made cheaper by writes that have no price', () => {
  // GPT-5.2 sells no writes: what a strategy would write is unpriced, not free.
  const turns = ['TSA', 'TSAaB', 'TSAaBbC'];
  const sent = turns.map((blocks, index): Sent => ({ blocks, at: index * 60, model: 'gpt-5.2' }));
  const result = requestWhatIf(promptLog(sent), EVERYTHING, book);
  expect(result.scenarios[0]).toMatchObject({ scenario: { id: 'none' }, likely: { complete: true } });
  const [search] = result.scenarios.filter(({ scenario }) => scenario.id === 'search');
  expect(search).toMatchObject({ markers: [], likely: { complete: true } });
  const writing = result.scenarios.filter(({ likely }) => !likely.complete);
  expect(writing.length).toBeGreaterThan(0);
  expect(writing.map((outcome) => efficiencyOf(outcome, result))).toEqual(writing.map(() => null));
});
