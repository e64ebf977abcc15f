/** What differs between two price tables: + is new, - is gone, ~ has changed. */
import type { PriceDiff } from '../../prices/diff.ts';
import type { ListRow } from '../../prices/list.ts';
import { cell, left, type Cell, type Document, keyed, named } from '../document.ts';
import { formatPlural } from '../numbers.ts';

export function diffDocument(diff: PriceDiff, a: string, b: string): Document {
  const { added, removed, changed } = diff;
  const rows = [
    ...added.map((row) => line('+', row, 'input', null, row.input)),
    ...removed.map((row) => line('-', row, 'input', row.input, null)),
    ...changed.flatMap(({ after, changes }) =>
      changes.map(({ field, before, after: now }) => line('~', after, field, before, now)),
    ),
  ];
  return {
    headline: [
      `From ${a} to ${b}: ${formatPlural(added.length, 'price')} added, ${removed.length} removed, ${changed.length} changed.`,
    ],
    tables:
      rows.length === 0
        ? []
        : [{ columns: COLUMNS.map((name) => (name === 'model' ? named : keyed)(left(name, name))), rows }],
    notes: [],
    json: { schema_version: 1, a, b, ...diff },
  };
}

const COLUMNS = ['change', 'model', 'speed', 'from', 'field', 'before', 'after'];

function line(change: string, row: ListRow, field: string, before: string | null, after: string | null): Cell[] {
  const value = (text: string | null): Cell => cell(text ?? '–', text ?? '');
  return [cell(change), cell(row.model), cell(row.speed), cell(row.from), cell(field), value(before), value(after)];
}
