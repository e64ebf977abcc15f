/**
 * Price files that were imported from public price data, as their "imported" says, rather than written down from a
 * provider's page. They are for models that no built-in file has, and lie under the built-in ones.
 */
import { asFields } from './fields.ts';
import { buildPriceBook, type PriceLayer } from './load.ts';
import { matchModel, type ModelIndex } from './match.ts';
import { listedIds, type PriceDocument } from './read.ts';

export function isImported({ json }: PriceDocument): boolean {
  const imported = asFields(json)?.['imported'];
  return typeof imported === 'string' && imported !== '';
}

/**
 * From the lowest up: what was imported, the built-in prices, and what people wrote themselves. An imported file of a model
 * that has become built-in since is left out, so that it never answers for a date or a speed that the built-in one has not.
 */
export function layersOf(builtIn: PriceLayer, own: readonly PriceLayer[]): PriceLayer[] {
  const imported = own.flatMap(({ name, documents }): PriceLayer[] => {
    const taken = documents.filter(isImported);
    return taken.length === 0 ? [] : [{ name: `imported, in ${name}`, documents: taken }];
  });
  const written = own.map(({ name, documents }): PriceLayer => {
    return { name, documents: documents.filter((document) => !isImported(document)) };
  });
  if (imported.length === 0) return [builtIn, ...written];
  const { index } = buildPriceBook([builtIn], '').book;
  const unknown = imported.map(({ name, documents }): PriceLayer => {
    return { name, documents: documents.filter(({ json }) => !namesKnown(index, json)) };
  });
  return [...unknown, builtIn, ...written];
}

function namesKnown(index: ModelIndex, json: unknown): boolean {
  const fields = asFields(json) ?? {};
  const ids = [fields['model'], ...listedIds({ fields, path: '' }).map(({ id }) => id)];
  return ids.some((id) => typeof id === 'string' && matchModel(index, id) !== undefined);
}
