/**
 * CSV (RFC 4180): exact figures, and nothing that a spreadsheet would run. One table a file: the last of those that
 * answer.
 */
import { inertCell } from '../core/inert.ts';
import type { Document, Format, Table } from './document.ts';

export const csv: Format = {
  id: 'csv',
  render: (document: Document): string =>
    document.tables
      .filter(({ detail, beside }) => detail !== true && beside !== true)
      .slice(-1)
      .map(writeTable)
      .join(''),
};

function writeTable({ columns, rows }: Table): string {
  const isData = (_: unknown, index: number): boolean => columns[index]?.only === undefined;
  const lines = [lineOf(columns.filter(isData).map((column) => column.name))];
  for (const row of rows) lines.push(lineOf(row.filter(isData).map((cell) => cell.exact)));
  return lines.join('');
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map(writeCell).join(',')}\r\n`;
}

function writeCell(text: string): string {
  const safe = inertCell(text);
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
