/** Usage grouped the way the user asked, with the figures of each group and of all. */
import { bucketLabel, BUCKETS, type Bucket, type Instant } from '../core/time.ts';
import { matchModel } from '../prices/match.ts';
import type { PriceBook } from '../prices/book.ts';
import type { UsageGroup } from '../store/ledger.ts';
import type { ChargeLine } from './charges.ts';
import { account, type Account, type Figures } from './figures.ts';
import type { Facet } from './groups.ts';
import { MOST_ROWS, needRoom } from './most-groups.ts';
import type { Quoter } from './quoter.ts';
import { smallAccount } from './small-account.ts';

/** What a report can be grouped by, as the user names it. */
export type GroupBy = Bucket | Facet;

export interface ReportRow {
  /** The group's values in the order of `by`; null is unknown, or unassigned. */
  readonly group: Readonly<Record<string, string | null>>;
  readonly figures: Figures;
  readonly charges: readonly ChargeLine[];
}

export interface Report {
  readonly by: readonly GroupBy[];
  readonly rows: readonly ReportRow[];
  readonly totals: Figures;
  readonly charges: readonly ChargeLine[];
  /** First and last day, or part of one, with usage; undefined without any. */
  readonly span: { readonly first: Instant; readonly last: Instant } | undefined;
}

export interface ReportRequest {
  /** As asked; the facets among them are those of the groups' values, in the same order. */
  readonly by: readonly GroupBy[];
  readonly zone: string;
  /** Whether each row has its charge lines; they are in the totals in any case. */
  readonly charges?: boolean;
}

interface Row {
  readonly group: ReportRow['group'];
  readonly account: Account;
}

/** One by one, each forgotten with its account when it has been looked at. */
function* takenFrom(rows: Map<string, Row>): Iterable<Row> {
  for (const [key, row] of rows) {
    rows.delete(key);
    yield row;
  }
}

/** Builds the report from usage groups, which are read once, in any order. */
export function buildReport(
  groups: Iterable<UsageGroup>,
  request: ReportRequest,
  book: PriceBook,
  quotes: Quoter,
): Report {
  const totals = account(quotes);
  const rows = new Map<string, Row>();
  const labels = new Map<Instant, string>();

  const labelOf = (bucket: Bucket, at: Instant): string => {
    const label = labels.get(at) ?? bucketLabel(at, bucket, request.zone);
    labels.set(at, label);
    return label;
  };

  function newRow(key: string, group: ReportRow['group']): Row {
    needRoom(rows.size, MOST_ROWS, request.by.join(', '));
    const row = { group, account: smallAccount(quotes) };
    rows.set(key, row);
    return row;
  }

  let span: Report['span'];
  for (const usage of groups) {
    totals.add(usage);
    span = widen(span, usage.at);
    if (request.by.length === 0) continue;
    const group = groupOf(usage, request.by, labelOf, book);
    const key = JSON.stringify(Object.values(group));
    const row = rows.get(key) ?? newRow(key, group);
    row.account.add(usage);
  }
  return {
    by: request.by,
    rows: Array.from(takenFrom(rows), ({ group, account: own }) => ({
      group,
      figures: own.figures(),
      charges: request.charges === true ? own.charges() : [],
    })),
    totals: totals.figures(),
    charges: totals.charges(),
    span,
  };
}

function widen(span: Report['span'], at: Instant): NonNullable<Report['span']> {
  if (span === undefined) return { first: at, last: at };
  return { first: at < span.first ? at : span.first, last: at > span.last ? at : span.last };
}

export function isBucket(by: GroupBy): by is Bucket {
  return (BUCKETS as readonly string[]).includes(by);
}

function groupOf(
  usage: UsageGroup,
  by: readonly GroupBy[],
  labelOf: (bucket: Bucket, at: Instant) => string,
  book: PriceBook,
): ReportRow['group'] {
  const group: Record<string, string | null> = {};
  let next = 0;
  for (const name of by) {
    if (isBucket(name)) group[name] = labelOf(name, usage.at);
    else group[name] = valueShown(name, usage.values[next++] ?? '', book);
  }
  return group;
}

/** A model's ids are one model; an absent tier or speed is the standard one; anything else absent is unknown, or in no group. */
export function valueShown(facet: Facet, value: string, book: PriceBook): string | null {
  if (facet === 'model') return matchModel(book.index, value) ?? value;
  if ((facet === 'tier' || facet === 'speed') && value === '') return 'standard';
  return value === '' ? null : value;
}
