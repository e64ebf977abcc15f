/** The columns that name a row's group. */
import { isBucket, type GroupBy, type ReportRow } from '../../analysis/report.ts';
import { capital } from '../../core/words.ts';
import { left, type Cell, type Column, keyed, named } from '../document.ts';
import { group } from './cells.ts';

export function groupColumns(by: readonly GroupBy[]): Column[] {
  return by.map((name) => (isBucket(name) ? keyed : named)(left(name, groupTitle(name))));
}

export function groupCells({ group: names }: ReportRow): Cell[] {
  return Object.entries(names).map(([by, value]) => group(value, by));
}

/** Names that people chose stay as they are. */
export function groupTitle(by: string): string {
  const [, chosen] = /^(?:label|group):(.*)$/s.exec(by) ?? [];
  return chosen ?? capital(by.replace('_', ' '));
}
