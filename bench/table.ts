/** The figures as Markdown. */
import type { Sample } from './child.ts';
import type { Data } from './data.ts';
import { CASES, type Case } from './round.ts';

export type Medians = Readonly<Record<Case, Sample>>;

/** How much a case reads: bytes, and the responses in them. */
function workOf(name: Case, { transcripts, slim }: Data): { bytes: number; events: number } | undefined {
  if (name.endsWith(' transcripts')) return { bytes: transcripts.truth.bytes, events: transcripts.truth.responses };
  if (name.endsWith(' responses')) return { bytes: slim.truth.bytes, events: slim.truth.responses };
  return undefined;
}

export function casesTable(medians: Medians, data: Data): string {
  const rows = CASES.map((name) => {
    const { seconds, cpu, rss } = medians[name];
    const work = workOf(name, data);
    const speed = work ? [(work.bytes / 1e6 / seconds).toFixed(0), Math.round(work.events / seconds)] : ['', ''];
    return [name, seconds.toFixed(3), cpu.toFixed(3), (rss / 1e6).toFixed(0), ...speed];
  });
  return markdown(['case', 'seconds', 'CPU s', 'peak RSS MB', 'MB/s', 'events/s'], rows);
}

/** What stays true on another machine: each case beside one that was measured with it. */
export function ratiosTable(medians: Medians, data: Data): string {
  const start = medians['start-up (--help)'].seconds;
  const compare = (a: Case, b: Case): number => medians[a].seconds / medians[b].seconds;
  const megabytes = (name: Case): string => `${Math.round((workOf(name, data)?.bytes ?? 0) / 1e6)} MB`;
  const reports = CASES.filter((name) => name.startsWith('report'));
  const rows: [string, number][] = [
    [
      `throughput of ingest / plain loop, transcripts (${megabytes('first ingest of transcripts')})`,
      compare('plain loop over transcripts', 'first ingest of transcripts'),
    ],
    [
      `throughput of ingest / plain loop, responses (${megabytes('first ingest of responses')})`,
      compare('plain loop over responses', 'first ingest of responses'),
    ],
    ['second ingest / first ingest', compare('second, unchanged ingest', 'first ingest of transcripts')],
    ['ingest after 1 MB more / first ingest', compare('ingest after 1 MB more', 'first ingest of transcripts')],
    ...reports.map((name): [string, number] => [`${name} / start-up`, medians[name].seconds / start]),
  ];
  return markdown(
    ['ratio', 'value'],
    rows.map(([name, value]) => [name, value.toFixed(2)]),
  );
}

function markdown(head: string[], rows: (string | number)[][]): string {
  const line = (cells: (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
