/** Verdicts: a value between two bounds, held against a limit. */
import { compare, type Fraction } from '../../core/fraction.ts';
import type { Actual } from './metric.ts';

export type Verdict = 'pass' | 'warn' | 'fail' | 'unknown';

/** Whether more is worse, or less. */
export type Bound = 'max' | 'min';

const SEVERITY: readonly Verdict[] = ['pass', 'warn', 'unknown', 'fail'];

/** A certain failure outweighs what cannot be known, which outweighs a warning. */
export function worse(a: Verdict, b: Verdict): Verdict {
  return SEVERITY.indexOf(a) >= SEVERITY.indexOf(b) ? a : b;
}

type Holds = 'yes' | 'no' | 'unknown';

function holds({ low, high }: Actual, kind: Bound, limit: Fraction): Holds {
  const [best, worst] = kind === 'max' ? [low, high] : [high, low];
  const sign = kind === 'max' ? 1 : -1;
  if (worst !== undefined && sign * compare(worst, limit) <= 0) return 'yes';
  return best !== undefined && sign * compare(best, limit) > 0 ? 'no' : 'unknown';
}

/** Where only bounds are known, a verdict is given when every value between them leads to it. */
export function verdictOn(actual: Actual, kind: Bound, limit: Fraction, warn: Fraction | undefined): Verdict {
  const kept = holds(actual, kind, limit);
  if (kept !== 'yes') return kept === 'no' ? 'fail' : 'unknown';
  return warn !== undefined && holds(actual, kind, warn) !== 'yes' ? 'warn' : 'pass';
}
