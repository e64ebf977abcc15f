/** What was billed, as any bill tells it: amounts by day, model and what a token was billed as. */
import { roundHalfEven } from '../../core/fraction.ts';
import type { TokenMeter } from '../../core/meters.ts';
import { ZERO_PICO, type Pico } from '../../core/money.ts';
import type { Instant, Period } from '../../core/time.ts';

/** "other" is what no log of usage tells of: containers for code, hours of sessions. */
export type BilledType = TokenMeter | 'web_search' | 'other';

/** One row of a bill. undefined: the bill does not say. */
export interface BillRow {
  /** Midnight UTC. */
  readonly day: Instant | undefined;
  /** As the bill names it. */
  readonly model: string | undefined;
  readonly type: BilledType | undefined;
  readonly amount: Pico;
  /** Before discounts. */
  readonly list: Pico | undefined;
}

export interface Bill {
  /** For people: "invoice.csv", "pulled cost". */
  readonly name: string;
  readonly rows: readonly BillRow[];
  /** Whole UTC days that the bill speaks of; unbounded where it does not say. */
  readonly period: Period;
  /** How far a row may be from what it stands for: half of the last place that the bill writes. */
  readonly rowRounding: Pico;
  /** Rows that stood in it twice, and count once. */
  readonly repeated: number;
}

/** What amounts are written in. */
export type MoneyUnit = 'usd' | 'cents';
const PICO: Readonly<Record<MoneyUnit, bigint>> = { usd: 10n ** 12n, cents: 10n ** 10n };

export interface Amount {
  readonly pico: Pico;
  /** Decimals as written. */
  readonly places: number;
}

const AMOUNT = /^(-?)(\d{1,15})(?:\.(\d{1,30}))?$/;

/** An amount as a bill writes it, exactly; undefined when it is none. A float is taken by its digits. */
export function parseAmount(value: unknown, unit: MoneyUnit): Amount | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  const match = typeof text === 'string' ? AMOUNT.exec(text.trim()) : null;
  if (match === null) return undefined;
  const [, sign = '', whole = '', part = ''] = match;
  const size = roundHalfEven(BigInt(whole + part) * PICO[unit], 10n ** BigInt(part.length));
  return { pico: (sign === '' ? size : -size) as Pico, places: part.length };
}

/** Half of the last of so many decimals. */
export function halfOfLast(places: number, unit: MoneyUnit): Pico {
  return (PICO[unit] / (2n * 10n ** BigInt(places))) as Pico;
}

export function sumOf(amounts: Iterable<Pico>): Pico {
  let sum: bigint = ZERO_PICO;
  for (const amount of amounts) sum += amount;
  return sum as Pico;
}
