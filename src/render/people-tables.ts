/** Tables as people see them: without what says nothing, no more rows than anyone reads, and amounts in line. */
import { alignedAmounts } from './decimals.ts';
import type { Cell, Document, Row, Table } from './document.ts';
import { formatInteger } from './numbers.ts';

/** Nobody reads more rows than these; formats for machines have them all. */
const MOST_SHOWN = 1_000;

/** The tables as people should see them, with what only a terminal shows or without it, and how many more rows each has. */
export function peopleTables({ tables }: Document, isTerminal = false): PeopleTable[] {
  return tables.filter(({ idle }) => idle !== true).map((table) => withoutIdle(table, isTerminal));
}

export interface PeopleTable extends Table {
  readonly rows: readonly Row[];
  /** Said below; '' where all are shown. */
  readonly more: string;
}

function withoutIdle(table: Table, isTerminal: boolean): PeopleTable {
  const shown = (_: unknown, index: number): boolean => {
    const { idle, only } = table.columns[index] ?? {};
    return idle !== true && (isTerminal || only !== 'terminal');
  };
  const seen = (each: Cell, index: number): Cell =>
    table.columns[index]?.cut === 'middle' ? { ...each, text: withSeenEnds(each.text) } : each;
  const rows = table.rows.slice(0, MOST_SHOWN).map((row) => row.map(seen).filter(shown));
  const lines = alignedAmounts(table.total ? [...rows, table.total.filter(shown)] : rows);
  return {
    ...table,
    columns: table.columns.filter(shown),
    rows: lines.slice(0, rows.length),
    more: moreText(table.rows.length - MOST_SHOWN),
    ...(table.total && { total: lines[rows.length] ?? [] }),
  };
}

/** Blanks that end a name are part of it, and nobody would see them. */
function withSeenEnds(name: string): string {
  return name.replace(/^ +| +$/g, (blanks) => String.raw`\x20`.repeat(blanks.length));
}

function moreText(rows: number): string {
  return rows <= 0 ? '' : `${formatInteger(rows)} more rows; --format csv or json has all of them.`;
}
