/**
 * From what a bill calls a model ("Claude Sonnet 4.5", once "Claude 3.5 Sonnet 2024-10-22") to the id that its prices are
 * under: family, version and date are compared, in whatever order they stand. Never by a part of the name: a version that
 * nobody lists stays itself.
 */
import { parseModelId } from '../../core/model-id.ts';
import { modelNames, type PriceBook } from '../../prices/book.ts';
import { matchModel } from '../../prices/match.ts';

/** For names of bills and ids of logs alike, so that both call one model the same, also one without a price. */
export type ModelNames = (name: string) => string;

export function namesOf(book: PriceBook): ModelNames {
  const byWords = new Map<string, string>();
  // By name, so that of two snapshots the later one stands for a name without a date.
  for (const model of modelNames(book)) {
    for (const name of [model, ...titlesOf(book, model)]) {
      const { undated, dated } = wordsOf(name);
      byWords.set(undated, model);
      byWords.set(dated, model);
    }
  }
  const known = new Map<string, string>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const { undated, dated } = wordsOf(name);
    const found =
      titled(book, name) ??
      matchModel(book.index, name) ??
      byWords.get(dated) ??
      (dated === undated ? undefined : datedElsewhere(byWords.get(undated))) ??
      slugOf(name);
    known.set(name, found);
    return found;
  };
}

function titlesOf(book: PriceBook, model: string): string[] {
  return book.layers.flatMap((layer) => layer.models.get(model)?.displayName ?? []);
}

function titled(book: PriceBook, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return modelNames(book).find((model) => titlesOf(book, model).some((title) => title.toLowerCase() === wanted));
}

/** A date that the book does not know, of a model it lists without any, is that model; of one with a date it is another. */
function datedElsewhere(model: string | undefined): string | undefined {
  return model !== undefined && !/\d{8}$/.test(model) ? model : undefined;
}

const DATE = /(?<!\d)(20\d\d)-?(\d\d)-?(\d\d)(?!\d)/;

function wordsOf(name: string): { readonly undated: string; readonly dated: string } {
  const text = parseModelId(name).dated.toLowerCase();
  const [whole = '', ...date] = DATE.exec(text) ?? [];
  const words = text.replace(whole, ' ').split(/[^a-z0-9]+/);
  const letters = words.filter((word) => /[a-z]/.test(word) && word !== 'claude').sort();
  const version = words.filter((word) => /^\d+$/.test(word));
  const undated = `${letters.join(' ')} ${version.join('.')}`;
  return { undated, dated: `${undated} ${date.join('')}`.trimEnd() };
}

/** "Claude Opus 5.7" as its id would be written. */
function slugOf(name: string): string {
  return parseModelId(name)
    .base.toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
