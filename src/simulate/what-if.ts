/** Scenarios over the chains of a ledger, priced, each between its bounds. */
import { account, figuresOf, type Figures } from '../analysis/figures.ts';
import { MOST_BUDGET_GROUPS, needRoom } from '../analysis/most-groups.ts';
import type { Facet } from '../analysis/groups.ts';
import { quoter, type Quoter } from '../analysis/quoter.ts';
import { valueShown } from '../analysis/report.ts';
import { add, dearestFirst, subtract } from '../core/money.ts';
import type { PriceBook } from '../prices/book.ts';
import type { UsageGroup } from '../store/ledger.ts';
import { audiencesOf, type Audience } from './audience.ts';
import { backtest, type Backtest } from './backtest.ts';
import { repriced, sums } from './bills.ts';
import { habitsOf } from './habits.ts';
import type { Unpredictable } from './request-backtest.ts';
import { ASSUMPTIONS, roomFor, type Assumption } from './replay.ts';
import type { PriceKind } from '../requests/kinds.ts';
import type { Workload } from './workload.ts';
import { reuseOf, type Reuse } from './reuse.ts';
import type { Answered } from './request-scenario.ts';
import type { Options, Plan, Scenario, World } from './scenario.ts';
import type { Marker } from './strategy.ts';
import { weightsFrom } from './weights.ts';

export interface Asked {
  readonly scenario: Scenario;
  readonly options: Options;
}

export interface WhatIf {
  /** What it was replayed from: counts of usage, or the prompts of requests. */
  readonly level: 'usage' | 'request';
  /** Whose requests they are. */
  readonly audience: Audience;
  readonly actual: Figures;
  readonly backtest: BacktestFigures;
  readonly scenarios: readonly Outcome[];
  /** Of prompts: scenarios that answer requests from a store, before any provider is asked. */
  readonly responses: readonly Outcome[];
  /** Of usage counts. */
  readonly reuse?: Reuse;
  /** Of prompts: what no placement of breakpoints can be cheaper than. */
  readonly floor?: Figures;
  /** One entry a value of `by`, the dearest first, with what each scenario would have cost there. */
  readonly groups: readonly GroupOutcome[];
}

interface BacktestFigures extends Pick<Backtest, 'pairs' | 'right' | 'chains' | 'closeChains'> {
  readonly forward: Figures;
  readonly replayed: Figures;
  /** Of prompts: pairs whose read is right within a few tokens. */
  readonly exact?: number;
  /** Of prompts: requests that say nothing of the cache model, and are in no figure of the backtest. */
  readonly unpredictable?: Unpredictable;
}

export interface Outcome {
  readonly scenario: Pick<Scenario, 'id' | 'title' | 'realisable' | 'needs' | 'todo' | 'todoIn'>;
  readonly options: Readonly<Record<string, string>>;
  /** Breakpoints to add, of a strategy. */
  readonly markers?: readonly Marker[];
  /** Of a store of answers; the figures are then of the requests that are still asked. */
  readonly answered?: Answered | undefined;
  readonly likely: Figures;
  readonly cheap: Figures;
  readonly dear: Figures;
}

interface GroupOutcome {
  /** null is unknown. */
  readonly value: string | null;
  readonly audience: Audience;
  readonly actual: Figures;
  /** Likely figures, in the order of the scenarios. */
  readonly scenarios: readonly Figures[];
}

export function worldOf(workload: Workload, book: PriceBook): World {
  return {
    workload,
    book,
    habits: habitsOf(workload),
    weights: weightsFrom(workload, quoter(book), book.thresholds),
    room: roomFor(workload.chains),
  };
}

/** With `by`, the workload's kinds carry the values of that one facet. */
export function whatIf(workload: Workload, asked: readonly Asked[], book: PriceBook, by: Facet | undefined): WhatIf {
  if (by !== undefined) needGroupRoom(workload, book, by);
  const world = worldOf(workload, book);
  const quotes = quoter(book);
  const { actual: billed, forward, replayed, ...tested } = backtest(world, book.thresholds);
  const groupsOf = grouping(book, by);
  const actual = priced(billed.groups(), quotes, groupsOf);
  const audiences = by === undefined ? new Map<string | null, Audience>() : audiencesBy(workload, book, by);
  const played = asked.map(({ scenario, options }) => play(scenario, scenario.plan(options, world), world, groupsOf));
  return {
    level: 'usage',
    audience: audienceOf(workload),
    actual: actual.total,
    backtest: {
      ...tested,
      forward: figuresOf(forward.groups(), quotes),
      replayed: figuresOf(replayed.groups(), quotes),
    },
    scenarios: played.map(({ outcome }) => outcome),
    responses: [],
    reuse: reuseOf(world),
    groups: [...actual.groups]
      .map(([value, figures]) => ({
        value,
        audience: audiences.get(value) ?? [],
        actual: figures,
        scenarios: played.map(({ groups }) => groups.get(value) ?? figures),
      }))
      .sort((a, b) => dearestFirst(a.actual.cost, b.actual.cost)),
  };
}

