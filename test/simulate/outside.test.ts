/** Reads of what nothing in the log had written: part of what was sent is logged, and all of it was billed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrategy } from '../../src/simulate/ask.ts';
import { billPlacement, playPlacement } from '../../src/simulate/place.ts';
import { promptWorldOf } from '../../src/simulate/make-prompt-world.ts';
import type { PromptWorld } from '../../src/simulate/prompt-world.ts';
import { requestBacktest } from '../../src/simulate/request-backtest.ts';
import { billsOf, priced } from '../../src/simulate/request-bills.ts';
import { requestWhatIf } from '../../src/simulate/request-what-if.ts';
import { book } from '../prices/shipped.ts';
import { naiveSplits } from './naive-provider.ts';
import { promptLog, TOKENS, type Sent } from './prompt-log.ts';

/** With the usage that the provider would have given, for those of the requests that are logged. */
function logged(sent: readonly Sent[], isLogged: (index: number) => boolean = () => true): Sent[] {
  return naiveSplits(sent).flatMap(([read, cache_write_5m, cache_write_1h, input], index) => {
    const usage = [read, cache_write_5m, cache_write_1h, input].map((blocks) => blocks * TOKENS);
    const [reads, fives, hours, inputs] = usage as [number, number, number, number];
    const own = { read: reads, cache_write_5m: fives, cache_write_1h: hours, input: inputs, logsCache: true };
    return isLogged(index) ? [{ ...sent[index]!, ...own }] : [];
  });
}

function worldOf(sent: readonly Sent[]): PromptWorld {
  return promptWorldOf(promptLog(sent), book);
}

/** Thousands of tokens read, as predicted. */
function reads(world: PromptWorld): number[] {
  const found: number[] = [];
  playPlacement(world, 'logged', (_, { cache_read: read }) => found.push(read / TOKENS));
  return found;
}

const rolling = { automatic: '5m' } as const;

describe('a read from outside', () => {
  const sent: Sent[] = [
    { blocks: 'TSA', ...rolling },
    { blocks: 'TSAaB', at: 10, ...rolling },
    { blocks: 'TSAaBbC', at: 20, ...rolling },
  ];
  const world = worldOf(logged(sent, (index) => index > 0));

  it('is known by what nothing in the log had written', () => {
    expect([...world.outside.place]).toEqual([2, -1]);
    expect([...world.outside.readTo]).toEqual([2, 4]);
  });

  it('is not predicted, and counts for the requests behind it', () => {
    expect(reads(world)).toEqual([0, 5]);
    const again = worldOf(logged([...sent, { blocks: 'TSAcD', at: 30, ...rolling }], (index) => index > 0));
    expect(reads(again)).toEqual([0, 5, 3]);
  });

  it('is left out of the backtest, which says so', () => {
    const { pairs, right, unpredictable } = requestBacktest(world);
    expect([pairs, right, unpredictable]).toEqual([1, 1, { outside: 1, summed: 0, unmarked: 0 }]);
  });

  it('is there for whatever placement is played', () => {
    const { scenarios, actual } = requestWhatIf(
      promptLog(logged(sent, (index) => index > 0)),
      { strategies: ['sent:ttl=5m', 'rolling:ttl=1h', 'system:ttl=5m'].map(parseStrategy), scenarios: [] },
      book,
    );
    const [replayed, same, hour, system] = scenarios.map(({ likely }) => Number(likely.sums.cache_read));
    expect([replayed, same, Number(actual.sums.cache_read)]).toEqual([8000, 8000, 8000]);
    expect(hour).toBe(8000);
    // Others would have cached the system prompt, had they placed breakpoints like that.
    expect(system).toBe(4000);
  });

  it.each<[string, Sent[], boolean]>([
    ['of an entry that is alive is none', [{ blocks: 'SA' }, { blocks: 'SA', at: 300, read: 2000 }], false],
    ['ten seconds late is a late hit', [{ blocks: 'SA' }, { blocks: 'SA', at: 310, read: 2000 }], false],
    ['later than that, somebody kept it alive', [{ blocks: 'SA' }, { blocks: 'SA', at: 311, read: 2000 }], true],
    ['of another prefix of the same size', [{ blocks: 'SA' }, { blocks: 'SB', at: 9, read: 2000 }], true],
  ])('%s', (_, given, isOutside) => {
    const usage = given.map((each): Sent => ({
      ...{ ...rolling, input: 0, cache_write_5m: each.blocks.length * TOKENS - (each.read ?? 0), logsCache: true },
      ...each,
    }));
    expect(worldOf(usage).outside.place[1]! >= 0).toBe(isOutside);
  });
});

it('what cached something without a breakpoint in the log is not predicted, and billed as it was', () => {
  const sent: Sent[] = [
    { blocks: 'TSA', ...rolling },
    { blocks: 'TSAaB', at: 10, ...rolling },
  ];
  const world = worldOf(
    logged(sent).map(({ automatic, ...each }, index) => (index === 0 && automatic ? { ...each, automatic } : each)),
  );
  const { pairs, unpredictable, actual, predicted, replayed } = requestBacktest(world);
  expect([pairs, unpredictable]).toEqual([0, { outside: 0, summed: 0, unmarked: 1 }]);
  expect([predicted, replayed]).toEqual([actual, actual]);
});

