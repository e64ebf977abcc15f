/**
 * The ledger of money: what was spent, split into what each kind of waste cost and the rest. One kind after the other, the
 * tokens it wasted are billed as they would have been without it; what that takes off the bill is its cost. So the parts
 * add up to the whole exactly, whatever is rounded.
 */
import type { Figures } from '../analysis/figures.ts';
import { subtract, ZERO_PICO, type Pico } from '../core/money.ts';
import type { PriceBook } from '../prices/book.ts';
import type { PromptMeter } from '../simulate/bills.ts';
import { CAUSES, KNOWN, type Cause, type Known, type Miss } from './cause.ts';
import { promptOf } from '../requests/log.ts';
import type { DiagnosisLog } from './log.ts';
import { figuresOf, loggedBills } from './logged-bills.ts';
import { soldMeters } from './sold.ts';
import type { Writes } from './writes.ts';

export interface Waste {
  readonly cause: Cause;
  readonly known: Known;
  readonly requests: number;
  readonly tokens: number;
  /** Of those: what has no price, as it was billed or as it should have been. */
  readonly unpriced: number;
  /** Of what has a price. */
  readonly cost: Pico;
}

export interface MoneyLedger {
  /** As billed. */
  readonly spent: Figures;
  /** Spent less all waste, and less what cannot be judged. */
  readonly useful: Pico;
  /** Requests of which nobody knows what was in the cache for them, as their logs tell no session. */
  readonly unjudged: { readonly requests: number; readonly cost: Pico };
  /** In the order in which it was taken off. */
  readonly waste: readonly Waste[];
  /** What each row wasted by which cause. */
  readonly rows: ReadonlyMap<string, readonly WastedRow[]>;
}

/** One request's part of a waste. */
export interface WastedRow {
  readonly row: number;
  readonly tokens: number;
}

/** Tokens of a request on each meter that can be billed otherwise, as they are left. */
interface Left {
  input: number;
  write5m: number;
  write1h: number;
}

export function moneyLedger(
  log: DiagnosisLog,
  misses: ReadonlyMap<number, Miss>,
  writes: Writes,
  book: PriceBook,
): MoneyLedger {
  const bills = loggedBills(log, book, log.logged.kind.keys());
  const isSold = soldMeters(log, book);
  const left = new Map<number, Left>();
  const spent = figuresOf(bills, book);
  const waste: Waste[] = [];
  const rows = new Map<string, WastedRow[]>();
  let before = spent.cost ?? ZERO_PICO;
  for (const { cause, known, shifts } of steps(log, misses, writes)) {
    const wasted: WastedRow[] = [];
    let [tokens, unpriced] = [0, 0];
    for (const shift of shifts) {
      const own = leftOf(log, left, shift.row);
      for (const { from, moved } of taken(shift, own)) {
        tokens += moved;
        wasted.push({ row: shift.row, tokens: moved });
        if (isSold(shift.row, from) && isSold(shift.row, shift.to))
          bills.move(shift.row, promptOf(log.logged, shift.row), from, shift.to, moved);
        else unpriced += moved;
      }
    }
    if (tokens === 0) continue;
    const after = figuresOf(bills, book).cost ?? ZERO_PICO;
    const together = byRow(wasted);
    waste.push({ cause, known, requests: together.length, tokens, unpriced, cost: subtract(before, after) });
    rows.set(wasteKey({ cause, known }), together);
    before = after;
  }
  const unjudged = unjudgedIn(log, left, book);
  return { spent, useful: subtract(before, unjudged.cost), unjudged, waste, rows };
}

/** What something is known of, was judged. */
function unjudgedIn(log: DiagnosisLog, left: ReadonlyMap<number, Left>, book: PriceBook): MoneyLedger['unjudged'] {
  const { logged } = log;
  const rows = [...logged.kind.keys()].filter((row) => logged.judged[row] !== 1 && !left.has(row));
  if (rows.length === 0) return { requests: 0, cost: ZERO_PICO };
  const requests = rows.reduce((sum, row) => sum + (logged.requests[row] ?? 0), 0);
  return { requests, cost: figuresOf(loggedBills(log, book, rows), book).cost ?? ZERO_PICO };
}

export function wasteKey({ cause, known }: Pick<Waste, 'cause' | 'known'>): string {
  return `${cause} ${known}`;
}

/** Those of one row follow each other, or come again later. */
function byRow(wasted: readonly WastedRow[]): WastedRow[] {
  const sums = new Map<number, number>();
  for (const { row, tokens } of wasted) sums.set(row, (sums.get(row) ?? 0) + tokens);
  return [...sums].map(([row, tokens]) => ({ row, tokens }));
}

/** Up to so many tokens of one request, from the first of these meters that has any left, billed on another. */
interface Shift {
  readonly row: number;
  readonly from: readonly (keyof Left)[];
  readonly to: PromptMeter;
  readonly most: number;
}

interface Step {
  readonly cause: Cause;
  readonly known: Known;
  readonly shifts: readonly Shift[];
}

/** What was lost stands right behind what was read: there it was written for an hour first, then for five minutes. */
const BEHIND_READ = ['write1h', 'write5m', 'input'] as const;

function* steps(
  { logged }: DiagnosisLog,
  misses: ReadonlyMap<number, Miss>,
  { unread5m, unread1h, briefly }: Writes,
): Iterable<Step> {
  for (const cause of CAUSES)
    for (const known of KNOWN) {
      const own = [...misses].filter(([, miss]) => miss.cause === cause && miss.known === known);
      yield {
        cause,
        known,
        shifts: own.map(([row, { lost }]) => ({ row, from: BEHIND_READ, to: 'read', most: lost })),
      };
    }
  const rows = [...logged.kind.keys()];
  const unread = rows.flatMap((row): Shift[] => [
    { row, from: ['write1h'], to: 'input', most: unread1h[row] ?? 0 },
    { row, from: ['write5m'], to: 'input', most: unread5m[row] ?? 0 },
  ]);
  yield { cause: 'unread_write', known: 'inferred', shifts: unread.filter(({ most }) => most > 0) };
  const brief = rows.filter((row) => briefly[row] === 1);
  const shorter = brief.map((row): Shift => ({
    row,
    from: ['write1h'],
    to: 'write5m',
    most: logged.write1h[row] ?? 0,
  }));
  yield { cause: 'hour_unneeded', known: 'inferred', shifts: shorter.filter(({ most }) => most > 0) };
}

/** Takes it from what is left; what has been taken is not taken again. */
function* taken({ from, most }: Shift, left: Left): Iterable<{ readonly from: keyof Left; readonly moved: number }> {
  let rest = most;
  for (const meter of from) {
    const moved = Math.min(rest, left[meter]);
    if (moved <= 0) continue;
    left[meter] -= moved;
    rest -= moved;
    yield { from: meter, moved };
  }
}

function leftOf({ logged }: DiagnosisLog, all: Map<number, Left>, row: number): Left {
  const known = all.get(row);
  if (known !== undefined) return known;
  const left = { input: logged.input[row] ?? 0, write5m: logged.write5m[row] ?? 0, write1h: logged.write1h[row] ?? 0 };
  all.set(row, left);
  return left;
}
