/** All that is known of why money went where it went: what every finding is made from. */
import { ZERO_PICO, add, type Pico } from '../core/money.ts';
import type { PriceBook } from '../prices/book.ts';
import { unreadTokens } from '../requests/written.ts';
import type { PromptWorld } from '../simulate/prompt-world.ts';
import type { Cause, Miss, Uncached } from './cause.ts';
import { expectedOf, type Expected } from './expected.ts';
import type { DiagnosisLog } from './log.ts';
import { missesIn } from './misses.ts';
import { observedIn, type Observed } from './observed.ts';
import { moneyLedger, wasteKey, type MoneyLedger } from './waste.ts';
import { joined, type WastedRows } from './wasted-rows.ts';
import { uncachedIn } from './uncached.ts';
import { writesOf, type Writes } from './writes.ts';

export interface Diagnosis {
  readonly log: DiagnosisLog;
  readonly expected: Expected;
  /** By row. */
  readonly misses: ReadonlyMap<number, Miss>;
  readonly writes: Writes;
  /** Written and never read, whatever the reason: of these, `writes` has what no miss is charged for. */
  readonly unreadWriteTokens: number;
  /** Requests that could have read, had an earlier one been cached; by row. */
  readonly uncached: ReadonlyMap<number, Uncached>;
  readonly money: MoneyLedger;
  readonly book: PriceBook;
  /** Requests whose prompts are known; undefined when there are none. */
  readonly world: PromptWorld | undefined;
  /** What a scenario of `whatif` would save of all that was spent, by its name; null where that cannot be said. */
  readonly savingOf: (scenario: string) => Pico | null;
}

export function diagnose(
  log: DiagnosisLog,
  world: PromptWorld | undefined,
  book: PriceBook,
  savingOf: Diagnosis['savingOf'],
): Diagnosis {
  const expected = expectedOf(log);
  const observed = world === undefined ? new Map<string, Observed>() : observedIn(world);
  for (const id of observed.keys()) {
    const row = log.rowsById.get(id);
    if (row !== undefined) log.logged.judged[row] = 1;
  }
  const misses = missesIn(log, expected, observed, book);
  const writes = writesOf(log, misses);
  const unreadWriteTokens = unreadTokens(log);
  const uncached = uncachedIn(log, expected, misses, world, book);
  const money = moneyLedger(log, misses, writes, book);
  return { log, expected, misses, writes, unreadWriteTokens, uncached, money, book, world, savingOf };
}

/** What some causes wasted together. */
export interface Wasted {
  readonly cost: Pico;
  readonly tokens: number;
  readonly rows: WastedRows;
}

export function wastedBy({ money }: Diagnosis, causes: readonly Cause[]): Wasted {
  const own = money.waste.filter(({ cause }) => causes.includes(cause));
  return {
    cost: own.reduce((sum, { cost }) => add(sum, cost), ZERO_PICO),
    tokens: own.reduce((sum, { tokens }) => sum + tokens, 0),
    rows: joined(own.flatMap((waste) => money.rows.get(wasteKey(waste)) ?? [])),
  };
}
