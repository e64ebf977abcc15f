/** In which price band a prompt is: by its own size, whole, and by the edges of the price book in use. */
import type { Topic } from '../question.ts';
import { aggregate, at, call, inference, period, worldOf } from '../world.ts';
import { event } from '../../events.ts';

const bucket = (key: string, above: number, input: number): ReturnType<typeof event> =>
  event(key, { at: at('2026-11-03'), parts: [aggregate(above, { input })] });

export const BANDS: Topic = {
  name: 'bands',
  world: worldOf([
    call('at an edge', '2026-11-01T01:00', { input: 100_000, output: 1 }),
    call('above it', '2026-11-01T02:00', { input: 100_001, output: 20 }),
    call('at the next', '2026-11-01T03:00', { input: 200_000, output: 300 }),
    call('above that', '2026-11-01T04:00', { input: 200_001, output: 4_000 }),
    call('at the last', '2026-11-01T05:00', { input: 272_000, output: 50_000 }),
    call('above all', '2026-11-01T06:00', { input: 272_001, output: 600_000 }),
    call('of all that makes a prompt', '2026-11-02T01:00', {
      ...{ input: 50_000, cache_write_5m: 20_000, cache_write_1h: 20_000, cache_read: 10_001 },
    }),
    call('of a long answer', '2026-11-02T02:00', { input: 50_000, output: 500_000 }),
    event('in parts', {
      at: at('2026-11-02T03:00'),
      parts: [inference({ input: 90_000 }), inference({ input: 150_000 }, { requests: 0 })],
    }),
    bucket('below an edge', 99_999, 1_000_000),
    bucket('at an edge, as each of its prompts is above', 100_000, 2_000_000),
    bucket('of unknown prompts', 0, 4_000_000),
  ]),
  questions: [
    {
      rule: 'a prompt is in a band when it is larger than the edge, not when it is as large',
      ask: (of) => of.usage({ edges: [100_000, 200_000, 272_000], period: period('', '2026-11-02') }),
      answer: [
        '2026-11-01 | opus | 1 request | input 100000, output 1',
        '2026-11-01 | opus | above 100000 | 2 requests | input 300001, output 320',
        '2026-11-01 | opus | above 200000 | 2 requests | input 472001, output 54000',
        '2026-11-01 | opus | above 272000 | 1 request | input 272001, output 600000',
      ],
    },
    {
      rule: 'without edges there is one band',
      ask: (of) => of.usage({ period: period('', '2026-11-02') }),
      answer: ['2026-11-01 | opus | 6 requests | input 1144003, output 654321'],
    },
    {
      rule: 'bands are those of the edges asked for',
      ask: (of) => of.usage({ edges: [150_000, 200_001], period: period('', '2026-11-02') }),
      answer: [
        '2026-11-01 | opus | 2 requests | input 200001, output 21',
        '2026-11-01 | opus | above 150000 | 2 requests | input 400001, output 4300',
        '2026-11-01 | opus | above 200001 | 2 requests | input 544001, output 650000',
      ],
    },
    {
      rule: 'edges may come in any order',
      ask: (of) => of.usage({ edges: [200_000, 100_000], period: period('', '2026-11-02') }),
      answer: [
        '2026-11-01 | opus | 1 request | input 100000, output 1',
        '2026-11-01 | opus | above 100000 | 2 requests | input 300001, output 320',
        '2026-11-01 | opus | above 200000 | 3 requests | input 744002, output 654000',
      ],
    },
    {
      rule: 'a built-in edge may be asked for without the others',
      ask: (of) => of.usage({ edges: [200_000], period: period('', '2026-11-02') }),
      answer: [
        '2026-11-01 | opus | 3 requests | input 400001, output 321',
        '2026-11-01 | opus | above 200000 | 3 requests | input 744002, output 654000',
      ],
    },
    {
      rule: 'the size of a prompt is input, writes and reads of one part, without output',
      ask: (of) => of.usage({ edges: [100_000], period: period('2026-11-02', '2026-11-03') }),
      answer: [
        '2026-11-02 | opus | 2 requests | input 140000, output 500000',
        '2026-11-02 | opus | above 100000 | 1 request | 1 hit | input 200000, cache_write_5m 20000, cache_write_1h 20000, cache_read 10001',
      ],
    },
    {
      rule: 'an aggregate is in the band that all of its prompts are known to be in, however large their sum is',
      ask: (of) => of.usage({ edges: [100_000, 200_000, 272_000], period: period('2026-11-03', '') }),
      answer: [
        '2026-11-03 | opus | kind=aggregate | above 100000 | input 2000000',
        '2026-11-03 | opus | kind=aggregate | input 5000000',
      ],
    },
    {
      rule: 'an aggregate is in a band of other edges by the same rule',
      ask: (of) => of.usage({ edges: [99_999, 100_001], period: period('2026-11-03', '') }),
      answer: [
        '2026-11-03 | opus | kind=aggregate | above 99999 | input 3000000',
        '2026-11-03 | opus | kind=aggregate | input 4000000',
      ],
    },
    {
      rule: 'bands are the same in a period that cuts days',
      ask: (of) =>
        of.usage({ edges: [100_000, 200_000, 272_000], period: period('2026-11-01T01:00:00.001', '2026-11-01T06:00') }),
      answer: [
        '2026-11-01 | opus | above 100000 | 2 requests | input 300001, output 320',
        '2026-11-01 | opus | above 200000 | 2 requests | input 472001, output 54000',
      ],
    },
  ],
};
