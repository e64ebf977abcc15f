/** What the ledger comes to, held against what was billed. */
import type { Fraction } from '../../core/fraction.ts';
import { subtract, ZERO_PICO, type Pico } from '../../core/money.ts';
import type { Instant, Period } from '../../core/time.ts';
import type { PriceBook } from '../../prices/book.ts';
import type { UsageGroup } from '../../store/ledger.ts';
import type { Quoter } from '../quoter.ts';
import { sumOf, type Bill } from './bill.ts';
import { cellsOf, computedCells, keyOf, type Cell, type Grain } from './cells.ts';
import { discountsOf, type Discounts } from './discounts.ts';
import { namesOf } from './model-names.ts';
import { explain, REASONS, type Evidence, type Explained, type Reason } from './reasons.ts';

/** How much may be apart: an amount, or a share of what was billed. */
export type Tolerance =
  { readonly kind: 'amount'; readonly amount: Pico } | { readonly kind: 'share'; readonly share: Fraction };

interface Request {
  readonly bill: Bill;
  /** Whole UTC days. */
  readonly period: Period;
  /** Undefined: no more than rounding. */
  readonly tolerance: Tolerance | undefined;
  readonly usage: Iterable<UsageGroup>;
  /** Usage of records that are in the ledger twice; asked for only where the ledger has more than was billed. */
  readonly copies: () => Iterable<UsageGroup>;
}

interface ReasonSum {
  readonly reason: Reason;
  readonly amount: Pico;
}

/** Parts of one reason, model and evidence. */
export interface Finding {
  readonly reason: Reason;
  readonly evidence: Evidence;
  readonly model: string | undefined;
  /** In order; empty where the bill has none. */
  readonly days: readonly Instant[];
  readonly amount: Pico;
}

export interface Reconciliation {
  readonly bill: Bill;
  readonly period: Period;
  readonly grain: Grain;
  readonly cells: readonly Explained[];
  readonly billed: Pico;
  readonly computed: Pico;
  /** Billed less computed: the sum of its reasons. */
  readonly difference: Pico;
  readonly reasons: readonly ReasonSum[];
  readonly findings: readonly Finding[];
  readonly discounts: Discounts;
  /** What is apart beyond rounding, cell by cell: too much here does not make up for too little there. */
  readonly apart: Pico;
  readonly allowed: Pico;
  readonly agrees: boolean;
  /** The most that rounding can come to. */
  readonly rounding: Pico;
  readonly unpricedTokens: bigint;
}

export function reconcile(request: Request, book: PriceBook, quotes: Quoter): Reconciliation {
  const { bill, period, tolerance } = request;
  const prices = { names: namesOf(book), quotes, book };
  const { cells, grain } = cellsOf(bill.rows, request.usage, prices);
  const hasTooMuch = cells.some(({ billed: paid, computed: own }) => (own?.cost ?? 0n) > (paid?.amount ?? 0n));
  const copiesIn = hasTooMuch ? costsOf(request.copies(), grain, prices) : () => ZERO_PICO;
  const discounts = discountsOf(cells, bill.rowRounding, copiesIn);
  const explained = explain(cells, { rowRounding: bill.rowRounding, grain, discountOf: discounts.of, copiesIn });
  const billed = sumOf(cells.map((cell) => cell.billed?.amount ?? ZERO_PICO));
  const computed = sumOf(cells.map((cell) => cell.computed?.cost ?? ZERO_PICO));
  const apart = sumOf(explained.map(apartOf));
  const allowed = allowedBy(tolerance, billed);
  return {
    bill,
    period,
    grain,
    cells: explained,
    billed,
    computed,
    difference: subtract(billed, computed),
    reasons: reasonSums(explained),
    findings: findingsOf(explained),
    discounts,
    apart,
    allowed,
    agrees: apart <= allowed,
    rounding: sumOf(explained.map(({ rounding }) => rounding)),
    unpricedTokens: cells.reduce((sum, cell) => sum + (cell.computed?.unpriced ?? 0n), 0n),
  };
}

function costsOf(
  copies: Iterable<UsageGroup>,
  grain: Grain,
  { names, quotes, book }: Parameters<typeof cellsOf>[2],
): (cell: Cell) => Pico {
  const cells = computedCells(copies, grain, names, quotes, book);
  return (cell) => cells.get(keyOf(cell))?.computed().cost ?? ZERO_PICO;
}

function apartOf({ difference, parts }: Explained): Pico {
  const rounding = sumOf(parts.filter(({ reason }) => reason === 'rounding').map(({ amount }) => amount));
  const rest = subtract(difference, rounding);
  return (rest < 0n ? -rest : rest) as Pico;
}

function allowedBy(tolerance: Tolerance | undefined, billed: Pico): Pico {
  if (tolerance === undefined) return 0n as Pico;
  if (tolerance.kind === 'amount') return tolerance.amount;
  return ((billed * tolerance.share.num) / tolerance.share.den) as Pico;
}

/** Every reason, also those that nothing is due to. */
function reasonSums(cells: readonly Explained[]): ReasonSum[] {
  const parts = cells.flatMap((cell) => cell.parts);
  return REASONS.map((reason) => ({
    reason,
    amount: sumOf(parts.filter((part) => part.reason === reason).map(({ amount }) => amount)),
  }));
}

/** By reason, and the largest first. */
function findingsOf(cells: readonly Explained[]): Finding[] {
  const found = new Map<string, Finding & { readonly days: Instant[] }>();
  for (const { day, model, parts } of cells) {
    for (const { reason, evidence, amount } of parts) {
      const key = [reason, evidence, model ?? ''].join('\n');
      const before = found.get(key) ?? { reason, evidence, model, days: [], amount: 0n as Pico };
      if (day !== undefined && before.days.at(-1) !== day) before.days.push(day);
      found.set(key, { ...before, amount: (before.amount + amount) as Pico });
    }
  }
  const size = (amount: Pico): bigint => (amount < 0n ? -amount : amount);
  return [...found.values()].sort(
    (a, b) =>
      REASONS.indexOf(a.reason) - REASONS.indexOf(b.reason) ||
      (size(a.amount) > size(b.amount) ? -1 : size(a.amount) < size(b.amount) ? 1 : 0),
  );
}
