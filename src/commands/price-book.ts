/** The price book a command works with: the built-in tables, and the user's own laid over them. */
import path from 'node:path';
import { fail, Failure } from '../core/problem.ts';
import type { Host } from '../host.ts';
import { builtInPrices } from '../io/built-in-prices.ts';
import type { PriceDirectory } from '../io/price-files.ts';
import type { PriceBook } from '../prices/book.ts';
import { layersOf } from '../prices/imported.ts';
import { buildPriceBook } from '../prices/load.ts';
import { matchModel } from '../prices/match.ts';
import type { Config } from './config.ts';

/** A table with a problem is not used at all: what it meant to say cannot be known. Throws a Failure. */
export async function loadPriceBook(flag: string | undefined, config: Config, host: Host): Promise<PriceBook> {
  const own = flag === undefined ? config.prices : path.resolve(host.cwd, flag);
  return bookOf(own === undefined ? [] : [{ name: own, directory: own }]);
}

/** The canonical name of a model as it may be logged. Throws a Failure. */
export function knownModel(name: string, book: PriceBook): string {
  return (
    matchModel(book.index, name) ??
    fail('unknown_model', `no price file has the model "${name}".`, {
      hint: 'promptcache-cost prices list names them all.',
    })
  );
}

/** The built-in tables with these directories over them, the last on top, and what they imported beneath. */
export async function bookOf(overlays: readonly { name: string; directory: string }[]): Promise<PriceBook> {
  const builtIn = await builtInPrices();
  const own = overlays.length === 0 ? [] : await readAll(overlays);
  for (const { documents } of own) await checkAll(documents);
  const layers = layersOf({ name: 'built-in', documents: builtIn.documents }, own);
  const version = [builtIn.digest, ...own.map(({ digest }) => digest)].join('+');
  const { book, problems } = buildPriceBook(layers, version);
  const [first] = problems;
  if (first !== undefined) throw new Failure(first);
  return book;
}

type NamedDirectory = PriceDirectory & { readonly name: string };

async function readAll(overlays: readonly { name: string; directory: string }[]): Promise<NamedDirectory[]> {
  const { readPriceDirectory } = await import('../io/price-files.ts');
  return overlays.map(({ name, directory }) => ({ name, ...readPriceDirectory(directory, directory) }));
}

async function checkAll(documents: readonly { file: string; json: unknown }[]): Promise<void> {
  const { checkShape } = await import('../prices/schema.ts');
  const [first] = documents.flatMap(checkShape);
  if (first !== undefined)
    throw new Failure({
      ...first,
      hint: first.hint ?? 'promptcache-cost prices validate --prices DIR lists all problems.',
    });
}
