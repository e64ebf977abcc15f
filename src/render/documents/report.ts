/** A report as a document: the answer, the table, and the JSON contract. */
import type { Figures } from '../../analysis/figures.ts';
import type { Report } from '../../analysis/report.ts';
import type { FactsOfSessions } from '../../analysis/session-facts.ts';
import { allTokens } from '../../core/meters.ts';
import { parseModelId } from '../../core/model-id.ts';
import type { Pico } from '../../core/money.ts';
import { bucketLabel, instantOrNull, type Instant, type Period } from '../../core/time.ts';
import {
  cell,
  lazyList,
  lazyRows,
  left,
  noteIf,
  right,
  rowOf,
  type Document,
  type LazyList,
  type Note,
  type Table,
  keyed,
} from '../document.ts';
import { periodJson } from './period-json.ts';
import { formatMoney, formatPlural, formatRatio } from '../numbers.ts';
import { boundNotes, boundsJson, boundsText } from './bound-words.ts';
import { EMPTY } from './cells.ts';
import { chargeJson, chargesTable } from './charges.ts';
import { freshnessJson, freshnessNotes, type LastRead } from './freshness.ts';
import { figuresJson, figureColumns } from './figures.ts';
import { unpricedNotes, unpricedTable } from './unpriced.ts';
import { groupCells, groupColumns } from './groups.ts';
import { sessionColumns } from './sessions.ts';
import { trendOf } from './trend.ts';

/** Of the JSON that `report` prints: raised when a field changes its meaning or goes. */
const SCHEMA_VERSION = 1;

export interface ReportContext {
  readonly pricesVersion: string;
  readonly period: Period;
  readonly zone: string;
  /** Records of the ledger's logs that could not be read. */
  readonly refused: number;
  /** When logs were last read, and what has come since; undefined where they were named. */
  readonly lastRead: LastRead | undefined;
  readonly now: Instant;
  /** What was first seen before was removed; undefined where nothing was. */
  readonly prunedBefore: Instant | undefined;
  /** Rows that --top leaves out. */
  readonly omitted: number;
  readonly explain: boolean;
  /** Of the rows that are sessions, where these are few enough to be read. */
  readonly sessions: FactsOfSessions;
  /** List what has no price. */
  readonly unpriced: boolean;
  /** Some of it was stored by a version that did not tell bounds. */
  readonly isEarlier: boolean;
}

export function reportDocument(report: Report, context: ReportContext): Document {
  const { totals } = report;
  const main = report.by.length === 0 ? figuresTable(totals) : groupsTable(report, context);
  const isEmpty = hasNothing(totals);
  return {
    headline: isEmpty ? [nothing(report, context)] : [answer(totals, context.refused), coverage(report, context)],
    tables: [
      { ...main, idle: isEmpty },
      ...(context.explain ? [chargesTable(report)] : []),
      ...(context.unpriced ? [unpricedTable(totals)] : []),
    ],
    notes: notes(report, context),
    // Only one format asks for it, and it is large.
    get json() {
      return reportJson(report, context);
    },
  };
}

function reportJson(report: Report, context: ReportContext): unknown {
  const { totals } = report;
  return {
    schema_version: SCHEMA_VERSION,
    prices_version: context.pricesVersion,
    period: periodJson(context.period, context.zone),
    totals: {
      ...figuresJson(totals),
      lower_bounds: boundsJson(totals),
      ...(context.explain && { charges: report.charges.map(chargeJson) }),
    },
    rows: lazyList(report.rows, (row) => ({
      group: row.group,
      ...figuresJson(row.figures),
      ...(context.explain && { charges: row.charges.map(chargeJson) }),
    })),
    omitted_rows: context.omitted,
    unpriced: unpricedJson(totals.unpriced),
    refused_records: context.refused,
    ...freshnessJson(context.lastRead),
    pruned_before: instantOrNull(context.prunedBefore),
  };
}

/** One entry a model. A search without a price is counted with its request's tokens, where those have none either. */
function unpricedJson(unpriced: Figures['unpriced']): LazyList {
  return lazyList([...Map.groupBy(unpriced, ({ model }) => model)], ([model, entries]) => {
    const byTokens = entries.filter(({ reason }) => reason !== 'no_price_for_web_search');
    const counted = byTokens.length > 0 ? byTokens : entries;
    return {
      model,
      requests: counted.reduce((sum, { requests }) => sum + Number(requests), 0),
      tokens: entries.reduce((sum, { tokens }) => sum + Number(tokens), 0),
      reasons: entries.map(({ reason }) => reason),
    };
  });
}

function hasNothing({ requests, sums }: Figures): boolean {
  return requests === 0n && allTokens(sums) === 0n;
}

/** That there is none is a fact, and the figures would all be 0. */
function nothing(report: Report, context: ReportContext): string {
  const { since, until } = context.period;
  const dates = since === undefined && until === undefined ? '' : ` ${periodText(report, context)}`;
  return `No usage${dates}; ${refusedText(context.refused)}.`;
}

/** The one line most people read. */
function answer(totals: Figures, refused: number): string {
  const atLeast = totals.complete ? '' : 'At least ';
  const spent = totals.cost === null ? 'Nothing could be priced' : `${atLeast}${formatMoney(totals.cost)} spent`;
  const hits = `token hit ratio ${formatRatio(totals.tokenHitRatio)}`;
  const parts = [spent, ...savedText(totals), hits, pricedText(totals), ...boundsText(totals), refusedText(refused)];
  return `${parts.join('; ')}.`;
}

