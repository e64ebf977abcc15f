/** Sums are whole numbers of any size: 90,000 of the largest counts a log may have are more than a double holds exactly. */
import type { Topic } from '../question.ts';
import { call, period, worldOf } from '../world.ts';

const LARGEST = Number.MAX_SAFE_INTEGER;

export const SUMS: Topic = {
  name: 'large sums',
  world: {
    writes: ['2026-11-01T01:00', '2026-11-01T02:00', '2026-11-02T01:00'].flatMap(
      (instant, index) => worldOf([call(`m:${index}`, instant, { output: LARGEST - index })]).writes,
    ),
  },
  questions: [
    {
      rule: 'a sum is exact, however large it is',
      ask: (of) => of.usage(),
      answer: [
        '2026-11-01 | opus | 2 requests | output 18014398509481981',
        '2026-11-02 | opus | 1 request | output 9007199254740989',
      ],
    },
    {
      rule: 'a sum stays exact in a period that cuts a day',
      ask: (of) => of.usage({ period: period('2026-11-01T01:00:00.001', ''), priceChanges: () => [] }),
      answer: ['from the beginning | opus | 2 requests | output 18014398509481979'],
    },
    {
      rule: 'inferences can be read however large their sum is',
      ask: (of) => of.inferences(),
      answer: [
        '2026-11-01T01:00:00Z | opus | 1 request | output 9007199254740991',
        '2026-11-01T02:00:00Z | opus | 1 request | output 9007199254740990',
        '2026-11-02T01:00:00Z | opus | 1 request | output 9007199254740989',
      ],
    },
  ],
};
