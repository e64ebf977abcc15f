/** What a reader should know beside a reconciliation: what was left out, and what to do about each reason. */
import type { Reconciliation, Tolerance } from '../../analysis/reconcile/reconcile.ts';
import { REASONS, type Reason } from '../../analysis/reconcile/reasons.ts';
import { formatDecimal } from '../../core/fraction.ts';
import type { Note } from '../document.ts';
import { formatCount, formatInteger, formatPlural } from '../numbers.ts';
import { refusedNote } from './left-out.ts';
import type { ReconcileKey } from './reconcile-rows.ts';
import { ADVICE, opening, percentOff, TOO_COARSE } from './reconcile-words.ts';

export interface ReconcileContext {
  readonly by: readonly ReconcileKey[];
  readonly tolerance: Tolerance | undefined;
  readonly pricesVersion: string;
  /** "platform api", one an entry. */
  readonly where: readonly string[];
  readonly requests: bigint;
  /** Reports of usage are in the ledger beside logs, and not compared. */
  readonly reportsLeftOut: boolean;
  /** Requests to models that such a bill never has. */
  readonly othersLeftOut: bigint;
  /** Records of the ledger's logs that could not be read. */
  readonly refused: number;
  /** There is a discount to keep as price files. */
  readonly canWrite: boolean;
}

/** Rows that are apart are shown to people up to this many; machines get all. */
export const SHOWN = 20;

export function countNotes({ all, apart, told }: Readonly<Record<'all' | 'apart' | 'told', number>>): Note[] {
  return [
    told > SHOWN && `${formatPlural(told - SHOWN, 'more row')} not shown; --format json or csv has them all.`,
    told < apart && `${formatPlural(apart - told, 'row')} apart by the discount alone.`,
    apart > 0 && apart < all && `${formatPlural(all - apart, 'row')} within their rounding.`,
  ].flatMap((text) => (text === false ? [] : [{ text }]));
}

export function notesOf(result: Reconciliation, context: ReconcileContext): Note[] {
  const { bill, reasons, discounts, unpricedTokens, grain } = result;
  const due = new Set(reasons.filter(({ amount }) => amount !== 0n).map(({ reason }) => reason));
  const lines: (string | false)[] = [
    ...REASONS.map((reason) => due.has(reason) && (adviceOn(reason, grain.type) ?? false)),
    isShort(result) &&
      'A bill of less than three days without list prices does not tell a discount from logs that are missing or too many.',
    ...discounts.found.map(
      ({ model, ratio: found, evidence }) =>
        evidence === 'constant_ratio' &&
        found !== undefined &&
        `Discount: ${percentOff(found.value)} off fits ${formatInteger(found.agreeing)} of ${formatInteger(found.cells)} sums of ${modelText(model)}.`,
    ),
    context.canWrite && 'Discount: --write-overlay DIR keeps it as price files, which --prices DIR takes.',
    ...discounts.dearer.map(
      ({ model, ratio: found }) =>
        `${opening(modelText(model))} billed at ${formatDecimal(found.value, 4)} times the price throughout: is the price right, and is the geography logged?`,
    ),
    unpricedTokens > 0n &&
      !grain.model &&
      `${formatCount(unpricedTokens)} tokens have no price, and the bill does not tell models apart: part of what is unexplained may be theirs.`,
    bill.repeated > 0 && `${formatPlural(bill.repeated, 'row')} of the bill stood in it twice, and count once.`,
    context.othersLeftOut > 0n &&
      `${formatPlural(context.othersLeftOut, 'request')} to models of other providers left out: this bill is not theirs.`,
    context.reportsLeftOut &&
      'Reports of usage are in the ledger as well, and left out beside logs; --where kind=aggregate compares them instead.',
  ];
  return [...lines.flatMap((text) => (text === false ? [] : [{ text }])), ...refusedNote(context.refused)];
}

function adviceOn(reason: Reason, tellsTypes: boolean): string | undefined {
  return reason === 'unexplained' && !tellsTypes ? TOO_COARSE : ADVICE[reason];
}

/** Too short for a ratio to be told, with something that could be one. */
function isShort({ cells, grain }: Reconciliation): boolean {
  const days = new Set(cells.flatMap(({ day, billed }) => (day === undefined || billed === undefined ? [] : [day])));
  return (
    grain.day && days.size < 3 && cells.some(({ parts }) => parts.some(({ evidence }) => evidence === 'all_types'))
  );
}

function modelText(model: string): string {
  return model === '' ? 'all models' : model;
}
