/**
 * Price files into a price book. Later layers lie over earlier ones.
 *
 * This checks whatever decides a price. Unknown keys and descriptive fields are `schema.ts`'s, which needs
 * zod and is therefore only worth its import for files that people write.
 */
import type { Problem } from '../core/problem.ts';
import type { LayerPrices, ModelPrices, PriceBook, WebSearchRow } from './book.ts';
import { asFields } from './fields.ts';
import { indexModels } from './match.ts';
import { listedIds, readDocument, type PriceDocument } from './read.ts';

export type { PriceDocument } from './read.ts';

export interface PriceLayer {
  readonly name: string;
  readonly documents: readonly PriceDocument[];
}

/** `layers` from the lowest up. A document with a problem contributes nothing. */
export function buildPriceBook(
  layers: readonly PriceLayer[],
  version: string,
): { readonly book: PriceBook; readonly problems: readonly Problem[] } {
  const read = layers.map(readLayer);
  const prices = read.map(({ layer }) => layer);
  const book: PriceBook = {
    version,
    layers: prices.toReversed(),
    index: indexModels(prices.map((layer) => layer.models.values())),
    thresholds: thresholdsOf(prices),
  };
  return { book, problems: read.flatMap(({ problems }) => problems) };
}

function readLayer({ name, documents }: PriceLayer): { layer: LayerPrices; problems: Problem[] } {
  const models = new Map<string, ModelPrices>();
  const owners = new Map<string, { model: string; file: string }>();
  const problems: Problem[] = [];
  let web_search: readonly WebSearchRow[] | undefined;
  for (const document of documents) {
    const read = readDocument(name, document);
    if (read.kind === 'bad') problems.push(...read.problems);
    else if (read.kind === 'tools') {
      if (web_search) problems.push(duplicate('duplicate_tools', document.file, 'tools', 'another file'));
      web_search ??= read.web_search;
    } else {
      const clashes = findClashes(document, read.model, owners);
      problems.push(...clashes);
      if (clashes.length === 0) {
        models.set(read.model.model, read.model);
        for (const id of [read.model.model, ...read.model.ids]) {
          owners.set(id, { model: read.model.model, file: document.file });
        }
      }
    }
  }
  return { layer: { name, models, web_search: web_search ?? [] }, problems };
}

/** Ids of this document that an earlier one of the same layer already has. */
function findClashes(
  document: PriceDocument,
  model: ModelPrices,
  owners: ReadonlyMap<string, { model: string; file: string }>,
): Problem[] {
  const listed = [
    { id: model.model, path: 'model' },
    ...listedIds({ fields: asFields(document.json) ?? {}, path: '' }),
  ];
  return listed.flatMap(({ id, path }) => {
    const owner = owners.get(id);
    if (!owner) return [];
    const code = owner.model === model.model ? 'duplicate_model' : 'duplicate_id';
    return [duplicate(code, document.file, path, owner.file)];
  });
}

function duplicate(code: string, file: string, path: string, other: string): Problem {
  return { code, message: `Already given by ${other}.`, where: { file, path }, hint: 'Keep it in one file.' };
}

function thresholdsOf(layers: readonly LayerPrices[]): number[] {
  const rows = layers.flatMap((layer) => [...layer.models.values()].flatMap((model) => model.rows));
  const thresholds = rows.flatMap((row) => row.bands.map((band) => band.above_prompt_tokens));
  return [...new Set(thresholds)].sort((a, b) => a - b);
}
