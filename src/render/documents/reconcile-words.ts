/** What a reconciliation found, in words. */
import type { Finding } from '../../analysis/reconcile/reconcile.ts';
import type { Evidence, Reason } from '../../analysis/reconcile/reasons.ts';
import { formatDecimal, type Fraction } from '../../core/fraction.ts';
import type { Pico } from '../../core/money.ts';
import { utcDate, type Instant } from '../../core/time.ts';
import { capital } from '../../core/words.ts';
import { formatPlural } from '../numbers.ts';

export const TITLES: Readonly<Record<Reason, string>> = {
  discount: 'discount',
  unpriced: 'no price here',
  aggregate_band: 'long prompts in buckets',
  missing_logs: 'logs missing',
  duplicate_logs: 'logged twice',
  extra_logs: 'logged, not billed',
  other_charges: 'not in usage logs',
  rounding: 'rounding',
  unexplained: 'unexplained',
};

/** Of a bill that does not tell kinds of tokens apart. */
export const TOO_COARSE = 'Unexplained: a bill by day, model and kind of token, such as the cost export, tells more.';

/** What to do about it, in one line; undefined where there is nothing to do. */
export const ADVICE: Readonly<Partial<Record<Reason, string>>> = {
  unpriced: 'No price here: add the model with --prices DIR; until then what was billed for it stands beside nothing.',
  aggregate_band:
    'Long prompts in buckets: reports do not tell how large single prompts were, so all were priced as short ones; logs of responses tell.',
  missing_logs: 'Logs missing: ingest what other machines, services and days have logged.',
  duplicate_logs:
    'Logged twice: records equal in everything, from logs without ids. Ingest one copy of them into a new ledger.',
  extra_logs: 'Logged, not billed: another organization or platform may have paid; leave it out with --where.',
  unexplained:
    'Unexplained: some kinds of tokens are off and others are not. "prices show" tells the prices in use; logs without the split of cache writes by time to live are off in just these.',
};

const EVIDENCE: Readonly<Record<Evidence, string>> = {
  in_bill: 'the bill has both prices',
  constant_ratio: 'one ratio fits',
  absent: 'on one side only',
  all_types: 'all kinds of tokens are off alike',
  within_bands: 'no more than long ones can cost',
  equal_records: 'equal records',
  '': '',
};

export function evidenceText({ reason, evidence }: Finding, ratio: Fraction | undefined): string {
  if (reason === 'discount' && ratio !== undefined) return `${EVIDENCE[evidence]}: ${percentOff(ratio)} off`;
  return EVIDENCE[evidence];
}

/** "12%" for 0.88. */
export function percentOff({ num, den }: Fraction): string {
  return `${formatDecimal({ num: (den - num) * 100n, den }, 4)}%`;
}

export function daysText(days: readonly Instant[]): string {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return '';
  if (first === last) return utcDate(first);
  return `${formatPlural(days.length, 'day')}, ${utcDate(first)} to ${utcDate(last)}`;
}

export function size(amount: bigint): Pico {
  return (amount < 0n ? -amount : amount) as Pico;
}

/** At the beginning of a sentence. A name stays as it is. */
export function opening(text: string): string {
  return /^(the|all) /.test(text) ? capital(text) : text;
}
