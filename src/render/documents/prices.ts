/** The price tables as documents. Prices are USD per 1,000,000 tokens. */
import type { Problem } from '../../core/problem.ts';
import type { LayerPrices, PriceBook } from '../../prices/book.ts';
import { formatPlural } from '../numbers.ts';
import { listRows, type ListPrices, type ListRow } from '../../prices/list.ts';
import { utcDate } from '../../core/time.ts';
import { TOKEN_METERS } from '../../core/meters.ts';
import { cell, left, right, type Cell, type Column, type Document, type Note, keyed, named } from '../document.ts';
import { bandCell } from './cells.ts';

/** Where a price is from is told to people only where one of them is not built in. */
function priceColumns(rows: readonly ListRow[]): Column[] {
  const isBuiltIn = rows.every(({ layer }) => layer === 'built-in');
  return [...PRICE_COLUMNS, { ...left('layer', 'Layer'), idle: isBuiltIn }];
}

const PRICE_COLUMNS: readonly Column[] = [
  named(left('model', 'Model')),
  keyed(left('speed', 'Speed')),
  keyed(left('above_prompt_tokens', 'Prompt')),
  keyed(left('from', 'From')),
  left('to', 'To', 4),
  right('input', 'Input'),
  right('cache_write_5m', 'Write 5m', 2),
  right('cache_write_1h', 'Write 1h', 3),
  right('cache_read', 'Read', 1),
  right('output', 'Output'),
];

const WRITES: Note = {
  text: 'Write 5m is a plain write (OpenAI: 30 minutes), Write 1h a longer one (OpenAI: 12 hours); where a price is –, there is none.',
};

/** The contract is the array of rows itself. */
export function listDocument(rows: readonly ListRow[], version: string): Document {
  return {
    headline: [`${rows.length} dated prices, USD per 1,000,000 tokens (tables ${version}).`],
    tables: [{ columns: priceColumns(rows), rows: rows.flatMap(rowCells) }],
    notes: [
      { text: 'Dates are UTC; "to" is exclusive. A band moves every token of a request whose prompt is above it.' },
      WRITES,
    ],
    json: rows,
  };
}

/** A row, and one more for each band. */
function rowCells(row: ListRow): Cell[][] {
  const line = (prices: ListPrices, prompt: Cell): Cell[] => [
    cell(row.model),
    cell(row.speed),
    prompt,
    cell(row.from),
    cell(row.to ?? '–', row.to ?? ''),
    ...TOKEN_METERS.map((meter) => cell(prices[meter] ?? '–', prices[meter] ?? '')),
    cell(row.layer),
  ];
  return [line(row, bandCell(null)), ...row.bands.map((band) => line(band, bandCell(band.above_prompt_tokens)))];
}

export function showDocument(book: PriceBook, model: string): Document {
  const rows = listRows(book).filter((row) => row.model === model);
  const layers = book.layers.flatMap((layer) => layer.models.get(model) ?? []);
  const minimum = layers[0]?.minimumCacheable ?? [];
  return {
    headline: [`${layers[0]?.displayName ?? model} (${model})`],
    tables: [{ columns: priceColumns(rows), rows: rows.flatMap(rowCells) }],
    notes: [
      WRITES,
      ...minimum.map((each) => ({ text: `Caches from ${each.tokens} tokens since ${utcDate(each.from)}.` })),
      {
        text: `Also logged as: ${[...new Set(layers.flatMap((layer) => layer.ids))].filter((id) => id !== model).join(', ') || 'nothing else'}.`,
      },
      ...rows.map((row): Note => ({
        text: `${row.from} ${row.speed}: ${modifiersText(row)}confidence ${row.confidence || 'not stated'}.`,
      })),
      ...book.layers.flatMap((layer) => evidenceNotes(layer, model)),
    ],
    json: {
      schema_version: 1,
      model,
      display_name: layers[0]?.displayName ?? model,
      ids: layers.flatMap((layer) => layer.ids),
      minimum_cacheable: minimum.map(({ from, tokens }) => ({ from: utcDate(from), tokens })),
      prices: rows,
      evidence: book.layers.flatMap((layer) => evidenceJson(layer, model)),
    },
  };
}

function modifiersText({ multipliers }: ListRow): string {
  const texts = Object.entries(multipliers).map(([name, text]) => `${name} x${text}`);
  return texts.length === 0 ? '' : `${texts.join(', ')}; `;
}

function evidenceNotes(layer: LayerPrices, model: string): Note[] {
  const rows = layer.models.get(model)?.rows ?? [];
  return rows.flatMap(({ from, speed, evidence }) => {
    const { file, checked, source, note } = evidence;
    const where = layer.name === 'built-in' ? file : `${layer.name}: ${file}`;
    const text = `${utcDate(from)} ${speed}: ${where}, checked ${checked || 'never'}; ${source.join('; ')}${note && `. ${note}`}`;
    return [{ text, tone: 'quiet' as const }];
  });
}

function evidenceJson(layer: LayerPrices, model: string): unknown[] {
  const rows = layer.models.get(model)?.rows ?? [];
  return rows.map(({ from, speed, evidence }) => ({ from: utcDate(from), speed, ...evidence }));
}

export function validateDocument(files: number, problems: readonly Problem[]): Document {
  const verdict = problems.length === 0 ? 'no problems' : formatPlural(problems.length, 'problem');
  return {
    headline: [`${formatPlural(files, 'price file')}, ${verdict}.`],
    tables: [],
    notes: [],
    json: { schema_version: 1, files, problems },
  };
}
