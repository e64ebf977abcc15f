/** Where reading a file has to start: nowhere, where the last run stopped, or at its beginning. */
import { statSync } from 'node:fs';
import type { Instant } from '../core/time.ts';
import { NO_OUTCOME, type FileState, type Outcome } from '../store/ledger.ts';
import { fingerprint } from './fingerprint.ts';

export interface Start {
  readonly kind: 'unchanged' | 'resume' | 'fresh';
  /** Byte offset and line number to begin with. */
  readonly readTo: number;
  readonly line: number;
  /** Of the file now: bytes, and ms UTC. */
  readonly size: number;
  readonly modified: Instant;
  /** What is known of the part before. */
  readonly outcome: Outcome;
  readonly source: string;
}

/**
 * Compares a file with what the ledger knows of it. It is the same file when its size and time are; it has grown
 * when it still begins with what was read; otherwise, or when other options are asked for, it is read anew.
 */
export function startOf(path: string, state: FileState | undefined, options: string): Start {
  const { size, mtimeMs } = statSync(path);
  const modified = Math.floor(mtimeMs) as Instant;
  const fresh: Start = { kind: 'fresh', readTo: 0, line: 1, size, modified, outcome: NO_OUTCOME, source: '' };
  if (state === undefined || state.options !== options || size < state.readTo) return fresh;
  if (fingerprint(path, state.readTo) !== state.fingerprint) return fresh;
  const { readTo, line, source, outcome } = state;
  if (size === state.size) return modified === state.modified ? { ...fresh, kind: 'unchanged', outcome } : fresh;
  if (line === 0) return fresh;
  const { tail: _lookedAtAgain, ...settled } = outcome;
  return { kind: 'resume', readTo, line, size, modified, outcome: settled, source };
}
