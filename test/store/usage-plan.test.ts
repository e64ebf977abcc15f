/** What a period is covered with: few rows, each instant of it once, and nothing beside. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Instant, Period } from '../../src/core/time.ts';
import { DAILY, MODEL_HOURLY, SIX_HOURLY } from '../../src/store/rollups.ts';
import { cover, EVENT } from '../../src/store/usage-plan.ts';
import { anyInstant, START } from './events.ts';

const SOURCES = [DAILY, SIX_HOURLY, EVENT];
const HOUR = 3_600_000;
const at = (hours: number): Instant => (START + hours * HOUR) as Instant;

it.each<[string, Period, string[]]>([
  ['all of it', {}, ['daily ..']],
  ['a day', { since: at(0), until: at(24) }, ['daily 0..24']],
  ['from noon on', { since: at(12) }, ['daily 24..', 'six_hourly 12..24']],
  ['until an hour before midnight', { until: at(23 + 4 * 24) }, ['daily ..96', 'six_hourly 96..114', 'event 114..119']],
  [
    'two days, each of which it cuts',
    { since: at(5), until: at(24 + 13) },
    ['six_hourly 6..36', 'event 5..6', 'event 36..37'],
  ],
  ['minutes', { since: at(1), until: at(2) }, ['event 1..2']],
])('covers %s', (_, period, expectedPieces) => {
  const hours = (at: Instant | undefined): string => (at === undefined ? '' : String((at - START) / HOUR));
  const pieces = [...cover(period, SOURCES)].map(
    ({ source, period: { since, until } }) => `${source.table} ${hours(since)}..${hours(until)}`,
  );
  expect(pieces).toEqual(expectedPieces);
});

it('covers any instant of a period once, and none beside', () => {
  const sources = fc.constantFrom(SOURCES, [MODEL_HOURLY, EVENT], [EVENT]);
  fc.assert(
    fc.property(anyInstant, anyInstant, anyInstant, sources, (a, b, at, all) => {
      const [since, until] = [Math.min(a, b), Math.max(a, b) + 1] as [Instant, Instant];
      const covering = [...cover({ since, until }, all)].filter(
        ({ period }) => at >= (period.since ?? -Infinity) && at < (period.until ?? Infinity),
      );
      expect(covering).toHaveLength(at >= since && at < until ? 1 : 0);
    }),
  );
});
