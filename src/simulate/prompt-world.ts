/** All that a replay of known prompts needs. */
import { quoter } from '../analysis/quoter.ts';
import type { PriceBook } from '../prices/book.ts';
import { minimumCacheable } from '../prices/list.ts';
import { matchModel } from '../prices/match.ts';
import type { PromptLog } from './prompts.ts';
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
  readonly weights: Weights;
}

export function promptWorldOf(log: PromptLog, book: PriceBook): PromptWorld {
  const counted = countTokens(log);
  const minimums = Float64Array.from(log.kinds, ({ model, day }) => {
    const name = matchModel(book.index, model);
    return name === undefined ? 0 : (minimumCacheable(book, name, day) ?? 0);
  });
  return {
    log,
    book,
    tokens: counted.upTo,
    counted,
    minimums,
    weights: weightsFrom(log, quoter(book), book.thresholds),
  };
}
