/** The figures as Markdown. */
import type { Case } from './cases.ts';
import type { Dataset } from './data.ts';
import type { Curve } from './growth.ts';
import { nameOf, type Results } from './results.ts';
import type { Target } from './targets.ts';

export function targetsTable(targets: readonly Target[]): string {
  const rows = targets.map(({ what, value, wanted, met }) => [what, value, wanted, met ? 'met' : 'not met']);
  return markdown(['what', 'measured', 'target', ''], rows);
}

export function casesTable(results: Results): string {
  const rows = results.cases().map((one) => {
    const { seconds, cpu, rss, disk } = results.median(one);
    const data = one.subjects[0]?.load();
    return [
      ...[nameOf(one), seconds.toFixed(3), cpu.toFixed(3), (rss / 1e6).toFixed(0)],
      ...(data && one.reads ? speeds(one, data, seconds) : ['', '']),
      disk > 0 && data ? (disk / data.truth.responses).toFixed(0) : '',
    ];
  });
  return markdown(['case', 'wall s', 'CPU s', 'peak RSS MB', 'MB/s', 'events/s', 'bytes/event'], rows);
}

/** Replayed from a ledger, there are events and no bytes to read. */
function speeds({ reads }: Case, { truth }: Dataset, seconds: number): string[] {
  const events = Math.round(truth.responses / seconds);
  return [reads === 'log' ? (truth.bytes / 1e6 / seconds).toFixed(0) : '', String(events)];
}

export function growthTable(curves: readonly Curve[]): string {
  const rows = curves.map(({ what, points, unit, exponents }) => [
    what,
    points
      .map(({ text, value }) => `${text}: ${unit === 's' ? value.toFixed(3) : value.toFixed(0)} ${unit}`)
      .join(', '),
    exponents.map((exponent) => exponent?.toFixed(2) ?? 'noise').join(', '),
  ]);
  return markdown(['curve', 'figures', 'exponent'], rows);
}

function markdown(head: string[], rows: (string | number)[][]): string {
  const line = (cells: (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
