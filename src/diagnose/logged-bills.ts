/** Some requests as they were billed, so that tokens can be billed otherwise and the difference priced. */
import { account, type Figures } from '../analysis/figures.ts';
import { quoter } from '../analysis/quoter.ts';
import { ZERO_PICO, type Pico } from '../core/money.ts';
import type { PriceBook } from '../prices/book.ts';
import { sums, type Sums } from '../simulate/bills.ts';
import type { UsageGroup } from '../store/ledger.ts';
import type { DiagnosisLog } from './log.ts';

export function loggedBills({ logged, kinds }: DiagnosisLog, book: PriceBook, rows: Iterable<number>): Sums {
  const bills = sums({ requests: logged, kinds }, book.thresholds);
  for (const row of rows)
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

export function figuresOf(bills: Sums, book: PriceBook): Figures {
  return figuresOfGroups(bills.groups(), book);
}

/** Of what has a price. */
export function costOfGroups(groups: Iterable<UsageGroup>, book: PriceBook): Pico {
  return figuresOfGroups(groups, book).cost ?? ZERO_PICO;
}

function figuresOfGroups(groups: Iterable<UsageGroup>, book: PriceBook): Figures {
  const own = account(quoter(book));
  for (const group of groups) own.add(group);
  return own.figures();
}