it('several calls that together wrote less than the first was sent read the rest of it', () => {
  const firstCall = { input: undefined, written: undefined, read: undefined };
  const given = { blocks: 'TSA', ...rolling, logsCache: true, input: 0, firstCall };
  expect([...worldOf([{ ...given, read: 5100, cache_write_5m: 900 }]).outside.place]).toEqual([1]);
  expect([...worldOf([{ ...given, read: 2000, cache_write_5m: 4000 }]).outside.place]).toEqual([-1]);
});

describe('an hour outside', () => {
  const hour = { automatic: '1h' } as const;
  const sent: Sent[] = [
    { blocks: 'TSA', ...hour },
    { blocks: 'TSA', at: 2400, ...hour },
  ];

  it('may have been too long for five minutes: the range says so', () => {
    const log = promptLog(logged(sent, (index) => index > 0));
    const { scenarios } = requestWhatIf(log, { strategies: [parseStrategy('sent:ttl=5m')], scenarios: [] }, book);
    const [replayed, five] = scenarios;
    expect(replayed!.cheap.cost).toBe(replayed!.dear.cost);
    expect([five!.cheap, five!.likely, five!.dear].map(({ sums }) => Number(sums.cache_read))).toEqual([3000, 0, 0]);
  });
});

/**
 * Conversations that grow, fork and pause, all for one time to live: what an entry from outside was written for is not
 * seen. No rest is up to ten seconds longer than an entry lives, which could be a late hit.
 */
const anyConversation: fc.Arbitrary<Sent[]> = fc
  .tuple(fc.constantFrom('5m' as const, '1h' as const), anySteps())
  .map(([automatic, steps]) => steps.map((step) => ({ ...step, automatic })));

function anySteps(): fc.Arbitrary<Sent[]> {
  return fc
    .array(
      fc.record({
        pause: fc.constantFrom(20, 60, 240, 400, 1800, 4000),
        fork: fc.integer({ min: 0, max: 3 }),
        keep: fc.integer({ min: 2, max: 30 }),
        more: fc.array(fc.constantFrom(...'ABCDabcd'), { minLength: 1, maxLength: 6 }).map((each) => each.join('')),
      }),
      { minLength: 1, maxLength: 40 },
    )
    .map((steps) => {
      const prompts: string[] = ['TS'];
      let at = 0;
      return steps.map(({ pause, fork, keep, more }) => {
        at += pause;
        const blocks = (prompts.at(-1 - fork) ?? 'TS').slice(0, keep) + more;
        prompts.push(blocks);
        return { at, blocks };
      });
    });
}

describe('of any part of a log', () => {
  const anyPart = fc.tuple(anyConversation, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }));

  it('each request is predicted, or read from outside', () => {
    fc.assert(
      fc.property(anyPart, ([sent, kept]) => {
        const part = logged(sent, (index) => kept[index]!);
        const world = worldOf(part);
        for (const [row, read] of reads(world).entries())
          if (world.outside.place[row]! < 0) expect(read * TOKENS).toBe(part[row]!.read);
      }),
      { numRuns: 1000, seed: 21 },
    );
  });

  it('the replay with what is known is the log', () => {
    fc.assert(
      fc.property(anyPart, ([sent, kept]) => {
        const world = worldOf(logged(sent, (index) => kept[index]!));
        const bills = billsOf(world);
        billPlacement(world, 'logged', bills);
        expect(priced(bills, world)).toEqual(requestBacktest(world).actual);
      }),
      { numRuns: 300, seed: 22 },
    );
  });

  it('no placement costs less than the floor, and none at all what the report calls uncached', () => {
    const names = ['none', 'tools:ttl=5m', 'system:ttl=1h', 'rolling:ttl=5m', 'tools-system-two-turns:ttl=1h'];
    fc.assert(
      fc.property(anyPart, ([sent, kept]) => {
        const log = promptLog(logged(sent, (index) => kept[index]!));
        const question = { strategies: names.map(parseStrategy), scenarios: [] };
        const { scenarios, floor, actual } = requestWhatIf(log, question, book);
        for (const { cheap } of scenarios) expect(cheap.cost! >= floor!.cost!).toBe(true);
        expect(scenarios.find(({ scenario }) => scenario.id === 'none')?.likely.cost).toBe(actual.uncachedCost);
      }),
      { numRuns: 300, seed: 23 },
    );
  });

  it('all of it has nothing from outside', () => {
    fc.assert(
      fc.property(anyConversation, (sent) => {
        expect(worldOf(logged(sent)).outside.place.every((place) => place < 0)).toBe(true);
      }),
      { numRuns: 300, seed: 24 },
    );
  });
});
