/** Which events are of a period: at the edges of quarters of a day, of days and of fortnights in UTC, and beside them. */
import type { Topic } from '../question.ts';
import { call, period, worldOf } from '../world.ts';

/** Each has its own digit in a sum. 5 November begins a fortnight, counted from 1970 on. */
export const PERIODS: Topic = {
  name: 'periods',
  world: worldOf([
    call('last of a day', '2026-10-31T23:59:59.999', { input: 1 }),
    call('first of a day', '2026-11-01T00:00', { input: 20 }),
    call('next instant', '2026-11-01T00:00:00.001', { input: 300 }),
    call('last of a quarter', '2026-11-01T05:59:59.999', { input: 4_000 }),
    call('first of a quarter', '2026-11-01T06:00', { input: 50_000 }),
    call('last of a fortnight', '2026-11-04T23:59:59.999', { input: 600_000 }),
    call('first of a fortnight', '2026-11-05T00:00', { input: 7_000_000 }),
    call('first of a month', '2026-12-01T00:00', { input: 80_000_000 }),
  ]),
  questions: [
    {
      rule: 'without a bucket, sums are of UTC days',
      ask: (of) => of.usage(),
      answer: [
        '2026-10-31 | opus | 1 request | input 1',
        '2026-11-01 | opus | 4 requests | input 54320',
        '2026-11-04 | opus | 1 request | input 600000',
        '2026-11-05 | opus | 1 request | input 7000000',
        '2026-12-01 | opus | 1 request | input 80000000',
      ],
    },
    {
      rule: 'a period has its first instant and not its last',
      ask: (of) => of.usage({ period: period('2026-11-01', '2026-11-05') }),
      answer: ['2026-11-01 | opus | 4 requests | input 54320', '2026-11-04 | opus | 1 request | input 600000'],
    },
    {
      rule: 'a period may begin and end at any millisecond',
      ask: (of) => of.usage({ period: period('2026-10-31T23:59:59.999', '2026-11-01T00:00:00.001') }),
      answer: ['2026-10-31 | opus | 1 request | input 1', '2026-11-01 | opus | 1 request | input 20'],
    },
    {
      rule: 'a period without an end has all that follows',
      ask: (of) => of.usage({ period: period('2026-11-04T23:59:59.999', '') }),
      answer: [
        '2026-11-04 | opus | 1 request | input 600000',
        '2026-11-05 | opus | 1 request | input 7000000',
        '2026-12-01 | opus | 1 request | input 80000000',
      ],
    },
    {
      rule: 'a period without a beginning has all that came before',
      ask: (of) => of.usage({ period: period('', '2026-11-01T06:00') }),
      answer: ['2026-10-31 | opus | 1 request | input 1', '2026-11-01 | opus | 3 requests | input 4320'],
    },
    {
      rule: 'a period may cut days and fortnights on both sides',
      ask: (of) => of.usage({ period: period('2026-11-01T00:00:00.001', '2026-11-05T00:00:00.001') }),
      answer: [
        '2026-11-01 | opus | 3 requests | input 54300',
        '2026-11-04 | opus | 1 request | input 600000',
        '2026-11-05 | opus | 1 request | input 7000000',
      ],
    },
    {
      rule: 'a period that ends where it begins is empty',
      ask: (of) => of.usage({ period: period('2026-11-01', '2026-11-01') }),
      answer: [],
    },
    {
      rule: 'a period that ends before it begins is empty',
      ask: (of) => of.usage({ period: period('2026-12-01', '2026-11-01') }),
      answer: [],
    },
    {
      rule: 'inferences belong to a period as sums do',
      ask: (of) => of.inferences({ period: period('2026-11-01T05:59:59.999', '2026-11-04T23:59:59.999') }),
      answer: [
        '2026-11-01T05:59:59.999Z | opus | 1 request | input 4000',
        '2026-11-01T06:00:00Z | opus | 1 request | input 50000',
      ],
    },
    {
      rule: 'requests belong to a period as sums do',
      ask: (of) => of.requests({ period: period('2026-11-01T05:59:59.999', '2026-11-01T06:00') }),
      answer: ['last of a quarter | /logs/a.jsonl:1 | 2026-11-01T05:59:59.999Z | opus | 1 request | input 4000'],
    },
    {
      rule: 'a span is from the first event to the last',
      ask: (of) => of.span(),
      answer: ['2026-10-31T23:59:59.999Z', '2026-12-01T00:00:00Z'],
    },
    {
      rule: 'the span of a period is that of the events in it',
      ask: (of) => of.span({ period: period('2026-11-01T00:00:00.001', '2026-11-05') }),
      answer: ['2026-11-01T00:00:00.001Z', '2026-11-04T23:59:59.999Z'],
    },
    {
      rule: 'a period without events has no span',
      ask: (of) => of.span({ period: period('2026-11-05T00:00:00.001', '2026-12-01') }),
      answer: [],
    },
  ],
};
