/** What a pull came to, as a document. */
import { parseAmount, sumOf } from '../../analysis/reconcile/bill.ts';
import { formatUsdExact, usdOrNull, type Pico } from '../../core/money.ts';
import { formatInstant, utcDate, type Instant, type Period } from '../../core/time.ts';
import { cell, noteIf, right, type Document } from '../document.ts';
import { formatInteger, formatMoney, formatPlural } from '../numbers.ts';

/** Of the JSON that `pull` prints: raised when a field changes its meaning or goes. */
const SCHEMA_VERSION = 1;

interface PulledDays {
  readonly pulled: number;
  /** Of those: something may still come. */
  readonly open: number;
  /** Not asked for, since they do not change any more. */
  readonly known: number;
}

/** What a pull found, without how it was got. */
interface Pulled {
  readonly usage: {
    readonly added: number;
    readonly updated: number;
    readonly unchanged: number;
    readonly refused: { readonly total: number; readonly by_reason: Readonly<Record<string, number>> };
  };
  /** Cents. */
  readonly billed: readonly { readonly amount: string; readonly listAmount: string }[];
  readonly days: Readonly<Record<'usage' | 'cost', PulledDays>>;
  readonly failure: { readonly report: string; readonly day: Instant; readonly reason: string } | undefined;
}

interface Asked {
  readonly reports: readonly ('usage' | 'cost')[];
  readonly period: Required<Period>;
  /** The ledger has logs of the same days. */
  readonly besideLogs: boolean;
}

export function pullDocument(result: Pulled, { reports, period, besideLogs }: Asked): Document {
  const { usage, billed, days, failure } = result;
  const amount = sumOf(billed.map((row) => picoOf(row.amount)));
  const list = billed.every((row) => row.listAmount !== '') ? sumOf(billed.map((row) => picoOf(row.listAmount))) : null;
  const figures: readonly [name: string, value: string][] = [
    ...(['usage', 'cost'] as const).flatMap((report): [string, string][] => [
      [`${report}_days`, String(days[report].pulled)],
      [`${report}_days_open`, String(days[report].open)],
      [`${report}_days_known`, String(days[report].known)],
    ]),
    ...(['added', 'updated', 'unchanged'] as const).map((name): [string, string] => [name, String(usage[name])]),
    ['refused', String(usage.refused.total)],
    ['cost_rows', String(billed.length)],
    ['billed_usd', formatUsdExact(amount)],
    ['list_usd', usdOrNull(list) ?? ''],
  ];
  const open = days.usage.open + days.cost.open;
  return {
    headline: [
      ...(reports.includes('usage') ? [usageText(result)] : []),
      ...(reports.includes('cost') ? [costText(days.cost, amount, list)] : []),
    ],
    tables: [
      {
        idle: true,
        columns: figures.map(([name]) => right(name, name)),
        rows: [figures.map(([, value]) => cell(value))],
      },
    ],
    notes: [
      ...noteIf(open > 0, 'Days that ended less than a day ago may still change: the next pull asks for them again.'),
      ...noteIf(
        besideLogs,
        'The ledger has logs of these days as well: what both tell counts twice, unless --where source=analytics-usage or kind=message says which.',
        'warn',
      ),
    ],
    json: {
      schema_version: SCHEMA_VERSION,
      period: { since: formatInstant(period.since), until: formatInstant(period.until) },
      usage: {
        days: days.usage,
        added: usage.added,
        updated: usage.updated,
        unchanged: usage.unchanged,
        refused: { total: usage.refused.total, by_reason: usage.refused.by_reason },
      },
      cost: {
        days: days.cost,
        rows: billed.length,
        billed_usd: formatUsdExact(amount),
        list_usd: usdOrNull(list),
      },
      failure:
        failure === undefined ? null : { report: failure.report, day: utcDate(failure.day), reason: failure.reason },
    },
  };
}

function usageText({ days, usage }: Pulled): string {
  const { added, updated, unchanged } = usage;
  const sums = `${formatPlural(added, 'new bucket')} (${formatInteger(updated)} updated, ${formatInteger(unchanged)} unchanged)`;
  return `Usage of ${formatPlural(days.usage.pulled, 'day')}: ${sums}${knownText(days.usage)}.`;
}

function costText(days: PulledDays, amount: Pico, list: Pico | null): string {
  if (days.pulled === 0) return `Cost of 0 days${knownText(days)}.`;
  const beside = list === null || list === amount ? '' : `, ${formatMoney(list)} at list price`;
  return `Cost of ${formatPlural(days.pulled, 'day')}: ${formatMoney(amount)} billed${beside}${knownText(days)}.`;
}

function knownText({ known }: PulledDays): string {
  return known === 0 ? '' : `; ${formatPlural(known, 'day')} known already`;
}

function picoOf(cents: string): Pico {
  const amount = parseAmount(cents, 'cents');
  if (amount === undefined) throw new Error('amounts are checked when they are pulled');
  return amount.pico;
}