function savedText({ netSavings, uncachedCost }: Figures): string[] {
  if (netSavings === null || uncachedCost === null) return [];
  const size = netSavings < 0n ? (-netSavings as Pico) : netSavings;
  const share =
    uncachedCost === 0n
      ? ''
      : ` (${formatRatio(shareOf(size, uncachedCost))} of ${formatMoney(uncachedCost)} uncached)`;
  if (netSavings < 0n) return [`caching cost ${formatMoney(size)} more than it saved${share}`];
  return [`caching saved ${formatMoney(size)} net${share}`];
}

function shareOf(part: Pico, whole: Pico): number {
  return part === 0n ? 0 : Math.max(1, Number((part * 10_000n) / whole)) / 10_000;
}

function pricedText({ allPriced, pricedTokenRatio }: Figures): string {
  if (allPriced) return 'all priced';
  if (pricedTokenRatio === null || pricedTokenRatio === 1) return 'INCOMPLETE: not all priced';
  return `INCOMPLETE: no price for ${formatRatio(1 - pricedTokenRatio)} of the tokens`;
}

function refusedText(refused: number): string {
  return refused === 0 ? 'nothing refused' : `${formatPlural(refused, 'record')} refused`;
}

function coverage(report: Report, context: ReportContext): string {
  const least = report.totals.uncounted > 0n ? 'At least ' : '';
  return `${least}${formatPlural(report.totals.requests, 'request')}, ${periodText(report, context)}.`;
}

/** The days asked for, or where an end is open those with usage: "2026-11-01 to 2026-11-30 (UTC)". */
function periodText({ span }: Report, { period: { since, until }, zone }: ReportContext): string {
  const first = since === undefined ? span && dayOf(span.first, zone) : dayOf(since, zone);
  const last = until === undefined ? span && dayOf(span.last, zone) : dayOf((until - 1) as Instant, zone);
  if (first === undefined) return `through ${last ?? ''} (${zone})`;
  return `${last === undefined ? `since ${first}` : days(first, last)} (${zone})`;
}

function dayOf(at: Instant, zone: string): string {
  return bucketLabel(at, 'day', zone);
}

function days(first: string, last: string): string {
  return first === last ? first : `${first} to ${last}`;
}

function notes({ totals }: Report, context: ReportContext): Note[] {
  return [
    ...unpricedNotes(totals),
    ...boundNotes(totals),
    ...noteIf(
      context.isEarlier,
      'Part of this ledger was stored by an earlier version, which did not tell lower bounds: ingest the logs into a new one to know them.',
      'warn',
    ),
    ...importable(totals),
    ...mixture(totals),
    ...noteIf(context.omitted > 0, `${formatPlural(context.omitted, 'more row')} not shown; the total has them all.`),
    ...noteIf(
      context.refused > 0,
      'Rejected records of the logs in this ledger are in no total. List them: promptcache-cost ledger files',
      'warn',
    ),
    ...lastReadNotes(totals, context),
  ];
}

/** One line says that there is no usage, unless more of it is to be read. */
function lastReadNotes(totals: Figures, { lastRead, now, zone }: ReportContext): Note[] {
  if (lastRead === undefined || (hasNothing(totals) && lastRead.changed + lastRead.added === 0)) return [];
  return freshnessNotes(lastRead, now, zone);
}

/** Of these the built-in prices are complete: public data has no more. */
const BUILT_IN = /^(?:claude|gpt|o\d|gemini)-/;

function importable({ unpriced }: Figures): Note[] {
  const others = unpriced.some(
    ({ model, reason }) => reason === 'unknown_model' && !BUILT_IN.test(parseModelId(model).base),
  );
  return noteIf(others, 'Prices of other providers can be imported: promptcache-cost prices import --help', 'warn');
}

/** Nobody can tell whether a request is also in a sum. */
function mixture({ requests, aggregated, uncounted }: Figures): Note[] {
  return noteIf(
    requests !== aggregated && (aggregated !== 0n || uncounted !== 0n),
    'Single requests and sums of the provider are added up here: what is in both counts twice. Keep them apart with --where kind=aggregate, or --where source=…',
    'warn',
  );
}

function groupsTable(report: Report, context: ReportContext): Table {
  const shown = figureColumns(report.totals);
  const names = groupColumns(report.by);
  const trend = trendOf(report);
  const sessions = sessionColumns(context.sessions, report.by, context.zone);
  return {
    columns: [...names, ...sessions.columns, ...shown, ...trend.columns],
    rows: lazyRows(report.rows, (row) => [
      ...groupCells(row),
      ...sessions.of(row),
      ...rowOf(shown, row.figures),
      ...trend.of(row),
    ]),
    total: [
      ...names.map((_, index) => (index === 0 ? cell('Total', 'total') : EMPTY)),
      ...sessions.columns.map(() => EMPTY),
      ...rowOf(shown, report.totals),
      ...trend.columns.map(() => EMPTY),
    ],
  };
}

/** Without grouping: one figure a line. */
function figuresTable(totals: Figures): Table {
  return {
    upright: true,
    columns: [keyed(left('figure', 'Figure')), right('value', 'Value')],
    rows: figureColumns(totals)
      .filter(({ idle }) => idle !== true)
      .map((each) => [cell(each.title, each.name), each.of(totals)]),
  };
}
