/** The order of a report's rows. */
import { allTokens } from '../core/meters.ts';
import type { Figures } from './figures.ts';
import { isBucket, type Report, type ReportRow } from './report.ts';

/** What rows can be sorted by: largest first, except "group", which is by name or time. */
export const SORT_KEYS = ['group', 'cost', 'savings', 'requests', 'tokens', 'hit-ratio'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** Time runs forward; everything else shows the dearest first. */
export function defaultSort(by: Report['by']): SortKey {
  const [first] = by;
  return first !== undefined && isBucket(first) ? 'group' : 'cost';
}

/** Rows in a total order: ties are broken by group, and what is unknown comes last. */
export function sortRows(rows: readonly ReportRow[], key: SortKey): ReportRow[] {
  const measure = key === 'group' ? () => 0 : MEASURES[key];
  return [...rows].sort((a, b) => descending(measure(a.figures), measure(b.figures)) || byGroup(a, b));
}

interface Order {
  readonly by: Report['by'];
  /** As was asked for. */
  readonly sort: SortKey | undefined;
  readonly top: number | undefined;
}

/** The rows to show. Of days, hours, weeks and months too the dearest, unless another order was asked for; in time's order. */
export function topRows(rows: readonly ReportRow[], { by, sort, top }: Order): ReportRow[] {
  const key = sort ?? defaultSort(by);
  if (top === undefined || sort !== undefined || key !== 'group') return sortRows(rows, key).slice(0, top);
  return sortRows(sortRows(rows, 'cost').slice(0, top), key);
}

const MEASURES: Readonly<Record<Exclude<SortKey, 'group'>, (figures: Figures) => bigint | number | null>> = {
  cost: ({ cost }) => cost,
  savings: ({ netSavings }) => netSavings,
  requests: ({ requests }) => requests,
  tokens: ({ sums }) => allTokens(sums),
  'hit-ratio': ({ tokenHitRatio }) => tokenHitRatio,
};

function descending(a: bigint | number | null, b: bigint | number | null): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  return a > b ? -1 : a < b ? 1 : 0;
}

function byGroup(a: ReportRow, b: ReportRow): number {
  for (const [name, value] of Object.entries(a.group)) {
    const other = b.group[name] ?? null;
    if (value === other) continue;
    if (value === null || other === null) return value === null ? 1 : -1;
    // As text, the hours of an autumn night east of Greenwich would run backwards.
    if (name === 'hour') return Date.parse(value) - Date.parse(other);
    return value < other ? -1 : 1;
  }
  return 0;
}
