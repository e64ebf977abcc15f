/** What was logged, and what the same breakpoints come to in the replay. */
import type { Figures } from '../analysis/figures.ts';
import { playPlacement } from './place.ts';
import type { PromptWorld } from './prompt-world.ts';
import { billsOf, priced } from './request-bills.ts';

export interface RequestBacktest {
  readonly actual: Figures;
  readonly replayed: Figures;
  /** Requests that follow another one with the same scope, and of those whose hit or miss is right. */
  readonly pairs: number;
  readonly right: number;
}

/** A request that nothing was sent before tells nothing: what it read was written before the log began. */
export function requestBacktest(world: PromptWorld): RequestBacktest {
  const { prompts } = world.log;
  const [actual, replayed] = [billsOf(world), billsOf(world)];
  const begun = new Set<number>();
  let [pairs, right] = [0, 0];
  playPlacement(world, 'logged', (row, { read, write5m, write1h, input, hit }, { count }) => {
    const loggedRead = prompts.read[row] ?? 0;
    const [logged5m, logged1h] = [prompts.write5m[row] ?? 0, prompts.write1h[row] ?? 0];
    const loggedInput = prompts.input[row] ?? 0;
    const output = prompts.output[row] ?? 0;
    actual.add(row, loggedInput, logged5m, logged1h, loggedRead, output);
    replayed.add(row, input, write5m, write1h, read, output);
    const root = prompts.path[prompts.from[row] ?? 0] ?? 0;
    if (prompts.logsCache[row] === 1 && count > 0 && begun.has(root)) {
      pairs += 1;
      if (hit >= 0 === loggedRead > 0) right += 1;
    }
    begun.add(root);
  });
  return { actual: priced(actual, world), replayed: priced(replayed, world), pairs, right };
}
