/** The price book a command works with: the built-in tables, and the user's own laid over them. */
import path from 'node:path';
import { Failure } from '../core/problem.ts';
import { parseDate } from '../core/time.ts';
import type { Host } from '../host.ts';
import { builtInPrices } from '../io/built-in-prices.ts';
import type { PriceDirectory } from '../io/price-files.ts';
import type { PriceBook } from '../prices/book.ts';
import { freshness } from '../prices/list.ts';
import { layersOf } from '../prices/imported.ts';
import { buildPriceBook } from '../prices/load.ts';
import { formatInteger } from '../render/numbers.ts';
import type { Config } from './config.ts';
import { say } from './say.ts';
import type { PricesOptions } from './setting-options.ts';

/** A table with a problem is not used at all: what it meant to say cannot be known. Throws a Failure. */
export async function loadPriceBook(
  { prices, quiet }: PricesOptions & { readonly quiet?: boolean },
  config: Config,
  host: Host,
): Promise<PriceBook> {
  const own = prices === undefined ? config.prices : path.resolve(host.cwd, prices);
  const book = await bookOf(own === undefined ? [] : [{ name: own, directory: own }]);
  if (own === undefined && quiet !== true) sayOld(book, host);
  return book;
}

const MS_PER_DAY = 86_400_000;
/** Providers change prices every few months. */
const FRESH_DAYS = 60;

function sayOld(book: PriceBook, host: Host): void {
  const { newest } = freshness(book);
  const days = Math.floor((host.now() - (parseDate(newest) ?? host.now())) / MS_PER_DAY);
  if (days <= FRESH_DAYS) return;
  const when = `on ${newest} (${formatInteger(days)} days ago)`;
  say(host, `Built-in prices were last checked ${when}; update promptcache-cost or give --prices.`);
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
