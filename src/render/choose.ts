/** `--columns`: only those that are named, in that order, behind what tells rows apart. */
import { lazyRows, type Cell, type Column, type Document, type Table } from './document.ts';

interface Chosen {
  readonly document: Document;
  /** Names that no table has a column by. */
  readonly unknown: readonly string[];
}

/** Tables that have none of them stay as they are. */
export function chooseColumns(document: Document, names: readonly string[]): Chosen {
  const known = columnNames(document);
  const { headline, tables, notes, cases } = document;
  return {
    // Its JSON is made when it is asked for, and no columns are chosen of that.
    document: {
      headline,
      tables: tables.map((table) => narrowed(table, names)),
      notes,
      ...(cases && { cases }),
      json: null,
    },
    unknown: names.filter((name) => !known.some((column) => isCalled(column, name))),
  };
}

/** What `--columns` can name; what tells rows apart is there in any case. */
export function columnNames({ tables }: Document): Pick<Column, 'name' | 'title'>[] {
  return tables.flatMap(({ columns, rows, upright }) =>
    upright === true
      ? [...rows].map(([figure]) => ({ name: figure?.exact ?? '', title: figure?.text ?? '' }))
      : columns.map(({ name, title }) => ({ name, title })),
  );
}

/** By the name for machines, also without its unit, or by the heading. */
function isCalled({ name, title }: Pick<Column, 'name' | 'title'>, wanted: string): boolean {
  return [name, name.replace(/_usd$/, ''), plain(title)].includes(plain(wanted));
}

function plain(text: string): string {
  return text.trim().toLowerCase().replace(/[ -]/g, '_');
}

function narrowed(table: Table, names: readonly string[]): Table {
  if (table.upright === true) return narrowedRows(table, names);
  const { columns, rows, total } = table;
  const wanted = names.flatMap((name) => columns.flatMap((column, index) => (isCalled(column, name) ? [index] : [])));
  if (wanted.length === 0) return table;
  const keys = columns.flatMap(({ key }, index) => (key === true && !wanted.includes(index) ? [index] : []));
  const places = [...new Set([...keys, ...wanted])];
  const pick = (cells: readonly Cell[]): Cell[] => places.map((index) => cells[index] ?? { text: '', exact: '' });
  return {
    ...table,
    // Asked for by name, a column is shown: whether it has anything to say or not, and whatever the width.
    columns: places.flatMap((index) => {
      const column = columns[index];
      if (column === undefined) return [];
      return [wanted.includes(index) ? { ...column, idle: false, sparable: 0 } : column];
    }),
    rows: lazyRows([...rows], pick),
    ...(total && { total: pick(total) }),
  };
}

/** Where each row is a figure, these are what is named. */
function narrowedRows(table: Table, names: readonly string[]): Table {
  const rows = [...table.rows];
  const isRow = (cells: readonly Cell[], name: string): boolean =>
    isCalled({ name: cells[0]?.exact ?? '', title: cells[0]?.text ?? '' }, name);
  const wanted = new Set(names.flatMap((name) => rows.filter((cells) => isRow(cells, name))));
  return wanted.size === 0 ? table : { ...table, rows: [...wanted] };
}
