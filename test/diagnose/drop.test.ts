import { expect, it } from 'vitest';
import { dropIn } from '../../src/diagnose/drop.ts';
import { utcDate } from '../../src/core/time.ts';
import { diagnosisOf, type Logged } from './logged.ts';

const DAY = 86_400;

/** One request a day of so many thousand tokens, by the percentage that it reads. */
function days(percents: readonly number[], thousands = 1000): Logged[] {
  return percents.map((percent, day) => {
    const [prompt, read] = [thousands * 1000, thousands * 10 * percent];
    return { session: `${day}`, at: day * DAY, read, cache_write_5m: prompt - read };
  });
}

function dayOf(given: readonly Logged[]): string | undefined {
  const drop = dropIn(diagnosisOf(given).log);
  return drop && utcDate(drop.at);
}

it('finds the day, the first of a week that stays low', () => {
  expect(dayOf(days([90, 91, 89, 90, 92, 90, 70, 71, 69, 70]))).toBe('2026-11-16');
});

it('of two falls takes the clearest', () => {
  expect(dayOf(days([90, 90, 90, 90, 78, 78, 78, 78, 40, 40, 40, 40]))).toBe('2026-11-18');
});

it.each([
  ['less than ten points', [90, 90, 90, 81, 81, 81]],
  ['two days after it', [90, 90, 90, 40, 40]],
  ['within what the days before differ by', [95, 60, 90, 55, 95, 62, 60, 58, 62, 61]],
  ['within what the days after differ by', [90, 90, 90, 90, 95, 20, 95]],
  ['one that has recovered', [90, 90, 90, 40, 40, 40, 90, 90, 90]],
  ['a rise', [40, 40, 40, 90, 90, 90]],
])('does not call a drop %s', (_, percents) => {
  expect(dayOf(days(percents))).toBeUndefined();
});

it('wants enough tokens on either side', () => {
  expect(dayOf(days([90, 90, 90, 40, 40, 40], 300))).toBeUndefined();
  expect(dayOf(days([90, 90, 90, 40, 40, 40], 400))).toBe('2026-11-13');
});

it('does not compare with what lies more than a month back', () => {
  const [before, after] = [days([90, 90, 90]), days([40, 40, 40])];
  const later = (by: number): Logged[] =>
    after.map((each) => ({ ...each, session: `${each.session}.`, at: (each.at ?? 0) + by * DAY }));
  expect(dayOf([...before, ...later(29)])).toBe('2026-12-09');
  expect(dayOf([...before, ...later(33)])).toBeUndefined();
});
