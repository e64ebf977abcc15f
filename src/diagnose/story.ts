/** One request beside the one before it: what it could expect to read, what it read, why, and what that cost. */
import type { Figures } from '../analysis/figures.ts';
import { subtract, type Pico } from '../core/money.ts';
import type { Instant } from '../core/time.ts';
import { billedAt, type Billed } from '../simulate/bills.ts';
import type { Miss } from './cause.ts';
import type { Diagnosis } from './diagnosis.ts';
import { promptOf, untilOf } from '../requests/log.ts';
import { billAsRead, figuresOfBills, loggedBills } from './logged-bills.ts';

export interface Story {
  readonly request: StoryRequest;
  /** The one it is held against; undefined for the first of a conversation. */
  readonly before: StoryRequest | undefined;
  /** Tokens it could expect to read; 0 where nothing was there for it. */
  readonly expected: number;
  /** undefined when it read what was there. */
  readonly miss: Miss | undefined;
  /** What the miss cost above a read; null where that has no price. */
  readonly cost: Pico | null;
  /** Tokens it wrote that no later request read. */
  readonly unread: number;
}

export interface StoryRequest extends Billed {
  readonly at: Instant;
  readonly until: Instant;
  readonly place: string;
  readonly model: string;
  readonly speed: string;
  readonly prompt: number;
  readonly figures: Figures;
}

export function storyAt(diagnosis: Diagnosis, row: number): Story {
  const { expected, misses, writes } = diagnosis;
  const miss = misses.get(row);
  const before = expected.before[row] ?? -1;
  return {
    request: requestAt(diagnosis, row),
    before: before < 0 ? undefined : requestAt(diagnosis, before),
    expected: miss?.expected ?? expected.tokens[row] ?? 0,
    miss,
    cost: miss === undefined ? null : costOf(diagnosis, row, miss.lost),
    unread: (writes.unread5m[row] ?? 0) + (writes.unread1h[row] ?? 0),
  };
}

function requestAt(diagnosis: Diagnosis, row: number): StoryRequest {
  const { logged, kinds, files } = diagnosis.log;
  const kind = kinds[logged.kind[row] ?? 0];
  return {
    at: (logged.at[row] ?? 0) as Instant,
    until: untilOf(logged, row) as Instant,
    place: `${files[logged.file[row] ?? 0] ?? ''}:${logged.line[row] ?? 0}`,
    model: kind?.model ?? '',
    speed: kind?.terms.speed ?? '',
    prompt: promptOf(logged, row),
    ...billedAt(logged, row),
    figures: figuresAt(diagnosis, row, 0),
  };
}

/** As billed less as it would have been with so many tokens read; null where part of that has no price. */
function costOf(diagnosis: Diagnosis, row: number, lost: number): Pico | null {
  const [billed, read] = [figuresAt(diagnosis, row, 0), figuresAt(diagnosis, row, lost)];
  const isPriced = billed.allPriced && read.allPriced && billed.cost !== null && read.cost !== null;
  return isPriced ? subtract(billed.cost, read.cost) : null;
}

function figuresAt({ log, book }: Diagnosis, row: number, read: number): Figures {
  const { logged } = log;
  const bills = loggedBills(log, book, [row]);
  billAsRead(bills, logged, row, read);
  return figuresOfBills(bills, book);
}
