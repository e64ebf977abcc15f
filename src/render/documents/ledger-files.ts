/** The files that were read into a ledger, and what became of their records. */
import { blotted } from '../../core/blot.ts';
import { formatInstant, instantOrNull, type Instant } from '../../core/time.ts';
import {
  cell,
  lazyList,
  lazyRows,
  leftOf,
  noteIf,
  rightOf,
  rowOf,
  type Cell,
  type Document,
  type ItemColumn,
} from '../document.ts';
import { formatInteger, formatPlural } from '../numbers.ts';

const SCHEMA_VERSION = 1;

export interface ListedFile {
  readonly file: string;
  /** When the last run that read it began; undefined is unknown. */
  readonly readAt: Instant | undefined;
  /** Records with usage, copies too, and the responses that they were counted as. */
  readonly records: number;
  readonly responses: number;
  readonly rejected: {
    readonly total: number;
    readonly byReason: Readonly<Record<string, number>>;
    /** The first ones. */
    readonly first: readonly { readonly line: number; readonly reason: string }[];
  };
  /** Records of any kind; undefined where an older version read the file. */
  readonly all: number | undefined;
  /** Whether it was read to its end; undefined for what has no end to look for: a pipe, a report. */
  readonly complete: boolean | undefined;
  /** The version that read it; '' is unknown. */
  readonly reader: string;
}

/** `top`: so many of them are listed; the totals are of all. */
export function ledgerFilesDocument(ledger: string, files: readonly ListedFile[], top: number): Document {
  const shown = files.slice(0, top);
  const omitted = files.length - shown.length;
  const total = totalsOf(files);
  const cut = files.filter(({ complete }) => complete === false).length;
  const columns = columnsOf(files);
  return {
    headline: [
      `${formatPlural(files.length, 'file')}, ${formatPlural(total.records, 'record')} with usage, ${formatInteger(total.rejected)} rejected.`,
    ],
    tables: [
      {
        columns,
        rows: lazyRows(shown, (file) => rowOf(columns, file)),
        total: totalCells(columns, total),
      },
    ],
    notes: [
      ...noteIf(omitted > 0, `${formatPlural(omitted, 'more file')} not shown; the totals include all of them.`),
      ...noteIf(
        cut > 0,
        `${formatPlural(cut, 'file')} not read to the end; ingest ${cut === 1 ? 'it' : 'them'} again to read the rest.`,
        'warn',
      ),
      ...noteIf(
        files.length > 1,
        'Responses have no total: one that several files show can count in each of them.',
        'quiet',
      ),
    ],
    json: {
      schema_version: SCHEMA_VERSION,
      ledger: blotted(ledger),
      files: lazyList(shown, jsonOf),
      totals: { files: files.length, records: total.records, all_records: total.all, refused: total.rejected },
      omitted_files: omitted,
    },
  };
}

interface Totals {
  readonly records: number;
  readonly rejected: number;
  /** null where that of any file is unknown. */
  readonly all: number | null;
}

function totalsOf(files: readonly ListedFile[]): Totals {
  let [records, rejected] = [0, 0];
  let all: number | null = 0;
  for (const file of files) {
    records += file.records;
    rejected += file.rejected.total;
    all = all === null || file.all === undefined ? null : all + file.all;
  }
  return { records, rejected, all };
}

function columnsOf(files: readonly ListedFile[]): ItemColumn<ListedFile>[] {
  const complete = leftOf<ListedFile>('complete', 'Complete', completeCell, 1);
  return [
    leftOf('file', 'File', ({ file }) => cell(blotted(file))),
    leftOf('read_at', 'Read', ({ readAt }) => (readAt === undefined ? UNKNOWN : cell(formatInstant(readAt))), 1),
    rightOf('all_records', 'Records', ({ all }) => (all === undefined ? UNKNOWN : count(all)), 3),
    rightOf('records', 'With usage', ({ records }) => count(records)),
    rightOf('responses', 'Responses', ({ responses }) => count(responses)),
    rightOf('refused', 'Rejected', ({ rejected }) => toned(rejected.total)),
    leftOf('reasons', 'Why, and where first', ({ rejected }) => cell(reasonsText(rejected)), 2),
    // Nearly always all are.
    { ...complete, idle: files.every((file) => file.complete !== false) },
    leftOf('version', 'Version', ({ reader }) => (reader === '' ? UNKNOWN : cell(reader)), 4),
  ];
}

const UNKNOWN: Cell = cell('–', '');

function count(value: number): Cell {
  return cell(formatInteger(value), String(value));
}

function toned(rejected: number): Cell {
  return rejected === 0 ? count(0) : { ...count(rejected), tone: 'bad' };
}

function completeCell({ complete }: ListedFile): Cell {
  if (complete === undefined) return UNKNOWN;
  return complete ? cell('yes') : cell('no', 'no', 'warn');
}

/** "3 bad_count (line 4), 1 no_model": of each reason the first line, where that is one of the first of the file. */
function reasonsText({ byReason, first }: ListedFile['rejected']): string {
  const reasons = Object.entries(byReason).map(([reason, total]) => {
    const line = first.find((each) => each.reason === reason)?.line;
    return `${formatInteger(total)} ${reason}${line === undefined ? '' : ` (line ${line})`}`;
  });
  return reasons.join(', ');
}

function totalCells(columns: readonly ItemColumn<ListedFile>[], { records, rejected, all }: Totals): Cell[] {
  const totals: Readonly<Record<string, Cell>> = {
    file: cell('Total'),
    all_records: all === null ? UNKNOWN : count(all),
    records: count(records),
    refused: toned(rejected),
  };
  return columns.map(({ name }) => totals[name] ?? cell(''));
}

function jsonOf({ file, readAt, records, responses, rejected, all, complete, reader }: ListedFile): unknown {
  return {
    file: blotted(file),
    read_at: instantOrNull(readAt),
    records,
    responses,
    refused: { total: rejected.total, by_reason: rejected.byReason, first: rejected.first },
    all_records: all ?? null,
    complete: complete ?? null,
    version: reader === '' ? null : reader,
  };
}
