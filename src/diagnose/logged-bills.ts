/** Some requests as they were billed, so that tokens can be billed otherwise and the difference priced. */
import { figuresOf, type Figures } from '../analysis/figures.ts';
import { quoter } from '../analysis/quoter.ts';
import { ZERO_PICO, type Pico } from '../core/money.ts';
import type { PriceBook } from '../prices/book.ts';
import { promptOf, type Logged } from '../requests/log.ts';
import { addLogged, sums, type Sums } from '../simulate/bills.ts';
import type { UsageGroup } from '../store/ledger.ts';
import type { DiagnosisLog } from './log.ts';

export function loggedBills({ logged, kinds }: DiagnosisLog, book: PriceBook, rows: Iterable<number>): Sums {
  const bills = sums({ requests: logged, kinds }, book.thresholds);
  for (const row of rows) addLogged(bills, logged, row);
  return bills;
}

export function figuresOfBills(bills: Sums, book: PriceBook): Figures {
  return figuresOf(bills.groups(), quoter(book));
}

/** Of what has a price. */
export function costOfGroups(groups: Iterable<UsageGroup>, book: PriceBook): Pico {
  return figuresOf(groups, quoter(book)).cost ?? ZERO_PICO;
}

/** Tokens that were lost stand right behind what was read: there it was written for an hour first, then for five minutes. */
export const BEHIND_READ = ['cache_write_1h', 'cache_write_5m', 'input'] as const;

/** Bills as read what of a request that was added stands behind its read. */
export function billAsRead(bills: Sums, logged: Logged, row: number, tokens: number): void {
  let rest = tokens;
  for (const meter of BEHIND_READ) {
    const moved = Math.min(rest, logged[meter][row] ?? 0);
    bills.move(row, promptOf(logged, row), meter, 'cache_read', moved);
    rest -= moved;
  }
}
