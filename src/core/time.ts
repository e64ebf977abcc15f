/**
 * Instants, periods and calendar buckets.
 *
 * An instant is ms since the epoch, UTC. A period is half-open, [since, until). A calendar bucket is the
 * hour, day, ISO week or month an instant falls in, in the IANA zone asked for.
 */
import { Temporal } from 'temporal-polyfill';

declare const instantBrand: unique symbol;
/** Milliseconds since the epoch, UTC. */
export type Instant = number & { readonly [instantBrand]: true };

/** Half-open: `since <= at < until`. An absent end is unbounded. */
export interface Period {
  readonly since?: Instant;
  readonly until?: Instant;
}

/** Of ends of which each may be open. */
export function periodOf(since: Instant | undefined, until: Instant | undefined): Period {
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

export const BUCKETS = ['hour', 'day', 'week', 'month'] as const;
export type Bucket = (typeof BUCKETS)[number];

export const MS_PER_HOUR = 3_600_000;
export const MS_PER_DAY = 86_400_000;
/** Every zone's offset since 2020 is a multiple of this, so a slot never straddles two calendar hours. */
export const MS_PER_SLOT = 900_000;

/** Logs of this product's field start later; anything earlier is a broken clock or a unit mix-up. */
const EARLIEST = Date.UTC(2020, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

const ISO = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|z|[+-]\d\d(?::?\d\d)?)?$/;

type ParsedInstant =
  | { readonly ok: true; readonly at: Instant; readonly zoneAssumed: boolean }
  | { readonly ok: false; readonly reason: 'not_an_instant' | 'out_of_range' };

const NOT_AN_INSTANT: ParsedInstant = { ok: false, reason: 'not_an_instant' };

/**
 * An instant as logs write it: ISO 8601 with date and time, or epoch seconds or milliseconds as a number.
 * Text without an offset is read as UTC and says so. Fractions below a millisecond are cut off.
 */
export function parseInstant(value: unknown): ParsedInstant {
  if (typeof value === 'number') return Number.isFinite(value) ? fromEpoch(value) : NOT_AN_INSTANT;
  if (typeof value !== 'string') return NOT_AN_INSTANT;
  const match = ISO.exec(value);
  if (!match) return NOT_AN_INSTANT;
  const [, year, month, day, hour, minute, second = '00', fraction = '', offset] = match;
  const ms = Number(fraction.padEnd(3, '0').slice(0, 3));
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    ms,
  );
  if (!isRealDate(Number(month), Number(day), Number(hour), Number(minute), Number(second), local))
    return NOT_AN_INSTANT;
  const shift = offset === undefined ? 0 : offsetMs(offset);
  if (shift === undefined) return NOT_AN_INSTANT;
  return inRange(local - shift, offset === undefined);
}

/** Below 10^11 a number is seconds (until the year 5138), above it milliseconds (since 1973). */
function fromEpoch(value: number): ParsedInstant {
  // Seconds are binary fractions: rounded to microseconds first, the millisecond that was meant is not cut off.
  const ms = Math.abs(value) < 1e11 ? Math.round(value * 1e6) / 1000 : value;
  return inRange(Math.floor(ms), false);
}

function inRange(ms: number, zoneAssumed: boolean): ParsedInstant {
  if (ms < EARLIEST || ms >= LATEST) return { ok: false, reason: 'out_of_range' };
  return { ok: true, at: ms as Instant, zoneAssumed };
}

/** Date.UTC rolls 31 February over into March; a log that says so is wrong. */
function isRealDate(month: number, day: number, hour: number, minute: number, second: number, utc: number): boolean {
  if (hour > 23 || minute > 59 || second > 59) return false;
  const date = new Date(utc);
  return date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
}

