/**
 * Requests that begin like an earlier one, none of which had cached that much: no misses, for nothing was there to be read,
 * but money all the same.
 */
import { subtract, type Pico } from '../core/money.ts';
import type { PriceBook } from '../prices/book.ts';
import type { PromptWorld } from '../simulate/prompt-world.ts';
import type { Miss, Uncached, UncachedRows } from './cause.ts';
import type { Expected } from './expected.ts';
import { addGrown } from './grown.ts';
import { cachedBy, promptOf } from '../requests/log.ts';
import type { DiagnosisLog } from './log.ts';
import { billAsRead, costOfGroups, loggedBills } from './logged-bills.ts';
import { addShared } from './shared.ts';
import { wastedRows, type Wasted } from './wasted-rows.ts';

/** What the requests show where their prompts are known; of the others a conversation whose prompts only grow. */
export function uncachedIn(
  log: DiagnosisLog,
  expected: Expected,
  misses: ReadonlyMap<number, Miss>,
  world: PromptWorld | undefined,
  book: PriceBook,
): UncachedRows {
  const found: UncachedRows = new Map();
  const known = new Set<number>();
  if (world !== undefined) addShared(log, world, found, known);
  addGrown(log, expected, book, known, found);
  for (const [row, { cause, lost }] of misses) {
    const own = found.get(row) ?? { needed: 0, isContinued: true };
    const isHere = cause === 'too_short' || cause === 'no_breakpoint' || cause === 'not_written';
    // What an earlier request had cached counts here as in the ledger of waste, and of other causes not at all.
    if (isHere && lost > 0) found.set(row, { ...own, cause, shared: lost });
    else if ('cause' in own) found.set(row, { ...own, shared: 0 });
  }
  return found;
}

/** What these requests were billed more than if they had read what they share, and if they had also written what others need. */
export function priceUncached(
  { log, book }: { readonly log: DiagnosisLog; readonly book: PriceBook },
  rows: readonly (readonly [row: number, uncached: Uncached])[],
): Wasted & { readonly saving: Pico } {
  const { logged } = log;
  const bills = loggedBills(
    log,
    book,
    rows.map(([row]) => row),
  );
  const billed = costOfGroups(bills.groups(), book);
  for (const [row, { shared }] of rows) billAsRead(bills, logged, row, shared);
  const read = costOfGroups(bills.groups(), book);
  for (const [row, { shared, needed }] of rows) {
    const missing = shared + needed - Math.max(shared, cachedBy(logged, row));
    if (missing > 0) bills.move(row, promptOf(logged, row), 'input', 'cache_write_5m', missing);
  }
  const wasted = rows.flatMap(([row, { shared }]) => (shared > 0 ? [{ row, tokens: shared }] : []));
  return {
    cost: subtract(billed, read),
    tokens: wasted.reduce((sum, { tokens }) => sum + tokens, 0),
    rows: wastedRows(wasted),
    saving: subtract(billed, costOfGroups(bills.groups(), book)),
  };
}
