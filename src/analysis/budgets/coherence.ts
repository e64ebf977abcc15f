/** What a budget must not ask for, because no answer would mean anything. */
import { compare, type Fraction } from '../../core/fraction.ts';
import type { Budget } from './budget.ts';
import { METRICS } from './metric.ts';

/** The part of the budget that does not fit, and why. */
export interface Incoherence {
  readonly at: 'limit' | 'warn' | 'forecast' | 'where' | 'per' | 'window' | 'baseline';
  readonly message: string;
}

export function incoherenceOf(budget: Omit<Budget, 'name'>): Incoherence | undefined {
  return limitOutOfRange(budget) ?? warnBeyondLimit(budget) ?? forecastOfRatio(budget) ?? refusedHasNoTime(budget);
}

function limitOutOfRange({ metric, limit, warn }: Omit<Budget, 'name'>): Incoherence | undefined {
  const { unit } = METRICS[metric];
  if ('by' in limit) return undefined;
  if (unit === 'usd') return belowZero(metric, limit.value, warn?.value);
  const outside = (value: Fraction): boolean =>
    value.num > value.den || (metric === 'savings_rate' ? value.num < -value.den * 100n : value.num < 0n);
  if (outside(limit.value)) return { at: 'limit', message: 'a share is between 0 and 1: 80 % is 0.8, or "80%"' };
  if (warn && outside(warn.value)) return { at: 'warn', message: 'a share is between 0 and 1: 80 % is 0.8, or "80%"' };
  return undefined;
}

/** What is spent cannot be; what is saved can. */
function belowZero(metric: Budget['metric'], limit: Fraction, warn?: Fraction): Incoherence | undefined {
  if (metric === 'net_savings' || (limit.num >= 0n && (warn === undefined || warn.num >= 0n))) return undefined;
  return {
    at: limit.num < 0n ? 'limit' : 'warn',
    message: `expected 0 or more: the ${METRICS[metric].title} is never negative`,
  };
}

function warnBeyondLimit({ limit, warn }: Omit<Budget, 'name'>): Incoherence | undefined {
  if (warn === undefined) return undefined;
  if ('by' in limit) {
    if (warn.relative !== limit.by.relative)
      return { at: 'warn', message: 'expected a percentage beside a percentage, or a plain number beside one' };
    return compare(warn.value, limit.by.value) > 0
      ? { at: 'warn', message: 'warning has to start at a smaller change than the limit' }
      : undefined;
  }
  const beyond = compare(warn.value, limit.value) * (limit.kind === 'max' ? 1 : -1) > 0;
  const side = limit.kind === 'max' ? 'below the maximum' : 'above the minimum';
  return beyond ? { at: 'warn', message: `warning has to start ${side}` } : undefined;
}

function forecastOfRatio({ metric, limit, forecast }: Omit<Budget, 'name'>): Incoherence | undefined {
  if (forecast === 'show' || (METRICS[metric].kind === 'amount' && !('by' in limit))) return undefined;
  return {
    at: 'forecast',
    message: 'only amounts with a maximum or minimum have a forecast: ratios do not add up over time',
  };
}

/** Refused records carry no time, project or model; the ledger counts them by file. */
function refusedHasNoTime({ metric, limit, where, per, window }: Omit<Budget, 'name'>): Incoherence | undefined {
  if (metric !== 'refused_share') return undefined;
  const why = 'the refused share is that of all logs read: refused records have no time, project or model';
  if (where.length > 0) return { at: 'where', message: why };
  if (per !== undefined) return { at: 'per', message: why };
  if (window.kind !== 'all') return { at: 'window', message: why };
  if ('by' in limit && limit.baseline.kind !== 'file')
    return { at: 'baseline', message: `${why}; a change of it needs a saved baseline` };
  return undefined;
}
