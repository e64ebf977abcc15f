/**
 * Times as people say them: "today", "monday", "last-week", "7d", "2026-W48", "2026-11", a date or an instant.
 *
 * Most name a span of whole days of a zone. As the beginning of a period a span stands for its first instant, as the end
 * for the one after its last.
 */
import { Temporal } from 'temporal-polyfill';
import { MS_PER_HOUR, parseInstant, startOf, type Instant, type Period } from './time.ts';

/** What words such as "today" depend on. */
export interface Clock {
  readonly now: Instant;
  /** Canonical, as parseZone gives it. */
  readonly zone: string;
}

export type PeriodEnd = 'since' | 'until';

/** For help and errors. */
export const TIME_EXAMPLES =
  'today, yesterday, monday, 7d, 4w, 24h, last-week, this-month, 2026, 2026-11, 2026-W48, 2026-11-21 or 2026-11-21T09:00Z';

/** Days of a calendar, [first, next). */
interface Days {
  readonly first: Temporal.PlainDate;
  readonly next: Temporal.PlainDate;
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/**
 * One end of a period, as typed; undefined when the text is no time. "7d" and "4w" are so many days of which today is the last: as the
 * end of a period, the instant where they begin. "24h" is that long ago. An instant without an offset is the wall clock's in the zone.
 */
export function parseTime(text: string, end: PeriodEnd, clock: Clock): Instant | undefined {
  const word = text.toLowerCase();
  if (word === 'now') return clock.now;
  const hours = hoursOf(word);
  if (hours !== undefined) return (clock.now - hours * MS_PER_HOUR) as Instant;
  const days = relativeDays(word, dateIn(clock));
  if (days === undefined) return parsePeriodEnd(text, end, clock.zone);
  return endOf(days, countOf(word) === undefined ? end : 'since', clock.zone);
}

/** The span that a text names as a whole; undefined when it names none. "24h" ends now. */
export function spanNamed(text: string, clock: Clock): Required<Period> | undefined {
  const word = text.toLowerCase();
  const hours = hoursOf(word);
  if (hours !== undefined) return { since: (clock.now - hours * MS_PER_HOUR) as Instant, until: clock.now };
  const days = relativeDays(word, dateIn(clock)) ?? absoluteDays(text);
  if (days === undefined) return undefined;
  return { since: endOf(days, 'since', clock.zone), until: endOf(days, 'until', clock.zone) };
}

/** As {@link parseTime}, of times that do not depend on now: years, quarters, months, weeks, dates and instants. */
export function parsePeriodEnd(text: string, end: PeriodEnd, zone: string): Instant | undefined {
  const days = absoluteDays(text);
  if (days !== undefined) return endOf(days, end, zone);
  const parsed = parseInstant(text);
  if (!parsed.ok) return undefined;
  if (!parsed.zoneAssumed) return parsed.at;
  return safely(
    () => Temporal.PlainDateTime.from(text.replace(' ', 'T')).toZonedDateTime(zone).epochMilliseconds as Instant,
  );
}

function endOf({ first, next }: Days, end: PeriodEnd, zone: string): Instant {
  return startOf(end === 'since' ? first : next, zone);
}

function dateIn({ now, zone }: Clock): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
}

function relativeDays(word: string, today: Temporal.PlainDate): Days | undefined {
  if (word === 'today') return daysFrom(today, { days: 1 });
  if (word === 'yesterday') return daysFrom(today.subtract({ days: 1 }), { days: 1 });
  const weekday = WEEKDAYS.indexOf(word) + 1;
  if (weekday > 0) return daysFrom(today.subtract({ days: (today.dayOfWeek - weekday + 7) % 7 }), { days: 1 });
  const count = countOf(word);
  if (count !== undefined) return daysFrom(today.subtract({ days: count - 1 }), { days: count });
  const [, which, unit] = /^(?:(this|last)-)?(day|week|month|quarter|year)$/.exec(word) ?? [];
  if (unit === undefined) return undefined;
  const length = LENGTHS[unit as Unit];
  const first = firstOf(today, unit as Unit);
  return daysFrom(which === 'last' ? first.subtract(length) : first, length);
}

type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';

const LENGTHS: Readonly<Record<Unit, Temporal.DurationLike>> = {
  day: { days: 1 },
  week: { days: 7 },
  month: { months: 1 },
  quarter: { months: 3 },
  year: { years: 1 },
};

function firstOf(date: Temporal.PlainDate, unit: Unit): Temporal.PlainDate {
  switch (unit) {
    case 'day':
      return date;
    case 'week':
      return date.subtract({ days: date.dayOfWeek - 1 });
    case 'month':
      return date.with({ day: 1 });
    case 'quarter':
      return date.with({ day: 1 }).subtract({ months: (date.month - 1) % 3 });
    case 'year':
      return date.with({ day: 1, month: 1 });
  }
}

/** Days: "7d" is 7, and "4w" 28; undefined for what is neither. */
function countOf(word: string): number | undefined {
  const [, count, unit] = /^-?([1-9]\d{0,3})([dw])$/.exec(word) ?? [];
  return count === undefined ? undefined : Number(count) * (unit === 'w' ? 7 : 1);
}

function hoursOf(word: string): number | undefined {
  const [, count] = /^-?([1-9]\d{0,4})h$/.exec(word) ?? [];
  return count === undefined ? undefined : Number(count);
}

/** Years, quarters, months, ISO weeks and dates. */
function absoluteDays(text: string): Days | undefined {
  const [, year, quarter, week, month, day] = ABSOLUTE.exec(text.replace(COMPACT_DATE, '$1-$2-$3')) ?? [];
  if (year === undefined) return undefined;
  return safely(() => {
    const at = (ofMonth: number, ofDay = 1): Temporal.PlainDate =>
      Temporal.PlainDate.from({ year: Number(year), month: ofMonth, day: ofDay }, { overflow: 'reject' });
    if (quarter !== undefined) return daysFrom(at(Number(quarter) * 3 - 2), { months: 3 });
    if (week !== undefined) return weekOf(Number(year), Number(week));
    if (day !== undefined) return daysFrom(at(Number(month), Number(day)), { days: 1 });
    return month === undefined ? daysFrom(at(1), { years: 1 }) : daysFrom(at(Number(month)), { months: 1 });
  });
}

const ABSOLUTE = /^(\d{4})(?:-(?:[qQ]([1-4])|[wW](\d\d)|(\d\d)(?:-(\d\d))?))?$/;
const COMPACT_DATE = /^(\d{4})(\d\d)(\d\d)$/;

/** ISO 8601: the first week of a year is the one with its 4 January. */
function weekOf(year: number, week: number): Days | undefined {
  const first = firstOf(Temporal.PlainDate.from({ year, month: 1, day: 4 }), 'week').add({ days: 7 * (week - 1) });
  return first.weekOfYear === week && first.yearOfWeek === year ? daysFrom(first, { days: 7 }) : undefined;
}

function daysFrom(first: Temporal.PlainDate, length: Temporal.DurationLike): Days {
  return { first, next: first.add(length) };
}

function safely<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
