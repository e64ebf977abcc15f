/** Times as people say them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePeriodEnd, parseTime, spanNamed, type Clock } from '../../src/core/calendar.ts';
import { formatInstant, type Instant } from '../../src/core/time.ts';

/** Saturday noon, UTC. */
const NOW = Date.UTC(2026, 10, 21, 12) as Instant;
const UTC: Clock = { now: NOW, zone: 'UTC' };

function ends(text: string, clock: Clock): (string | undefined)[] {
  return (['since', 'until'] as const).map((end) => {
    const at = parseTime(text, end, clock);
    return at === undefined ? undefined : formatInstant(at).replace('T00:00:00Z', '');
  });
}

describe('as the ends of a period', () => {
  it.each<[text: string, since: string, until: string]>([
    ['today', '2026-11-21', '2026-11-22'],
    ['Yesterday', '2026-11-20', '2026-11-21'],
    ['monday', '2026-11-16', '2026-11-17'],
    // The latest one, which may be today.
    ['saturday', '2026-11-21', '2026-11-22'],
    ['sunday', '2026-11-15', '2026-11-16'],
    ['this-week', '2026-11-16', '2026-11-23'],
    ['week', '2026-11-16', '2026-11-23'],
    ['last-week', '2026-11-09', '2026-11-16'],
    ['this-month', '2026-11-01', '2026-12-01'],
    ['last-month', '2026-10-01', '2026-11-01'],
    ['this-quarter', '2026-10-01', '2027-01-01'],
    ['last-quarter', '2026-07-01', '2026-10-01'],
    ['this-year', '2026-01-01', '2027-01-01'],
    ['last-year', '2025-01-01', '2026-01-01'],
    ['2026', '2026-01-01', '2027-01-01'],
    ['2026-Q4', '2026-10-01', '2027-01-01'],
    ['2026-11', '2026-11-01', '2026-12-01'],
    ['2026-W48', '2026-11-23', '2026-11-30'],
    ['2026-w53', '2026-12-28', '2027-01-04'],
    ['2026-11-21', '2026-11-21', '2026-11-22'],
    ['20261121', '2026-11-21', '2026-11-22'],
    ['now', '2026-11-21T12:00:00Z', '2026-11-21T12:00:00Z'],
    ['2026-11-21T09:00Z', '2026-11-21T09:00:00Z', '2026-11-21T09:00:00Z'],
    // Days of which today is the last; as an end, where they begin: --since 14d --until 7d is the week before the last seven days.
    ['1d', '2026-11-21', '2026-11-21'],
    ['7d', '2026-11-15', '2026-11-15'],
    ['-7d', '2026-11-15', '2026-11-15'],
    ['4w', '2026-10-25', '2026-10-25'],
    ['24h', '2026-11-20T12:00:00Z', '2026-11-20T12:00:00Z'],
  ])('%s is from %s, and through it is before %s', (text, since, until) => {
    expect(ends(text, UTC)).toEqual([since, until]);
  });

  it('days are those of the zone, where it may be tomorrow already', () => {
    const clock = { now: NOW, zone: 'Pacific/Kiritimati' };
    expect(ends('today', clock)).toEqual(['2026-11-21T10:00:00Z', '2026-11-22T10:00:00Z']);
    expect(ends('monday', clock)).toEqual(['2026-11-15T10:00:00Z', '2026-11-16T10:00:00Z']);
  });

  it.each([
    '',
    'soon',
    'last',
    'next-week',
    '0d',
    '7',
    '7 d',
    '2026-13',
    '2026-02-30',
    '20260230',
    '2025-W53',
    '2026-W00',
    '2026-Q5',
    '01/11/2026',
    '99999d',
  ])('%j is no time', (text) => {
    expect(ends(text, UTC)).toEqual([undefined, undefined]);
    expect(spanNamed(text, UTC)).toBeUndefined();
  });
});

describe('as a span', () => {
  it.each<[text: string, since: string, until: string]>([
    ['7d', '2026-11-15T00:00:00Z', '2026-11-22T00:00:00Z'],
    ['24h', '2026-11-20T12:00:00Z', '2026-11-21T12:00:00Z'],
    ['last-month', '2026-10-01T00:00:00Z', '2026-11-01T00:00:00Z'],
  ])('%s is %s to %s', (text, since, until) => {
    const span = spanNamed(text, UTC);
    expect(span && [formatInstant(span.since), formatInstant(span.until)]).toEqual([since, until]);
  });

  it('an instant is none', () => {
    expect(['now', '2026-11-21T09:00Z'].map((text) => spanNamed(text, UTC))).toEqual([undefined, undefined]);
  });

  it('all that is named but a number of days is what it is as two ends', () => {
    const names = ['today', 'yesterday', 'friday', 'last-week', 'this-quarter', '2026', '2026-W40', '2026-03-29'];
    const clocks = fc.record({
      now: fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2028, 0) }).map((at) => at as Instant),
      zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/Havana', 'Asia/Kolkata', 'Pacific/Apia'),
    });
    fc.assert(
      fc.property(fc.constantFrom(...names), clocks, (name, clock) => {
        const span = spanNamed(name, clock);
        expect(span).toEqual({ since: parseTime(name, 'since', clock), until: parseTime(name, 'until', clock) });
        expect(span!.since).toBeLessThan(span!.until);
      }),
    );
  });
});

it('weeks and years are named as the reports name them', () => {
  expect(formatInstant(parsePeriodEnd('2026-W47', 'since', 'UTC')!)).toBe('2026-11-16T00:00:00Z');
  expect(formatInstant(parsePeriodEnd('2026', 'until', 'Europe/Berlin')!)).toBe('2026-12-31T23:00:00Z');
});
