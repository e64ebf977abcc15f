/** What the ledger knows of a file, and where a run that goes by it starts. */
import type { Stats } from 'node:fs';
import { fail } from '../core/problem.ts';
import type { FileState, Ledger } from '../store/ledger.ts';
import { fingerprint } from './fingerprint.ts';
import { startOf, type Start } from './position.ts';

interface Knowing {
  readonly ledger: Pick<Ledger, 'file' | 'hasEarlierKeys'>;
  readonly options: { readonly again?: boolean; readonly reader: string };
}

interface KnownStart extends Start {
  /** What was read before would be read anew, but in this ledger that would count it twice. */
  readonly held: boolean;
}

/**
 * `accepted`: the options with which it may have been read. In a ledger with earlier keys nothing is read anew by itself, for
 * calls without an id of the provider's would be stored a second time: there only new lines are read, and a file that was
 * changed otherwise is a problem. Throws a Failure.
 */
export function startIn(
  path: string,
  stats: Stats,
  { ledger, options }: Knowing,
  accepted: readonly string[],
): KnownStart {
  const state = options.again === true ? undefined : ledger.file(path);
  const isCurrent = state !== undefined && isUnderstood(state, options.reader);
  const start = startOf(path, stats, isCurrent ? state : undefined, accepted);
  // Of a file that gave no event nothing can count twice.
  if (start.kind !== 'fresh' || state === undefined || state.outcome.records === 0 || !ledger.hasEarlierKeys())
    return { ...start, held: false };
  const known = startOf(path, stats, state, [state.options]);
  if (known.kind !== 'fresh') return { ...known, held: true };
  if (known.size === state.size && fingerprint(path, state.readTo) === state.fingerprint)
    return { ...known, kind: 'unchanged', outcome: state.outcome, held: true };
  return failChanged();
}

/** Whether there is nothing in it that this version may understand and another one could not. */
function isUnderstood({ reader, outcome: { refused, account } }: FileState, version: string): boolean {
  if (reader === version) return true;
  return Object.keys(refused).length === 0 && account !== undefined && account.unknown_keys === undefined;
}

export function isChangedInEarlier(code: string): boolean {
  return code === CHANGED;
}

const CHANGED = 'changed_in_earlier_ledger';

function failChanged(): never {
  fail(
    CHANGED,
    'has changed since it was read, not only at its end. It is not read again, because calls without an id of the provider would count twice in this ledger of an earlier version.',
    { hint: 'Ingest all logs into a new ledger (--db FILE).' },
  );
}
