/** A reconciliation as a document: what is apart, why, and where. */
import type { Finding, Reconciliation } from '../../analysis/reconcile/reconcile.ts';
import { REASONS, type Part } from '../../analysis/reconcile/reasons.ts';
import { ratioOf } from '../../core/fraction.ts';
import { dearestFirst, type Pico } from '../../core/money.ts';
import { MS_PER_DAY, utcDate, type Instant } from '../../core/time.ts';
import { capital } from '../../core/words.ts';
import {
  cell,
  leftOf,
  rightOf,
  tableOf,
  type Cell,
  type Document,
  type ItemColumn,
  type Table,
  keyed,
  named,
  inWords,
} from '../document.ts';
import { formatMoney, formatPlural, formatRatio } from '../numbers.ts';
import { amount, EMPTY, NONE, signed } from './cells.ts';
import { amountOf, reconcileJson } from './reconcile-json.ts';
import { rowsBy, RECONCILE_KEYS, type ReconcileKey, type ReconcileRow } from './reconcile-rows.ts';
import { countNotes, notesOf, SHOWN, type ReconcileContext } from './reconcile-notes.ts';
import { daysText, evidenceText, opening, size, TITLES } from './reconcile-words.ts';

export { RECONCILE_KEYS, type ReconcileKey } from './reconcile-rows.ts';

export function reconcileDocument(result: Reconciliation, context: ReconcileContext): Document {
  const rows = rowsBy(result.cells, context.by);
  const apart = rows.filter(({ parts }) => parts.some(({ reason }) => reason !== 'rounding'));
  const told = apart.filter(({ parts }) => parts.some(isRemarkable)).sort(bySize);
  const keys = RECONCILE_KEYS.filter((key) => context.by.includes(key) && result.grain[key]);
  return {
    headline: [answer(result), scope(result, context)],
    tables: [
      ...(result.findings.length === 0 ? [] : [whyTable(result)]),
      ...(told.length === 0 || keys.length === 0 ? [] : [rowsTable(told.slice(0, SHOWN), keys)]),
      machineTable(rows, keys),
    ],
    notes: [...countNotes({ all: rows.length, apart: apart.length, told: told.length }), ...notesOf(result, context)],
    json: reconcileJson(result, rows, context),
  };
}

function answer(result: Reconciliation): string {
  const { billed, computed, difference, apart, agrees, allowed } = result;
  const sums = `${formatMoney(billed)} billed, ${formatMoney(computed)} computed`;
  if (apart === 0n) return `They agree: ${sums}, and no row is apart by more than its rounding.`;
  const step = `${formatMoney(size(difference))} ${difference < 0n ? 'less' : 'more'} was billed${share(difference, computed)}`;
  const told = difference === 0n ? 'what is apart cancels out' : step;
  const verdict = agrees ? `Near enough (${formatMoney(allowed)} may be apart)` : 'They differ';
  return `${verdict}: ${sums}; ${told}, and ${formatRatio(explainedShare(result))} of what is apart is explained.`;
}

function share(part: Pico, whole: Pico): string {
  return whole === 0n ? '' : ` (${formatRatio(ratioOf(size(part), whole))})`;
}

/** By the size of each part, so that too much does not hide too little. */
function explainedShare({ cells }: Reconciliation): number {
  let [all, open] = [0n, 0n];
  for (const { reason, amount } of cells.flatMap(({ parts }) => parts)) {
    if (reason === 'rounding') continue;
    all += size(amount);
    if (reason === 'unexplained') open += size(amount);
  }
  return ratioOf(all - open, all) ?? 1;
}

function scope({ bill, period, rounding }: Reconciliation, { where, requests }: ReconcileContext): string {
  const filters = where.length === 0 ? '' : ` of ${where.join(', ')}`;
  return (
    `${opening(bill.name)}: ${daysOf(period)}${formatPlural(bill.rows.length, 'row')}; the ledger: ${formatPlural(requests, 'request')}${filters}. ` +
    `Rounding allows ${formatMoney(rounding)}, ${formatMoney(bill.rowRounding)} a row.`
  );
}

/** "2026-11-02 to 2026-11-05 (UTC), "; '' where nothing is known of it. */
function daysOf({ since, until }: Reconciliation['period']): string {
  const last = until === undefined ? undefined : utcDate((until - MS_PER_DAY) as Instant);
  const first = since === undefined ? undefined : utcDate(since);
  if (first === undefined && last === undefined) return '';
  const days = first === last ? first : [first ?? 'up', 'to', last].join(' ');
  return last === undefined ? `from ${first} (UTC), ` : `${days} (UTC), `;
}

