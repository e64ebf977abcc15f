/** Limits as people type them: exact, because a verdict hangs on the last digit. */
import { multiply, parseDecimal, type Fraction } from '../../core/fraction.ts';
import type { Change } from './budget.ts';
import type { Metric } from './metric.ts';

const PERCENT: Fraction = { num: 1n, den: 100n };
const PICO_PER_USD: Fraction = { num: 1_000_000_000_000n, den: 1n };

/** "50" or "-12.5" USD as picodollars, "0.8" or "80%" as a share; undefined when it is neither. */
export function parseLevel(text: string, unit: Metric['unit']): Fraction | undefined {
  const [, sign = '', digits = '', percent] = /^(-?)([\d.]+)(\s?%)?$/.exec(text) ?? [];
  if (percent !== undefined && unit === 'usd') return undefined;
  const size = parseDecimal(digits);
  if (size === undefined) return undefined;
  const scaled = multiply(size, percent !== undefined ? PERCENT : unit === 'usd' ? PICO_PER_USD : { num: 1n, den: 1n });
  return sign === '' ? scaled : { num: -scaled.num, den: scaled.den };
}

/** A change that a limit allows: "20%" of the baseline, or "5" USD, "0.05" of a share; never negative. */
export function parseChange(text: string, unit: Metric['unit']): Change | undefined {
  const relative = text.endsWith('%');
  const value = parseLevel(text, relative ? 'share' : unit);
  return value === undefined || value.num < 0n ? undefined : { value, relative };
}
