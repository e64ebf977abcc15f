/** What `ledger forget` and `ledger prune` took out of a ledger. */
import type { Document } from '../document.ts';
import { noteIf } from '../document.ts';
import { formatInteger, formatPlural } from '../numbers.ts';

const SCHEMA_VERSION = 1;

interface ForgottenFiles {
  readonly files: readonly string[];
  readonly responses: number;
  readonly shared: number;
  readonly lost: number;
  readonly added: number;
  /** Files that were read again. */
  readonly again: readonly string[];
  readonly unreadable: readonly { readonly file: string; readonly why: string }[];
  readonly dryRun: boolean;
}

export function forgottenDocument(forgotten: ForgottenFiles): Document {
  const { files, responses, shared, lost, added, again, unreadable, dryRun } = forgotten;
  const [removed, reread] = dryRun ? ['would be removed', 'would be read again'] : ['removed', 'read again'];
  const kept = shared - lost;
  return {
    headline: [
      `${formatPlural(files.length, 'file')} ${dryRun ? 'would be forgotten' : 'forgotten'}: ${formatPlural(responses, 'response')} ${removed}.`,
    ],
    tables: [],
    notes: [
      ...noteIf(
        kept > 0,
        `${formatPlural(kept, 'response')} kept, because other files show the same: ${formatPlural(again.length, 'file')} ${reread}.`,
      ),
      ...noteIf(
        lost > 0,
        `${formatPlural(lost, 'response')} that other files showed, which cannot be read as they were, ${removed} as well.`,
        'bad',
      ),
      ...noteIf(added > 0, `${formatPlural(added, 'response')} new: files that were read again have grown.`, 'warn'),
    ],
    json: {
      schema_version: SCHEMA_VERSION,
      dry_run: dryRun,
      files,
      responses,
      shared,
      lost,
      added,
      read_again: again,
      unreadable,
    },
  };
}

interface PrunedLedger {
  /** UTC, as asked for. */
  readonly before: string;
  readonly responses: number;
  readonly billed: number;
  readonly dryRun: boolean;
}

export function prunedDocument({ before, responses, billed, dryRun }: PrunedLedger): Document {
  const removed = dryRun ? 'would be removed' : 'removed';
  return {
    headline: [`${formatPlural(responses, 'response')} from before ${before} ${removed}.`],
    tables: [],
    notes: [
      ...noteIf(billed > 0, `${formatInteger(billed)} rows of the pulled bill ${removed} as well.`),
      ...noteIf(!dryRun && responses > 0, 'The file keeps its size: what is ingested next uses the space.'),
    ],
    json: { schema_version: SCHEMA_VERSION, dry_run: dryRun, before, responses, billed_rows: billed },
  };
}