/** A discount is everywhere, and rounding too. */
function isRemarkable({ reason }: Part): boolean {
  return reason !== 'rounding' && reason !== 'discount';
}

function bySize(a: ReconcileRow, b: ReconcileRow): number {
  return dearestFirst(size(a.difference), size(b.difference));
}

function whyTable(result: Reconciliation): Table {
  const { findings, difference, discounts } = result;
  const evidence = (finding: Finding): string => evidenceText(finding, discounts.of(finding.model).ratio);
  const columns: ItemColumn<Finding>[] = [
    keyed(
      inWords(
        leftOf('reason', 'Reason', ({ reason }) =>
          cell(TITLES[reason], reason, reason === 'unexplained' ? 'bad' : undefined),
        ),
      ),
    ),
    named(leftOf('model', 'Model', ({ model }) => name(model))),
    rightOf('amount_usd', 'Amount', ({ amount }) => signed(amount)),
    leftOf('days', 'When', ({ days }) => cell(daysText(days), days.map(utcDate).join(' ')), 1),
    inWords(leftOf('evidence', 'How that is known', (finding) => cell(evidence(finding), finding.evidence), 2)),
  ];
  return {
    title: 'Why',
    ...tableOf(columns, withoutModels(findings)),
    total: [cell('Difference', 'difference'), EMPTY, signed(difference), EMPTY, EMPTY],
  };
}

/** Rounding is everywhere, and no model's. */
function withoutModels(findings: readonly Finding[]): Finding[] {
  const rounding = findings.filter(({ reason }) => reason === 'rounding');
  const others = findings.filter(({ reason }) => reason !== 'rounding');
  const [first] = rounding;
  if (first === undefined) return others;
  const amount = rounding.reduce((sum, each) => sum + each.amount, 0n) as Pico;
  const all = { ...first, model: undefined, days: [], amount };
  const isOpen = ({ reason }: Finding): boolean => reason === 'unexplained';
  return [...others.filter((each) => !isOpen(each)), all, ...others.filter(isOpen)];
}

function name(model: string | null | undefined): Cell {
  return model === undefined || model === null || model === '' ? EMPTY : cell(model);
}

function keyColumns(keys: readonly ReconcileKey[]): ItemColumn<ReconcileRow>[] {
  return keys.map((key) =>
    (key === 'model' ? named : keyed)(leftOf(key, capital(key), ({ group }) => name(group[key]))),
  );
}

function rowsTable(rows: readonly ReconcileRow[], keys: readonly ReconcileKey[]): Table {
  const columns: ItemColumn<ReconcileRow>[] = [
    ...keyColumns(keys),
    rightOf('billed_usd', 'Billed', ({ billed }) => side(billed)),
    rightOf('computed_usd', 'Computed', ({ computed }) => side(computed)),
    rightOf('difference_usd', 'Difference', ({ difference }) => signed(difference)),
    leftOf('reason', 'Mostly', ({ parts }) => cell(mostly(parts)), 1),
  ];
  return { title: 'Where', ...tableOf(columns, rows) };
}

function mostly(parts: readonly Part[]): string {
  const most = REASONS.reduce((best, next) =>
    size(amountOf(parts, next)) > size(amountOf(parts, best)) ? next : best,
  );
  return TITLES[most];
}

function side(value: Pico | undefined): Cell {
  return value === undefined ? NONE : amount(value);
}

/** All rows, with what is due to each reason: they add up to the difference. */
function machineTable(rows: readonly ReconcileRow[], keys: readonly ReconcileKey[]): Table {
  const column = (name: string, of: (row: ReconcileRow) => Cell): ItemColumn<ReconcileRow> => rightOf(name, name, of);
  const columns = [
    ...keyColumns(keys),
    column('billed_usd', ({ billed }) => side(billed)),
    column('list_usd', ({ list }) => side(list)),
    column('computed_usd', ({ computed }) => side(computed)),
    column('difference_usd', ({ difference }) => signed(difference)),
    column('rounding_allowed_usd', ({ rounding }) => side(rounding)),
    column('bill_rows', ({ billRows }) => cell(String(billRows))),
    ...REASONS.map((reason) => column(`${reason}_usd`, ({ parts }) => side(amountOf(parts, reason)))),
  ];
  return { idle: true, ...tableOf(columns, rows) };
}
