/** Ledgers that cases leave to each other, and the one of prompts, of which there is no log. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Subject } from './data.ts';
import { promptRows } from './synthetic/prompts.ts';
import { Random } from './synthetic/random.ts';
import { emptyTruth, type Truth } from './synthetic/truth.ts';

export const CLI: string = path.resolve(import.meta.dirname, '..', 'bin', 'promptcache-cost.js');

/** The databases of a run, in a folder of their own. */
export class Databases {
  readonly folder: string;

  constructor(folder: string, { keep }: { keep: boolean }) {
    this.folder = folder;
    if (!keep) rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }

  /** Where a database is to be made. */
  empty(name: string): string {
    for (const file of this.#files(name)) rmSync(file);
    return path.join(this.folder, `${name}.db`);
  }

  /** The ledger of all of `subject`: as a measured ingest left it, else made now. */
  of(subject: Subject): string {
    const file = path.join(this.folder, `${nameOf(subject)}.db`);
    if (!existsSync(file)) {
      console.error(`Ingesting ${subject.log} …`);
      const made = this.empty('unfinished');
      ingest([subject.log], made);
      this.#each('unfinished', nameOf(subject), renameSync);
    }
    return file;
  }

  emptyOf(subject: Subject): string {
    return this.empty(nameOf(subject));
  }

  /** A ledger that may be changed. */
  copyOf(subject: Subject): string {
    this.of(subject);
    const file = this.empty('copy');
    this.#each(nameOf(subject), 'copy', copyFileSync);
    return file;
  }

  bytes(file: string): number {
    return this.#files(path.basename(file, '.db')).reduce((sum, each) => sum + statSync(each).size, 0);
  }

  #each(from: string, to: string, carry: (from: string, to: string) => void): void {
    for (const file of this.#files(from)) {
      const rest = path.basename(file).slice(from.length);
      carry(file, path.join(this.folder, `${to}${rest}`));
    }
  }

  /** With what lies beside it, such as a log of writes. */
  #files(name: string): string[] {
    const names = readdirSync(this.folder).filter((each) => each.startsWith(`${name}.db`));
    return names.map((each) => path.join(this.folder, each));
  }
}

function nameOf({ kind, size }: Subject): string {
  return `${kind}-${size}`;
}

function ingest(args: readonly string[], db: string, input?: string): void {
  const done = spawnSync(process.execPath, [CLI, 'ingest', ...args, '--db', db, '--quiet'], {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'inherit', 'inherit'],
    ...(input !== undefined && { input }),
  });
  if (done.status !== 0) throw new Error(`${args.join(' ')} could not be ingested.`);
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
    ingest(['-'], path.join(out, 'usage.db'), part.join('\n'));
    part = [];
  }
  const truth: Truth = { ...emptyTruth(seed), usage_lines: rows, responses: rows };
  writeFileSync(path.join(out, 'truth.json'), `${JSON.stringify(truth, null, 2)}\n`);
  return truth;
}
