import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bucketLabel,
  BUCKETS,
  formatInstant,
  MS_PER_DAY,
  MS_PER_HOUR,
  MS_PER_SLOT,
  parseDate,
  parseInstant,
  parseZone,
  utcDate,
  type Instant,
} from '../../src/core/time.ts';
import { parsePeriodEnd } from '../../src/core/calendar.ts';
import { ODD_ZONES } from './zones.ts';

/** The instant that the platform's own parser, strict about ISO 8601 with an offset, makes of it. */
function at(iso: string): Instant {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) throw new Error(`Not an instant: ${iso}`);
  return ms as Instant;
}

describe('an instant', () => {
  it.each([
    ['2026-11-21T12:34:56Z', '2026-11-21T12:34:56Z'],
    ['2026-11-21t12:34:56z', '2026-11-21T12:34:56Z'],
    ['2026-11-21 12:34:56Z', '2026-11-21T12:34:56Z'],
    ['2026-11-21T12:34Z', '2026-11-21T12:34:00Z'],
    ['2026-11-21T12:34:56.7Z', '2026-11-21T12:34:56.700Z'],
    ['2026-11-21T12:34:56,789Z', '2026-11-21T12:34:56.789Z'],
    ['2026-11-21T12:34:56.123999999Z', '2026-11-21T12:34:56.123Z'],
    ['2026-11-21T12:34:56+01:00', '2026-11-21T11:34:56Z'],
    ['2026-11-21T12:34:56 -0530', '2026-11-21T18:04:56Z'],
    ['2026-11-21T12:34:56+02', '2026-11-21T10:34:56Z'],
    ['2026-11-21T00:30:00+14:00', '2026-11-20T10:30:00Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z'],
    ['2099-12-31T23:59:59.999Z', '2099-12-31T23:59:59.999Z'],
  ])('%s is %s', (text, expected) => {
    expect(parseInstant(text)).toEqual({ ok: true, at: at(expected), zoneAssumed: false });
  });

  it.each(['2026-11-21T12:34:56', '2026-11-21 12:34:56.5', '2026-11-21T12:34'])('%s is taken as UTC', (text) => {
    expect(parseInstant(text)).toEqual({ ok: true, at: at(`${text.replace(' ', 'T')}Z`), zoneAssumed: true });
  });

  it.each([
    [1_795_264_496, '2026-11-21T12:34:56Z'],
    [1_795_264_496.789, '2026-11-21T12:34:56.789Z'],
    [1_795_264_496_789, '2026-11-21T12:34:56.789Z'],
    [1_795_264_496_789.9, '2026-11-21T12:34:56.789Z'],
    [1_577_836_800, '2020-01-01T00:00:00Z'],
  ])('%d since the epoch is %s', (epoch, expected) => {
    expect(parseInstant(epoch)).toEqual({ ok: true, at: at(expected), zoneAssumed: false });
  });

  it.each([
    ...['', 'yesterday', '2026-11-21', '2026-11', '12:34', '1795264496', '2026-11-21T12:34:56Zulu'],
    ...['2026-1-2T03:04:05Z', '+2026-11-21T12:34:56Z', '2026-11-21T12:34:56.Z', '2026-11-21T12:34:56.1234567890Z'],
    ...['2026-02-29T00:00:00Z', '2026-02-31T00:00:00Z', '2026-04-31T00:00:00Z', '2100-02-29T00:00:00Z'],
    ...['2026-13-01T00:00:00Z', '2026-00-01T00:00:00Z', '2026-01-00T00:00:00Z', '2026-01-32T00:00:00Z'],
    ...['2026-01-01T24:00:00Z', '2026-01-01T00:60:00Z', '2026-12-31T23:59:60Z', '2026-11-21T12:34:60Z'],
    ...['2026-01-01T00:00:00+15:00', '2026-01-01T00:00:00+01:60', '2026-01-01T00:00:00+1'],
    ...[undefined, null, true, Number.NaN, Number.POSITIVE_INFINITY, 1_795_264_496n, [], {}, new Date(0)],
  ])('%s is none', (value) => {
    expect(parseInstant(value)).toEqual({ ok: false, reason: 'not_an_instant' });
  });

  it.each([
    ...['2019-12-31T23:59:59.999Z', '2100-01-01T00:00:00Z', '2020-01-01T00:00:00+00:01', '0001-01-01T00:00:00Z'],
    ...[0, -1, 1_577_836_799, 4_102_444_800, 4_102_444_800_000, 1_795_264_496_789_000, 1e300],
  ])('%s is out of range', (value) => {
    expect(parseInstant(value)).toEqual({ ok: false, reason: 'out_of_range' });
  });

  const instants = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2099-12-31T23:59:59.999Z') });

  it('survives being written and read', () => {
    fc.assert(
      fc.property(instants, (ms) => {
        const written = formatInstant(ms as Instant);
        expect(parseInstant(written)).toEqual({ ok: true, at: ms, zoneAssumed: false });
        expect(written.endsWith('.000Z')).toBe(false);
        expect(parseInstant(ms)).toEqual({ ok: true, at: ms, zoneAssumed: false });
        // Seconds with a fraction, as a program that divides by 1000 writes them.
        expect(parseInstant(ms / 1000)).toEqual({ ok: true, at: ms, zoneAssumed: false });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a date', () => {
  it.each(['2026-11-21', '2024-02-29', '0001-01-01', '9999-12-31'])('%s begins at midnight UTC', (text) => {
    expect(parseDate(text)).toBe(at(`${text}T00:00:00Z`));
    expect(utcDate(parseDate(text)!)).toBe(text);
  });

  it.each(['', '2026-02-29', '2026-13-01', '2026-11-31', '2026-1-1', '2026-11', '2026-11-21T00:00:00Z', '20261121'])(
    '"%s" is none',
    (text) => {
      expect(parseDate(text)).toBeUndefined();
    },
  );
});

describe('a zone', () => {
  it.each([
    ['UTC', 'UTC'],
    ['utc', 'UTC'],
    ['GMT', 'UTC'],
    ['Z', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['europe/berlin', 'Europe/Berlin'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['+05:30', '+05:30'],
    ['-0945', '-09:45'],
  ])('%s is %s', (name, id) => {
    expect(parseZone(name)).toBe(id);
  });

  it.each(['', 'Berlin', 'Europe/Nowhere', 'UTC+1', '+25:00', 'local'])('"%s" is none', (name) => {
    expect(parseZone(name)).toBeUndefined();
  });

  it.each(['+00:01', '-05:37', '+05:50'])('%s would cut through the slots that usage is summed by', (name) => {
    expect(parseZone(name)).toBeUndefined();
  });
});

describe('the bucket an instant falls in', () => {
  const cases: readonly [zone: string, instant: string, hour: string, day: string, week: string, month: string][] = [
    ['UTC', '2026-11-21T13:59:59.999Z', '2026-11-21T13:00Z', '2026-11-21', '2026-W47', '2026-11'],
    ['UTC', '2026-11-21T00:00:00Z', '2026-11-21T00:00Z', '2026-11-21', '2026-W47', '2026-11'],
    ['Europe/Berlin', '2026-11-30T23:30:00Z', '2026-12-01T00:00+01:00', '2026-12-01', '2026-W49', '2026-12'],
    ['Asia/Kolkata', '2026-11-21T18:29:59Z', '2026-11-21T23:00+05:30', '2026-11-21', '2026-W47', '2026-11'],
    ['Asia/Kolkata', '2026-11-21T18:30:00Z', '2026-11-22T00:00+05:30', '2026-11-22', '2026-W47', '2026-11'],
    ['America/New_York', '2026-11-01T03:59:59Z', '2026-10-31T23:00-04:00', '2026-10-31', '2026-W44', '2026-10'],
    // ISO weeks over the new year: the year of a week is that of its Thursday.
    ['UTC', '2021-01-03T23:00:00Z', '2021-01-03T23:00Z', '2021-01-03', '2020-W53', '2021-01'],
    ['UTC', '2021-01-04T00:00:00Z', '2021-01-04T00:00Z', '2021-01-04', '2021-W01', '2021-01'],
    ['UTC', '2024-12-30T00:00:00Z', '2024-12-30T00:00Z', '2024-12-30', '2025-W01', '2024-12'],
    ['UTC', '2026-12-31T12:00:00Z', '2026-12-31T12:00Z', '2026-12-31', '2026-W53', '2026-12'],
    ['UTC', '2027-01-03T12:00:00Z', '2027-01-03T12:00Z', '2027-01-03', '2026-W53', '2027-01'],
    ['UTC', '2028-01-01T12:00:00Z', '2028-01-01T12:00Z', '2028-01-01', '2027-W52', '2028-01'],
    ['Asia/Tokyo', '2021-01-03T15:00:00Z', '2021-01-04T00:00+09:00', '2021-01-04', '2021-W01', '2021-01'],
    // The two hours of an autumn night, and the half hour of Lord Howe.
    ['Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-25T02:00+02:00', '2026-10-25', '2026-W43', '2026-10'],
    ['Europe/Berlin', '2026-10-25T01:30:00Z', '2026-10-25T02:00+01:00', '2026-10-25', '2026-W43', '2026-10'],
    ['Australia/Lord_Howe', '2026-04-04T14:45:00Z', '2026-04-05T01:00+11:00', '2026-04-05', '2026-W14', '2026-04'],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z', '2026-04-05T01:00+10:30', '2026-04-05', '2026-W14', '2026-04'],
  ];

  it.each(cases)('in %s, %s', (zone, instant, ...labels) => {
    expect(['hour', 'day', 'week', 'month']).toEqual(BUCKETS);
    expect(BUCKETS.map((bucket) => bucketLabel(at(instant), bucket, zone))).toEqual(labels);
  });

  it.each([
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-03-30', 24],
    ['Europe/Berlin', '2026-10-25', 25],
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Asia/Kolkata', '2026-10-25', 24],
    ['Antarctica/Troll', '2026-03-29', 22],
    ['Africa/Cairo', '2026-04-24', 23],
  ])('in %s, %s has %d hours, each with a label of its own', (zone, date, hours) => {
    const [since, until] = [parsePeriodEnd(date, 'since', zone)!, parsePeriodEnd(date, 'until', zone)!];
    expect((until - since) / MS_PER_HOUR).toBe(hours);
    const labels = new Set<string>();
    for (let instant = since; instant < until; instant = (instant + MS_PER_SLOT) as Instant)
      labels.add(bucketLabel(instant, 'hour', zone));
    expect(labels.size).toBe(hours);
  });
});

describe('in every zone', () => {
  const zones = fc.constantFrom(...ODD_ZONES);
  const instants = fc
    .integer({ min: at('2020-01-01T00:00:00Z'), max: at('2099-12-30T00:00:00Z') })
    .map((ms) => ms as Instant);

  it('days tile time: the label changes exactly where parsePeriodEnd says that a day ends', () => {
    fc.assert(
      fc.property(zones, instants, (zone, instant) => {
        const label = (when: number): string => bucketLabel(when as Instant, 'day', zone);
        const day = label(instant);
        const since = parsePeriodEnd(day, 'since', zone)!;
        const until = parsePeriodEnd(day, 'until', zone)!;
        expect(since <= instant && instant < until).toBe(true);
        expect([label(since), label(until - 1)]).toEqual([day, day]);
        expect(label(since - 1) < day && day < label(until)).toBe(true);
        expect(parsePeriodEnd(label(until), 'since', zone)).toBe(until);
      }),
      { numRuns: 400 },
    );
  });

  it('a day lies in one week and in one month, and months tile time too', () => {
    fc.assert(
      fc.property(zones, instants, (zone, instant) => {
        const month = bucketLabel(instant, 'month', zone);
        expect(bucketLabel(instant, 'day', zone).slice(0, 7)).toBe(month);
        const until = parsePeriodEnd(month, 'until', zone)!;
        expect(parsePeriodEnd(month, 'since', zone)! <= instant && instant < until).toBe(true);
        expect(parsePeriodEnd(bucketLabel(until, 'month', zone), 'since', zone)).toBe(until);
        const day = bucketLabel(instant, 'day', zone);
        const week = bucketLabel(instant, 'week', zone);
        expect(bucketLabel(parsePeriodEnd(day, 'since', zone)!, 'week', zone)).toBe(week);
        expect(week).toBe(isoWeek(day));
      }),
      { numRuns: 300 },
    );
  });

  it('every instant of a slot has the labels of its start', () => {
    fc.assert(
      fc.property(zones, instants, fc.integer({ min: 1, max: MS_PER_SLOT - 1 }), (zone, instant, into) => {
        const slot = (Math.floor(instant / MS_PER_SLOT) * MS_PER_SLOT) as Instant;
        for (const bucket of BUCKETS)
          expect(bucketLabel((slot + into) as Instant, bucket, zone)).toBe(bucketLabel(slot, bucket, zone));
      }),
      { numRuns: 400 },
    );
  });

  it('the label of an hour names the instant it began, or a half or a quarter past', () => {
    fc.assert(
      fc.property(zones, instants, (zone, instant) => {
        const began = at(bucketLabel(instant, 'hour', zone));
        expect(began <= instant && instant < began + MS_PER_HOUR).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  /** ISO 8601 by its definition: the week of a day is that of its Thursday, counted from 1 January. */
  function isoWeek(day: string): string {
    const midnight = at(`${day}T00:00:00Z`);
    const weekday = (new Date(midnight).getUTCDay() + 6) % 7;
    const thursday = new Date(midnight + (3 - weekday) * MS_PER_DAY);
    const year = thursday.getUTCFullYear();
    const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / MS_PER_DAY / 7) + 1;
    return `${year}-W${String(week).padStart(2, '0')}`;
  }
});
