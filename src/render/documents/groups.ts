/** The columns that name a row's group. */
import type { GroupBy, ReportRow } from '../../analysis/report.ts';
import { cell, type Cell, type Column } from '../document.ts';

export function groupColumns(by: readonly GroupBy[]): Column[] {
  return by.map((name) => ({ name, title: titleOf(name), align: 'left', sparable: 0 }));
}

export function groupCells({ group }: ReportRow): Cell[] {
  return Object.values(group).map((value) => (value === null ? cell('(unknown)', '', 'quiet') : cell(value)));
}

function titleOf(by: string): string {
  return by.startsWith('label:')
    ? by.slice('label:'.length)
    : `${by.charAt(0).toUpperCase()}${by.slice(1).replace('_', ' ')}`;
}
