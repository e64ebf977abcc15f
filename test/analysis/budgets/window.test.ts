/** Windows: whole days, weeks and months of a zone, the ones before them, and how long they are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  daysIn,
  parseWindow,
  precedingOf,
  WINDOW_PATTERN,
  windowOf,
  type WindowAsked,
} from '../../../src/analysis/budgets/window.ts';
import { toNumber } from '../../../src/core/fraction.ts';
import { formatInstant, type Instant, type Period } from '../../../src/core/time.ts';

/** Saturday noon. */
const NOW = Date.UTC(2026, 10, 21, 12) as Instant;

function shown(period: Period | undefined): (string | undefined)[] | undefined {
  return period && [period.since, period.until].map((at) => at && formatInstant(at));
}

function asked(text: string): WindowAsked {
  const window = parseWindow(text);
  if (window === undefined) throw new Error(`${text} is no window`);
  return window;
}

describe('a named window', () => {
  it.each<[name: string, zone: string, since: string, until: string, runs: boolean]>([
    ['day', 'UTC', '2026-11-21T00:00:00Z', '2026-11-22T00:00:00Z', true],
    ['week', 'UTC', '2026-11-16T00:00:00Z', '2026-11-23T00:00:00Z', true],
    ['month', 'UTC', '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z', true],
    ['last-day', 'UTC', '2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z', false],
    ['last-week', 'UTC', '2026-11-09T00:00:00Z', '2026-11-16T00:00:00Z', false],
    ['last-month', 'UTC', '2026-10-01T00:00:00Z', '2026-11-01T00:00:00Z', false],
    ['7d', 'UTC', '2026-11-15T00:00:00Z', '2026-11-22T00:00:00Z', true],
    ['1d', 'UTC', '2026-11-21T00:00:00Z', '2026-11-22T00:00:00Z', true],
    // It is Sunday already, the 22nd, in a zone 14 hours ahead.
    ['day', 'Pacific/Kiritimati', '2026-11-21T10:00:00Z', '2026-11-22T10:00:00Z', true],
    ['week', 'Pacific/Kiritimati', '2026-11-15T10:00:00Z', '2026-11-22T10:00:00Z', true],
    // Summer time ended in between: October began at 22:00, November at 23:00 UTC.
    ['last-month', 'Europe/Berlin', '2026-09-30T22:00:00Z', '2026-10-31T23:00:00Z', false],
  ])('%s in %s', (name, zone, since, until, runs) => {
    const window = windowOf(asked(name), { now: NOW, zone });
    expect(shown(window?.period)).toEqual([since, until]);
    expect(shown(window?.elapsed)).toEqual(runs ? [since, formatInstant(NOW)] : undefined);
  });

  it('of all has no ends, and never runs', () => {
    expect(windowOf(asked('all'), { now: NOW, zone: 'UTC' })).toEqual({ period: {} });
  });

  it.each(['', 'days', '0d', '7 d', 'last-7d', 'last', '99999d', '0h', '2026-13', '2026-W54', 'Monday?'])(
    '%j is none',
    (text) => {
      expect(parseWindow(text)).toBeUndefined();
    },
  );

  it('is what the schema of the configuration says', () => {
    const texts = fc.oneof(fc.string(), fc.constantFrom('all', 'day', 'last-week', '7d', '30d', 'month ', 'lastday'));
    fc.assert(fc.property(texts, (text) => WINDOW_PATTERN.test(text) === (parseWindow(text) !== undefined)));
  });
});

describe('dates as typed', () => {
  it.each<[object, (string | undefined)[] | undefined]>([
    [{ since: '2026-11-01', until: '2026-11-30' }, ['2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z']],
    [{ since: '2026-10' }, ['2026-10-01T00:00:00Z', undefined]],
    [{ until: '2026-10' }, [undefined, '2026-11-01T00:00:00Z']],
    [{ since: '2026-11-02', until: '2026-11-01' }, undefined],
    [{ since: 'soon' }, undefined],
  ])('%j', (ends, expected) => {
    expect(shown(windowOf({ kind: 'between', ...ends }, { now: NOW, zone: 'UTC' })?.period)).toEqual(expected);
  });
});

describe('the window before', () => {
  it.each<[string, string, string, string]>([
    ['last-week', 'UTC', '2026-11-02T00:00:00Z', '2026-11-09T00:00:00Z'],
    ['7d', 'UTC', '2026-11-08T00:00:00Z', '2026-11-15T00:00:00Z'],
    // Of the same length, not the calendar's: November has 30 days.
    ['month', 'UTC', '2026-10-02T00:00:00Z', '2026-11-01T00:00:00Z'],
    // Days, not hours: one of the October days has 25.
    ['month', 'Europe/Berlin', '2026-10-01T22:00:00Z', '2026-10-31T23:00:00Z'],
  ])('%s in %s', (name, zone, since, until) => {
    const period = windowOf(asked(name), { now: NOW, zone })?.period ?? {};
    expect(shown(precedingOf(period, zone))).toEqual([since, until]);
  });

  it('of hours is as many hours', () => {
    const period = { since: (NOW - 7_200_000) as Instant, until: NOW };
    expect(shown(precedingOf(period, 'UTC'))).toEqual(['2026-11-21T08:00:00Z', '2026-11-21T10:00:00Z']);
    expect(precedingOf({ until: NOW }, 'UTC')).toBeUndefined();
  });
});

it('lengths are in days of the calendar', () => {
  const days = (name: string, zone: string): number =>
    toNumber(daysIn(windowOf(asked(name), { now: NOW, zone })?.period ?? {}, zone) ?? { num: -1n, den: 1n });
  expect([days('last-month', 'Europe/Berlin'), days('7d', 'UTC'), days('day', 'America/New_York')]).toEqual([31, 7, 1]);
  const elapsed = windowOf(asked('7d'), { now: NOW, zone: 'UTC' })?.elapsed ?? {};
  expect(toNumber(daysIn(elapsed, 'UTC') ?? { num: -1n, den: 1n })).toBe(6.5);
  expect(daysIn({}, 'UTC')).toBeUndefined();
});
