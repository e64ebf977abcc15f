/**
 * Pulling the provider's reports into the ledger, a day of usage at a time. Buckets are known by their time and dimensions, so
 * what is asked for again, because a pull was cut short or a day was not over, is stored once. What one day was billed at
 * is replaced as a whole. A day is marked as begun before anything of it is stored, and as pulled after all of it is.
 */
import { blottedName } from '../core/blot.ts';
import { groupThousands } from '../core/money.ts';
import { MS_PER_DAY, parseInstant, utcDate, type Instant, type Period } from '../core/time.ts';
import { setback } from '../io/pace.ts';
import type { AskPage, PageFailure, PageRequest, ReportGroup, ReportPage } from '../io/usage-reports.ts';
import { analyticsUsage } from '../sources/analytics-usage.ts';
import { NO_OUTCOME, type Ledger } from '../store/ledger.ts';
import type { BilledRow, PulledDay, PulledReport, PullState } from '../store/pulled.ts';
import { accountant } from './account.ts';
import { batches } from './batches.ts';
import { NEVER_READ } from './position.ts';
import { addFile, NO_SUMMARY, type Summary } from './tally.ts';
import { isObject } from '../core/json.ts';

export interface PullOptions {
  readonly reports: readonly PulledReport[];
  /** Whole UTC days. */
  readonly period: Required<Period>;
  readonly width: '1d' | '1h';
  /** What buckets of usage are broken down by. */
  readonly groupBy: readonly ReportGroup[];
  /** Also days that are known not to change. */
  readonly again: boolean;
}

export interface PullContext {
  readonly ledger: Ledger;
  readonly ask: AskPage;
  readonly run: number;
  readonly now: Instant;
  readonly onDay: (report: PulledReport, day: Instant) => void;
}

export interface PullResult {
  readonly usage: Summary;
  /** Rows of cost, and what their amounts say, in cents. */
  readonly billed: readonly BilledRow[];
  /** Days asked for and got, and of those how many may still change; days that were known already. */
  readonly days: Readonly<
    Record<PulledReport, { readonly pulled: number; readonly open: number; readonly known: number }>
  >;
  /** What ended it before everything was there. */
  readonly failure: (PageFailure & { readonly report: PulledReport; readonly day: Instant }) | undefined;
}

/** Cost is asked for so many days at a time, which is what the API allows. */
const COST_DAYS = 31;
/** Of a day that ended less long ago, something may still come. */
const SETTLES_AFTER = MS_PER_DAY;

/** What cost is broken down by: model, what decides its price, and what the tokens were. */
const COST_GROUPS: readonly ReportGroup[] = [
  ...(['model', 'service_tier', 'speed', 'inference_geo', 'context_window', 'cost_type', 'token_type'] as const),
];

export function shapeOf({ width, groupBy }: Pick<PullOptions, 'width' | 'groupBy'>): string {
  return [width, ...groupBy].join(' ');
}

export async function pull(options: PullOptions, context: PullContext): Promise<PullResult> {
  const days = { usage: { pulled: 0, open: 0, known: 0 }, cost: { pulled: 0, open: 0, known: 0 } };
  let usage = NO_SUMMARY;
  const billed: BilledRow[] = [];
  let failure: PullResult['failure'];
  for (const report of options.reports) {
    const { wanted, known } = daysOf(report, options, context.ledger);
    days[report].known = known;
    for (const span of spansOf(wanted, report === 'usage' ? 1 : COST_DAYS)) {
      if (failure !== undefined) break;
      context.onDay(report, span[0] ?? options.period.since);
      const pulled = report === 'usage' ? await pullUsage(span, options, context) : await pullCost(span, context);
      if (!pulled.ok) failure = { ...pulled, report, day: span[0] ?? options.period.since };
      else {
        days[report].pulled += span.length;
        days[report].open += pulled.open;
      }
      if (pulled.usage !== undefined) usage = pulled.usage(usage);
      // Not spread here or below: a page may have more rows than a call has room for arguments.
      for (const row of pulled.billed ?? []) billed.push(row);
    }
  }
  return { usage, billed, days, failure };
}

