/**
 * CSV bytes into one object a row, keyed by the header's names. The delimiter is the header's own: comma,
 * semicolon or tab.
 */
import { splitRows, type SplitRow } from './csv-split.ts';
import { MAX_LINE_BYTES } from './lines.ts';
import type { Chunks } from './chunks.ts';

export type CsvRow =
  | { readonly ok: true; readonly row: Record<string, string>; readonly line: number }
  | { readonly ok: false; readonly line: number; readonly tooLong: boolean };

const DELIMITERS = [',', ';', '\t'];

/**
 * A row with more or fewer cells than the header is not ok, nor is one with an open quote or above the limit. `isHeader`: whether
 * cells begin another table of as many columns, which has its own order of them; its row says each column's own name.
 */
export async function* readCsv(
  chunks: Chunks,
  header: readonly string[],
  delimiter: string,
  limit: number = MAX_LINE_BYTES,
  isHeader: (cells: readonly string[]) => boolean = () => false,
): AsyncIterable<CsvRow> {
  const rows = splitRows(header.length, delimiter, limit);
  let columns = header;
  const read = (row: SplitRow): CsvRow => {
    const names = row.ok ? row.cells.map(columnName) : [];
    if (isHeader(names)) columns = names;
    return toRow(row.ok && columns === names ? { ...row, cells: names } : row, columns);
  };
  for await (const chunk of chunks) for (const row of rows.push(chunk)) yield read(row);
  for (const row of rows.end()) yield read(row);
}

/** Of a table that follows another, which may begin with a byte order mark, and a quote behind it. */
function columnName(cell: string): string {
  return cell
    .replace(/^\uFEFF/, '')
    .trim()
    .replace(/^"(.*)"$/, '$1');
}

function toRow(row: SplitRow, header: readonly string[]): CsvRow {
  return row.ok ? { ok: true, line: row.line, row: named(header, row.cells) } : row;
}

function named(header: readonly string[], cells: readonly string[]): Record<string, string> {
  const row: Record<string, string> = {};
  for (const [index, name] of header.entries()) {
    const value = (cells[index] ?? '').trimEnd();
    // A column may be called so, and is one like any other.
    if (name === '__proto__') Object.defineProperty(row, name, { value, ...OWN });
    else row[name] = value;
  }
  return row;
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
