/**
 * CSV bytes into one object a row, keyed by the header's names. The delimiter is the header's own: comma,
 * semicolon or tab.
 */
import { parse, CsvError } from 'csv-parse';
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
  const rows: CsvRow[] = [];
  let nextLine = 1;
  let overcounted = 0;
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n'],
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    // With rtrim, one character after a closing quote would end the reading of the whole file.
    ltrim: true,
    max_record_size: limit,
    // Rows are taken here: those that are still in a stream when it fails are lost.
    on_record(cells: string[], { lines }) {
      // A carriage return inside a cell is counted as a line of its own.
      overcounted += countIn(cells, '\r');
      const lastLine = lines - overcounted;
      // A quoted cell may span lines; a row's line is its first.
      if (nextLine > 1) rows.push(toRow(cells, lastLine - countIn(cells, '\n'), header));
      nextLine = lastLine + 1;
      return null;
    },
  });
  parser.on('error', () => undefined).resume();
  try {
    for await (const chunk of chunks) {
      await settled((done) => parser.write(chunk, done));
      yield* rows.splice(0);
    }
    await settled((done) => parser.end(done));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    rows.push({ ok: false, line: nextLine });
  } finally {
    parser.destroy();
  }
  yield* rows;
}

function settled(start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

function countIn(cells: readonly string[], part: string): number {
  return cells.reduce((sum, cell) => (cell.includes(part) ? sum + count(cell, part) : sum), 0);
}

function toRow(cells: readonly string[], line: number, header: readonly string[]): CsvRow {
  if (cells.length !== header.length) return { ok: false, line };
  const row: Record<string, string> = {};
  for (let index = 0; index < header.length; index++) {
    const name = header[index] ?? '';
    // A column may be called so, and is one like any other.
    if (name === '__proto__') Object.defineProperty(row, name, { value: cells[index]?.trimEnd(), ...OWN });
    else row[name] = (cells[index] ?? '').trimEnd();
  }
  return { ok: true, line, row };
}

const OWN = { configurable: true, enumerable: true, writable: true } as const;

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
