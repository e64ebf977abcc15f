/** Inferences one by one: in the order of time, those of one instant by what their keys are stored as. */
import type { Topic } from '../question.ts';
import { at, call, inference, worldOf } from '../world.ts';
import { event } from '../../events.ts';

const origin = (file: string, line: number): { readonly origin: { readonly file: string; readonly line: number } } => ({
  origin: { file, line },
});

/** Written in another order than they are read in. */
export const ORDER: Topic = {
  name: 'order',
  world: worldOf([
    call('later', '2026-11-01T00:00:01', { input: 9 }, origin('/logs/a.jsonl', 1)),
    call('m:1', '2026-11-01T00:00', { input: 1 }, origin('/logs/b.jsonl', 7)),
    call('m:2', '2026-11-01T00:00', { input: 2 }, origin('/logs/a.jsonl', 10)),
    call('m:3', '2026-11-01T00:00', { input: 3 }, origin('/logs/a.jsonl', 9)),
    event('m:4', {
      at: at('2026-11-01'),
      until: at('2026-11-01T00:00:05'),
      parts: [
        inference({ input: 4 }),
        inference({ input: 5 }, { model: 'haiku', requests: 0 }),
        inference({ input: 6 }),
      ],
      reported: { reason: 'tools_changed', tokens: 1_200 },
      ...origin('/logs/c.jsonl', 3),
    }),
    call(
      'earlier',
      '2026-10-31T23:59:59.999',
      { input: 8 },
      {
        reported: { reason: 'none', tokens: undefined },
        ...origin('/logs/c.jsonl', 2),
      },
    ),
    call('searching', '2026-11-01T00:00:02', {
      ...{ input: 1, cache_write_5m: 20, cache_write_1h: 300, cache_read: 4_000, output: 50_000, web_search: 6 },
    }),
  ]),
  questions: [
    {
      rule: 'inferences come in the order of time, those of one instant by id, those of one response by part',
      ask: (of) => of.inferences(),
      answer: [
        '2026-10-31T23:59:59.999Z | opus | 1 request | input 8',
        '2026-11-01T00:00:00Z | opus | 1 request | input 2',
        '2026-11-01T00:00:00Z | opus | 1 request | input 1',
        '2026-11-01T00:00:00Z | opus | 1 request | input 3',
        '2026-11-01T00:00:00Z to 2026-11-01T00:00:05Z | opus | 1 request | input 4',
        '2026-11-01T00:00:00Z to 2026-11-01T00:00:05Z | haiku | input 5',
        '2026-11-01T00:00:00Z to 2026-11-01T00:00:05Z | opus | 1 request | input 6',
        '2026-11-01T00:00:01Z | opus | 1 request | input 9',
        '2026-11-01T00:00:02Z | opus | 1 request | input 1, cache_write_5m 20, cache_write_1h 300, cache_read 4000, output 50000, web_search 6',
      ],
    },
    {
      rule: 'requests come in the same order, with their origin and what the provider reports of their response',
      ask: (of) => of.requests(),
      answer: [
        'earlier | /logs/c.jsonl:2 | 2026-10-31T23:59:59.999Z | opus | 1 request | input 8 | reported none',
        'm:2 | /logs/a.jsonl:10 | 2026-11-01T00:00:00Z | opus | 1 request | input 2',
        'm:1 | /logs/b.jsonl:7 | 2026-11-01T00:00:00Z | opus | 1 request | input 1',
        'm:3 | /logs/a.jsonl:9 | 2026-11-01T00:00:00Z | opus | 1 request | input 3',
        'm:4 | /logs/c.jsonl:3 | 2026-11-01T00:00:00Z to 2026-11-01T00:00:05Z | opus | 1 request | input 4 | reported tools_changed 1200',
        'm:4 part 1 | /logs/c.jsonl:3 | 2026-11-01T00:00:00Z to 2026-11-01T00:00:05Z | haiku | input 5 | reported tools_changed 1200',
        'm:4 part 2 | /logs/c.jsonl:3 | 2026-11-01T00:00:00Z to 2026-11-01T00:00:05Z | opus | 1 request | input 6 | reported tools_changed 1200',
        'later | /logs/a.jsonl:1 | 2026-11-01T00:00:01Z | opus | 1 request | input 9',
        'searching | /logs/a.jsonl:1 | 2026-11-01T00:00:02Z | opus | 1 request | input 1, cache_write_5m 20, cache_write_1h 300, cache_read 4000, output 50000, web_search 6',
      ],
    },
    {
      rule: 'a part can be selected without the others',
      ask: (of) => of.requests({ where: new Map([['model', ['haiku']]]) }),
      answer: [
        'm:4 part 1 | /logs/c.jsonl:3 | 2026-11-01T00:00:00Z to 2026-11-01T00:00:05Z | haiku | input 5 | reported tools_changed 1200',
      ],
    },
    {
      rule: 'all parts of a response are known by its key',
      ask: (of) => of.having('m:4'),
      answer: ['m:4', 'm:4', 'm:4'],
    },
    {
      rule: 'a key of no event is of no inference',
      ask: (of) => of.having('m:'),
      answer: [],
    },
  ],
};
