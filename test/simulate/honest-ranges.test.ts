/** Ranges are honest: where the truth is known, what a scenario would truly have cost lies inside its range. */
import { describe, expect, it } from 'vitest';
import { parseDate, type Instant } from '../../src/core/time.ts';
import { requestLog } from '../../src/requests/log.ts';
import { workloadOf } from '../../src/simulate/chains.ts';
import type { Options } from '../../src/simulate/scenario.ts';
import { scenarioById } from '../../src/simulate/scenarios/index.ts';
import { whatIf, type Outcome } from '../../src/simulate/what-if.ts';
import { book } from '../prices/shipped.ts';
import { knownWorld, type KnownWorld } from './known-world.ts';
import { all1h, all5m, keptAlive, loggedWay, main1hSub5m, Truth, type Bill } from './true-cache.ts';

const WORKLOADS = 1000;
const HONEST = 0.95;
const ROUNDING = 1e-9;

interface Case {
  readonly id: string;
  options(world: KnownWorld): Options;
  cost(truth: Truth, world: KnownWorld): bigint;
}

function uncached(bills: readonly Bill[]): Bill[] {
  return bills.map((bill) => {
    const { input, cache_write_5m, cache_write_1h, read } = bill;
    return {
      ...bill,
      input: input + cache_write_5m + cache_write_1h + read,
      cache_write_5m: 0,
      cache_write_1h: 0,
      read: 0,
    };
  });
}

function latest({ requests }: KnownWorld): Instant {
  return Math.max(...requests.map(({ at }) => at)) as Instant;
}

const none = (): Options => ({ named: {} });
const CASES: readonly Case[] = [
  { id: 'as-logged', options: none, cost: (truth, world) => truth.cost(truth.bills(loggedWay(world))) },
  { id: 'no-cache', options: none, cost: (truth, world) => truth.cost(uncached(truth.bills(loggedWay(world)))) },
  { id: 'ttl-5m', options: none, cost: (truth) => truth.cost(truth.bills(all5m)) },
  { id: 'ttl-1h', options: none, cost: (truth) => truth.cost(truth.bills(all1h)) },
  { id: 'ttl-main-1h-sub-5m', options: none, cost: (truth) => truth.cost(truth.bills(main1hSub5m)) },
  { id: 'ttl-best-per-chain', options: none, cost: (truth) => truth.cost(truth.bills(truth.bestPerChain())) },
  { id: 'keep-alive', options: none, cost: (truth) => truth.cost(truth.bills(keptAlive)) },
  {
    id: 'model',
    options: ({ target }) => ({ value: target, named: {} }),
    cost: (truth, world) => truth.cost(truth.bills({ ...loggedWay(world), to: world.target }), latest(world)),
  },
  {
    id: 'prices',
    options: ({ date }) => ({ value: date, named: {} }),
    cost: (truth, world) => truth.cost(truth.bills(loggedWay(world)), parseDate(world.date)),
  },
];

interface Score {
  inside: number;
  readonly widths: number[];
}

function scores(): Map<string, Score> {
  const all = new Map(CASES.map(({ id }) => [id, { inside: 0, widths: [] }]));
  for (let seed = 1; seed <= WORKLOADS; seed++) {
    const world = knownWorld(seed);
    const truth = new Truth(world, book);
    const asked = CASES.map(({ id, options }) => ({ scenario: scenarioById(id)!, options: options(world) }));
    const { scenarios } = whatIf(workloadOf(requestLog(truth.log(loggedWay(world)))), asked, book, undefined);
    for (const [index, { id, cost }] of CASES.entries())
      judge(all.get(id)!, Number(cost(truth, world)), scenarios[index]!);
  }
  return all;
}

function judge(score: Score, truth: number, { cheap, dear }: Outcome): void {
  const [low, high] = [Number(cheap.cost), Number(dear.cost)];
  if (low <= truth * (1 + ROUNDING) && truth * (1 - ROUNDING) <= high) score.inside += 1;
  score.widths.push((high - low) / truth);
}

describe(`the true cost of ${WORKLOADS} workloads lies in the range`, () => {
  const all = scores();

  it.each(CASES.map(({ id }) => id))('of %s', (id) => {
    const { inside, widths } = all.get(id)!;
    const median = widths.sort((a, b) => a - b)[Math.floor(widths.length / 2)]!;
    const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
    console.log(`${id}: ${percent(inside / WORKLOADS)} inside, median width ${percent(median)}`);
    expect(inside / WORKLOADS).toBeGreaterThanOrEqual(HONEST);
  });
});
