/**
 * Rows of an export before they are a bill: each with what tells it from all others, so that a row which stands in two
 * exports counts once.
 */
import { MS_PER_DAY, type Instant } from '../../core/time.ts';
import type { Pico } from '../../core/money.ts';
import { halfOfLast, type Amount, type Bill, type BillRow, type MoneyUnit } from './bill.ts';

export interface BillLine extends Omit<BillRow, 'amount' | 'list'> {
  /** Every dimension of it, but not its amounts. */
  readonly key: string;
  readonly amount: Amount;
  readonly list: Amount | undefined;
}

/** One export: a file, a page, or what follows a header that stands in the middle of a file. */
export interface BillExport {
  readonly lines: readonly BillLine[];
  /** No two of its lines have one key: the dimensions tell everything apart. */
  readonly distinct: boolean;
}

/** Whole cents, and for a bill in cents no decimals at all, are what a bill means when it writes fewer. */
const LEAST_PLACES: Readonly<Record<MoneyUnit, number>> = { usd: 2, cents: 0 };

/**
 * Where several exports have a line, those of one of them count: the ones that come to more, since a later export of a day
 * that was still going on has more of it. Within an export, a line that stands twice as it is counts once where its
 * dimensions tell everything apart; else two keys of one name may well have spent the same.
 */
export function billOf(name: string, exports: readonly BillExport[], unit: MoneyUnit): Bill {
  const chosen = new Map<string, BillLine[]>();
  let read = 0;
  for (const { lines, distinct } of exports) {
    read += lines.length;
    for (const [key, own] of Map.groupBy(distinct ? withoutCopies(lines) : lines, ({ key }) => key)) {
      const before = chosen.get(key);
      if (before === undefined || total(own) > total(before)) chosen.set(key, own);
    }
  }
  const lines = [...chosen.values()].flat();
  const places = Math.max(
    LEAST_PLACES[unit],
    ...lines.flatMap(({ amount, list }) => [amount.places, list?.places ?? 0]),
  );
  return {
    name,
    rows: lines.map(({ day, model, type, amount, list }) => ({
      day,
      model,
      type,
      amount: amount.pico,
      list: list?.pico,
    })),
    period: periodOf(lines),
    rowRounding: halfOfLast(places, unit),
    repeated: read - lines.length,
  };
}

function withoutCopies(lines: readonly BillLine[]): BillLine[] {
  const seen = new Set<string>();
  return lines.filter(({ key, amount }) => {
    const text = `${key}\n${amount.pico}`;
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

function total(lines: readonly BillLine[]): Pico {
  return lines.reduce((sum, { amount }) => sum + amount.pico, 0n) as Pico;
}

/** From the first day through the last; unbounded where a line has no day. */
function periodOf(lines: readonly BillLine[]): Bill['period'] {
  let [since, until] = [Infinity, -Infinity];
  for (const { day } of lines) {
    if (day === undefined) return {};
    since = Math.min(since, day);
    until = Math.max(until, day + MS_PER_DAY);
  }
  return lines.length === 0 ? {} : { since: since as Instant, until: until as Instant };
}
