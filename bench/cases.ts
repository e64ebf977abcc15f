/** Everything that is measured, in the order in which it is: what is compared runs one after the other. */
import path from 'node:path';
import { runMeasured, runNode, type Output, type Sample } from './child.ts';
import { withMore, type Kind, type Subject, type Subjects } from './data.ts';
import { ccusageShare, differences, duckdbShare } from './differences.ts';
import { CLI, type Databases } from './ledgers.ts';
import type { Options } from './options.ts';
import type { Peers } from './peers/installed.ts';
import { replayCases } from './replay-cases.ts';
import { requestCases } from './request-cases.ts';
import { together } from './synthetic/truth.ts';

export interface Case {
  /** The same at every size. */
  readonly action: string;
  readonly kind: Kind;
  readonly label: string;
  /** Bytes or events; 0 where there is nothing to grow. */
  readonly size: number;
  /** What has to be there before. */
  readonly subjects: readonly Subject[];
  /** It reads all of the log, or all events of a ledger: a speed says something. */
  readonly reads: 'log' | 'events' | undefined;
  readonly run: () => Measured;
}

export interface Measured extends Sample {
  /** What the ledger says and the truth does not. */
  readonly wrong?: readonly string[];
  /** Of a peer: the tokens it found, as a share of the truth's. */
  readonly share?: number;
}

export interface Bench {
  readonly options: Options;
  readonly subjects: Subjects;
  readonly databases: Databases;
  readonly peers: Peers;
}

export const FIRST = 'ingest into an empty ledger';
export const SECOND = 'ingest, nothing new';
export const APPENDED = 'ingest after 1 MB more';
export const HELP = '--help';
export const SMALL = 'report on a small ledger';
/** Once more beside what it is taken from, since a machine is not as fast all the time. */
export const BESIDE = 'report on a small ledger, meanwhile';
export const CCUSAGE = 'ccusage';
export const DUCKDB = 'DuckDB, key on the id';
export const PART = ', days cut';
export const CHECKS = ['check', 'check, unread writes'] as const;
export const GROUPS = ['day', 'model', 'project'] as const;

export function reportBy(group: (typeof GROUPS)[number]): string {
  return `report --by ${group}`;
}

const BASELINE = path.join(import.meta.dirname, 'baseline.mjs');
/** No whole days: what is kept by day does not answer it alone. */
const PERIOD = ['--since', '2026-08-20T10:30:00Z', '--until', '2026-09-20T17:45:00Z'];
/** A month of the hundred days, beside the days before it. */
const MONTH = ['--since', '2026-09', '--until', '2026-09', '--exit-zero'];

export function casesOf(bench: Bench): Case[] {
  const { options, subjects } = bench;
  return [
    ...startUpCases(bench),
    ...options.transcripts.flatMap((bytes) => transcriptCases(bench, subjects.transcripts(bytes))),
    ...ingestCases(bench, subjects.file(options.file)),
    ...options.slim.flatMap((rows) => eventCases(bench, subjects.slim(rows))),
    ...options.csv.flatMap((rows) => [
      ...eventCases(bench, subjects.csv(rows)),
      ...requestCases(bench, subjects.csv(rows)),
    ]),
    ...replayCases(bench),
  ];
}

function cli({ databases }: Bench, ...args: string[]): Output {
  return runNode(databases.folder, CLI, args);
}

function startUpCases(bench: Bench): Case[] {
  const { databases, subjects } = bench;
  const small = subjects.more;
  const one = (action: string, run: () => Measured, needed: Subject[] = []): Case => {
    return { action, kind: 'start-up', label: '', size: 0, subjects: needed, reads: undefined, run };
  };
  return [
    one('node -e 0', () => runMeasured(databases.folder, process.execPath, ['-e', '0'])),
    one(HELP, () => cli(bench, '--help')),
    one(SMALL, () => report(bench, databases.of(small), 'model'), [small]),
  ];
}

function about(
  subject: Subject,
  action: string,
  run: () => Measured,
  reads: Case['reads'] = undefined,
  needed: readonly Subject[] = [],
): Case {
  const { kind, label, size } = subject;
  return { action, kind, label, size, subjects: [subject, ...needed], reads, run };
}

