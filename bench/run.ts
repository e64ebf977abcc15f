/**
 * npm run bench -- [--bytes 200000000] [--rows 1000000] [--prompts 100000] [--rounds 5] [--write]
 *
 * Measures the built CLI (dist/ has to be there) in fresh processes, each case once per round so that a busy
 * machine hurts all of them alike. Exits 1 when a ledger's tokens are not those of the truth, or when ingest
 * takes more memory than it may, whatever the size of the input, or a replay of requests does.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { median } from './child.ts';
import { prepare } from './data.ts';
import { CASES, runRound, type Round } from './round.ts';
import { casesTable, ratiosTable, type Medians } from './table.ts';

const RSS_LIMIT = 200_000_000;
/** A replay needs every request at hand. */
const REPLAY_RSS_LIMIT = 1_000_000_000;
/** And one of prompts every block of every prompt. */
const PROMPTS_RSS_LIMIT = 1_500_000_000;

const { values } = parseArgs({
  options: {
    bytes: { type: 'string', default: '200000000' },
    rows: { type: 'string', default: '1000000' },
    prompts: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    write: { type: 'boolean', default: false },
  },
});
const bytes = positive('bytes');
const rows = positive('rows');
const prompts = positive('prompts');
const rounds = positive('rounds');

const root = path.join(import.meta.dirname, '.data');
const data = prepare(root, { bytes, rows, prompts });
if (!existsSync(path.join(import.meta.dirname, '..', 'dist', 'main.js')))
  throw new Error('There is no dist/: run "npm run build" first.');

const done: Round[] = [];
for (let round = 1; round <= rounds; round++) {
  console.error(`Round ${round} of ${rounds} …`);
  done.push(runRound(data, path.join(root, 'scratch')));
}

const medians = Object.fromEntries(
  CASES.map((name) => [name, median(done.map(({ samples }) => samples[name]))]),
) as Medians;
const peak = Math.max(
  ...done.flatMap(({ samples }) => CASES.filter((name) => name.includes('ingest')).map((name) => samples[name].rss)),
);
const wrong = [...new Set(done.flatMap((round) => round.wrong))];
if (peak > RSS_LIMIT) wrong.push(`ingest took ${Math.round(peak / 1e6)} MB of memory, may take ${RSS_LIMIT / 1e6}`);

const replay = Math.max(...done.map(({ samples }) => samples['whatif of conversations, every scenario'].rss));
if (replay > REPLAY_RSS_LIMIT)
  wrong.push(`whatif took ${Math.round(replay / 1e6)} MB of memory, may take ${REPLAY_RSS_LIMIT / 1e6}`);

const prompted = Math.max(...done.map(({ samples }) => samples['their replay under one strategy'].rss));
if (prompted > PROMPTS_RSS_LIMIT)
  wrong.push(`prompts took ${Math.round(prompted / 1e6)} MB of memory, may take ${PROMPTS_RSS_LIMIT / 1e6}`);

const machine = { node: process.version, cpu: cpus()[0]?.model ?? '', cores: cpus().length };
const result = { machine, bytes, rows, prompts, rounds, medians, peak_ingest_rss: peak, wrong };
writeFileSync(path.join(root, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
const report = `Node ${machine.node}, ${machine.cores} x ${machine.cpu}, medians of ${rounds} fresh processes each.\n\n${casesTable(medians, data)}\n\n${ratiosTable(medians, data)}`;
console.log(`${report}\n`);
if (values.write) writeReport(report);
console.log(wrong.length === 0 ? 'Every token is accounted for.' : wrong.join('\n'));
if (wrong.length > 0) process.exitCode = 1;

/** Puts the tables where ARCHITECTURE.md keeps them. */
function writeReport(tables: string): void {
  const file = path.join(import.meta.dirname, '..', 'ARCHITECTURE.md');
  const marked = /(<!-- bench -->\n)[^]*?(<!-- \/bench -->)/;
  const text = readFileSync(file, 'utf8').replace(
    marked,
    (_, open: string, close: string) => `${open}${tables}\n${close}`,
  );
  writeFileSync(file, text);
}

function positive(name: 'bytes' | 'rows' | 'prompts' | 'rounds'): number {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value <= 0) throw new Error(`--${name} takes a positive whole number.`);
  return value;
}
