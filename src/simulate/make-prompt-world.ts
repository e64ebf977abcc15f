/** All that a replay of known prompts needs. */
import { quoter } from '../analysis/quoter.ts';
import type { PriceBook } from '../prices/book.ts';
import { minimumsOf } from '../prices/list.ts';
import { authorsOf, laterCallsOf, type LaterCalls } from './loops.ts';
import { findOutside, noOutside, SAME } from './outside.ts';
import { playPlacement, type OnSplit } from './place.ts';
import type { PromptWorld } from './prompt-world.ts';
import type { PromptLog, Prompts } from './prompts.ts';
import { USUAL_TAIL } from './tails.ts';
import { countTokens } from './tokens.ts';
import { weightsFrom } from './weights.ts';

export function promptWorldOf(logged: PromptLog, book: PriceBook): PromptWorld {
  const minimums = minimumsOf(logged.kinds, book);
  const authors = authorsOf(logged.prompts, logged.prefixes);
  const weights = weightsFrom(logged, quoter(book), book.thresholds);
  const worldOf = (located: ReadonlyMap<number, number>): PromptWorld => {
    const counted = countTokens({ log: logged, authors, minimums }, located);
    const log = { ...logged, prompts: withOwnTotals(logged.prompts, counted.upTo) };
    const outside = noOutside(log.prompts.count);
    const world = {
      log,
      book,
      tokens: counted.upTo,
      counted,
      minimums,
      authors,
      outside,
      weights,
      laterCalls: new Map(),
    };
    findOutside(world);
    return world;
  };
  const first = worldOf(new Map());
  const located = readsLocated(first);
  const world = located.size === 0 ? first : worldOf(located);
  // Found once, as logged: until then none is known.
  return { ...world, laterCalls: new Map(laterCallsIn(world)) };
}

/** Where reads from outside ended, of prefixes whose size nothing said better. */
function readsLocated({ log: { prompts }, tokens, outside }: PromptWorld): Map<number, number> {
  const located = new Map<number, number>();
  for (const [row, place] of outside.place.entries()) {
    if (place < 0 || prompts.firstCalls.has(row)) continue;
    const node = prompts.path[(prompts.from[row] ?? 0) + place] ?? 0;
    const read = prompts.cache_read[row] ?? 0;
    if (Math.abs((tokens[node] ?? 0) - read) > SAME && !located.has(node)) located.set(node, read);
  }
  return located;
}

/** With the first call's prompt as the whole one, where the usage sums several calls. */
function withOwnTotals(prompts: Prompts, upTo: Float64Array): Prompts {
  const { firstCalls, from, path } = prompts;
  if (firstCalls.size === 0) return prompts;
  const total = prompts.total.slice();
  for (const [row, { input, written, read }] of firstCalls) {
    const isTold = input !== undefined && written !== undefined && read !== undefined;
    const own = isTold ? input + written + read : (upTo[path[(from[row + 1] ?? 1) - 1] ?? 0] ?? 0) + USUAL_TAIL;
    total[row] = Math.min(total[row] ?? 0, own);
  }
  return { ...prompts, total };
}

function laterCallsIn(world: PromptWorld): [number, LaterCalls][] {
  const { prompts } = world.log;
  if (prompts.firstCalls.size === 0) return [];
  const found: [number, LaterCalls][] = [];
  const keep: OnSplit = (row, split) => {
    if (prompts.firstCalls.has(row)) found.push([row, laterCallsOf(prompts, row, split)]);
  };
  playPlacement(world, 'logged', keep, 'likely');
  return found;
}
