/** The logs to measure with: made once per size and seed, and kept below bench/.data. */
import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { generate, generateSessions, generateSlim } from './generate.ts';
import { ingestFile, makePromptLedger } from './ledgers.ts';
import type { Truth } from './synthetic/truth.ts';

export interface Dataset {
  readonly folder: string;
  readonly truth: Truth;
}

export interface Data {
  readonly transcripts: Dataset;
  readonly slim: Dataset;
  /** Requests of conversations, in a ledger beside them. */
  readonly sessions: Dataset & { readonly db: string };
  /** Requests with their prompts, of which there is nothing but a ledger. */
  readonly prompts: Dataset & { readonly db: string };
  /** Lines that are not yet in the transcripts, and what they add. */
  readonly more: Dataset;
}

const SEED = 1;
const MORE_BYTES = 1_000_000;

export interface Sizes {
  readonly bytes: number;
  readonly rows: number;
  readonly prompts: number;
}

export function prepare(root: string, { bytes, rows, prompts }: Sizes): Data {
  const folder = (name: string): string => path.join(root, name);
  return {
    transcripts: reuse(folder(`transcripts-${bytes}`), (out) => generate({ out, bytes, seed: SEED })),
    slim: reuse(folder(`responses-${rows}`), (out) => generateSlim({ out, rows, seed: SEED })),
    sessions: inLedger(reuse(folder(`sessions-${rows}`), (out) => generateSessions({ out, rows, seed: SEED }))),
    prompts: promptLedger(folder(`prompts-${prompts}`), prompts),
    more: reuse(folder(`more-${MORE_BYTES}`), (out) => generate({ out, bytes: MORE_BYTES, seed: SEED + 1 })),
  };
}

function inLedger(data: Dataset): Data['sessions'] {
  const db = path.join(data.folder, 'usage.db');
  ingestFile(path.join(data.folder, 'requests.csv'), db);
  return { ...data, db };
}

function promptLedger(folder: string, rows: number): Data['prompts'] {
  const made = reuse(folder, (out) => makePromptLedger({ out, rows, seed: SEED }));
  return { ...made, db: path.join(folder, 'usage.db') };
}

/** What is there is used again when it is as large as its truth says: a run may have been interrupted. */
function reuse(folder: string, make: (out: string) => Truth): Dataset {
  const file = path.join(folder, 'truth.json');
  if (existsSync(file)) {
    const truth = JSON.parse(readFileSync(file, 'utf8')) as Truth;
    const bytes = logs(folder).reduce((sum, log) => sum + statSync(log).size, 0);
    if (bytes === truth.bytes) return { folder, truth };
  }
  console.error(`Generating ${path.basename(folder)} …`);
  return { folder, truth: make(folder) };
}

/** Appends `more` to a transcript, as a session that goes on does; `work` runs, then all is as before. */
export function withMore<T>({ transcripts, more }: Data, work: () => T): T {
  const target = logs(transcripts.folder).find((log) => wholeLines(readFileSync(log)) === statSync(log).size);
  if (target === undefined) throw new Error('Every transcript ends in a torn line.');
  const before = statSync(target).size;
  try {
    for (const log of logs(more.folder)) {
      const content = readFileSync(log);
      appendFileSync(target, content.subarray(0, wholeLines(content)));
    }
    return work();
  } finally {
    truncateSync(target, before);
  }
}

function wholeLines(content: Buffer): number {
  return content.lastIndexOf(0x0a) + 1;
}

function logs(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:jsonl|ndjson|csv)$/.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}
