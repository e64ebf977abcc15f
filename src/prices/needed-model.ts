/** A model that has to be in the price book. */
import { didYouMean } from '../core/nearest.ts';
import { fail } from '../core/problem.ts';
import { modelNames, type PriceBook } from './book.ts';
import { matchModel } from './match.ts';

const SUGGESTED = 5;

/** The canonical name of a model as it may be logged. Throws a Failure that names those most like it, the newest first. */
export function neededModel(name: string, book: PriceBook): string {
  const model = matchModel(book.index, name);
  if (model !== undefined) return model;
  const near = didYouMean(name, newestFirst(book), SUGGESTED);
  return fail('unknown_model', `no price file has the model "${name}".`, {
    hint: `${near === '' ? '' : `${near} `}promptcache-cost prices list names them all.`,
  });
}

/** By when the latest price of each began. */
function newestFirst(book: PriceBook): string[] {
  const since = new Map<string, number>();
  for (const { models } of book.layers)
    for (const [name, { rows }] of models)
      since.set(name, Math.max(since.get(name) ?? 0, ...rows.map(({ from }) => from)));
  return modelNames(book).sort((a, b) => (since.get(b) ?? 0) - (since.get(a) ?? 0));
}
