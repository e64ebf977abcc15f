/**
 * Forgetting files: the ledger is left as if it had never seen them. What other files show of the same responses is read from these
 * again, as they were read before, so that neither the forgotten record's usage nor its place stays.
 */
import { statSync, type Stats } from 'node:fs';
import { Failure } from '../core/problem.ts';
import type { Instant } from '../core/time.ts';
import type { FileState, Ledger } from '../store/ledger.ts';
import type { Forgotten } from '../store/upkeep.ts';
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
  readonly why: 'gone' | 'changed';
}

export type ForgetResult =
  | ({
      readonly kind: 'forgotten';
      readonly again: readonly string[];
      readonly unreadable: readonly Unreadable[];
    } & Forgotten)
  /** Nothing was done. */
  | { readonly kind: 'unreadable'; readonly unreadable: readonly Unreadable[] };

/** `paths`: as the ledger knows them. Throws a Failure, and then nothing was done either. */
export async function forgetFiles(
  paths: readonly string[],
  { ledger, now, version, lossy }: Forgetting,
): Promise<ForgetResult> {
  const shared = ledger.sharedWith(paths);
  const unreadable = shared.flatMap((file) => unreadableIn(file, ledger.file(file)));
  if (unreadable.length > 0 && !lossy) return { kind: 'unreadable', unreadable };
  const left = new Set(unreadable.map(({ file }) => file));
  const again = shared.filter((file) => !left.has(file));
  const byOptions = Map.groupBy(again, (file) => ledger.file(file)?.options ?? '');
  const forgotten = await ledger.forget(paths, [...left], async () => {
    const run = ledger.startRun(now, version);
    for (const [options, files] of byOptions) {
      const read = { ...optionsFrom(options, version), again: true };
      const around = { ledger, run, options: read, stdin: nothing(), onBytes: () => undefined };
      const { problems } = await ingest(
        files.map((path) => ({ path, named: true })),
        around,
      );
      if (problems[0] !== undefined) throw new Failure(problems[0]);
    }
  });
  return { kind: 'forgotten', again, unreadable, ...forgotten };
}

/** Whether a file still has what was read of it; it may have grown. */
function unreadableIn(file: string, state: FileState | undefined): Unreadable[] {
  let stats: Stats;
  try {
    stats = statSync(file);
  } catch {
    return [{ file, why: 'gone' }];
  }
  if (state === undefined || !stats.isFile()) return [{ file, why: 'gone' }];
  return startOf(file, stats, state, [state.options]).kind === 'fresh' ? [{ file, why: 'changed' }] : [];
}

async function* nothing(): AsyncGenerator<Buffer> {
  // Standard input is no file that could be read again.
}
