/** Observations in few words, for tests of verdicts. */
import type { Budget } from '../../../src/analysis/budgets/budget.ts';
import type { Measured } from '../../../src/analysis/budgets/measured.ts';
import type { MetricId } from '../../../src/analysis/budgets/metric.ts';
import type { Observed } from '../../../src/analysis/budgets/observe.ts';
import type { Window } from '../../../src/analysis/budgets/window.ts';
import { parseDecimal, type Fraction } from '../../../src/core/fraction.ts';
import type { Pico } from '../../../src/core/money.ts';
import type { Instant } from '../../../src/core/time.ts';

export const DAY = 86_400_000;
export const FIRST = Date.UTC(2026, 10, 2) as Instant;

export function dollars(amount: number): Pico {
  return (BigInt(Math.round(amount * 1e6)) * 1_000_000n) as Pico;
}

export function decimal(text: string): Fraction {
  const value = parseDecimal(text.replace('-', ''));
  if (value === undefined) throw new Error(`${text} is not a decimal`);
  return text.startsWith('-') ? { num: -value.num, den: value.den } : value;
}

/** Dollars as a limit has them: picodollars. */
export function usd(text: string): Fraction {
  const { num, den } = decimal(text);
  return { num: num * 10n ** 12n, den };
}

const ZERO = 0n as Pico;
const NOTHING: Measured = {
  requests: 0n,
  hits: 0n,
  aggregated: 0n,
  uncounted: 0n,
  prompt: 0n,
  reads: 0n,
  writes: 0n,
  tokens: 0n,
  unpricedTokens: 0n,
  cost: ZERO,
  uncachedCost: ZERO,
  writePremium: ZERO,
  priced: 'all',
  unreadWrites: 0n,
  unattributedWrites: 0n,
  records: 0n,
  refused: 0n,
};

export function measured(given: Partial<Measured> = {}): Measured {
  return { ...NOTHING, requests: 100n, tokens: 1000n, ...given };
}

/** `days` one after the other from the 2nd of November on, a Monday. */
export function observed(total: Measured, days: readonly Measured[] = []): Observed {
  return {
    measured: total,
    days: days.map((each, index) => ({ at: (FIRST + index * DAY) as Instant, measured: each })),
    spenders: [{ model: 'claude-opus-5-5', project: 'shop', measured: total }],
  };
}

export const ALL: Window = { period: {} };

export function span(fromDay: number, days: number): Window['period'] {
  return { since: (FIRST + fromDay * DAY) as Instant, until: (FIRST + (fromDay + days) * DAY) as Instant };
}

export function budget(metric: MetricId, limit: Budget['limit'], rest: Partial<Budget> = {}): Budget {
  return { name: 'b', metric, limit, window: { kind: 'all' }, where: [], forecast: 'show', minRequests: 1, ...rest };
}

export const UTC = { zone: 'UTC', allowUnpriced: false };