function transcriptCases(bench: Bench, subject: Subject): Case[] {
  const { databases, subjects } = bench;
  return [
    about(subject, 'plain loop', () => runNode(databases.folder, BASELINE, [subject.log]), 'log'),
    ...ingestCases(bench, subject),
    about(subject, SECOND, () => cli(bench, 'ingest', subject.log, '--db', databases.of(subject))),
    meanwhile(bench, subject),
    about(subject, APPENDED, () => ingestMore(bench, subject), undefined, [subjects.more]),
  ];
}

/** Into an empty ledger, and ccusage beside it where it can read the same. */
function ingestCases(bench: Bench, subject: Subject): Case[] {
  const { ccusage } = bench.peers;
  const own = about(subject, FIRST, () => firstIngest(bench, subject), 'log');
  if (ccusage === undefined || !(subject.kind === 'transcripts' || subject.kind === 'file')) return [own];
  const beside = (): Measured => {
    const args = ['claude', 'daily', '-O', '--json'];
    const done = runMeasured(bench.databases.folder, ccusage.file, args, { CLAUDE_CONFIG_DIR: subject.folder });
    return { ...done, share: ccusageShare(subject.load().truth, done.stdout) };
  };
  return [own, about(subject, CCUSAGE, beside, 'log')];
}

function eventCases(bench: Bench, subject: Subject): Case[] {
  const { databases, options, peers } = bench;
  const { duckdb } = peers;
  const slim = subject.kind === 'slim';
  const loop = about(subject, 'plain loop', () => runNode(databases.folder, BASELINE, [subject.folder]), 'log');
  const beside = duckdb && about(subject, DUCKDB, () => duckdbTable(bench, subject, duckdb.file), 'log');
  return [
    ...(slim && subject.size === options.slim[0] ? [loop] : []),
    ...ingestCases(bench, subject),
    // An index of all ids in memory: at 100 million there is not enough of it.
    ...(slim && beside && subject.size <= 2e7 ? [beside] : []),
    about(subject, SECOND, () => cli(bench, 'ingest', subject.log, '--db', databases.of(subject))),
    meanwhile(bench, subject),
    ...GROUPS.flatMap((group) => [
      about(subject, reportBy(group), () => report(bench, databases.of(subject), group)),
      about(subject, `${reportBy(group)}${PART}`, () => report(bench, databases.of(subject), group, PERIOD)),
    ]),
    ...checkCases(bench, subject),
  ];
}

function meanwhile(bench: Bench, subject: Subject): Case {
  const small = bench.subjects.more;
  return about(subject, BESIDE, () => report(bench, bench.databases.of(small), 'model'), undefined, [small]);
}

function checkCases(bench: Bench, subject: Subject): Case[] {
  const check = (...args: string[]): Measured =>
    cli(bench, 'check', ...MONTH, '--db', bench.databases.of(subject), ...args);
  const rules = ['--max-cost', '100000', '--min-hit-ratio', '0.5', '--max-rise', 'cost=20%', '--per', 'model'];
  return [
    about(subject, CHECKS[0], () => check(...rules)),
    about(subject, CHECKS[1], () => check('--max-unread-write-share', '0.5')),
  ];
}

function report(bench: Bench, db: string, by: string, period: readonly string[] = []): Output {
  return cli(bench, 'report', '--by', by, '--db', db, '--format', 'json', ...period);
}

function firstIngest(bench: Bench, subject: Subject): Measured {
  const db = bench.databases.emptyOf(subject);
  const done = cli(bench, 'ingest', subject.log, '--db', db, '--format', 'json');
  const { stdout } = report(bench, db, 'model');
  const wrong = differences(subject.label, subject.load().truth.models, stdout);
  return { ...done, disk: bench.databases.bytes(db), wrong };
}

function ingestMore(bench: Bench, subject: Subject): Measured {
  const more = bench.subjects.more.load();
  const db = bench.databases.copyOf(subject);
  const done = withMore(subject.load(), more, () => cli(bench, 'ingest', subject.log, '--db', db));
  const { stdout } = report(bench, db, 'model');
  const all = together(subject.load().truth.models, more.truth.models);
  return { ...done, wrong: differences(`${subject.label} and 1 MB more`, all, stdout) };
}

function duckdbTable(bench: Bench, subject: Subject, script: string): Measured {
  const db = bench.databases.empty('duckdb');
  const done = runNode(bench.databases.folder, script, [db, subject.log]);
  const disk = bench.databases.bytes(db);
  bench.databases.empty('duckdb');
  return { ...done, disk, share: duckdbShare(subject.load().truth, done.stdout) };
}
