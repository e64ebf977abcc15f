/**
 * The windows of budgets. Calendar windows are whole days, weeks (from Monday) and months of the zone; the one that
 * holds now still runs, and its end lies ahead.
 */
import { parseTime, spanNamed, type Clock } from '../../core/calendar.ts';
import { divide, whole, type Fraction } from '../../core/fraction.ts';
import { bucketStart, MS_PER_DAY, wholeDaysBetween, type Bucket, type Instant, type Period } from '../../core/time.ts';

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

export const WINDOW_NAMES =
  'all, today, yesterday, this- or last- with day, week, month, quarter or year, 7d, 4w, 24h, monday, 2026, 2026-11, 2026-W48 or a date';

/** All that parseWindow takes, and dates that no calendar has. */
export const WINDOW_PATTERN: RegExp =
  /^(all|today|yesterday|((this|last)-)?(day|week|month|quarter|year)|(mon|tues|wednes|thurs|fri|satur|sun)day|-?[1-9]\d{0,3}[dw]|-?[1-9]\d{0,4}h|\d{4}(-([qQ][1-4]|[wW]\d\d|\d\d(-\d\d)?))?|\d{8})$/;

const CALENDAR = /^(this-|last-)?(day|week|month)$/;
const DAYS = /^-?([1-9]\d{0,3})([dw])$/;
const SAME: Readonly<Record<string, string>> = { today: 'day', yesterday: 'last-day' };
const SOME_CLOCK: Clock = { now: Date.UTC(2026, 0, 15) as Instant, zone: 'UTC' };

/** "month", "last-week", "7d", "2026-W48", "all"; undefined when it is none. */
export function parseWindow(text: string): WindowAsked | undefined {
  if (text === 'all') return { kind: 'all' };
  const [, which, unit] = CALENDAR.exec(SAME[text] ?? text) ?? [];
  if (unit !== undefined) return { kind: 'calendar', unit: unit as Unit, back: which === 'last-' ? 1 : 0 };
  const [, count, length] = DAYS.exec(text) ?? [];
  if (count !== undefined) return { kind: 'days', count: Number(count) * (length === 'w' ? 7 : 1) };
  // Words are lower case here, which the schema says as well; weeks and quarters have their letter.
  if (!WINDOW_PATTERN.test(text)) return undefined;
  if (spanNamed(text, SOME_CLOCK) === undefined) return undefined;
  return { kind: 'between', since: text, until: text.endsWith('h') ? 'now' : text };
}

/** The window as of `now`; undefined when a time in it cannot be read or it ends before it begins. */
export function windowOf(asked: WindowAsked, clock: Clock): Window | undefined {
  const { now } = clock;
  const period = periodOf(asked, clock);
  if (period === undefined) return undefined;
  const { since, until } = period;
  if (since !== undefined && until !== undefined && since >= until) return undefined;
  const runs = since !== undefined && until !== undefined && since < now && now < until;
  return { period, ...(runs && { elapsed: { since, until: now } }) };
}

function periodOf(asked: WindowAsked, clock: Clock): Period | undefined {
  const { now, zone } = clock;
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
      return between(asked, clock);
  }
}

function between({ since, until }: { since?: string; until?: string }, clock: Clock): Period | undefined {
  const first = since === undefined ? undefined : parseTime(since, 'since', clock);
  const last = until === undefined ? undefined : parseTime(until, 'until', clock);
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
