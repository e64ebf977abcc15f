/** Times that users type without an offset are their wall clock's. */
import { describe, expect, it } from 'vitest';
import { parsePeriodEnd } from '../../src/core/calendar.ts';
import type { Instant } from '../../src/core/time.ts';

function at(iso: string): Instant {
  return Date.parse(iso) as Instant;
}

describe('the end of a period', () => {
  const cases: readonly [zone: string, text: string, since: string, until: string][] = [
    // A date is the whole day, a month the whole month.
    ['UTC', '2026-11-21', '2026-11-21T00:00:00Z', '2026-11-22T00:00:00Z'],
    ['UTC', '2026-11', '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z'],
    ['UTC', '2026-12', '2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['UTC', '2026-12-31', '2026-12-31T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['UTC', '2028-02-29', '2028-02-29T00:00:00Z', '2028-03-01T00:00:00Z'],
    // An instant is that instant, either way.
    ['Asia/Tokyo', '2026-11-21T09:00:00Z', '2026-11-21T09:00:00Z', '2026-11-21T09:00:00Z'],
    ['Asia/Tokyo', '2026-11-21T09:00:00+01:00', '2026-11-21T08:00:00Z', '2026-11-21T08:00:00Z'],
    // The zone's own midnights.
    ['Asia/Tokyo', '2026-11-21', '2026-11-20T15:00:00Z', '2026-11-21T15:00:00Z'],
    ['Asia/Tokyo', '2026-11', '2026-10-31T15:00:00Z', '2026-11-30T15:00:00Z'],
    ['Asia/Kolkata', '2026-11-21', '2026-11-20T18:30:00Z', '2026-11-21T18:30:00Z'],
    ['Pacific/Apia', '2026-11-21', '2026-11-20T11:00:00Z', '2026-11-21T11:00:00Z'],
    ['+05:30', '2026-11-21', '2026-11-20T18:30:00Z', '2026-11-21T18:30:00Z'],
    // 23 hours in spring, 25 in autumn.
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
    ['Europe/Berlin', '2026-10', '2026-09-30T22:00:00Z', '2026-10-31T23:00:00Z'],
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
    // A day that begins at one o'clock, because midnight was skipped.
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00Z', '2026-04-24T21:00:00Z'],
    // A day whose first hour comes twice begins with the first.
    ['America/Havana', '2026-11-01', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
  ];

  it.each(cases)('in %s, %s: from %s, until before %s', (zone, text, since, until) => {
    expect(parsePeriodEnd(text, 'since', zone)).toBe(at(since));
    expect(parsePeriodEnd(text, 'until', zone)).toBe(at(until));
  });

  it.each([
    '',
    'today',
    '2026-W54',
    '2026-Q5',
    '20261301',
    '2026-13',
    '2026-00',
    '2026-02-29',
    '2026-11-31',
    '2026-1-1',
    '2026-02-29T00:00:00Z',
  ])('"%s" is none', (text) => {
    expect(parsePeriodEnd(text, 'since', 'UTC')).toBeUndefined();
    expect(parsePeriodEnd(text, 'until', 'Europe/Berlin')).toBeUndefined();
  });
});

describe('an end of a period without an offset', () => {
  it.each([
    ['2026-11-01T10:00', 'America/New_York', '2026-11-01T15:00:00Z'],
    ['2026-07-01T10:00:00.5', 'Europe/Berlin', '2026-07-01T08:00:00.500Z'],
    ['2026-07-01 10:00', 'UTC', '2026-07-01T10:00:00Z'],
    ['2026-07-01T10:00Z', 'Europe/Berlin', '2026-07-01T10:00:00Z'],
  ])('%s in %s is %s', (text, zone, utc) => {
    for (const end of ['since', 'until'] as const) expect(parsePeriodEnd(text, end, zone)).toBe(Date.parse(utc));
  });
});
