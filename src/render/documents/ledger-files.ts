/** The files that were read into a ledger, and what became of their records. */
import { blotted } from '../../core/blot.ts';
import { totalOf } from '../../core/counts.ts';
import { formatInstant, instantOrNull, type Instant } from '../../core/time.ts';
import {
  cell,
  lazyList,
  lazyRows,
  leftOf,
  noteIf,
  rightOf,
  rowOf,
  tableOf,
  type Cell,
  type Document,
  type ItemColumn,
  type Table,
  named,
  inWords,
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
  /** Records that were rejected. */
  readonly rejected: number;
  /** What was rejected of its records, in parts too, by reason; and the first ones. */
  readonly refused: Readonly<Record<string, number>>;
  readonly first: readonly { readonly line: number; readonly reason: string }[];
  /** Records of any kind; undefined where an older version read the file. */
  readonly all: number | undefined;
  /** Whether it was read to its end; undefined for what has no end to look for: a pipe, a report. */
  readonly complete: boolean | undefined;
  /** The version that read it; '' is unknown. */
  readonly reader: string;
}

interface ListContext {
  readonly ledger: string;
  /** How many of the files are listed; the totals are of all. */
  readonly top: number;
  /** What each reason says of a record ("has no model id"). */
  readonly reasons: Readonly<Record<string, string>>;
}

export function ledgerFilesDocument(files: readonly ListedFile[], { ledger, top, reasons }: ListContext): Document {
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
        idle: files.length === 0,
        columns,
        rows: lazyRows(shown, (file) => rowOf(columns, file)),
        total: totalCells(columns, total),
      },
      ...rejectedTable(shown, reasons),
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
      totals: { files: files.length, records: total.records, all_records: total.all, rejected: total.rejected },
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
    rejected += file.rejected;
    all = all === null || file.all === undefined ? null : all + file.all;
  }
  return { records, rejected, all };
}

function columnsOf(files: readonly ListedFile[]): ItemColumn<ListedFile>[] {
  const complete = leftOf<ListedFile>('complete', 'Complete', completeCell);
  return [
    named(leftOf('file', 'File', ({ file }) => cell(blotted(file)))),
    leftOf('read_at', 'Read', ({ readAt }) =>
      readAt === undefined ? UNKNOWN : cell(minuteText(readAt), formatInstant(readAt)),
    ),
    rightOf('all_records', 'Records', ({ all }) => (all === undefined ? UNKNOWN : count(all)), 1),
    rightOf('records', 'With usage', ({ records }) => count(records)),
    rightOf('responses', 'Responses', ({ responses }) => count(responses)),
    rightOf('rejected', 'Rejected', ({ rejected }) => toned(rejected)),
    // People have a table of their own for it.
    { ...leftOf('reasons', 'Reasons', (file: ListedFile) => cell(reasonsText(file))), idle: true },
    // Nearly always all are.
    { ...complete, idle: files.every((file) => file.complete !== false) },
    leftOf('version', 'Version', ({ reader }) => (reader === '' ? UNKNOWN : cell(reader)), 2),
  ];
}

const UNKNOWN: Cell = cell('–', '');

/** "2026-11-21T12:00Z": to the minute. */
function minuteText(at: Instant): string {
  return `${formatInstant(at).slice(0, 16)}Z`;
}

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

interface Rejection {
  readonly file: string;
  readonly reason: string;
  readonly total: number;
  /** The first one; undefined where it is none of the first ones of the file. */
  readonly line: number | undefined;
}

function rejectionsOf({ file, refused, first }: ListedFile): Rejection[] {
  return Object.entries(refused).map(([reason, total]) => {
    const line = first.find((each) => each.reason === reason)?.line;
    return { file: blotted(file), reason, total, line };
  });
}

/** "3 bad_count (line 4), 1 no_model". */
function reasonsText(file: ListedFile): string {
  const texts = rejectionsOf(file).map(
    ({ reason, total, line }) => `${total} ${reason}${line === undefined ? '' : ` (line ${line})`}`,
  );
  return texts.join(', ');
}

function rejectedTable(files: readonly ListedFile[], reasons: ListContext['reasons']): Table[] {
  const rejections = files.flatMap(rejectionsOf);
  if (rejections.length === 0) return [];
  const columns: ItemColumn<Rejection>[] = [
    named(leftOf('first', 'First at', ({ file, line }) => cell(line === undefined ? file : `${file}:${line}`))),
    rightOf('rejected', 'Rejected', ({ total }) => count(total)),
    inWords(leftOf('reason', 'Because it', ({ reason }) => cell(reasons[reason] ?? reason, reason))),
  ];
  return [{ title: 'Rejected records', beside: true, ...tableOf(columns, rejections) }];
}

function totalCells(columns: readonly ItemColumn<ListedFile>[], { records, rejected, all }: Totals): Cell[] {
  const totals: Readonly<Record<string, Cell>> = {
    file: cell('Total'),
    all_records: all === null ? UNKNOWN : count(all),
    records: count(records),
    rejected: toned(rejected),
  };
  return columns.map(({ name }) => totals[name] ?? cell(''));
}

function jsonOf({
  file,
  readAt,
  records,
  responses,
  rejected,
  refused,
  first,
  all,
  complete,
  reader,
}: ListedFile): unknown {
  return {
    file: blotted(file),
    read_at: instantOrNull(readAt),
    records,
    responses,
    rejected,
    refused: { total: totalOf(refused), by_reason: refused, first },
    all_records: all ?? null,
    complete: complete ?? null,
    version: reader === '' ? null : reader,
  };
}
