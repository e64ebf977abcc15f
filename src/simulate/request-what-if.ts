/** Strategies and stores of answers over requests whose prompts are known, priced, beside what was sent and the floor. */
import { ratioOf } from '../core/fraction.ts';
import type { Figures } from '../analysis/figures.ts';
import type { PriceBook } from '../prices/book.ts';
import type { Sums } from './bills.ts';
import { audiencesOf, type Audience } from './audience.ts';
import { billFloor } from './floor.ts';
import { TTL_5M } from '../requests/life.ts';
import { billPlacement } from './place.ts';
import type { Evidence } from './play.ts';
import { promptWorldOf } from './make-prompt-world.ts';
import type { PromptWorld } from './prompt-world.ts';
import type { PromptLog, Prompts } from './prompts.ts';
import { requestBacktest } from './request-backtest.ts';
import { billsOf, priced } from './request-bills.ts';
import type { Answered, RequestScenario } from './request-scenario.ts';
import { REQUEST_SCENARIOS } from './request-scenarios/index.ts';
import type { Options } from './scenario.ts';
import { STRATEGIES } from './strategies/index.ts';
import { LIFETIMES, type Marker, type Placement, type Strategy } from './strategy.ts';
import type { Outcome, WhatIf } from './what-if.ts';

export interface AskedStrategy {
  readonly strategy: Strategy;
  readonly options: Readonly<Record<string, string>>;
}

export interface AskedOfRequests {
  readonly scenario: RequestScenario;
  readonly options: Options;
}

/** Nothing named is everything that is standard, of which the cheapest lifetime of each strategy is shown. */
export interface RequestQuestion {
  readonly strategies: readonly AskedStrategy[];
  readonly scenarios: readonly AskedOfRequests[];
}

export const EVERYTHING: RequestQuestion = { strategies: [], scenarios: [] };

const AS_SENT: Outcome['scenario'] = {
  id: 'as-logged',
  title: 'as sent, replayed',
  needs: [],
  todo: 'nothing',
  realisable: true,
};
const FLOOR: Outcome['scenario'] = {
  id: 'floor',
  title: 'no placement can be cheaper',
  needs: ['given'],
  todo: 'it is a bound, which need not be reachable',
  realisable: false,
};

export function requestWhatIf(log: PromptLog, { strategies, scenarios }: RequestQuestion, book: PriceBook): WhatIf {
  const world = promptWorldOf(log, book);
  const isStandard = strategies.length + scenarios.length === 0;
  const { actual, predicted, replayed, ...tested } = requestBacktest(world);
  const floor = billed(world, (bills) => billFloor(world, bills));
  const placed = (isStandard ? standardStrategies(log.prompts) : strategies).map((asked) => place(asked, world));
  const others = (isStandard ? standardScenarios(log) : scenarios).map((asked) => play(asked, world));
  const isTold = log.prompts.logsCache.includes(1);
  const logged = !isTold ? [] : [outcomeOf(AS_SENT, replayed)];
  return {
    level: 'request',
    audience: audienceOf(log),
    actual,
    backtest: { ...tested, chains: 0, closeChains: 0, forward: predicted, replayed: predicted },
    scenarios: [
      ...logged,
      ...(isStandard ? cheapestOfEach(placed) : placed),
      ...others.filter(({ answered }) => answered === undefined),
      outcomeOf(FLOOR, floor),
    ],
    responses: others.filter(({ answered }) => answered !== undefined),
    floor,
    groups: [],
  };
}

function audienceOf({ prompts, kinds }: PromptLog): Audience {
  const conversationOf = (row: number): number => prompts.conversation[row] ?? -1;
  return audiencesOf(prompts, kinds, conversationOf, () => '').get('') ?? [];
}

/** Each strategy with each lifetime, that of the user's own places aside. */
function standardStrategies({ markPlace, automatic }: Pick<Prompts, 'markPlace' | 'automatic'>): AskedStrategy[] {
  const wereSent = markPlace.length > 0 || automatic.some((ttl) => ttl > 0);
  return STRATEGIES.filter(({ id }) => id !== 'custom' && (id !== 'sent' || wereSent)).flatMap((strategy) => {
    if (!strategy.usage.includes('ttl=')) return [{ strategy, options: {} }];
    const lifetimes = LIFETIMES.filter((ttl) => ttl !== 'static-1h' || strategy.usage.includes(ttl));
    return lifetimes.map((ttl) => ({ strategy, options: { ttl } }));
  });
}

