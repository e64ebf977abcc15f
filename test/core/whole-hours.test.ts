/** Zones whose days start with an hour of UTC, so that sums by hour serve them. */
import { expect, it } from 'vitest';
import { parsePeriodEnd } from '../../src/core/calendar.ts';
import { hasWholeHours, MS_PER_HOUR } from '../../src/core/time.ts';

const ZONES = Intl.supportedValuesOf('timeZone');
const MONTHS = Array.from({ length: 9 * 12 }, (_, month) => new Date(Date.UTC(2020, month)).toISOString().slice(0, 7));

it.each(ZONES.filter(hasWholeHours))('%s: every month starts so', (zone) => {
  expect(MONTHS.filter((month) => Number(parsePeriodEnd(month, 'since', zone)) % MS_PER_HOUR !== 0)).toEqual([]);
});

it.each([
  ['UTC', true],
  ['Europe/Berlin', true],
  ['+02:00', true],
  ['Asia/Kolkata', false],
  ['Australia/Lord_Howe', false],
  ['Asia/Kathmandu', false],
  ['+05:45', false],
])('%s: %s', (zone, whole) => {
  expect(hasWholeHours(zone)).toBe(whole);
});
