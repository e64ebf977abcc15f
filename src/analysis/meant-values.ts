/**
 * Which of the ledger's values a filter means: the value as it is, else a pattern, else what people shorten: a part of a model's
 * name, the last folders of a project, the beginning of an id.
 */
import { globMatcher } from '../core/glob.ts';
import type { PriceBook } from '../prices/book.ts';
import { matchModel } from '../prices/match.ts';
import type { Dimension } from '../store/ledger.ts';

/** `known`: all values of the dimension, '' among them where some usage has none. Empty: none of them is meant. */
export function valuesMeant(
  dimension: Dimension,
  wanted: string,
  known: readonly string[],
  book: PriceBook,
): readonly string[] {
  if ((dimension === 'tier' || dimension === 'speed') && wanted === 'standard')
    return known.filter((value) => value === '' || value === wanted);
  const canonical = dimension === 'model' ? matchModel(book.index, wanted) : undefined;
  const same = known.filter(
    (value) => value === wanted || (canonical !== undefined && matchModel(book.index, value) === canonical),
  );
  // A model that is priced is no part of another's name: claude-opus-5 is not claude-opus-5-5.
  if (same.length > 0 || canonical !== undefined || wanted === '') return same;
  const isMeant = testOf(dimension, wanted.toLowerCase());
  return known.filter((value) => value !== '' && namesOf(dimension, value, book).some((name) => isMeant(name)));
}

/** A model goes by its id as logged and by its canonical name. */
function namesOf(dimension: Dimension, value: string, book: PriceBook): string[] {
  const shown = dimension === 'model' ? matchModel(book.index, value) : undefined;
  return [value, ...(shown === undefined ? [] : [shown])].map((name) => name.toLowerCase());
}

const BY_BEGINNING: readonly Dimension[] = ['session', 'thread', 'workspace', 'api_key', 'user'];

function testOf(dimension: Dimension, wanted: string): (name: string) => boolean {
  if (/[*?]/.test(wanted)) return globMatcher(wanted);
  if (dimension === 'model') return (name) => name.includes(wanted);
  if (dimension === 'project') {
    const folders = foldersOf(wanted);
    return (name) => foldersOf(name).endsWith(folders);
  }
  if (BY_BEGINNING.includes(dimension)) return (name) => name.startsWith(wanted);
  return (name) => name === wanted;
}

/** "/home/user/web-app/" and "C:\user\web-app" end with "/web-app". */
function foldersOf(project: string): string {
  return `/${project.replaceAll('\\', '/').replace(/^\/+|\/+$/g, '')}`;
}
