/**
 * Forgetting files: the ledger is left as if it had never seen them. What other files show of the same responses is read from these
 * again, as they were read before, so that neither the forgotten record's usage nor its place stays.
 */
import { statSync } from 'node:fs';
import { fail, Failure } from '../core/problem.ts';
import type { Instant } from '../core/time.ts';
import type { FileState, Ledger } from '../store/ledger.ts';
import type { Forgotten } from '../store/upkeep.ts';
import { fingerprint } from './fingerprint.ts';
import { ingest } from './ingest.ts';
import { startOf } from './position.ts';
import { optionsFrom } from './read-options.ts';

interface Forgetting {
  readonly ledger: Ledger;
  readonly now: Instant;
  /** Of the program. */
  readonly version: string;
  /** Also where a file cannot be read again. */
  readonly lossy: boolean;
}

export interface Unreadable {
  readonly file: string;
  readonly why: keyof typeof UNREADABLE;
}

/** Why a file does not tell again what it told. */
export const UNREADABLE = {
  gone: 'is gone.',
  changed: 'has changed.',
  otherwise: 'was also read with other options, or with another content.',
  hidden: 'cannot be found: its path holds a secret, which the ledger does not keep.',
} as const;

export type ForgetResult =
  | ({
      readonly kind: 'forgotten';
      readonly again: readonly string[];
      readonly unreadable: readonly Unreadable[];
    } & Forgotten)
  /** Nothing was done. */
  | { readonly kind: 'unreadable'; readonly unreadable: readonly Unreadable[] };

/** `paths`: as the ledger knows them. Throws a Failure, and then nothing was done either. */
export async function forgetFiles(paths: readonly string[], around: Forgetting): Promise<ForgetResult> {
  const { ledger, lossy } = around;
  return ledger.atomically(async () => {
    const shared = ledger.sharedWith(paths);
    const unreadable = shared.flatMap((file) => unreadableIn(file, ledger.file(file)));
    if (unreadable.length > 0 && !lossy) return { kind: 'unreadable', unreadable };
    const left = new Set(unreadable.map(({ file }) => file));
    const again = shared.filter((file) => !left.has(file));
    const forgotten = await ledger.forget(paths, () => readAgain(again, around));
    if (forgotten.lost > 0 && !lossy)
      fail(
        'would_lose',
        `nothing was forgotten: responses that other files showed are no longer in them (${forgotten.lost}).`,
        {
          hint: 'Remove them as well with --lossy.',
        },
      );
    return { kind: 'forgotten', again, unreadable, ...forgotten };
  });
}

async function readAgain(again: readonly string[], { ledger, now, version }: Forgetting): Promise<void> {
  const run = ledger.startRun(now, version);
  for (const [options, files] of Map.groupBy(again, (file) => ledger.file(file)?.options ?? '')) {
    const read = { ...optionsFrom(options, version), again: true };
    const { problems } = await ingest(
      files.map((path) => ({ path, named: true })),
      { ledger, run, options: read, stdin: nothing(), onBytes: () => undefined },
    );
    if (problems[0] !== undefined) throw new Failure(problems[0]);
  }
}

/** Whether a file still has what was read of it; it may have grown. */
function unreadableIn(file: string, state: FileState | undefined): Unreadable[] {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (state === undefined || stats === undefined || !stats.isFile())
    return [{ file, why: BLOTTED.test(file) ? 'hidden' : 'gone' }];
  if (state.otherwise) return [{ file, why: 'otherwise' }];
  const isSame = stats.size === state.size && Math.floor(stats.mtimeMs) === state.modified;
  // Of one whose mode alone was changed, the file system says that it was.
  if (isSame && fingerprint(file, state.readTo) === state.fingerprint) return [];
  return startOf(file, stats, state, [state.options]).kind === 'fresh' ? [{ file, why: 'changed' }] : [];
}

const BLOTTED = /\[secret /;

async function* nothing(): AsyncGenerator<Buffer> {
  // Standard input is no file that could be read again.
}
