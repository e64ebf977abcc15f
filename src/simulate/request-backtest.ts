/** What was logged, and what the same breakpoints come to in the replay. */
import type { Figures } from '../analysis/figures.ts';
import { billPlacement, playPlacement } from './place.ts';
import type { PromptWorld } from './prompt-world.ts';
import { billsOf, priced } from './request-bills.ts';

export interface RequestBacktest {
  readonly actual: Figures;
  /** Each request predicted from those before it; what cannot be predicted as it was logged. */
  readonly predicted: Figures;
  /** With all that is known: a read from outside the log is one. */
  readonly replayed: Figures;
  /** Requests that follow another one with the same scope and can be predicted, and of those whose hit or miss is right. */
  readonly pairs: number;
  readonly right: number;
  readonly unpredictable: Unpredictable;
}

/** Requests that say nothing of the cache model. */
export interface Unpredictable {
  /** They read what nothing in the log had written. */
  readonly outside: number;
  /** They follow another one, and their usage sums several calls, of which nothing tells the first. */
  readonly summed: number;
}

/** A request that nothing was sent before tells nothing either: what it read was written before the log began. */
export function requestBacktest(world: PromptWorld): RequestBacktest {
  const { prompts } = world.log;
  const [actual, predicted, replayed] = [billsOf(world), billsOf(world), billsOf(world)];
  const begun = new Set<number>();
  let [pairs, right, outside, summed] = [0, 0, 0, 0];
  playPlacement(world, 'logged', (row, { read, write5m, write1h, input, hit }, { count }) => {
    const first = prompts.firstCalls.get(row);
    const isOutside = (world.outside.place[row] ?? -1) >= 0;
    const isSummed = first !== undefined && first.read === undefined;
    const loggedRead = prompts.read[row] ?? 0;
    const output = prompts.output[row] ?? 0;
    const logged = [prompts.input[row], prompts.write5m[row], prompts.write1h[row], loggedRead].map((n) => n ?? 0);
    const [loggedInput = 0, logged5m = 0, logged1h = 0] = logged;
    actual.add(row, loggedInput, logged5m, logged1h, loggedRead, output);
    if (isOutside || isSummed) predicted.add(row, loggedInput, logged5m, logged1h, loggedRead, output);
    else predicted.add(row, input, write5m, write1h, read, output);
    const root = prompts.path[prompts.from[row] ?? 0] ?? 0;
    if (isOutside) outside += 1;
    if (prompts.logsCache[row] === 1 && count > 0 && begun.has(root) && !isOutside) {
      if (isSummed) summed += 1;
      else pairs += 1;
      if (!isSummed && hit >= 0 === (first?.read ?? loggedRead) > 0) right += 1;
    }
    begun.add(root);
  });
  billPlacement(world, 'logged', replayed);
  return {
    ...{ actual: priced(actual, world), predicted: priced(predicted, world), replayed: priced(replayed, world) },
    ...{ pairs, right, unpredictable: { outside, summed } },
  };
}
