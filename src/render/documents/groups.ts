/** The columns that name a row's group. */
import type { GroupBy, ReportRow } from '../../analysis/report.ts';
import { capital } from '../../core/words.ts';
import { left, type Cell, type Column } from '../document.ts';
import { group } from './cells.ts';

export function groupColumns(by: readonly GroupBy[]): Column[] {
  return by.map((name) => left(name, titleOf(name)));
}

export function groupCells({ group: names }: ReportRow): Cell[] {
  return Object.values(names).map(group);
}

function titleOf(by: string): string {
  return by.startsWith('label:') ? by.slice('label:'.length) : capital(by.replace('_', ' '));
}
