/** What was logged, and what the same breakpoints come to in the replay. */
import type { Figures } from '../analysis/figures.ts';
import { addLogged } from './bills.ts';
import { SAME } from './outside.ts';
import { playPlacement, type OnSplit } from './place.ts';
import type { PromptWorld } from './prompt-world.ts';
import { tokensAt } from './request-causes.ts';
import { addSplit, billsOf, priced } from './request-bills.ts';

interface RequestBacktest {
  readonly actual: Figures;
  /** Each request predicted from those before it; what cannot be predicted as it was logged. */
  readonly predicted: Figures;
  /** With all that is known: a read from outside the log is one. */
  readonly replayed: Figures;
  /** Requests that follow another one with the same scope and can be predicted, and of those whose hit or miss is right. */
  readonly pairs: number;
  readonly right: number;
  /** Of the pairs, those whose read is right within a few tokens. */
  readonly exact: number;
  readonly unpredictable: Unpredictable;
}

/** Requests that say nothing of the cache model. */
export interface Unpredictable {
  /** They read what nothing in the log had written. */
  readonly outside: number;
  /** They follow another one, and their usage sums several calls, of which nothing tells the first. */
  readonly summed: number;
  /** They follow another one, and cached something without a breakpoint in the log. */
  readonly unmarked: number;
}

/** A request that nothing was sent before tells nothing either: what it read was written before the log began. */
export function requestBacktest(world: PromptWorld): RequestBacktest {
  const { prompts } = world.log;
  const [actual, predicted, replayed] = [billsOf(world), billsOf(world), billsOf(world)];
  const begun = new Set<number>();
  const unpredictable = { outside: 0, summed: 0, unmarked: 0 };
  let [pairs, right, exact] = [0, 0, 0];
  playPlacement(world, 'logged', (row, split, { count }) => {
    addLogged(actual, prompts, row);
    const why = unpredictableBy(world, row, count);
    if (why === undefined) addSplit(predicted, prompts, row, split);
    else addLogged(predicted, prompts, row);
    const root = prompts.path[prompts.from[row] ?? 0] ?? 0;
    const follows = begun.has(root);
    begun.add(root);
    if (prompts.logsCache[row] !== 1) return;
    // Of a first one only a read from outside is worth saying.
    if (why !== undefined && (follows || why === 'outside')) unpredictable[why] += 1;
    if (why !== undefined || count === 0 || !follows) return;
    pairs += 1;
    const read = prompts.firstCalls.get(row)?.read ?? prompts.cache_read[row] ?? 0;
    if (split.hit >= 0 === read > 0) right += 1;
    if (Math.abs(tokensAt(world, row, split.hit) - read) <= SAME) exact += 1;
  });
  const replay: OnSplit = (row, split, { count }) => {
    if (isUnmarked(world, row, count)) addLogged(replayed, prompts, row);
    else addSplit(replayed, prompts, row, split);
  };
  playPlacement(world, 'logged', replay, 'likely');
  return {
    actual: priced(actual, world),
    predicted: priced(predicted, world),
    replayed: priced(replayed, world),
    pairs,
    right,
    exact,
    unpredictable,
  };
}

function unpredictableBy(world: PromptWorld, row: number, breakpoints: number): keyof Unpredictable | undefined {
  if ((world.outside.place[row] ?? -1) >= 0) return 'outside';
  const first = world.log.prompts.firstCalls.get(row);
  if (first !== undefined && first.read === undefined) return 'summed';
  return isUnmarked(world, row, breakpoints) ? 'unmarked' : undefined;
}

/** Cached without a breakpoint: somebody behind the log had put one there. */
function isUnmarked({ log: { prompts } }: PromptWorld, row: number, breakpoints: number): boolean {
  return (
    breakpoints === 0 &&
    (prompts.cache_read[row] ?? 0) + (prompts.cache_write_5m[row] ?? 0) + (prompts.cache_write_1h[row] ?? 0) > 0
  );
}
