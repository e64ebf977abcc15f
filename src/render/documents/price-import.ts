/** What an import of public price data came to. */
import type { GenaiImport } from '../../prices/genai-prices.ts';
import { UNUSABLE } from '../../prices/genai-unusable.ts';
import { cell, left, type Column, type Document, named, inWords } from '../document.ts';
import { formatInteger, formatPlural } from '../numbers.ts';

const COLUMNS: readonly Column[] = [named(left('entry', 'Skipped')), inWords(left('reason', 'Why'))];

export function importDocument({ models, builtIn, skipped }: GenaiImport, folder: string): Document {
  const wrote =
    models.length === 0
      ? 'Nothing to import: no price files were written.'
      : `Wrote ${formatPlural(models.length, 'price file')} to ${folder}; use them with --prices ${folder}.`;
  return {
    headline: [
      wrote,
      `Left out because they are built in: ${formatInteger(builtIn.length)}. Skipped: ${formatInteger(skipped.length)}.`,
    ],
    tables: [
      {
        columns: COLUMNS,
        rows: skipped.map(({ entry, reason }) => [cell(entry), cell(UNUSABLE[reason], reason)]),
        idle: skipped.length === 0,
      },
    ],
    notes: [
      {
        text: 'Imported prices lie under the built-in ones, are never used for a model that is built in, and were not looked up at the provider.',
      },
    ],
    json: {
      schema_version: 1,
      directory: folder,
      imported: models.map(({ model }) => model),
      built_in: builtIn,
      skipped,
    },
  };
}
