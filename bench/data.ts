/** The logs to measure with: made once per size and seed, when they are first needed, and kept below bench/.data. */
import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { generate, generateJoined, generateSessions, generateSlim } from './generate.ts';
import { makePromptLedger } from './ledgers.ts';
import type { Truth } from './synthetic/truth.ts';

export interface Dataset {
  readonly folder: string;
  readonly truth: Truth;
}

export type Kind = 'start-up' | 'transcripts' | 'file' | 'slim' | 'csv' | 'prompts';

/** Something a case is about. */
export interface Subject {
  readonly kind: Kind;
  /** As it ends the name of a case. */
  readonly label: string;
  /** Bytes, or events: what it was asked to have. */
  readonly size: number;
  readonly folder: string;
  /** What of its folder is read. */
  readonly log: string;
  readonly load: () => Dataset;
}

type OfSize = (size: number) => Subject;

export interface Subjects {
  readonly transcripts: OfSize;
  readonly file: OfSize;
  readonly slim: OfSize;
  readonly csv: OfSize;
  readonly prompts: OfSize;
  /** Lines that are not yet in the transcripts, and what they add. */
  readonly more: Subject;
}

const SEED = 1;
const MORE_BYTES = 1_000_000;

/** Nothing is generated before it is loaded. */
export function subjectsIn(root: string): Subjects {
  const subject = (kind: Kind, size: number, [name, log, label]: string[], make: (out: string) => Truth): Subject => {
    const folder = path.join(root, `${name ?? kind}-${size}`);
    let loaded: Dataset | undefined;
    const load = (): Dataset => (loaded ??= reuse(folder, make));
    return { kind, label: label ?? '', size, folder, log: path.join(folder, log ?? ''), load };
  };
  return {
    transcripts: (bytes) =>
      subject('transcripts', bytes, ['transcripts', 'projects', `${bytesText(bytes)} of transcripts`], (out) =>
        generate({ out, bytes, seed: SEED }),
      ),
    file: (bytes) =>
      subject('file', bytes, ['joined', 'projects', `one file of ${bytesText(bytes)}`], (out) =>
        generateJoined({ out, bytes, seed: SEED }),
      ),
    slim: (rows) =>
      subject('slim', rows, ['responses', 'responses.ndjson', `${rowsText(rows)} slim lines`], (out) =>
        generateSlim({ out, rows, seed: SEED }),
      ),
    csv: (rows) =>
      subject('csv', rows, ['requests', 'requests.csv', `${rowsText(rows)} CSV rows`], (out) =>
        generateSessions({ out, rows, seed: SEED }),
      ),
    prompts: (rows) =>
      subject('prompts', rows, ['prompts', 'usage.db', `${rowsText(rows)} prompts of 300 blocks`], (out) =>
        makePromptLedger({ out, rows, seed: SEED }),
      ),
    more: subject('transcripts', MORE_BYTES, ['more', 'projects', ''], (out) =>
      generate({ out, bytes: MORE_BYTES, seed: SEED + 1 }),
    ),
  };
}

export function bytesText(bytes: number): string {
  return bytes >= 1e9 ? `${bytes / 1e9} GB` : `${Math.round(bytes / 1e6)} MB`;
}

export function rowsText(rows: number): string {
  return rows >= 1e6 ? `${rows / 1e6} M` : `${rows / 1e3} k`;
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
export function withMore<T>(transcripts: Dataset, more: Dataset, work: () => T): T {
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
