/**
 * The ledger of money: what was spent, split into what each kind of waste cost and the rest. One kind after the other, the
 * tokens it wasted are billed as they would have been without it; what that takes off the bill is its cost. So the parts
 * add up to the whole exactly, whatever is rounded.
 */
import type { Figures } from '../analysis/figures.ts';
import { subtract, ZERO_PICO, type Pico } from '../core/money.ts';
import type { PriceBook } from '../prices/book.ts';
import { growing } from '../requests/columns.ts';
import type { PromptMeter } from '../simulate/bills.ts';
import { CAUSES, KNOWN, type Miss, type Reason } from './cause.ts';
import { promptOf } from '../requests/log.ts';
import type { DiagnosisLog, Logged } from './log.ts';
import { BEHIND_READ, figuresOfBills, loggedBills } from './logged-bills.ts';
import { soldMeters } from './sold.ts';
import { gathering, type WastedRows } from './wasted-rows.ts';
import type { Writes } from './writes.ts';

export interface Waste extends Reason {
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
  readonly rows: ReadonlyMap<string, WastedRows>;
}

/** Tokens on each meter that can be billed otherwise, as they are left; by row. */
type Left = Pick<Logged, 'input' | 'cache_write_5m' | 'cache_write_1h'>;

export function moneyLedger(
  log: DiagnosisLog,
  misses: ReadonlyMap<number, Miss>,
  writes: Writes,
  book: PriceBook,
): MoneyLedger {
  const { logged } = log;
  const bills = loggedBills(log, book, rowsOf(log));
  const isSold = soldMeters(log, book);
  const left: Left = {
    input: logged.input.slice(),
    cache_write_5m: logged.cache_write_5m.slice(),
    cache_write_1h: logged.cache_write_1h.slice(),
  };
  const judged = logged.judged.slice();
  const spent = figuresOfBills(bills, book);
  const waste: Waste[] = [];
  const rows = new Map<string, WastedRows>();
  let before = spent.cost ?? ZERO_PICO;

  for (const { cause, known, shifts } of steps(log, misses, writes)) {
    const wasted = gathering();
    let [tokens, unpriced] = [0, 0];
    for (const { row, from, to, most } of shifts) {
      // What something is known of, was judged.
      judged[row] = 1;
      let rest = most;
      for (const meter of from) {
        // What has been taken is not taken again.
        const moved = Math.min(rest, left[meter][row] ?? 0);
        if (moved <= 0) continue;
        left[meter][row] = (left[meter][row] ?? 0) - moved;
        rest -= moved;
        tokens += moved;
        wasted.add(row, moved);
        if (isSold(row, meter) && isSold(row, to)) bills.move(row, promptOf(logged, row), meter, to, moved);
        else unpriced += moved;
      }
    }
    if (tokens === 0) continue;
    const after = figuresOfBills(bills, book).cost ?? ZERO_PICO;
    const all = wasted.all();
    waste.push({ cause, known, requests: all.length, tokens, unpriced, cost: subtract(before, after) });
    rows.set(wasteKey({ cause, known }), all);
    before = after;
  }
  const unjudged = unjudgedIn(log, judged, book);
  return { spent, useful: subtract(before, unjudged.cost), unjudged, waste, rows };
}

function unjudgedIn(log: DiagnosisLog, judged: Uint8Array, book: PriceBook): MoneyLedger['unjudged'] {
  const { logged } = log;
  const rows = growing(Uint32Array);
  let requests = 0;
  for (const row of rowsOf(log)) {
    if (judged[row] === 1) continue;
    rows.push(row);
    requests += logged.requests[row] ?? 0;
  }
  return { requests, cost: figuresOfBills(loggedBills(log, book, rows.all()), book).cost ?? ZERO_PICO };
}

function* rowsOf({ logged }: DiagnosisLog): Iterable<number> {
  for (let row = 0; row < logged.count; row++) yield row;
}

export function wasteKey({ cause, known }: Reason): string {
  return `${cause} ${known}`;
}

/** Up to so many tokens of one request, from the first of these meters that has any left, billed on another. */
interface Shift {
  readonly row: number;
  readonly from: readonly (keyof Left)[];
  readonly to: PromptMeter;
  readonly most: number;
}

interface Step extends Reason {
  readonly shifts: Iterable<Shift>;
}

function* steps({ logged }: DiagnosisLog, misses: ReadonlyMap<number, Miss>, writes: Writes): Iterable<Step> {
  const missed = Map.groupBy(misses, ([, miss]) => wasteKey(miss));
  for (const cause of CAUSES)
    for (const known of KNOWN) {
      const own = missed.get(wasteKey({ cause, known })) ?? [];
      yield {
        cause,
        known,
        shifts: own.map(([row, { lost }]) => ({ row, from: BEHIND_READ, to: 'cache_read', most: lost })),
      };
    }
  yield { cause: 'unread_write', known: 'inferred', shifts: unreadShifts(writes) };
  yield { cause: 'hour_unneeded', known: 'inferred', shifts: shorterShifts(logged, writes) };
}

function* unreadShifts({ unread5m, unread1h }: Writes): Iterable<Shift> {
  for (let row = 0; row < unread5m.length; row++) {
    const [hour, brief] = [unread1h[row] ?? 0, unread5m[row] ?? 0];
    if (hour > 0) yield { row, from: ['cache_write_1h'], to: 'input', most: hour };
    if (brief > 0) yield { row, from: ['cache_write_5m'], to: 'input', most: brief };
  }
}

function* shorterShifts({ cache_write_1h }: DiagnosisLog['logged'], { briefly }: Writes): Iterable<Shift> {
  for (let row = 0; row < briefly.length; row++) {
    const most = briefly[row] === 1 ? (cache_write_1h[row] ?? 0) : 0;
    if (most > 0) yield { row, from: ['cache_write_1h'], to: 'cache_write_5m', most };
  }
}
