/** All that a replay of known prompts needs. */
import { quoter } from '../analysis/quoter.ts';
import type { PriceBook } from '../prices/book.ts';
import { minimumCacheable } from '../prices/list.ts';
import { matchModel } from '../prices/match.ts';
import { authorsOf, laterCallsOf, type LaterCalls } from './loops.ts';
import { findOutside, noOutside, type Outside } from './outside.ts';
import { playPlacement, type OnSplit } from './place.ts';
import type { PromptLog, Prompts } from './prompts.ts';
import { USUAL_TAIL } from './tails.ts';
import { countTokens, type Tokens } from './tokens.ts';
import { weightsFrom, type Weights } from './weights.ts';

export interface PromptWorld {
  readonly log: PromptLog;
  readonly book: PriceBook;
  /** Of each prefix. */
  readonly tokens: Float64Array;
  readonly counted: Tokens;
  /** The smallest prefix that is cached, by kind; 0 for a model that no price file has. */
  readonly minimums: Float64Array;
  /** See loops.ts: whose answer has the last result of a server tool, and what calls behind the first came to, by row. */
  readonly authors: Int32Array;
  readonly laterCalls: ReadonlyMap<number, LaterCalls>;
  readonly outside: Outside;
  readonly weights: Weights;
}

export function promptWorldOf(logged: PromptLog, book: PriceBook): PromptWorld {
  const minimums = Float64Array.from(logged.kinds, ({ model, day }) => {
    const name = matchModel(book.index, model);
    return name === undefined ? 0 : (minimumCacheable(book, name, day) ?? 0);
  });
  const authors = authorsOf(logged.prompts, logged.prefixes);
  const counted = countTokens({ log: logged, authors, minimums });
  const log = { ...logged, prompts: withOwnTotals(logged.prompts, counted.upTo) };
  const laterCalls = new Map<number, LaterCalls>();
  const world: PromptWorld = {
    ...{ log, book, tokens: counted.upTo, counted, minimums, authors, laterCalls },
    outside: noOutside(log.prompts.count),
    weights: weightsFrom(log, quoter(book), book.thresholds),
  };
  findOutside(world);
  // Found once, as logged: until then none is known.
  for (const [row, calls] of laterCallsIn(world)) laterCalls.set(row, calls);
  return world;
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
