/** What an ingest came to, as a document. */
import { FLAGS, type Flag } from '../core/flags.ts';
import type { Summary } from '../ingest/tally.ts';
import { cell, type Document, right } from '../render/document.ts';
import { formatInteger, formatPlural } from '../render/numbers.ts';
import type { CountTally } from '../ingest/counting.ts';
import { countsText } from './count-tokens.ts';

/** Of the JSON that `ingest` prints: raised when a field changes its meaning or goes. */
const SCHEMA_VERSION = 1;

const FATES = ['files', 'records', 'added', 'updated', 'unchanged', 'refused'] as const;

/** `counts`: where tokens were to be counted. */
export function ingestDocument(summary: Summary, counts: CountTally | undefined, dryRun: boolean): Document {
  const { added, updated, unchanged, refused, flagged, noted } = summary;
  const fates = { ...summary, refused: refused.total };
  const verb = dryRun ? 'Would store' : 'Stored';
  return {
    headline: [
      `${verb} ${formatPlural(added, 'new response')} from ${formatPlural(summary.files, 'file')} ` +
        `(${formatInteger(updated)} updated, ${formatInteger(unchanged)} unchanged, ${formatInteger(refused.total)} refused).`,
      ...(counts ? [countsText(counts, dryRun)] : []),
    ],
    tables: [
      {
        idle: true,
        columns: FATES.map((name) => right(name, name)),
        rows: [FATES.map((name) => cell(String(fates[name])))],
      },
    ],
    notes: [
      ...Object.entries(flagged.by_flag).map(([flag, count]) => ({
        text: `Flagged ${formatInteger(count)}: ${FLAGS[flag as Flag].means}.`,
        tone: 'bad' as const,
      })),
      ...Object.entries(noted).map(([flag, count]) => ({
        text: `Noted ${formatInteger(count)}: ${FLAGS[flag as Flag].means}.`,
        tone: 'quiet' as const,
      })),
    ],
    json: { schema_version: SCHEMA_VERSION, ...summary, ...(counts && { prefixes: prefixesOf(counts) }) },
  };
}

function prefixesOf({ counted, known, missed, reasons }: CountTally): unknown {
  return { counted, known, missed, by_reason: reasons };
}
