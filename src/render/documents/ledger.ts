/** Whether a ledger is whole: what was checked, and what is wrong with it. */
import { cell, type Document } from '../document.ts';
import { formatPlural } from '../numbers.ts';

export interface CheckedPart {
  readonly what: string;
  readonly problems: readonly string[];
  /** What to do about them, where the ledger is whole all the same. */
  readonly remedy?: string;
}

const SCHEMA_VERSION = 1;

export function ledgerDocument(file: string, parts: readonly CheckedPart[]): Document {
  const wrong = parts.filter(({ problems }) => problems.length > 0);
  const broken = wrong.filter(({ remedy }) => remedy === undefined);
  const remedies = wrong.flatMap(({ remedy }) => (remedy === undefined ? [] : [remedy]));
  const answer =
    broken.length === 0
      ? `${file} is whole.`
      : `${file} is damaged: ${formatPlural(broken.length, 'check')} of ${parts.length} failed.`;
  return {
    headline: [answer],
    tables: [
      {
        columns: [
          { name: 'checked', title: 'Checked', align: 'left', sparable: 0 },
          { name: 'result', title: 'Result', align: 'left', sparable: 0 },
        ],
        rows: parts.flatMap(({ what, problems, remedy }) =>
          problems.length === 0
            ? [[cell(what), remedy === undefined ? cell('whole', 'whole', 'good') : cell('none', 'none', 'good')]]
            : problems.map((text) => [cell(what), cell(text, text, 'bad')]),
        ),
      },
    ],
    notes: [
      ...(broken.length === 0
        ? []
        : [{ text: 'Restore a copy, or remove it and ingest your logs again.', tone: 'bad' as const }]),
      ...remedies.map((text) => ({ text, tone: 'bad' as const })),
    ],
    json: {
      ...{ schema_version: SCHEMA_VERSION, ledger: file, whole: broken.length === 0 },
      checks: parts.map(({ what, problems }) => ({ checked: what, problems })),
    },
  };
}
