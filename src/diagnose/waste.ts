/**
 * The ledger of money: what was spent, split into what each kind of waste cost and the rest. One kind after the other, the
 * tokens it wasted are billed as they would have been without it; what that takes off the bill is its cost. So the parts
 * add up to the whole exactly, whatever is rounded.
 */
import { account, type Figures } from '../analysis/figures.ts';
import { quoter } from '../analysis/quoter.ts';
import { subtract, ZERO_PICO, type Pico } from '../core/money.ts';
import type { PriceBook } from '../prices/book.ts';
import { sums, type PromptMeter, type Sums } from '../simulate/bills.ts';
import { CAUSES, KNOWN, type Cause, type Known, type Miss } from './cause.ts';
import { promptOf, type DiagnosisLog } from './log.ts';
import type { Writes } from './writes.ts';

export interface Waste {
  readonly cause: Cause;
  readonly known: Known;
  readonly requests: number;
  readonly tokens: number;
  /** Of what has a price. */
  readonly cost: Pico;
}

export interface MoneyLedger {
  /** As billed. */
  readonly spent: Figures;
  /** Spent less all waste. */
  readonly useful: Pico;
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

/** `valueOf`, where given, says which usage is looked at: the rest is left out. */
export function moneyLedger(
  log: DiagnosisLog,
  misses: ReadonlyMap<number, Miss>,
  writes: Writes,
  book: PriceBook,
): MoneyLedger {
  const bills = billsOf(log, book);
  const quotes = quoter(book);
  const price = (): Figures => {
    const own = account(quotes);
    for (const group of bills.groups()) own.add(group);
    return own.figures();
  };
  const left = new Map<number, Left>();
  const spent = price();
  const waste: Waste[] = [];
  const rows = new Map<string, WastedRow[]>();
  let before = spent.cost ?? ZERO_PICO;
  for (const step of steps(log, misses, writes)) {
    const wasted: WastedRow[] = [];
    let tokens = 0;
    for (const [row, move] of step.moves) {
      const moved = move(bills, leftOf(log, left, row));
      if (moved === 0) continue;
      wasted.push({ row, tokens: moved });
      tokens += moved;
    }
    if (wasted.length === 0) continue;
    const after = price().cost ?? ZERO_PICO;
    waste.push({
      cause: step.cause,
      known: step.known,
      requests: wasted.length,
      tokens,
      cost: subtract(before, after),
    });
    rows.set(wasteKey(step), wasted);
    before = after;
  }
  return { spent, useful: before, waste, rows };
}

export function wasteKey({ cause, known }: Pick<Waste, 'cause' | 'known'>): string {
  return `${cause} ${known}`;
}

/** Bills tokens of one request otherwise, and returns how many. */
type Move = (bills: Sums, left: Left) => number;

interface Step {
  readonly cause: Cause;
  readonly known: Known;
  readonly moves: Iterable<readonly [row: number, move: Move]>;
}

function* steps(log: DiagnosisLog, misses: ReadonlyMap<number, Miss>, writes: Writes): Iterable<Step> {
  for (const cause of CAUSES)
    for (const known of KNOWN) {
      const own = [...misses].filter(([, miss]) => miss.cause === cause && miss.known === known && miss.lost > 0);
      yield { cause, known, moves: own.map(([row, { lost }]) => [row, lostMove(log, row, lost)] as const) };
    }
  const all = Array.from({ length: log.logged.count }, (_, row) => row);
  const unread = all.filter((row) => (writes.unread5m[row] ?? 0) + (writes.unread1h[row] ?? 0) > 0);
  yield { cause: 'unread_write', known: 'inferred', moves: unread.map((row) => [row, unreadMove(log, row, writes)]) };
  const brief = all.filter((row) => writes.briefly[row] === 1 && (log.logged.write1h[row] ?? 0) > 0);
  yield { cause: 'hour_unneeded', known: 'inferred', moves: brief.map((row) => [row, briefMove(log, row)]) };
}

/** What was lost stands right behind what was read: there it was written for an hour first, then for five minutes. */
function lostMove(log: DiagnosisLog, row: number, lost: number): Move {
  return (bills, left) => {
    let rest = lost;
    for (const meter of ['write1h', 'write5m', 'input'] as const)
      rest -= taken(bills, left, log, row, meter, 'read', rest);
    return lost - rest;
  };
}

function unreadMove(log: DiagnosisLog, row: number, { unread5m, unread1h }: Writes): Move {
  return (bills, left) =>
    taken(bills, left, log, row, 'write1h', 'input', unread1h[row] ?? 0) +
    taken(bills, left, log, row, 'write5m', 'input', unread5m[row] ?? 0);
}

function briefMove(log: DiagnosisLog, row: number): Move {
  return (bills, left) => taken(bills, left, log, row, 'write1h', 'write5m', left.write1h);
}

/** Moves so many tokens as there are left; what has been moved is not moved again. */
function taken(
  bills: Sums,
  left: Left,
  { logged }: DiagnosisLog,
  row: number,
  from: keyof Left,
  to: PromptMeter,
  most: number,
): number {
  const tokens = Math.min(most, left[from]);
  if (tokens <= 0) return 0;
  bills.move(row, promptOf(logged, row), from, to, tokens);
  left[from] -= tokens;
  return tokens;
}

function leftOf({ logged }: DiagnosisLog, all: Map<number, Left>, row: number): Left {
  const known = all.get(row);
  if (known !== undefined) return known;
  const left = { input: logged.input[row] ?? 0, write5m: logged.write5m[row] ?? 0, write1h: logged.write1h[row] ?? 0 };
  all.set(row, left);
  return left;
}

function billsOf({ logged, kinds }: DiagnosisLog, book: PriceBook): Sums {
  const bills = sums({ requests: logged, kinds }, book.thresholds);
  for (let row = 0; row < logged.count; row++)
    bills.add(
      row,
      logged.input[row] ?? 0,
      logged.write5m[row] ?? 0,
      logged.write1h[row] ?? 0,
      logged.read[row] ?? 0,
      logged.output[row] ?? 0,
    );
  return bills;
}
