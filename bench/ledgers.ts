/** Ledgers to replay: replays are measured, not the ingest of what they replay. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promptRows } from './synthetic/prompts.ts';
import { Random } from './synthetic/random.ts';
import { emptyTruth, type Truth } from './synthetic/truth.ts';

const CLI = path.resolve(import.meta.dirname, '..', 'bin', 'promptcache-cost.js');

export function ingestFile(log: string, db: string): void {
  console.error(`Ingesting ${log} …`);
  const done = spawnSync(process.execPath, [CLI, 'ingest', log, '--db', db, '--quiet'], { stdio: 'inherit' });
  if (done.status !== 0) throw new Error(`${log} could not be ingested.`);
}

function ingestRows(rows: readonly string[], db: string): void {
  const done = spawnSync(process.execPath, [CLI, 'ingest', '-', '--db', db, '--quiet'], {
    input: rows.join('\n'),
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  if (done.status !== 0) throw new Error('The prompts could not be ingested.');
}

/** From when all its models have prices. */
const START = Date.UTC(2026, 9, 15);
/** Ten days of 100,000 requests: most conversations go on within five minutes. */
const STEP_MS = 8_640;
/** Requests that are ingested at once: a log of all of them would take gigabytes, their ledger does not. */
const PART = 5_000;

/** Writes out/usage.db, requests whose prompts are known, and out/truth.json. There is no log. */
export function makePromptLedger({ out, rows, seed }: { out: string; rows: number; seed: number }): Truth {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  let part: string[] = [];
  let done = 0;
  for (const row of promptRows(new Random(seed), rows, START, STEP_MS)) {
    part.push(row);
    done += 1;
    if (part.length < PART && done < rows) continue;
    console.error(`Ingesting ${done} of ${rows} requests with their prompts …`);
    ingestRows(part, path.join(out, 'usage.db'));
    part = [];
  }
  const truth: Truth = { ...emptyTruth(seed), usage_lines: rows, responses: rows };
  writeFileSync(path.join(out, 'truth.json'), `${JSON.stringify(truth, null, 2)}\n`);
  return truth;
}
