/** The noise of days: hand-worked, and on generated series with and without a step. */
import { describe, expect, it } from 'vitest';
import { noiseOf, student99, type NoisyDay } from '../../../src/analysis/budgets/noise.ts';

/** Uniform in [0, 1), the same on every machine (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Standard normal, from twelve uniforms. */
function normal(random: () => number): number {
  return Array.from({ length: 12 }, random).reduce((sum, each) => sum + each, -6);
}

const amounts = (values: readonly number[]): NoisyDay[] =>
  values.map((num, index) => ({ num, den: 1, weekend: index % 7 > 4 }));
const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;

describe('by hand', () => {
  it('an amount: four days of 8, 12, 8, 12 have s = sqrt(16 / 3)', () => {
    // The window's 2 days against 2/4 of the baseline: s x sqrt(2 + 0.25 x 4) x t(3) = 2.3094 x 1.7321 x 4.5407.
    const noise = noiseOf(amounts([8, 12, 8, 12]), { baseline: 4, window: 2, scale: 0.5 });
    expect(noise).toBeCloseTo(18.163, 2);
  });

  it('a ratio: a large day decides the ratio, and a small one moves it little', () => {
    // R = 90 / 110; residuals of 80/100, 5/5, 5/5: -1.818, 0.909, 0.909; s = sqrt(4.9587 / 2) x 3 / 110.
    const days = [
      { num: 80, den: 100, weekend: false },
      { num: 5, den: 5, weekend: false },
      { num: 5, den: 5, weekend: false },
    ];
    const noise = noiseOf(days, { baseline: 3, window: 3, scale: undefined });
    expect(noise).toBeCloseTo(6.9646 * 0.042944 * Math.sqrt(2 / 3), 4);
  });

  it('days that are all alike have none, and two days say nothing', () => {
    expect(noiseOf(amounts([5, 5, 5]), { baseline: 3, window: 1, scale: 1 / 3 })).toBe(0);
    expect(noiseOf(amounts([5, 9]), { baseline: 2, window: 2, scale: 1 })).toBeUndefined();
    expect(noiseOf([], { baseline: 7, window: 7, scale: 1 })).toBeUndefined();
  });

  it('over whole weeks, that weekends differ is no noise; over other spans it is', () => {
    const week = amounts([100, 100, 100, 100, 100, 10, 10]);
    expect(noiseOf(week, { baseline: 7, window: 7, scale: 1 })).toBe(0);
    expect(noiseOf(week, { baseline: 7, window: 1, scale: 1 / 7 })).toBeGreaterThan(100);
    // The last day of the week has begun.
    expect(noiseOf(week, { baseline: 7, window: 6.5, scale: 6.5 / 7 })).toBe(0);
  });

  it.each([
    // Tables of Student's t, one-sided 0.99.
    [2, 6.965],
    [5, 3.365],
    [10, 2.764],
    [11, 2.718],
    [20, 2.528],
    [30, 2.457],
    [100, 2.364],
  ])('t(0.99) of %i degrees of freedom is %f', (freedom, expected) => {
    expect(student99(freedom)).toBeCloseTo(expected, 2);
  });
});

/** Of many series, the share in which the window differs from the baseline by more than the noise. */
function judgedShare(step: number, { days, weekly }: { days: number; weekly: boolean }): number {
  const random = randomFrom(20261124 + days);
  const series = 2000;
  let judged = 0;
  for (let index = 0; index < series; index += 1) {
    const level = (day: number): number => (weekly && day % 7 > 4 ? 20 : 100);
    const value = (day: number, up: number): number => level(day) + up + 10 * normal(random);
    const baseline = Array.from({ length: days }, (_, day) => value(day, 0));
    const window = Array.from({ length: days }, (_, day) => value(day, step));
    const noise = noiseOf(amounts(baseline), { baseline: days, window: days, scale: 1 });
    const change = days * (mean(window) - mean(baseline));
    if (noise !== undefined && change > noise) judged += 1;
  }
  return judged / series;
}

describe('on generated days of mean 100 and standard deviation 10', () => {
  it.each([
    { days: 7, weekly: false },
    { days: 7, weekly: true },
    { days: 14, weekly: true },
    { days: 28, weekly: false },
    { days: 5, weekly: false },
  ])('without a step, one in a hundred passes for one: %j', (shape) => {
    expect(judgedShare(0, shape)).toBeGreaterThan(0.003);
    expect(judgedShare(0, shape)).toBeLessThan(0.02);
  });

  it.each([
    { days: 7, weekly: false },
    { days: 7, weekly: true },
    { days: 28, weekly: true },
  ])('a step of four standard deviations is seen: %j', (shape) => {
    expect(judgedShare(40, shape)).toBeGreaterThan(0.99);
  });

  it('a step of a third of a standard deviation is not taken for more than it is', () => {
    expect(judgedShare(3, { days: 7, weekly: false })).toBeLessThan(0.1);
  });
});
