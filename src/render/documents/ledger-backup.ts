/** What a backup of the ledger came to. */
import { blotted } from '../../core/blot.ts';
import { cell, left, right, type Document } from '../document.ts';
import { formatInteger, formatPlural } from '../numbers.ts';

const SCHEMA_VERSION = 1;

interface WrittenCopy {
  readonly events: number;
  readonly bytes: number;
}

export function ledgerBackupDocument(ledger: string, copy: string, { events, bytes }: WrittenCopy): Document {
  const [from, to] = [blotted(ledger), blotted(copy)];
  return {
    headline: [`Copied ${formatPlural(events, 'event')} (${formatInteger(bytes)} bytes) to ${to}.`],
    tables: [
      {
        idle: true,
        columns: [
          left('ledger', 'Ledger'),
          left('backup', 'Backup'),
          right('events', 'Events'),
          right('bytes', 'Bytes'),
        ],
        rows: [
          [
            cell(from),
            cell(to),
            cell(formatInteger(events), String(events)),
            cell(formatInteger(bytes), String(bytes)),
          ],
        ],
      },
    ],
    notes: [],
    json: { schema_version: SCHEMA_VERSION, ledger: from, backup: to, events, bytes },
  };
}