/** Days that are still to be asked for. */
function daysOf(
  report: PulledReport,
  { period, again }: PullOptions,
  ledger: Ledger,
): { readonly wanted: Instant[]; readonly known: number } {
  const settled = new Set(
    ledger.pulled.days(report, period).flatMap(({ day, state }) => (state === 'settled' ? [day] : [])),
  );
  const all: Instant[] = [];
  for (let day = period.since; day < period.until; day = (day + MS_PER_DAY) as Instant) all.push(day);
  const wanted = again ? all : all.filter((day) => !settled.has(day));
  return { wanted, known: all.length - wanted.length };
}

/** Runs of days that follow each other, of no more than so many. */
function spansOf(days: readonly Instant[], most: number): Instant[][] {
  const spans: Instant[][] = [];
  for (const day of days) {
    const last = spans.at(-1);
    if (last !== undefined && last.length < most && last.at(-1) === day - MS_PER_DAY) last.push(day);
    else spans.push([day]);
  }
  return spans;
}

type Pulled = ({ readonly ok: true; readonly open: number } | ({ readonly ok: false } & PageFailure)) & {
  /** What has been stored, also where it ended in a failure. */
  readonly usage?: (before: Summary) => Summary;
  readonly billed?: readonly BilledRow[];
};

async function pullUsage(days: readonly Instant[], options: PullOptions, context: PullContext): Promise<Pulled> {
  const { ledger, run, now } = context;
  const [first] = days;
  if (first === undefined) return { ok: true, open: 0 };
  const shape = shapeOf(options);
  ledger.pulled.mark(
    'usage',
    marked(days, shape, () => 'begun'),
    now,
  );
  const file = `pull:analytics/usage/${utcDate(first)}`;
  const gathered = batches(ledger, run, file, 1, NO_OUTCOME);
  const reader = analyticsUsage.open();
  const tally = accountant();
  let isRead = false;
  const request = { report: 'usage' as const, ...ends(days), width: options.width, groupBy: options.groupBy };
  const ended = await eachPage(request, context.ask, (page, line) => {
    // The pages that follow are asked for here.
    const body = { ...page.body, has_more: false };
    const reading = reader.read(body, { file, line, given: undefined, labels: {} });
    if (reading.kind === 'events') {
      tally.used();
      isRead ||= reading.events.length > 0;
      for (const [index, event] of reading.events.entries()) gathered.add(event, index === 0 ? 1 : 0);
      for (const reason of reading.refused ?? []) gathered.refuse(line, reason, false);
    } else if (reading.kind === 'refused' && page.data.length > 0) {
      tally.rejected();
      gathered.refuse(line, reading.reason, false);
    } else tally.notUsage('empty bucket');
    gathered.store({ ...NEVER_READ, source: analyticsUsage.id }, tally.take());
    return true;
  });
  const usage = (before: Summary): Summary =>
    addFile(before, { file, counts: gathered.counts, outcome: gathered.outcome });
  if (!ended.ok) return { ...ended, usage };
  // Marked as pulled, the day would not be asked for again.
  if (!isRead && Object.keys(gathered.outcome.refused).length > 0)
    return { ...failed(`no row of the report could be read${RIGHT}`), usage };
  const states = stateOf(ended.refreshedAt, now);
  ledger.pulled.mark('usage', marked(days, shape, states), now);
  return { ok: true, open: openOf(days, states), usage };
}

async function pullCost(days: readonly Instant[], { ledger, ask, now }: PullContext): Promise<Pulled> {
  const rows: BilledRow[] = [];
  const request = { report: 'cost' as const, ...ends(days), width: '1d' as const, groupBy: COST_GROUPS };
  const ended = await eachPage(request, ask, ({ data }) => {
    const read = data.map(billedRow);
    for (const row of read) if (row !== undefined) rows.push(row);
    return read.every((row) => row !== undefined);
  });
  if (!ended.ok) return ended;
  const states = stateOf(ended.refreshedAt, now);
  ledger.pulled.keepBill(marked(days, '', states), rows, now);
  return { ok: true, open: openOf(days, states), billed: rows };
}

