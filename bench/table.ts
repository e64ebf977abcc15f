/** The figures as Markdown. */
import type { Sample } from './child.ts';
import type { Data } from './data.ts';
import { CASES, type Case } from './round.ts';

export type Medians = Readonly<Record<Case, Sample>>;

/** How much a case reads: bytes, and the responses in them. */
function workOf(
  name: Case,
  { transcripts, slim, sessions, prompts }: Data,
): { bytes: number; events: number } | undefined {
  if (name.endsWith(' transcripts')) return { bytes: transcripts.truth.bytes, events: transcripts.truth.responses };
  if (name.endsWith(' responses') && !name.startsWith('check'))
    return { bytes: slim.truth.bytes, events: slim.truth.responses };
  // Replayed from the ledger: there are events, and no bytes to read.
  if (name.startsWith('prompts of') || name === 'their replay under one strategy')
    return { bytes: 0, events: prompts.truth.responses };
  if (name.startsWith('whatif') || name.startsWith('their replay'))
    return { bytes: 0, events: sessions.truth.responses };
  return undefined;
}

export function casesTable(medians: Medians, data: Data): string {
  const rows = CASES.map((name) => {
    const { seconds, cpu, rss } = medians[name];
    const work = workOf(name, data);
    const mb = work && work.bytes > 0 ? (work.bytes / 1e6 / seconds).toFixed(0) : '';
    const speed = [mb, work ? Math.round(work.events / seconds) : ''];
    return [name, seconds.toFixed(3), cpu.toFixed(3), (rss / 1e6).toFixed(0), ...speed];
  });
  return markdown(['case', 'seconds', 'CPU s', 'peak RSS MB', 'MB/s', 'events/s'], rows);
}

/** What stays true on another machine: each case beside one that was measured with it. */
export function ratiosTable(medians: Medians, data: Data): string {
  const size = (name: Case): string => `${Math.round((workOf(name, data)?.bytes ?? 0) / 1e6)} MB`;
  const queries = CASES.filter((name) => /^(report|check|whatif)/.test(name));
  const pairs: [title: string, of: Case, to: Case][] = [
    [
      `throughput of ingest / plain loop, ${size('first ingest of transcripts')} of transcripts`,
      'plain loop over transcripts',
      'first ingest of transcripts',
    ],
    [
      `throughput of ingest / plain loop, ${size('first ingest of responses')} of responses`,
      'plain loop over responses',
      'first ingest of responses',
    ],
    ['second ingest / first ingest', 'second, unchanged ingest', 'first ingest of transcripts'],
    ['ingest after 1 MB more / first ingest', 'ingest after 1 MB more', 'first ingest of transcripts'],
    ...queries.map((name): [string, Case, Case] => [`${name} / start-up`, name, 'start-up (--help)']),
  ];
  const rows = pairs.map(([title, of, to]) => {
    const [a, b] = [medians[of], medians[to]];
    return [title, (a.seconds / b.seconds).toFixed(2), (a.cpu / b.cpu).toFixed(2)];
  });
  return markdown(['ratio', 'by the clock', 'by CPU'], rows);
}

function markdown(head: string[], rows: (string | number)[][]): string {
  const line = (cells: (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
