/**
 * Replays all requests with a store of answers before the provider: what the store answers costs nothing, and neither
 * reads nor writes the provider's cache. The rest is sent with the breakpoints that were logged; where that changes nothing
 * for a request, it is billed as it was logged, so that what the cache model gets wrong is in no difference.
 */
import { addLogged, type Bills } from './bills.ts';
import { loggedBreakpoints } from './breakpoints.ts';
import type { PromptWorld } from './prompt-world.ts';
import { noPlay, serveRow } from './play.ts';
import { noBreakpoints, noSplit, type Breakpoints, type Split } from './provider.ts';
import { addSplit } from './request-bills.ts';
import type { Answered } from './request-scenario.ts';
import type { ResponsePolicy } from './response-policy.ts';

/** One store: which request's answer this one would get, and what it learns from those that were asked. */
export interface Recall {
  find(row: number): number | undefined;
  keep(row: number): void;
  /** The answer that this request would get is void. */
  forget(row: number): void;
  clear(): void;
}

export function playResponses(
  world: PromptWorld,
  policy: ResponsePolicy,
  recall: () => Recall,
  bills: Bills,
): Answered {
  const { prompts, names } = world.log;
  const [asLogged, asked] = [replay(world), replay(world)];
  const stores = Array.from({ length: Math.min(policy.instances, prompts.count) }, recall);
  const answered = { requests: 0, otherQuestion: 0, otherContext: 0 };
  let voids = 0;
  for (let row = 0; row < prompts.count; row++) {
    const logged = asLogged(row);
    for (; (policy.voidAt[voids] ?? Infinity) <= (prompts.at[row] ?? 0); voids++)
      for (const each of stores) each.clear();
    const store = stores[row % stores.length];
    const other = store && answerFor(store, row, world, policy);
    if (other === undefined) {
      bill(world, row, logged, asked(row), bills);
      store?.keep(row);
      continue;
    }
    answered.requests += prompts.requests[row] ?? 0;
    if (names[other]?.question !== names[row]?.question) answered.otherQuestion += prompts.requests[row] ?? 0;
    else if (names[other]?.digest !== names[row]?.digest) answered.otherContext += prompts.requests[row] ?? 0;
  }
  return answered;
}

function answerFor(
  store: Recall,
  row: number,
  { log: { names } }: PromptWorld,
  { voidByModel }: ResponsePolicy,
): number | undefined {
  const other = store.find(row);
  if (other === undefined || !voidByModel || names[other]?.model === names[row]?.model) return other;
  store.forget(row);
  return undefined;
}

/** The provider's cache under the breakpoints that were logged, for the requests that reach it. */
function replay(world: PromptWorld): (row: number) => Split {
  const { prompts, prefixes } = world.log;
  const play = noPlay(world);
  const breakpoints: Breakpoints = noBreakpoints();
  const split = noSplit();
  return (row) => {
    loggedBreakpoints(prompts, prefixes, row, breakpoints);
    serveRow(world, play, row, breakpoints, split);
    return split;
  };
}

function bill({ log: { prompts } }: PromptWorld, row: number, logged: Split, asked: Split, bills: Bills): void {
  const isSame =
    logged.cache_read === asked.cache_read &&
    logged.cache_write_5m === asked.cache_write_5m &&
    logged.cache_write_1h === asked.cache_write_1h;
  if (isSame) addLogged(bills, prompts, row);
  else addSplit(bills, prompts, row, asked);
}