type Ended = { readonly ok: true; readonly refreshedAt: Instant | undefined } | ({ readonly ok: false } & PageFailure);

/** `take` says whether the page was what it should be. */
async function eachPage(
  request: Omit<PageRequest, 'page'>,
  ask: AskPage,
  take: (page: ReportPage, number: number) => boolean,
): Promise<Ended> {
  let refreshedAt: Instant | undefined;
  let next: string | undefined;
  let emptyInARow = 0;
  const asked = new Set<string>();
  for (let number = 1; number === 1 || next !== undefined; number += 1) {
    if (number > MOST_PAGES)
      return failed(`the report has more than ${groupThousands(String(MOST_PAGES))} pages${RIGHT}`);
    const answer = await ask({ ...request, page: next });
    if (!answer.ok) return answer;
    const { page } = answer;
    if (!take(page, number)) return failed('a row of the report has no time or no amount in USD');
    emptyInARow = page.data.length === 0 ? emptyInARow + 1 : 0;
    next = page.next;
    if (next !== undefined) {
      if (emptyInARow === MOST_EMPTY) return failed(`${MOST_EMPTY} pages in a row are empty and name another${RIGHT}`);
      if (asked.has(next)) return failed(`the report names the same page twice${RIGHT}`);
      asked.add(next);
    }
    refreshedAt = page.refreshedAt ?? refreshedAt;
  }
  return { ok: true, refreshedAt };
}

/** Of one report of a day, or of a month of cost: a million rows. */
const MOST_PAGES = 1_000;
/** In a row: some may be, where what is filtered out fills them. */
const MOST_EMPTY = 10;
const RIGHT = ': is ANTHROPIC_BASE_URL right?';

function failed(reason: string): { readonly ok: false } & PageFailure {
  return { ok: false, ...setback(reason) };
}

function ends(days: readonly Instant[]): Pick<PageRequest, 'since' | 'until'> {
  const [first, last] = [days[0] ?? 0, days.at(-1) ?? 0];
  return { since: first as Instant, until: (last + MS_PER_DAY) as Instant };
}

function marked(days: readonly Instant[], shape: string, state: (day: Instant) => PullState): PulledDay[] {
  return days.map((day) => ({ day, shape, state: state(day) }));
}

function stateOf(refreshedAt: Instant | undefined, now: Instant): (day: Instant) => PullState {
  const complete = Math.min(refreshedAt ?? now, now) - SETTLES_AFTER;
  return (day) => (day + MS_PER_DAY <= complete ? 'settled' : 'open');
}

function openOf(days: readonly Instant[], state: (day: Instant) => PullState): number {
  return days.filter((day) => state(day) === 'open').length;
}

/** Dimensions that are kept; names of people are none of them. */
const KEPT = ['service_tier', 'speed', 'inference_geo', 'context_window'];
const AMOUNT = /^-?\d{1,15}(?:\.\d{1,30})?$/;

function billedRow(item: unknown): BilledRow | undefined {
  if (!isObject(item)) return undefined;
  const { starting_at: from, ending_at: to, group, cost } = item;
  const [since, until] = [parseInstant(from), parseInstant(to)];
  if (!since.ok || !until.ok || !isObject(group) || !isObject(cost)) return undefined;
  const { amount, list_amount: list = null, currency = 'USD' } = cost;
  if (currency !== 'USD' || !isAmount(amount) || !(list === null || isAmount(list))) return undefined;
  return {
    since: since.at,
    until: until.at,
    model: textOf(group['model']),
    costType: textOf(group['cost_type']),
    tokenType: textOf(group['token_type']),
    dimensions: KEPT.map((name) => textOf(group[name])).join(' '),
    amount,
    listAmount: list ?? '',
  };
}

function isAmount(value: unknown): value is string {
  return typeof value === 'string' && AMOUNT.test(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? blottedName(value).slice(0, 100) : '';
}
