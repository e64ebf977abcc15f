/** What the figures have to be, and whether they are. */
import { APPENDED, CCUSAGE, DUCKDB, FIRST, GROUPS, HELP, PART, reportBy, SECOND, SMALL } from './cases.ts';
import type { Sample } from './child.ts';
import { bytesText, rowsText, type Kind } from './data.ts';
import { REQUEST_ACTIONS, REQUEST_BYTES, REQUEST_SECONDS } from './request-cases.ts';
import { INGEST_BYTES, type Results } from './results.ts';

export interface Target {
  readonly what: string;
  readonly value: string;
  readonly wanted: string;
  readonly met: boolean;
}

const START_UP = 0.12;
const QUERY = 0.15;
const BYTES_PER_EVENT = 120;
/** A megabyte more may take as long as these many of them do in a first ingest. */
const MEGABYTES = 20;

/** Only those that were measured. */
export function targetsOf(results: Results): Target[] {
  return [
    ...transcriptTargets(results),
    ...eventTargets(results),
    ...queryTargets(results),
    ...requestTargets(results),
    ...startTargets(results),
  ];
}

function transcriptTargets(results: Results): Target[] {
  const size = results.sizeFor('transcripts', 1e9);
  const file = results.sizeFor('file', 850e6);
  const at = (action: string): Sample | undefined => results.find('transcripts', action, size);
  const [first, second, appended, peer] = [at(FIRST), at(SECOND), at(APPENDED), at(CCUSAGE)];
  const text = bytesText(size);
  const [own, other] = [results.find('file', FIRST, file), results.find('file', CCUSAGE, file)];
  const beside = other ? ` (ccusage: ${megabytes(other.rss)})` : '';
  return [
    ...both(first, peer, (a, b) => [
      atMost(`wall, ${text} of transcripts into an empty ledger / ccusage`, a.seconds / b.seconds, 0.5),
      atMost(`CPU, the same`, a.cpu / b.cpu, 0.6),
    ]),
    ...one(first, ({ rss }) => [memory(`peak RSS, the same`, rss)]),
    ...one(own, ({ rss }) => [memory(`peak RSS, one file of ${bytesText(file)}${beside}`, rss)]),
    ...both(second, peer, (a, b) => [
      atMost(`wall, a second run with nothing new / ccusage`, a.seconds / b.seconds, 0.05),
    ]),
    ...both(first, second, (all, none) =>
      one(appended, (more) => {
        const share = (more.seconds - none.seconds) / (all.seconds * (1e6 / size));
        return [atMost(`wall, 1 MB appended beyond nothing new / 1 MB of the first ingest`, share, MEGABYTES)];
      }),
    ),
  ];
}

function eventTargets(results: Results): Target[] {
  const size = results.sizeFor('slim', 1e7);
  const [own, peer] = [results.find('slim', FIRST, size), results.find('slim', DUCKDB, size)];
  const text = `${rowsText(size)} slim lines`;
  return [
    ...one(own, ({ seconds }) => [atLeast(`M rows/s, ${text} into an empty ledger`, size / seconds / 1e6, 0.6)]),
    ...both(own, peer, (a, b) => [atLeast(`rows/s, the same / DuckDB with a primary key`, b.seconds / a.seconds, 2)]),
    ...(['slim', 'csv'] as const).flatMap((kind) => {
      const rows = results.sizeFor(kind, 1e7);
      return one(results.find(kind, FIRST, rows), ({ disk }) => [
        limit(`bytes on disk per event, ${rowsText(rows)} ${nameOfKind(kind)}`, disk / rows, BYTES_PER_EVENT, ''),
      ]);
    }),
  ];
}

/** The slowest of the ledgers and periods. */
function queryTargets(results: Results): Target[] {
  return GROUPS.flatMap((group) => {
    // Slim lines name no project, so that all of them are one.
    const kinds: readonly Kind[] = group === 'project' ? ['csv'] : ['slim', 'csv'];
    const seconds = kinds.flatMap((kind) => {
      const size = results.sizeFor(kind, 1e7);
      const asked = [reportBy(group), `${reportBy(group)}${PART}`];
      return asked.flatMap((action) => results.beyondStart(kind, action, size) ?? []);
    });
    const events = rowsText(Math.max(...kinds.map((kind) => results.sizeFor(kind, 1e7))));
    if (seconds.length === 0) return [];
    return [duration(`${reportBy(group)} of ${events} events beyond start-up, slowest`, Math.max(...seconds), QUERY)];
  });
}

/** Of what looks at requests one by one. */
function requestTargets(results: Results): Target[] {
  const size = results.sizeFor('csv', 1e7);
  const text = `${rowsText(size)} requests`;
  return REQUEST_ACTIONS.flatMap((action) =>
    one(results.find('csv', action, size), ({ seconds, rss }) => {
      const most = REQUEST_SECONDS[action];
      return [
        ...(most === undefined ? [] : [limit(`wall, ${action}, ${text}`, seconds, most, ' s')]),
        limit(`peak RSS, ${action}, ${text}`, rss / 1e6, REQUEST_BYTES / 1e6, ' MB'),
      ];
    }),
  );
}

function startTargets(results: Results): Target[] {
  return [HELP, SMALL].flatMap((action) =>
    one(results.find('start-up', action, 0), ({ seconds }) => [duration(action, seconds, START_UP)]),
  );
}

export function nameOfKind(kind: Kind): string {
  return kind === 'csv' ? 'CSV rows' : kind === 'slim' ? 'slim lines' : kind;
}

function one<T>(a: T | undefined, rows: (a: T) => Target[]): Target[] {
  return a === undefined ? [] : rows(a);
}

function both<T>(a: T | undefined, b: T | undefined, rows: (a: T, b: T) => Target[]): Target[] {
  return a === undefined || b === undefined ? [] : rows(a, b);
}

function atMost(what: string, value: number, most: number): Target {
  return { what, value: value.toFixed(2), wanted: `at most ${most}`, met: value <= most };
}

function atLeast(what: string, value: number, least: number): Target {
  return { what, value: value.toFixed(2), wanted: `at least ${least}`, met: value >= least };
}

function limit(what: string, value: number, most: number, unit: string): Target {
  return { what, value: `${Math.round(value)}${unit}`, wanted: `at most ${most}${unit}`, met: value <= most };
}

function memory(what: string, bytes: number): Target {
  return limit(what, bytes / 1e6, INGEST_BYTES / 1e6, ' MB');
}

function duration(what: string, seconds: number, most: number): Target {
  return limit(what, seconds * 1000, most * 1000, ' ms');
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
