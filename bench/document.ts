/** Everything a run found out, for programs and for people. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import type { Bench } from './cases.ts';
import type { Sample } from './child.ts';
import { curvesOf, type Curve } from './growth.ts';
import { nameOf, type Results } from './results.ts';
import { casesTable, growthTable, targetsTable } from './table.ts';
import { targetsOf, type Target } from './targets.ts';

interface Document {
  readonly machine: { readonly node: string; readonly cpu: string; readonly cores: number; readonly gigabytes: number };
  /** With their versions. */
  readonly peers: readonly string[];
  readonly notes: readonly string[];
  readonly rounds: number;
  readonly targets: readonly Target[];
  readonly growth: readonly Curve[];
  readonly cases: readonly Measurements[];
  readonly wrong: readonly string[];
}

interface Measurements {
  readonly name: string;
  readonly action: string;
  readonly kind: string;
  readonly size: number;
  readonly median: Sample;
  readonly rounds: readonly Sample[];
  /** Of a peer: the tokens it found, as a share of those there are. */
  readonly share?: number;
}

export function documentOf({ peers }: Bench, results: Results): Document {
  const [cpu] = cpus();
  const machine = { node: process.version, cpu: cpu?.model.trim() ?? '', cores: cpus().length };
  const installed = [peers.ccusage, peers.duckdb].flatMap((peer) => (peer ? [`${peer.name} ${peer.version}`] : []));
  const cases = measurementsOf(results);
  return {
    machine: { ...machine, gigabytes: Math.round(totalmem() / 1e9) },
    peers: installed,
    notes: [...peers.missing, ...sharesOf(cases)],
    rounds: Math.max(...results.cases().map((one) => results.samples(one).length)),
    targets: targetsOf(results),
    growth: curvesOf(results),
    cases,
    wrong: results.wrong(),
  };
}

function measurementsOf(results: Results): Measurements[] {
  return results.cases().map((one) => {
    const samples = results.samples(one);
    const share = samples[0]?.share;
    return {
      ...{ name: nameOf(one), action: one.action, kind: one.kind, size: one.size, median: results.median(one) },
      rounds: samples.map(({ seconds, cpu, rss, disk }) => ({ seconds, cpu, rss, disk })),
      ...(share !== undefined && { share }),
    };
  });
}

/** A program that reads something else is no comparison. */
function sharesOf(cases: readonly Measurements[]): string[] {
  return cases.flatMap(({ name, share }) =>
    share === undefined ? [] : [`${name}: it found ${(share * 100).toFixed(2)} % of the tokens.`],
  );
}

export function saveJson(document: Document, file: string): void {
  writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
}

function headOf({ machine, rounds, peers }: Document): string {
  const beside = peers.length === 0 ? '' : ` Beside it: ${peers.join(', ')}.`;
  const { node, cores, cpu, gigabytes } = machine;
  return `Node ${node}, ${cores} x ${cpu}, ${gigabytes} GB, medians of ${rounds} fresh processes each.${beside}`;
}

export function printed(document: Document, results: Results): string {
  const { targets, growth, notes } = document;
  return [
    headOf(document),
    ...(targets.length === 0 ? [] : [targetsTable(targets)]),
    casesTable(results),
    ...(growth.length === 0 ? [] : [growthTable(growth)]),
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join('\n')]),
  ].join('\n\n');
}

/** All of it into RESULTS.md; what was aimed at also where ARCHITECTURE.md keeps it. */
export function writeTables(document: Document, results: Results): void {
  const intro = '# What npm run bench measured\n\nWritten by `npm run bench -- --write`.';
  writeFileSync(path.join(import.meta.dirname, 'RESULTS.md'), `${intro}\n\n${printed(document, results)}\n`);
  const file = path.join(import.meta.dirname, '..', 'ARCHITECTURE.md');
  const marked = /(<!-- bench -->\n)[^]*?(<!-- \/bench -->)/;
  const short = [headOf(document), targetsTable(document.targets), ...document.notes.filter(isMissing)].join('\n\n');
  const text = readFileSync(file, 'utf8').replace(
    marked,
    (_, open: string, close: string) => `${open}${short}\n${close}`,
  );
  writeFileSync(file, text);
}

function isMissing(note: string): boolean {
  return note.includes('not installed');
}
