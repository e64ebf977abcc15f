/** Strategies over requests whose prompts are known, priced, beside what was sent and beside the floor. */
import { account, type Figures } from '../analysis/figures.ts';
import { quoter, type Quoter } from '../analysis/quoter.ts';
import type { PriceBook } from '../prices/book.ts';
import { sums, type Bills, type Sums } from './bills.ts';
import { billFloor } from './floor.ts';
import { billPlacement, playPlacement } from './place.ts';
import { promptWorldOf, type PromptWorld } from './prompt-world.ts';
import type { PromptLog } from './prompts.ts';
import { STRATEGIES } from './strategies/index.ts';
import { LIFETIMES, type Marker, type Placement, type Strategy } from './strategy.ts';
import type { Outcome, WhatIf } from './what-if.ts';

export interface AskedStrategy {
  readonly strategy: Strategy;
  readonly options: Readonly<Record<string, string>>;
}

/** Each strategy with each lifetime, that of the user's own places aside. */
export function standardStrategies(): AskedStrategy[] {
  return STRATEGIES.filter(({ id }) => id !== 'custom').flatMap((strategy) =>
    (strategy.id === 'none' ? ['5m'] : LIFETIMES).map((ttl) => ({
      strategy,
      options: strategy.id === 'none' ? {} : { ttl },
    })),
  );
}

/** With `all` false only the cheapest lifetime of each strategy is kept. */
export function requestWhatIf(log: PromptLog, asked: readonly AskedStrategy[], book: PriceBook, all: boolean): WhatIf {
  const world = promptWorldOf(log, book);
  const quotes = quoter(book);
  const price = (bill: (bills: Bills) => void): Figures => {
    const bills = billsOf(world, book);
    bill(bills);
    return priced(bills, quotes);
  };
  const { actual, replayed, pairs, right } = replayLogged(world, book, quotes);
  const floor = price((bills) => billFloor(world, bills));
  const placed = asked.map(({ strategy, options }) => {
    const placement = strategy.plan(options);
    return outcomeOf(
      strategy,
      placement,
      price((bills) => billPlacement(world, placement, bills)),
    );
  });
  const kept = all ? placed : cheapestOfEach(placed);
  const logged: Outcome[] = pairs === 0 ? [] : [named('as-logged', 'as sent, replayed', 'nothing', true, replayed)];
  const bound = named(
    'floor',
    'no placement can be cheaper',
    'it is a bound, which need not be reachable',
    false,
    floor,
  );
  return {
    level: 'request',
    actual,
    backtest: { pairs, right, chains: 0, closeChains: 0, forward: replayed, replayed },
    scenarios: [...logged, ...kept, bound],
    floor,
    groups: [],
  };
}

function billsOf({ log: { prompts, kinds } }: PromptWorld, book: PriceBook): Sums {
  return sums({ requests: prompts, kinds }, book.thresholds);
}

function priced(bills: Sums, quotes: Quoter): Figures {
  const own = account(quotes);
  for (const group of bills.groups()) own.add(group);
  return own.figures();
}

/** What was logged, and what the same breakpoints come to here. A request that nothing was sent before tells nothing. */
function replayLogged(
  world: PromptWorld,
  book: PriceBook,
  quotes: Quoter,
): { actual: Figures; replayed: Figures; pairs: number; right: number } {
  const { prompts } = world.log;
  const [actual, replayed] = [billsOf(world, book), billsOf(world, book)];
  const begun = new Set<number>();
  let [pairs, right] = [0, 0];
  playPlacement(world, 'logged', (row, { read, write5m, write1h, input, hit }, { count }) => {
    const [loggedRead, logged5m, logged1h] = [
      prompts.read[row] ?? 0,
      prompts.write5m[row] ?? 0,
      prompts.write1h[row] ?? 0,
    ];
    const output = prompts.output[row] ?? 0;
    actual.add(
      row,
      (prompts.total[row] ?? 0) - loggedRead - logged5m - logged1h,
      logged5m,
      logged1h,
      loggedRead,
      output,
    );
    replayed.add(row, input, write5m, write1h, read, output);
    const root = prompts.path[prompts.from[row] ?? 0] ?? 0;
    if (prompts.logsCache[row] === 1 && count > 0 && begun.has(root)) {
      pairs += 1;
      if (hit >= 0 === loggedRead > 0) right += 1;
    }
    begun.add(root);
  });
  return { actual: priced(actual, quotes), replayed: priced(replayed, quotes), pairs, right };
}

function outcomeOf(strategy: Strategy, placement: Placement, figures: Figures): Outcome {
  const todo =
    placement.markers.length === 0 ? 'remove every cache_control' : placement.markers.map(markerText).join('; ');
  const outcome = named(strategy.id, strategy.title, todo, true, figures);
  return { ...outcome, options: placement.options, markers: placement.markers };
}

function named(id: string, title: string, todo: string, realisable: boolean, figures: Figures): Outcome {
  return { scenario: { id, title, todo, realisable }, options: {}, likely: figures, cheap: figures, dear: figures };
}

/** As it is written into a request. */
export function markerText({ where, ttl }: Marker): string {
  const control = ttl === '1h' ? '{"type": "ephemeral", "ttl": "1h"}' : '{"type": "ephemeral"}';
  return where === '' ? `"cache_control": ${control} at the top level` : `${where}: "cache_control": ${control}`;
}

function cheapestOfEach(outcomes: readonly Outcome[]): Outcome[] {
  const best = new Map<string, Outcome>();
  for (const outcome of outcomes) {
    const other = best.get(outcome.scenario.id);
    if (other === undefined || (outcome.likely.cost ?? 0n) < (other.likely.cost ?? 0n))
      best.set(outcome.scenario.id, outcome);
  }
  return [...best.values()].sort((a, b) => Number((a.likely.cost ?? 0n) - (b.likely.cost ?? 0n)));
}

/** Net savings of a scenario / those of the floor; null where there is nothing to save. */
export function efficiencyOf({ likely }: Pick<Outcome, 'likely'>, { floor }: WhatIf): number | null {
  if (floor === undefined || floor.netSavings === null || likely.netSavings === null || floor.netSavings <= 0n)
    return null;
  return Number((likely.netSavings * 1_000_000n) / floor.netSavings) / 1_000_000;
}
