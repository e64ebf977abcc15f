/** Whether a ledger is whole: what was checked, and what is wrong with it. */
import { cell, left, noteIf, type Document } from '../document.ts';
import { formatPlural } from '../numbers.ts';

interface CheckedPart {
  readonly what: string;
  readonly problems: readonly string[];
}

const SCHEMA_VERSION = 1;

export function ledgerDocument(file: string, parts: readonly CheckedPart[]): Document {
  const broken = parts.filter(({ problems }) => problems.length > 0);
  const answer =
    broken.length === 0
      ? `${file} is whole.`
      : `${file} is damaged: ${formatPlural(broken.length, 'check')} of ${parts.length} failed.`;
  return {
    headline: [answer],
    tables: [
      {
        columns: [left('checked', 'Checked'), left('result', 'Result')],
        rows: parts.flatMap(({ what, problems }) =>
          problems.length === 0
            ? [[cell(what), cell('whole', 'whole', 'good')]]
            : problems.map((text) => [cell(what), cell(text, text, 'bad')]),
        ),
      },
    ],
    notes: noteIf(broken.length > 0, 'Restore a copy, or remove it and ingest your logs again.', 'bad'),
    json: {
      schema_version: SCHEMA_VERSION,
      ledger: file,
      whole: broken.length === 0,
      checks: parts.map(({ what, problems }) => ({ checked: what, problems })),
    },
  };
}
