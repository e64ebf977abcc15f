/**
 * The windows of budgets. Calendar windows are whole days, weeks (from Monday) and months of the zone; the one that
 * holds now still runs, and its end lies ahead.
 */
import { divide, whole, type Fraction } from '../../core/fraction.ts';
import {
  bucketStart,
  MS_PER_DAY,
  parsePeriodEnd,
  wholeDaysBetween,
  type Bucket,
  type Instant,
  type Period,
} from '../../core/time.ts';

type Unit = Exclude<Bucket, 'hour'>;

export type WindowAsked =
  | { readonly kind: 'all' }
  /** `back` 0 is the one that holds now, 1 the last complete one. */
  | { readonly kind: 'calendar'; readonly unit: Unit; readonly back: 0 | 1 }
  /** That many days, of which today is the last. */
  | { readonly kind: 'days'; readonly count: number }
  /** As typed: dates and months include their last day. */
  | { readonly kind: 'between'; readonly since?: string; readonly until?: string };

export interface Window {
  readonly period: Period;
  /** The part of the period that has passed, where it has not ended yet. */
  readonly elapsed?: Period;
}

export const WINDOW_NAMES = 'all, day, week, month, last-day, last-week, last-month, or days such as 7d';

/** What parseWindow takes. */
export const WINDOW_PATTERN: RegExp = /^(all|(last-)?(day|week|month)|[1-9]\d{0,3}d)$/;

const CALENDAR = /^(last-)?(day|week|month)$/;
const DAYS = /^([1-9]\d{0,3})d$/;

/** "month", "last-week", "7d", "all"; undefined when it is none. */
export function parseWindow(text: string): WindowAsked | undefined {
  if (text === 'all') return { kind: 'all' };
  const [, last, unit] = CALENDAR.exec(text) ?? [];
  if (unit !== undefined) return { kind: 'calendar', unit: unit as Unit, back: last === undefined ? 0 : 1 };
  const [, count] = DAYS.exec(text) ?? [];
  return count === undefined ? undefined : { kind: 'days', count: Number(count) };
}

/** The window as of `now`; undefined when a time in it cannot be read or it ends before it begins. */
export function windowOf(asked: WindowAsked, now: Instant, zone: string): Window | undefined {
  const period = periodOf(asked, now, zone);
  if (period === undefined) return undefined;
  const { since, until } = period;
  if (since !== undefined && until !== undefined && since >= until) return undefined;
  const runs = since !== undefined && until !== undefined && since < now && now < until;
  return { period, ...(runs && { elapsed: { since, until: now } }) };
}

function periodOf(asked: WindowAsked, now: Instant, zone: string): Period | undefined {
  switch (asked.kind) {
    case 'all':
      return {};
    case 'calendar':
      return {
        since: bucketStart(now, asked.unit, zone, -asked.back),
        until: bucketStart(now, asked.unit, zone, 1 - asked.back),
      };
    case 'days':
      return { since: bucketStart(now, 'day', zone, 1 - asked.count), until: bucketStart(now, 'day', zone, 1) };
    case 'between':
      return between(asked, zone);
  }
}

function between({ since, until }: { since?: string; until?: string }, zone: string): Period | undefined {
  const first = since === undefined ? undefined : parsePeriodEnd(since, 'since', zone);
  const last = until === undefined ? undefined : parsePeriodEnd(until, 'until', zone);
  if ((since !== undefined && first === undefined) || (until !== undefined && last === undefined)) return undefined;
  return { ...(first !== undefined && { since: first }), ...(last !== undefined && { until: last }) };
}

/** The period of the same length that ends where this one begins; undefined where an end is open. */
export function precedingOf({ since, until }: Period, zone: string): Period | undefined {
  if (since === undefined || until === undefined) return undefined;
  const days = wholeDaysBetween(since, until, zone);
  const before = days === undefined ? since - (until - since) : bucketStart(since, 'day', zone, -days);
  return { since: before as Instant, until: since };
}

/** In days: whole calendar days are one each, however many hours they have. undefined where an end is open. */
export function daysIn({ since, until }: Period, zone: string): Fraction | undefined {
  if (since === undefined || until === undefined) return undefined;
  const days = wholeDaysBetween(since, until, zone);
  if (days !== undefined) return whole(BigInt(days));
  return divide(whole(BigInt(until - since)), whole(BigInt(MS_PER_DAY)));
}
