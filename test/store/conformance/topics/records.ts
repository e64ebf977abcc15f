/** Several records of one response are one event, whatever their order and wherever they are (src/core/merge.ts). */
import { NO_SCOPE } from '../../../../src/core/event.ts';
import type { Topic } from '../question.ts';
import { at, call, worldOf } from '../world.ts';

const scope = { ...NO_SCOPE, session: 's', thread: 'main', project: '/p' };

export const RECORDS: Topic = {
  name: 'records of one response',
  world: {
    writes: [
      ...worldOf([
        call('grows', '2026-11-01T00:00:01', { input: 5, output: 1 }, { scope }),
        call(
          'grows',
          '2026-11-01T00:00:02',
          { input: 5, output: 7 },
          { scope, origin: { file: '/logs/a.jsonl', line: 2 } },
        ),
        call(
          'copied',
          '2026-11-01T00:01',
          { input: 5, output: 1 },
          { scope, origin: { file: '/logs/a.jsonl', line: 3 } },
        ),
      ]).writes,
      // A day later, in another transaction, which takes the event from where it was.
      ...worldOf([
        call('copied', '2026-11-02T00:01', { input: 5, output: 1 }, { origin: { file: '/logs/b.jsonl', line: 1 } }),
        call(
          'moved',
          '2026-11-03T00:00',
          { cache_read: 5, output: 2 },
          { scope, origin: { file: '/logs/b.jsonl', line: 2 } },
        ),
      ]).writes,
      ...worldOf([
        call(
          'moved',
          '2026-11-02T23:00',
          { cache_read: 5, output: 1 },
          {
            scope: { ...scope, thread: 'agent' },
            reported: { reason: 'system_changed', tokens: undefined },
            origin: { file: '/logs/c.jsonl', line: 1 },
          },
        ),
        call(
          'moved',
          '2026-11-02T23:30',
          { cache_read: 5, output: 1 },
          {
            reported: { reason: 'model_changed', tokens: 80 },
            origin: { file: '/logs/c.jsonl', line: 2 },
          },
        ),
      ]).writes,
    ],
  },
  questions: [
    {
      rule: 'a response counts once, with its largest output, at its first instant',
      ask: (of) => of.usage(),
      answer: [
        '2026-11-01 | opus | 2 requests | input 10, output 8',
        '2026-11-02 | opus | 1 request | 1 hit | cache_read 5, output 2',
      ],
    },
    {
      rule: 'a response lasts from its first record to its last, and belongs where the earliest is',
      ask: (of) => of.requests(),
      answer: [
        'grows | /logs/a.jsonl:2 | 2026-11-01T00:00:01Z to 2026-11-01T00:00:02Z | opus | in "" "s" "main" | 1 request | input 5, output 7',
        'copied | /logs/a.jsonl:3 | 2026-11-01T00:01:00Z to 2026-11-02T00:01:00Z | opus | in "" "s" "main" | 1 request | input 5, output 1',
        'moved | /logs/b.jsonl:2 | 2026-11-02T23:00:00Z to 2026-11-03T00:00:00Z | opus | in "" "s" "agent" | 1 request | cache_read 5, output 2 | reported model_changed 80',
      ],
    },
    {
      rule: 'a response that an earlier record moves to another day is no longer in the one it was in',
      ask: (of) => of.usage({ by: ['thread'], period: { since: at('2026-11-03') } }),
      answer: [],
    },
  ],
};
