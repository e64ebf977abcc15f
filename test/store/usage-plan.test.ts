/** What a period is covered with: few rows, each instant of it once, and nothing beside. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Instant, Period } from '../../src/core/time.ts';
import { DAILY, FORTNIGHTLY, MODEL_DAILY, SIX_HOURLY } from '../../src/store/rollups.ts';
import { cover, EVENT } from '../../src/store/usage-plan.ts';
import { anyInstant, DAY, START } from './events.ts';

// START is the eleventh day of a fortnight.
const SOURCES = [FORTNIGHTLY, DAILY, SIX_HOURLY, EVENT];
const HOUR = 3_600_000;
it.each<[string, Period, string[]]>([
  ['all of it', {}, ['+fortnightly ..']],
  ['a day', { since: START, until: (START + DAY) as Instant }, ['+daily 0..24']],
  [
    'the days around the end of a fortnight',
    { since: (START + 3 * DAY) as Instant, until: (START + 5 * DAY) as Instant },
    ['+daily 72..96', '+daily 96..120'],
  ],
  ['most of a fortnight', { since: (START - 7 * DAY) as Instant }, ['+fortnightly -240..', '-daily -240..-168']],
  ['a little of one', { since: START }, ['+fortnightly 96..', '+daily 0..96']],
  [
    'most of a day',
    { until: (START + 4 * DAY + 23 * HOUR) as Instant },
    ['+fortnightly ..96', '+daily 96..120', '-event 119..120'],
  ],
  ['minutes', { since: (START + HOUR) as Instant, until: (START + 2 * HOUR) as Instant }, ['+event 1..2']],
])('covers %s', (_, period, expectedPieces) => {
  const hours = (at: Instant | undefined): string => (at === undefined ? '' : String((at - START) / HOUR));
  const pieces = [...cover(period, SOURCES)].map(
    ({ source, sign, period: { since, until } }) =>
      `${sign < 0 ? '-' : '+'}${source.table} ${hours(since)}..${hours(until)}`,
  );
  expect(pieces).toEqual(expectedPieces);
});

it('covers any instant of a period once, and none beside', () => {
  const sources = fc.constantFrom(SOURCES, [MODEL_DAILY, EVENT], [EVENT]);
  fc.assert(
    fc.property(anyInstant, anyInstant, anyInstant, sources, (a, b, at, all) => {
      const [since, until] = [Math.min(a, b), Math.max(a, b) + 1] as [Instant, Instant];
      const signs = [...cover({ since, until }, all)]
        .filter(({ period }) => at >= (period.since ?? -Infinity) && at < (period.until ?? Infinity))
        .map(({ sign }): number => sign);
      expect(signs.reduce((sum, sign) => sum + sign, 0)).toBe(at >= since && at < until ? 1 : 0);
    }),
  );
});
