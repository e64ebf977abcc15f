/** What a period is covered with: few rows, each instant of it once, and nothing beside. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Instant, Period } from '../../src/core/time.ts';
import { DAILY, MODEL_DAILY, SIX_HOURLY, WEEKLY } from '../../src/store/rollups.ts';
import { cover, EVENT } from '../../src/store/usage-plan.ts';
import { anyInstant, DAY, START } from './events.ts';

// START is a Sunday.
const SOURCES = [WEEKLY, DAILY, SIX_HOURLY, EVENT];
const HOUR = 3_600_000;
it.each<[string, Period, string[]]>([
  ['all of it', {}, ['+weekly ..']],
  ['a day', { since: START, until: (START + DAY) as Instant }, ['+daily 0..24']],
  [
    'to the end of a week',
    { since: (START - 2 * DAY) as Instant, until: (START + DAY) as Instant },
    ['+daily -48..24'],
  ],
  ['from a Tuesday on', { since: (START - 5 * DAY) as Instant }, ['+weekly -144..', '-daily -144..-120']],
  ['from a Friday on', { since: (START - 2 * DAY) as Instant }, ['+weekly 24..', '+daily -48..24']],
  [
    'until late on a Monday',
    { until: (START + DAY + 23 * HOUR) as Instant },
    ['+weekly ..24', '+daily 24..48', '-event 47..48'],
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
