/** A prompt to and from the row of `prompt`, whose blocks are in runs. */
import type Database from 'better-sqlite3';
import type { FirstCall, Mark, Prompt, Ttl } from '../core/prompt.ts';
import type { Instant } from '../core/time.ts';
import { bytesToNumbers, numbersToBytes } from './binary.ts';
import { chainsOf, type RunTable } from './runs.ts';

/** The columns of `prompt` that say what is told beside its blocks, in the order of {@link Told}. */
export const TOLD = [
  'marks',
  'automatic',
  'system_parameters',
  'message_parameters',
  'answered',
  'digest',
  'question',
  'sketch',
  'logs_cache',
  'first_call',
  'attribution',
] as const;

export type Told = readonly [
  ...[marks: string, automatic: '' | Ttl, system: string, messages: string, answered: number | null],
  ...[digest: string, question: string, sketch: Buffer, logsCache: number],
  ...[firstCall: string, attribution: string],
];

function toTold(prompt: Prompt): Told {
  const { automatic = '', parameters, answered = null, digest, question, attribution } = prompt;
  const marks = prompt.marks.map(({ block, ttl }) => `${block}:${ttl}`).join(' ');
  const sketch = numbersToBytes(prompt.sketch);
  const logsCache = prompt.logsCache ? 1 : 0;
  return [
    ...([marks, automatic, parameters.system, parameters.messages, answered] as const),
    ...([digest, question, sketch, logsCache, firstCallText(prompt.firstCall), attribution] as const),
  ];
}

export function fromTold(told: Told): Omit<Prompt, 'blocks'> {
  const [marks, automatic, system, messages, answered, digest, question, sketch, logsCache, ...more] = told;
  const [firstCall, attribution] = more;
  return {
    marks: marks === '' ? [] : marks.split(' ').map(toMark),
    automatic: automatic === '' ? undefined : automatic,
    parameters: { system, messages },
    answered: answered === null ? undefined : (answered as Instant),
    digest,
    question,
    sketch: bytesToNumbers(sketch),
    logsCache: logsCache !== 0,
    firstCall: firstCall === '' ? undefined : toFirstCall(firstCall),
    attribution,
  };
}

/** "3 2399 0": input, written, read; "?" is unknown, and '' a usage of one call. */
function firstCallText(call: FirstCall | undefined): string {
  return call === undefined ? '' : [call.input, call.written, call.read].map((tokens) => tokens ?? '?').join(' ');
}

function toFirstCall(text: string): FirstCall {
  const [input, written, read] = text.split(' ').map((tokens) => (tokens === '?' ? undefined : Number(tokens)));
  return { input, written, read };
}

function toMark(text: string): Mark {
  const [block, ttl] = text.split(':');
  return { block: Number(block), ttl: ttl === '1h' ? '1h' : '5m' };
}

export interface PromptTable {
  /** Keeps what a response was sent; of several for one response the same one, whichever comes first. */
  keep(key: Buffer, prompt: Prompt): void;
}

/** What one is told from another by. */
type Stored = readonly [size: number, digest: string, chain: Buffer | null, ...told: Told];

export function promptTable(database: Database.Database, runs: RunTable): PromptTable {
  const find = database
    .prepare(
      `SELECT prompt.size, digest, prompt_run.chain, ${TOLD.join(', ')}
       FROM prompt LEFT JOIN prompt_run ON prompt_run.id = prompt.run WHERE key = ?`,
    )
    .raw();
  const replace = database.prepare(
    `INSERT OR REPLACE INTO prompt (key, run, size, ${TOLD.join(', ')}) VALUES (?, ?, ?, ${TOLD.map(() => '?').join(', ')})`,
  );
  return {
    keep(key, prompt) {
      const { blocks } = prompt;
      const stored = find.get(key) as Stored | undefined;
      if (stored !== undefined && stored[0] > blocks.length) return;
      const chains = chainsOf(blocks);
      const told = toTold(prompt);
      if (stored !== undefined && !isBetter([blocks.length, prompt.digest, lastOf(chains), ...told], stored)) return;
      replace.run(key, runs.idOf(blocks, chains), blocks.length, ...told);
    },
  };
}

/** Of two for one response the one with more blocks, then whose digest sorts last; the rest keeps the order total. */
function isBetter(a: Stored, b: Stored): boolean {
  const [aSize, aDigest] = a;
  const [bSize, bDigest] = b;
  if (aSize !== bSize) return aSize > bSize;
  if (aDigest !== bDigest) return aDigest > bDigest;
  return textOf(a) > textOf(b);
}

function textOf(stored: Stored): string {
  return JSON.stringify(stored.map((each) => (Buffer.isBuffer(each) ? each.toString('hex') : each)));
}

function lastOf(chains: readonly string[]): Buffer | null {
  const last = chains.at(-1);
  return last === undefined ? null : Buffer.from(last, 'hex');
}
