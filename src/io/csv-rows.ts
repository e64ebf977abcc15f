/**
 * CSV bytes into one object a row, keyed by the header's names. The delimiter is the header's own: comma,
 * semicolon or tab.
 */
import { parse, CsvError } from 'csv-parse';
import { pipeline, Readable } from 'node:stream';
import { MAX_LINE_BYTES } from './lines.ts';
import type { Chunks } from './open.ts';

export type CsvRow =
  | { readonly ok: true; readonly row: Record<string, string>; readonly line: number }
  | { readonly ok: false; readonly line: number };

const DELIMITERS = [',', ';', '\t'];

/**
 * A row with more or fewer cells than the header is not ok. Neither is one whose quote never closes, which runs to
 * the end of the file, or to the limit: nothing after it is read.
 */
export async function* readCsv(
  chunks: Chunks,
  header: readonly string[],
  delimiter: string,
  limit: number = MAX_LINE_BYTES,
): AsyncIterable<CsvRow> {
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    // With rtrim, one character after a closing quote would end the reading of the whole file.
    ltrim: true,
    max_record_size: limit,
  });
  // The error reaches the reader of the parser; pipeline only has to tear both ends down.
  pipeline(Readable.from(chunks), parser, () => undefined);
  let nextLine = 1;
  try {
    for await (const entry of parser as AsyncIterable<{ record: string[]; info: { lines: number; records: number } }>) {
      const { record, info } = entry;
      nextLine = info.lines + 1;
      if (info.records > 1) yield toRow(record, info.lines - lineFeedsIn(record), header);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield { ok: false, line: nextLine };
  }
}

/** A quoted cell may span lines; a row's line is its first. */
function lineFeedsIn(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + count(cell, '\n'), 0);
}

function toRow(cells: readonly string[], line: number, header: readonly string[]): CsvRow {
  if (cells.length !== header.length) return { ok: false, line };
  return { ok: true, line, row: Object.fromEntries(header.map((name, index) => [name, unquote(cells[index] ?? '')])) };
}

/** The header's names and its delimiter, from the first line of a file. */
export function parseHeader(firstLine: string): { header: string[]; delimiter: string } {
  const delimiter = DELIMITERS.reduce(
    (best, next) => (count(firstLine, next) > count(firstLine, best) ? next : best),
    ',',
  );
  const header = firstLine.split(delimiter).map((cell) => unquote(cell));
  return { header, delimiter };
}

/** What the parser leaves of a cell with spaces around it, or around its quotes. */
function unquote(cell: string): string {
  return cell.trim().replace(/^"(.*)"$/, '$1');
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
