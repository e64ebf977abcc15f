/** The cost of each hour, day, week or month as a bar beside it. */
import { isBucket, type Report, type ReportRow } from '../../analysis/report.ts';
import type { Pico } from '../../core/money.ts';
import { cell, left, type Cell, type Column } from '../document.ts';

/** In characters, each of which has eight steps. */
const LONGEST = 8;
const STEPS = 8;
const PARTS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

interface Trend {
  readonly columns: readonly Column[];
  of(row: ReportRow): Cell[];
}

/** Of rows in the order of time, where anything has a price. It goes before the figures of a report by project do. */
export function trendOf({ by, rows }: Pick<Report, 'by' | 'rows'>): Trend {
  const [first] = by;
  const dearest = rows.reduce((most, { figures: { cost } }) => (cost !== null && cost > most ? cost : most), 0n);
  if (first === undefined || by.length > 1 || !isBucket(first) || rows.length < 2 || dearest === 0n)
    return { columns: [], of: () => [] };
  return {
    columns: [{ ...left('trend', 'Trend', 3.5), only: 'terminal' }],
    of: ({ figures: { cost } }) => [cell(cost === null ? '' : bar(cost, dearest as Pico), '-')],
  };
}

/** Relative to the dearest; what cost anything has a mark. */
function bar(...[part, whole]: readonly [Pico, Pico]): string {
  const most = BigInt(LONGEST * STEPS);
  const steps = part <= 0n ? 0 : Math.max(1, Number((part * most + whole / 2n) / whole));
  return '█'.repeat(Math.floor(steps / STEPS)) + (PARTS[steps % STEPS] ?? '');
}
