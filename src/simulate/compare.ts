/** What a scenario would have changed against what happened, where both can be compared. */
import { ratioOf } from '../core/fraction.ts';
import type { Figures } from '../analysis/figures.ts';
import { PROMPT_METERS } from '../core/meters.ts';
import { subtract, type Pico } from '../core/money.ts';
import { judge, type Audience } from './audience.ts';
import type { Unpredictable } from './request-backtest.ts';
import type { Outcome, WhatIf } from './what-if.ts';

/** null where the two do not price the same tokens: the difference would only tell what has no price. */
export function deltaOf(likely: Figures, actual: Figures): Pico | null {
  if (likely.cost === null || actual.cost === null || likely.unpricedTokens !== actual.unpricedTokens) return null;
  return likely.unpriced.length === actual.unpriced.length ? subtract(likely.cost, actual.cost) : null;
}

/** Of the actual cost, to six decimals. */
export function deltaRatio(delta: Pico | null, { cost }: Figures): number | null {
  return delta === null || cost === null ? null : ratioOf(delta, cost);
}

/** The cheapest that all of them could do, if it is cheaper than what was done; of stores only one that is never wrong. */
export function best(result: WhatIf): Outcome | undefined {
  const { scenarios, responses, audience } = result;
  const before = comparedTo(result);
  const safe = responses.filter(({ answered }) => answered?.otherQuestion === 0 && answered.otherContext === 0);
  return bestOf(scenarios, before, audience) ?? bestOf(safe, before, audience);
}

/** Whether it is cheaper whatever the log hides. */
export function isSure({ dear }: Outcome, result: WhatIf): boolean {
  const worst = deltaOf(dear, comparedTo(result));
  return worst !== null && worst <= 0n;
}

/**
 * What a gain is held against: what happened, or its replay where that is cheaper, for then the difference is the cache
 * model's error, which no placement of breakpoints can save.
 */
export function comparedTo({ level, scenarios, actual }: WhatIf): Figures {
  const replayed = scenarios.find(({ scenario }) => scenario.id === 'as-logged')?.likely;
  if (level !== 'request' || replayed === undefined) return actual;
  const delta = deltaOf(replayed, actual);
  return delta !== null && delta < 0n ? replayed : actual;
}

function bestOf(outcomes: readonly Outcome[], actual: Figures, audience: Audience): Outcome | undefined {
  const index = cheapest(
    outcomes,
    outcomes.map(({ likely }) => likely),
    actual,
    audience,
  );
  return index === undefined ? undefined : outcomes[index];
}

/** Which of the scenarios, by the figures that each has for the whole or for a group. */
export function cheapest(
  scenarios: readonly Outcome[],
  figures: readonly Figures[],
  actual: Figures,
  audience: Audience,
): number | undefined {
  let found: { readonly index: number; readonly delta: Pico } | undefined;
  for (const [index, { scenario }] of scenarios.entries()) {
    const own = figures[index];
    if (own === undefined || !scenario.realisable || scenario.id === 'as-logged') continue;
    if (judge(scenario.needs, audience).applies !== true) continue;
    const delta = deltaOf(own, actual);
    if (delta !== null && delta < (found?.delta ?? 0n)) found = { index, delta };
  }
  return found?.index;
}

/** How far the cache model is from what was logged, as shares; null where there is nothing to divide by. */
interface Trust {
  readonly pairs: number;
  readonly accuracy: number | null;
  /** Of prompts: pairs whose read is right within a few tokens. */
  readonly readAccuracy: number | null;
  readonly forwardError: number | null;
  readonly replayError: number | null;
  readonly tokenErrors: Readonly<Record<(typeof PROMPT_METERS)[number], number | null>>;
  readonly closeChains: number | null;
  /** Requests that say nothing of the model: see request-backtest.ts. */
  readonly unpredictable: Unpredictable;
  readonly verdict: 'good' | 'poor' | 'too few';
}

/** Fewer pairs say nothing of a model, nor do fewer than there are requests that cannot be predicted. */
const ENOUGH_PAIRS = 20;
const NONE: Unpredictable = { outside: 0, summed: 0, unmarked: 0 };
/** Real transcripts reach 98.7 % and 0.3 %; an order of magnitude beyond that another cache is at work. */
const LEAST_ACCURACY = 0.95;
const MOST_ERROR = 0.03;
/** Recorded requests reach 99 %, and 94 % in the weeks in which the provider lost entries (docs/replay.md). */
const LEAST_EXACT = 0.9;

export function trustIn({ actual, backtest }: WhatIf): Trust {
  const { pairs, right, exact, chains, closeChains, forward, replayed, unpredictable = NONE } = backtest;
  const { outside, summed, unmarked } = unpredictable;
  const accuracy = pairs === 0 ? null : right / pairs;
  const readAccuracy = pairs === 0 || exact === undefined ? null : exact / pairs;
  const replayError = deltaRatio(deltaOf(replayed, actual), actual);
  const isPoor =
    (accuracy ?? 1) < LEAST_ACCURACY || (readAccuracy ?? 1) < LEAST_EXACT || Math.abs(replayError ?? 0) > MOST_ERROR;
  const tokenErrors = PROMPT_METERS.map((meter) => {
    const was = actual.sums[meter];
    return [meter, ratioOf(replayed.sums[meter] - was, was)];
  });
  return {
    pairs,
    accuracy: rounded(accuracy),
    readAccuracy: rounded(readAccuracy),
    forwardError: deltaRatio(deltaOf(forward, actual), actual),
    replayError,
    tokenErrors: Object.fromEntries(tokenErrors) as Trust['tokenErrors'],
    closeChains: chains === 0 ? null : closeChains / chains,
    unpredictable,
    verdict: pairs < Math.max(ENOUGH_PAIRS, outside + summed + unmarked) ? 'too few' : isPoor ? 'poor' : 'good',
  };
}

function rounded(ratio: number | null): number | null {
  return ratio === null ? null : Math.round(ratio * 1_000_000) / 1_000_000;
}
