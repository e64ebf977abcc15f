/**
 * CSV bytes into one object a row, keyed by the header's names. The delimiter is the header's own: comma,
 * semicolon or tab.
 */
import { parse, CsvError } from 'csv-parse';
import { Readable } from 'node:stream';
import type { Chunks } from './open.ts';

export type CsvRow =
  | { readonly ok: true; readonly row: Record<string, string>; readonly line: number }
  | { readonly ok: false; readonly line: number };

const DELIMITERS = [',', ';', '\t'];

/** A row with more or fewer cells than the header, or with a quote that never closes, is not ok. */
export async function* readCsv(chunks: Chunks, header: readonly string[], delimiter: string): AsyncIterable<CsvRow> {
  const parser = Readable.from(chunks).pipe(
    parse({
      delimiter,
      bom: true,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    }),
  );
  try {
    for await (const entry of parser as AsyncIterable<{ record: string[]; info: { lines: number; records: number } }>) {
      if (entry.info.records === 1) continue;
      yield toRow(entry.record, entry.info.lines, header);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield { ok: false, line: Number(error['lines'] ?? 0) };
  }
}

function toRow(cells: readonly string[], line: number, header: readonly string[]): CsvRow {
  if (cells.length !== header.length) return { ok: false, line };
  return { ok: true, line, row: Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])) };
}

/** The header's names and its delimiter, from the first line of a file. */
export function parseHeader(firstLine: string): { header: string[]; delimiter: string } {
  const delimiter = DELIMITERS.reduce(
    (best, next) => (count(firstLine, next) > count(firstLine, best) ? next : best),
    ',',
  );
  const header = firstLine.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  return { header, delimiter };
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
