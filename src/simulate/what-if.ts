/** Scenarios over the chains of a ledger, priced, each between its bounds. */
import { account, type Figures } from '../analysis/figures.ts';
import { quoter, type Quoter } from '../analysis/quoter.ts';
import { valueShown } from '../analysis/report.ts';
import type { Instant } from '../core/time.ts';
import type { PriceBook } from '../prices/book.ts';
import type { Dimension, UsageGroup } from '../store/ledger.ts';
import { backtest, type Backtest } from './backtest.ts';
import type { Chain } from './chain.ts';
import { habitsOf } from './habits.ts';
import { ASSUMPTIONS, type Assumption } from './replay.ts';
import { reuseOf, type Reuse } from './reuse.ts';
import type { Options, Plan, Scenario, World } from './scenario.ts';
import { tally } from './tally.ts';
import { weightsFrom } from './weights.ts';

export interface Asked {
  readonly scenario: Scenario;
  readonly options: Options;
}

export interface WhatIf {
  readonly actual: Figures;
  readonly backtest: BacktestFigures;
  readonly scenarios: readonly Outcome[];
  readonly reuse: Reuse;
  /** By the value of `by`; one entry per group, with what each scenario would have cost there. */
  readonly groups: readonly GroupOutcome[];
}

export interface BacktestFigures extends Pick<Backtest, 'pairs' | 'right' | 'chains' | 'closeChains'> {
  readonly forward: Figures;
  readonly replayed: Figures;
}

export interface Outcome {
  readonly scenario: Scenario;
  readonly options: Readonly<Record<string, string>>;
  readonly likely: Figures;
  readonly cheap: Figures;
  readonly dear: Figures;
}

export interface GroupOutcome {
  /** null is unknown. */
  readonly value: string | null;
  readonly actual: Figures;
  /** Likely figures, in the order of the scenarios. */
  readonly scenarios: readonly Figures[];
}

export function whatIf(
  chains: readonly Chain[],
  asked: readonly Asked[],
  book: PriceBook,
  by: Dimension | undefined,
): WhatIf {
  const quotes = quoter(book);
  const edges = book.thresholds;
  const habits = habitsOf(chains);
  const weights = weightsFrom(quotes, edges);
  const world: World = { habits, book, weights, latest: latestOf(chains) };
  const tested = backtest(chains, habits, weights, edges);
  const groupsOf = grouping(book, by);
  const actual = priced(tested.actual.groups(), quotes, groupsOf);
  const played = asked.map(({ scenario, options }) =>
    play(chains, scenario, scenario.plan(options, world), world, groupsOf),
  );
  return {
    actual: actual.total,
    backtest: {
      pairs: tested.pairs,
      right: tested.right,
      chains: tested.chains,
      closeChains: tested.closeChains,
      forward: priced(tested.forward.groups(), quotes).total,
      replayed: priced(tested.replayed.groups(), quotes).total,
    },
    scenarios: played.map(({ outcome }) => outcome),
    reuse: reuseOf(chains, habits, weights),
    groups: [...actual.groups].map(([value, figures]) => ({
      value,
      actual: figures,
      scenarios: played.map(({ groups }) => groups.get(value) ?? figures),
    })),
  };
}

function latestOf(chains: readonly Chain[]): Instant {
  let latest = 0;
  for (const { requests } of chains) latest = Math.max(latest, requests.at(-1)?.at ?? 0);
  return latest as Instant;
}

interface Played {
  readonly outcome: Outcome;
  readonly groups: Priced['groups'];
}

function play(chains: readonly Chain[], scenario: Scenario, plan: Plan, { book }: World, groupsOf: GroupOf): Played {
  const quotes = quoter(book, plan.asOf);
  const run = (assumption: Assumption): Priced => {
    const sums = tally(book.thresholds, plan.repricing);
    for (const chain of chains) plan.play(chain, assumption, sums);
    return priced(sums.groups(), quotes, assumption === 'likely' ? groupsOf : undefined);
  };
  const [cheap, likely, dear] = ASSUMPTIONS.map(run);
  if (!cheap || !likely || !dear) throw new Error('every assumption is played');
  return {
    outcome: { scenario, options: plan.options, likely: likely.total, cheap: cheap.total, dear: dear.total },
    groups: likely.groups,
  };
}

interface Priced {
  readonly total: Figures;
  readonly groups: Map<string | null, Figures>;
}

type GroupOf = ((group: UsageGroup) => string | null) | undefined;

function grouping(book: PriceBook, by: Dimension | undefined): GroupOf {
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
