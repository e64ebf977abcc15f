/** Whether a ledger is whole: what was checked, and what is wrong with it. */
import { cell, left, noteIf, type Document, type Note, keyed, inWords } from '../document.ts';
import { formatPlural } from '../numbers.ts';

interface CheckedPart {
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
        columns: [keyed(left('checked', 'Checked')), inWords(left('result', 'Result'))],
        rows: parts.flatMap(({ what, problems, remedy }) =>
          problems.length === 0
            ? [[cell(what), remedy === undefined ? cell('whole', 'whole', 'good') : cell('none', 'none', 'good')]]
            : problems.map((text) => [cell(what), cell(text, text, 'bad')]),
        ),
      },
    ],
    notes: [
      ...noteIf(broken.length > 0, 'Restore a copy, or remove it and ingest your logs again.', 'bad'),
      ...remedies.map((text): Note => ({ text, tone: 'bad' })),
    ],
    json: {
      schema_version: SCHEMA_VERSION,
      ledger: file,
      whole: broken.length === 0,
      checks: parts.map(({ what, problems }) => ({ checked: what, problems })),
    },
  };
}