function standardScenarios({ names }: PromptLog): AskedOfRequests[] {
  const tellsRequests = names.some(({ digest }) => digest !== '');
  return REQUEST_SCENARIOS.filter(({ standard }) => standard && tellsRequests).map((scenario) => ({
    scenario,
    options: { named: {} },
  }));
}

function billed(world: PromptWorld, bill: (bills: Sums) => void): Figures {
  const bills = billsOf(world);
  bill(bills);
  return priced(bills, world);
}

function place({ strategy, options }: AskedStrategy, world: PromptWorld): Outcome {
  const figuresOf = (placement: Placement, evidence: Evidence = 'likely'): Figures =>
    billed(world, (bills) => billPlacement(world, placement, bills, evidence));
  const planned = strategy.plan(options);
  const placement = 'search' in planned ? planned.search((each) => comparable(figuresOf(each))) : planned;
  const { markers } = placement;
  const todo = markers.length === 0 ? 'remove every cache_control' : markers.map(markerText).join('; ');
  const outcome = outcomeOf({ ...strategy, todo, needs: ['breakpoints'], realisable: true }, figuresOf(placement));
  // What lived for an hour outside may not have lived for five minutes.
  const cheap = hasHours(world) ? figuresOf(placement, 'hopeful') : outcome.cheap;
  return { ...outcome, cheap, options: placement.options, markers };
}

/** Whether anything was read that had been written outside of the log to live for an hour. */
function hasHours({ outside: { place, ttl } }: PromptWorld): boolean {
  return place.some((read, row) => read >= 0 && (ttl[row] ?? 0) > TTL_5M);
}

function play({ scenario, options }: AskedOfRequests, world: PromptWorld): Outcome {
  const plan = scenario.plan(options);
  let answered: Answered | undefined;
  const figures = billed(world, (bills) => {
    answered = plan.play(world, bills);
  });
  return { ...outcomeOf(scenario, figures), options: plan.options, answered };
}

function outcomeOf({ id, title, needs, todo, realisable }: Outcome['scenario'], figures: Figures): Outcome {
  return {
    scenario: { id, title, needs, todo, realisable },
    options: {},
    likely: figures,
    cheap: figures,
    dear: figures,
  };
}

/** More than any cost for each token without a price, so that whoever looks for the cheapest does not look there. */
const UNPRICED = 10n ** 15n;

function comparable({ cost, unpricedTokens }: Figures): bigint {
  return (cost ?? 0n) + unpricedTokens * UNPRICED;
}

/** As it is written into a request. */
export function markerText({ where, ttl }: Marker): string {
  const control = ttl === '1h' ? '{"type": "ephemeral", "ttl": "1h"}' : '{"type": "ephemeral"}';
  return where === '' ? `"cache_control": ${control} at the top level` : `${where}: "cache_control": ${control}`;
}

/** One that puts tokens where they have no price is not cheaper for that: it comes last. */
function cheapestOfEach(outcomes: readonly Outcome[]): Outcome[] {
  const cheapestFirst = [...outcomes].sort((a, b) => order(comparable(a.likely), comparable(b.likely)));
  const best = new Map<string, Outcome>();
  for (const outcome of cheapestFirst) if (!best.has(outcome.scenario.id)) best.set(outcome.scenario.id, outcome);
  return [...best.values()];
}

function order(a: bigint, b: bigint): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Net savings of a scenario / those of the floor; null where there is nothing to save. */
export function efficiencyOf({ likely }: Pick<Outcome, 'likely'>, { floor, actual }: WhatIf): number | null {
  if (floor === undefined || floor.netSavings === null || likely.netSavings === null || floor.netSavings <= 0n)
    return null;
  // What is unpriced in one of them would count as saved.
  if ([floor, likely].some(({ unpricedTokens }) => unpricedTokens !== actual.unpricedTokens)) return null;
  return ratioOf(likely.netSavings, floor.netSavings);
}