function offsetMs(text: string): number | undefined {
  if (text === 'Z' || text === 'z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(3).replace(':', '') || '0');
  if (hours > 14 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * MS_PER_HOUR + minutes * 60_000);
}

/** ISO 8601 in UTC, with milliseconds only where there are any. */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

/** As JSON has an end of a period: null where it is open. */
export function instantOrNull(at: Instant | undefined): string | null {
  return at === undefined ? null : formatInstant(at);
}

/** The UTC calendar date, "2026-11-21". */
export function utcDate(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Midnight UTC of an ISO date; undefined when there is no such date. */
export function parseDate(text: string): Instant | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(ms) || utcDate(ms as Instant) !== text ? undefined : (ms as Instant);
}

/** The zone's canonical IANA name, or an offset ("+05:30") as it is; undefined when there is no such zone. */
export function parseZone(name: string): string | undefined {
  if (/^(utc|gmt|z|etc\/utc)$/i.test(name)) return 'UTC';
  try {
    const id = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
    return straddlesSlots(id) ? undefined : id;
  } catch {
    return undefined;
  }
}

/** An offset as a zone may be any number of minutes, but usage is summed by slots. */
function straddlesSlots(id: string): boolean {
  return /^[+-]/.test(id) && Number(id.slice(-2)) % (MS_PER_SLOT / 60_000) !== 0;
}

/** Whether its days and hours start with hours of UTC. Offsets that do not are so in January, July or both (Lord Howe). */
export function hasWholeHours(zone: string): boolean {
  return [0, 6].every((month) => {
    const at = Temporal.Instant.fromEpochMilliseconds(Date.UTC(2026, month, 1));
    return at.toZonedDateTimeISO(zone).offsetNanoseconds % (MS_PER_HOUR * 1_000_000) === 0;
  });
}

/** The first instant of a day in a zone. */
export function startOf(date: Temporal.PlainDate, zone: string): Instant {
  return date.toZonedDateTime(zone).epochMilliseconds as Instant;
}

/**
 * The label of the bucket an instant falls in: "2026-11-21T14:00+01:00" (the offset tells the two hours of an
 * autumn night apart), "2026-11-21", "2026-W47", "2026-11". Within a zone, labels sort in time order, but those of
 * hours only by the instants they stand for.
 */
export function bucketLabel(at: Instant, bucket: Bucket, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  switch (bucket) {
    case 'hour': {
      const hour = String(local.hour).padStart(2, '0');
      const offset = zone === 'UTC' ? 'Z' : local.offset;
      return `${local.toPlainDate().toString()}T${hour}:00${offset}`;
    }
    case 'day':
      return local.toPlainDate().toString();
    case 'week':
      return `${local.yearOfWeek}-W${String(local.weekOfYear).padStart(2, '0')}`;
    case 'month':
      return local.toPlainDate().toPlainYearMonth().toString();
  }
}

/** To the minute: "2026-11-21 13:00". */
export function minuteLabel(at: Instant, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime();
  return local.toString({ smallestUnit: 'minute' }).replace('T', ' ');
}

/** When the bucket starts that comes `step` buckets after the one an instant falls in (0: that one itself). */
export function bucketStart(at: Instant, bucket: Exclude<Bucket, 'hour'>, zone: string, step = 0): Instant {
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  switch (bucket) {
    case 'day':
      return startOf(date.add({ days: step }), zone);
    case 'week':
      return startOf(date.add({ days: 1 - date.dayOfWeek + 7 * step }), zone);
    case 'month':
      return startOf(date.with({ day: 1 }).add({ months: step }), zone);
  }
}

/** Calendar days from one midnight of a zone to another; undefined when either is none. */
export function wholeDaysBetween(from: Instant, to: Instant, zone: string): number | undefined {
  const date = (at: Instant): Temporal.PlainDate | undefined => {
    const day = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
    return startOf(day, zone) === at ? day : undefined;
  };
  const [first, last] = [date(from), date(to)];
  return first && last ? first.until(last, { largestUnit: 'days' }).days : undefined;
}

/** Whether an instant falls on a Saturday or Sunday. */
export function isWeekend(at: Instant, zone: string): boolean {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).dayOfWeek > 5;
}
