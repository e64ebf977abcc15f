/** Sums for which prices matter and days do not: between two instants at which a model's price changes. */
import type { Instant } from '../../../../src/core/time.ts';
import type { Topic } from '../question.ts';
import { at, call, period, worldOf } from '../world.ts';

const haiku = { part: { model: 'haiku' } };

const CHANGES: Readonly<Record<string, readonly Instant[]>> = {
  // In no order, and some where there are no events.
  opus: [at('2026-11-10'), at('2020-01-01'), at('2026-10-20'), at('2030-01-01')],
  haiku: [at('2026-11-03')],
};
const priceChanges = (model: string): readonly Instant[] => CHANGES[model] ?? [];

export const PRICES: Topic = {
  name: 'price changes',
  world: worldOf([
    call('before', '2026-10-19T23:59:59.999', { input: 1 }),
    call('at the change', '2026-10-20T00:00', { input: 20 }),
    call('between', '2026-11-03T12:00', { input: 300 }),
    call('last before another', '2026-11-09T23:59:59.999', { input: 4_000 }),
    call('at another', '2026-11-10T00:00', { input: 50_000 }),
    call('after', '2026-11-25T00:00', { input: 600_000 }),
    call('haiku before', '2026-11-02T23:59:59.999', { input: 1 }, haiku),
    call('haiku at the change', '2026-11-03T00:00', { input: 20 }, haiku),
    call('haiku later', '2026-11-30T00:00', { input: 300 }, haiku),
    call('of no known price', '2026-10-01T00:00', { input: 1 }, { part: { model: 'mystery' } }),
    call('of no known price, later', '2026-11-30T00:00', { input: 20 }, { part: { model: 'mystery' } }),
  ]),
  questions: [
    {
      rule: 'the days between two price changes are one group, and a change begins another',
      ask: (of) => of.usage({ priceChanges }),
      answer: [
        'from 2020-01-01 | opus | 1 request | input 1',
        'from 2026-10-20 | opus | 3 requests | input 4320',
        'from 2026-11-03 | haiku | 2 requests | input 320',
        'from 2026-11-10 | opus | 2 requests | input 650000',
        'from the beginning | haiku | 1 request | input 1',
        'from the beginning | mystery | 2 requests | input 21',
      ],
    },
    {
      rule: 'a period may cut the time between two price changes',
      ask: (of) => of.usage({ priceChanges, period: period('2026-10-20T00:00:00.001', '2026-11-25') }),
      answer: [
        'from 2026-10-20 | opus | 2 requests | input 4300',
        'from 2026-11-03 | haiku | 1 request | input 20',
        'from 2026-11-10 | opus | 1 request | input 50000',
        'from the beginning | haiku | 1 request | input 1',
      ],
    },
    {
      rule: 'each model has price changes of its own, whatever is grouped by',
      ask: (of) => of.usage({ priceChanges, by: ['project'], where: new Map([['model', ['haiku', 'mystery']]]) }),
      answer: [
        'from 2026-11-03 | haiku | "" | 2 requests | input 320',
        'from the beginning | haiku | "" | 1 request | input 1',
        'from the beginning | mystery | "" | 2 requests | input 21',
      ],
    },
    {
      rule: 'with a bucket, price changes do not matter and UTC days are apart',
      ask: (of) =>
        of.usage({ priceChanges, bucket: { size: 'month', zone: 'UTC' }, where: new Map([['model', ['haiku']]]) }),
      answer: [
        '2026-11 on 2026-11-02 | haiku | 1 request | input 1',
        '2026-11 on 2026-11-03 | haiku | 1 request | input 20',
        '2026-11 on 2026-11-30 | haiku | 1 request | input 300',
      ],
    },
  ],
};