/** Rows of a workload are in chains, which are conversations in one cache. */
function audiencesWith<T>({ requests, kinds, chains }: Workload, valueOf: (kind: PriceKind) => T): Map<T, Audience> {
  const chainOf = new Int32Array(requests.count).fill(-1);
  for (const { index, known, start, end } of chains) if (known) chainOf.fill(index, start, end);
  return audiencesOf(requests, kinds, (row) => chainOf[row] ?? -1, valueOf);
}

function audienceOf(workload: Workload): Audience {
  return audiencesWith(workload, () => '').get('') ?? [];
}

function audiencesBy(workload: Workload, book: PriceBook, by: Facet): Map<string | null, Audience> {
  return audiencesWith(workload, ({ values }) => valueShown(by, values[0] ?? '', book));
}

/** Before anything is replayed: each group is priced by itself, under every scenario. */
function needGroupRoom({ kinds }: Pick<Workload, 'kinds'>, book: PriceBook, by: Facet): void {
  const groups = new Set<string | null>();
  for (const { values } of kinds) {
    const value = valueShown(by, values[0] ?? '', book);
    if (groups.has(value)) continue;
    needRoom(groups.size, MOST_BUDGET_GROUPS, by);
    groups.add(value);
  }
}

interface Played {
  readonly outcome: Outcome;
  readonly groups: Priced['groups'];
}

function play(scenario: Scenario, plan: Plan, { workload, book }: World, groupsOf: GroupOf): Played {
  const quotes = quoter(book, plan.asOf);
  const run = (assumption: Assumption): Priced => {
    const bills = sums(workload, book.thresholds);
    for (const chain of workload.chains) plan.play(chain, assumption, bills);
    const repricing = plan.repricing ?? {};
    const groupOf = assumption === 'likely' ? groupsOf : undefined;
    const requests = priced(repriced(bills.groups(), repricing), quotes, groupOf);
    return withPings(requests, priced(repriced(bills.pings(), repricing), quotes, groupOf));
  };
  const likely = run('likely');
  const [cheap = likely, , dear = likely] =
    plan.certain === true ? [] : ASSUMPTIONS.map((each) => (each === 'likely' ? likely : run(each)));
  return {
    outcome: { scenario, options: plan.options, likely: likely.total, cheap: cheap.total, dear: dear.total },
    groups: likely.groups,
  };
}

/** Pings are paid for, and would not be sent without a cache: they add to the cost, and take from the savings. */
function withPings(requests: Priced, pings: Priced): Priced {
  const both = (own: Figures, more: Figures | undefined): Figures =>
    more === undefined || own.cost === null || own.netSavings === null || more.cost === null
      ? own
      : { ...own, cost: add(own.cost, more.cost), netSavings: subtract(own.netSavings, more.cost) };
  return {
    total: both(requests.total, pings.total),
    groups: new Map([...requests.groups].map(([value, own]) => [value, both(own, pings.groups.get(value))])),
  };
}

interface Priced {
  readonly total: Figures;
  readonly groups: Map<string | null, Figures>;
}

type GroupOf = ((group: UsageGroup) => string | null) | undefined;

function grouping(book: PriceBook, by: Facet | undefined): GroupOf {
  return by === undefined ? undefined : ({ values }) => valueShown(by, values[0] ?? '', book);
}

function priced(groups: Iterable<UsageGroup>, quotes: Quoter, groupOf?: GroupOf): Priced {
  const total = account(quotes);
  const byGroup = new Map<string | null, ReturnType<typeof account>>();
  for (const group of groups) {
    total.add(group);
    if (groupOf === undefined) continue;
    const value = groupOf(group);
    const own = byGroup.get(value) ?? account(quotes);
    own.add(group);
    byGroup.set(value, own);
  }
  return { total: total.figures(), groups: new Map([...byGroup].map(([value, own]) => [value, own.figures()])) };
}
