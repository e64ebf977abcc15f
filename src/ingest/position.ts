/** How far a file has been read: where this run starts, and what the next one has to know. */
import type { Stats } from 'node:fs';
import type { Instant } from '../core/time.ts';
import { NO_OUTCOME, type FileState, type Ledger, type Outcome } from '../store/ledger.ts';
import { fingerprint } from './fingerprint.ts';
import { uncounted, type ReadOptions } from './read-options.ts';

export interface Start {
  readonly kind: 'unchanged' | 'resume' | 'fresh';
  /** Byte offset and line number to begin with. */
  readonly readTo: number;
  readonly line: number;
  /** Of the file now: bytes, and ms UTC. */
  readonly size: number;
  readonly modified: Instant;
  /** When anything of it was changed, by the file system's own account: microseconds, UTC. */
  readonly changed: number;
  /** What is known of the part before. */
  readonly outcome: Outcome;
  readonly source: string;
  /** As in {@link FileState}. */
  readonly otherwise: boolean;
}

/**
 * Compares a file with what the ledger knows of it. It is the same file when its size and time are, and the file system
 * knows of no change; it has grown when it still begins with what was read; otherwise, or when it was read with none of
 * these options, it is read again. So is one of which only the time of change is another: that may be no more than a
 * chmod, but size and time of an edited file can be put back, and its middle is in no fingerprint.
 */
export function startOf(
  path: string,
  { size, mtimeMs, ctimeMs }: Stats,
  state: FileState | undefined,
  options: readonly string[],
): Start {
  const modified = Math.floor(mtimeMs) as Instant;
  const changed = Math.round(ctimeMs * 1000);
  const fresh: Start = {
    kind: 'fresh',
    readTo: 0,
    line: 1,
    size,
    modified,
    changed,
    outcome: NO_OUTCOME,
    source: '',
    otherwise: false,
  };
  if (state === undefined || !options.includes(state.options) || size < state.readTo) return fresh;
  if (size === state.size) {
    const isSame = modified === state.modified && changed === state.changed;
    return isSame ? { ...fresh, kind: 'unchanged', outcome: state.outcome } : fresh;
  }
  if (fingerprint(path, state.readTo) !== state.fingerprint) return fresh;
  const { readTo, line, source, outcome } = state;
  // Of an empty file neither the shape nor the packing was known.
  if (line === 0 || source === '') return fresh;
  const { tail: _lookedAtAgain, ...settled } = outcome;
  return { kind: 'resume', readTo, line, size, modified, changed, outcome: settled, source, otherwise: false };
}

/** {@link startOf} by what the ledger knows of a file, unless it is to be read `again`. `reader`: the program's version. */
export function startIn(
  path: string,
  stats: Stats,
  { ledger, options: { again, reader } }: { readonly ledger: Pick<Ledger, 'file'>; readonly options: ReadOptions },
  accepted: readonly string[],
): Start {
  const known = ledger.file(path);
  const state = again !== true && known !== undefined && isUnderstood(known, reader) ? known : undefined;
  const start = startOf(path, stats, state, accepted);
  const isOther = start.kind !== 'unchanged' && known !== undefined && isReadOtherwise(path, stats, known, accepted);
  return { ...start, otherwise: isOther || known?.otherwise === true };
}

/** Whether what the ledger has of a file was read with other options, or of another content than it begins with now. */
function isReadOtherwise(path: string, { size }: Stats, known: FileState, accepted: readonly string[]): boolean {
  const { options, readTo, fingerprint: print, outcome } = known;
  if (outcome.records === 0) return false;
  if (!accepted.some((each) => uncounted(each) === uncounted(options)) || size < readTo) return true;
  return print !== '' && fingerprint(path, readTo) !== print;
}

/** Whether there is nothing in it that this version may understand and another one could not. */
function isUnderstood({ reader, outcome: { refused, account } }: FileState, version: string): boolean {
  if (reader === version) return true;
  return Object.keys(refused).length === 0 && account !== undefined && account.unknown_keys === undefined;
}

/** What the ledger keeps of a file beside its outcome. */
export type Position = Omit<FileState, 'outcome'>;

/** How far reading has come. */
export interface Reached {
  /** Whether the file was read to its end. */
  readonly complete: boolean;
  /** Bytes taken in, and the bytes and the line number after the last record that is settled. */
  readonly bytes: number;
  readonly end: number;
  readonly line: number;
  readonly source: string;
  /** Responses span records, so that reading cannot go on in the middle. */
  readonly spansRecords: boolean;
}

/** A file as this run reads it. */
export interface FileReading {
  readonly path: string;
  readonly options: string;
  readonly reader: string;
  readonly start: Start;
  /** One record a line, with the offsets of the file itself. */
  readonly mayResume: boolean;
  /** Neither compressed nor recoded. */
  readonly plain: boolean;
}

/** What to remember: where to go on, for a log that allows it; else only whether the file is still the same. */
export function stateAfter(
  { path, options, reader, start, mayResume, plain }: FileReading,
  reached: Reached,
): Position {
  const resumable = mayResume && !reached.spansRecords;
  const readTo = resumable ? start.readTo + reached.end : start.size;
  // A plain file may have grown meanwhile, and all of it was read; of a packed one only its own size is known.
  const whole = plain ? start.readTo + reached.bytes : start.size;
  const size = reached.complete ? whole : resumable ? readTo : -1;
  return {
    options,
    size,
    modified: reached.complete ? start.modified : 0,
    changed: reached.complete ? start.changed : 0,
    readTo,
    line: resumable ? reached.line : 0,
    fingerprint: size < 0 ? '' : fingerprint(path, readTo),
    source: reached.source,
    reader,
    otherwise: start.otherwise,
  };
}

/** Of a pipe nothing can be known the next time. */
export const NEVER_READ: Position = {
  options: '',
  size: -1,
  modified: 0,
  changed: 0,
  readTo: 0,
  line: 0,
  fingerprint: '',
  source: '',
  reader: '',
  otherwise: false,
};
