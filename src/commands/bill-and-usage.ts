/** Which days of a bill, and which usage of the ledger, are compared. */
import type { Filter } from '../analysis/budgets/budget.ts';
import type { Bill } from '../analysis/reconcile/bill.ts';
import { billOf, type BillLine } from '../analysis/reconcile/bill-lines.ts';
import { readPulledRow } from '../analysis/reconcile/cost-report.ts';
import type { FacetedQuery } from '../analysis/faceted-usage.ts';
import { fail } from '../core/problem.ts';
import { MS_PER_DAY, utcDate, type Instant, type Period } from '../core/time.ts';
import { formatPlural } from '../render/numbers.ts';
import type { LedgerReader, UsageGroup } from '../store/ledger.ts';
import { filtersOf, type Known } from './filters.ts';

/** Days of bills are those of UTC, and none is told apart any finer. */
export function wholeDays(period: Period): Period {
  const odd = [period.since, period.until].find((at) => at !== undefined && at % MS_PER_DAY !== 0);
  if (odd !== undefined)
    fail('not_whole_days', 'bills are told apart by UTC days: --since and --until take dates or months.');
  return period;
}

/** Rows of the period asked for. Of a bill without days nothing can be cut off. */
export function cut(bill: Bill, { since, until }: Period): Bill {
  const rows = bill.rows.filter(
    ({ day }) => day === undefined || ((since === undefined || day >= since) && (until === undefined || day < until)),
  );
  if (rows.length === 0)
    fail('empty_bill', `${bill.name} has no charge ${bill.rows.length === 0 ? 'at all' : 'in this period'}.`, {
      hint: 'Widen --since and --until, or give another bill.',
    });
  return { ...bill, rows };
}

/** What "pull" has got. Without all days of the period it is no bill of that period. */
export function pulledBill(ledger: LedgerReader, asked: Period): Bill {
  const days = ledger.pulled.days('cost', asked).filter(({ state }) => state !== 'begun');
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  if (first === undefined || last === undefined)
    fail('no_bill', 'there is no bill: none is given, and none was pulled for this period.', {
      hint: 'Name a cost export, give --billed, or get it: promptcache-cost pull',
    });
  const since: Instant = asked.since ?? first;
  const until = asked.until ?? ((last + MS_PER_DAY) as Instant);
  const wanted = (until - since) / MS_PER_DAY;
  if (days.length < wanted)
    fail('not_pulled', `the cost of ${formatPlural(wanted - days.length, 'day')} of this period was not pulled.`, {
      hint: `Get it: promptcache-cost pull --since ${utcDate(since)} --until ${utcDate((until - 1) as Instant)}`,
    });
  const lines = ledger.pulled.bill({ since, until }).map((row): BillLine => {
    const line = readPulledRow(row);
    if ('bad' in line)
      fail('bad_bill', `a pulled row ${line.bad}.`, { hint: 'Pull it again: promptcache-cost pull --again' });
    return line;
  });
  return { ...billOf('the pulled cost', [{ lines, distinct: false }], 'cents'), period: { since, until } };
}

export function queryOf(
  pairs: readonly Filter[],
  period: Period,
  known: Omit<Known, 'groups'>,
): Pick<FacetedQuery, 'period' | 'where'> {
  const where = filtersOf(pairs, known);
  return { period, where: where.has('platform') ? where : new Map([...where, ['platform', ['api']]]) };
}

interface ComparedUsage {
  readonly usage: readonly UsageGroup[];
  /** Reports of the provider beside logs: both together would be the same tokens twice. */
  readonly reportsLeftOut: boolean;
  /** Requests to models of others than the one who sent the bill. */
  readonly othersLeftOut: bigint;
}

/**
 * Logs of responses, or where there are none the provider's reports of usage, of the models that such a bill can have. A
 * filter by kind, source or model says it otherwise.
 */
export function usageOf(groups: Iterable<UsageGroup>, bill: Bill, pairs: readonly Filter[]): ComparedUsage {
  const named = new Set(pairs.map(({ dimension }) => dimension));
  const models = bill.rows.flatMap(({ model }) => model ?? []);
  const isClaudes = models.length > 0 && models.every(isClaude) && !named.has('model');
  const [billable, others] = split([...groups], ({ model }) => !isClaudes || isClaude(model));
  const [logs, reports] = split(billable, ({ terms }) => terms.kind !== 'aggregate');
  const chosen = named.has('kind') || named.has('source') || logs.length === 0;
  return {
    usage: chosen ? billable : logs,
    reportsLeftOut: !chosen && reports.length > 0,
    othersLeftOut: others.reduce((sum, { requests }) => sum + requests, 0n),
  };
}

function isClaude(model: string): boolean {
  return /claude/i.test(model);
}

function split<T>(all: readonly T[], test: (one: T) => boolean): [yes: T[], no: T[]] {
  return [all.filter(test), all.filter((one) => !test(one))];
}
