/** What the records of each file came to: what was rejected, and why, is never lost. */
import { FLAGS } from '../../../../src/core/flags.ts';
import type { Topic } from '../question.ts';
import { at, call } from '../world.ts';

export const FILES: Topic = {
  name: 'files',
  world: {
    writes: [
      [
        {
          path: '/logs/z.jsonl',
          events: [call('z', '2026-11-01', { input: 1 }, { flags: FLAGS.ttl_assumed.bit | FLAGS.no_id.bit })],
          outcome: { records: 1, account: { records: 1, rejected: 0, not_usage: {} } },
        },
        {
          path: '/logs/a.jsonl',
          events: [
            call('a:1', '2026-11-01', { input: 1 }, { flags: FLAGS.ttl_assumed.bit }),
            call('a:1', '2026-11-01', { input: 1 }, { flags: FLAGS.ttl_assumed.bit }),
            call('a:2', '2026-11-01', { input: 1 }, { flags: FLAGS.ttl_assumed.bit }),
          ],
          outcome: {
            records: 3,
            refused: { bad_count: 2, no_model: 1 },
            first: [
              { line: 4, reason: 'bad_count' },
              { line: 6, reason: 'no_model' },
            ],
            tail: { line: 9, reason: 'not_json' },
            account: { records: 10, rejected: 3, not_usage: { user: 3, system: 1 }, unknown_keys: { 'usage.x': 1 } },
          },
        },
      ],
      // A file that goes on, one of which every record was rejected, and a pipe.
      [
        {
          path: '/logs/z.jsonl',
          events: [call('z:2', '2026-11-02', { input: 1 })],
          outcome: { records: 2, account: { records: 2, rejected: 0, not_usage: {} } },
        },
        {
          path: '/logs/é.jsonl',
          events: [],
          outcome: {
            refused: { not_json: 7 },
            first: [{ line: 1, reason: 'not_json' }],
            account: { records: 7, rejected: 7, not_usage: {} },
          },
          // Left in the middle, and it cannot be resumed there.
          position: { size: -1, modified: 0 },
        },
        {
          path: 'stdin#1',
          events: [call('p', '2026-11-02', { input: 1 })],
          position: { size: -1, readTo: 0, modified: 0 },
        },
      ],
      // Left in the middle, and it can be resumed there.
      [{ path: '/logs/b.jsonl', events: [], position: { modified: 0 } }],
    ],
    runs: [
      { at: at('2026-11-20T08:00'), version: '0.1.0' },
      { at: at('2026-11-21T08:00:00.123'), version: '0.2.0' },
    ],
    earlierKeys: true,
  },
  questions: [
    {
      rule: 'files come by path, each with all that is known of it: also when, by what and how far it was read',
      ask: (of) => of.outcomes(),
      answer: [
        '/logs/a.jsonl | read 2026-11-20T08:00:00Z by 0.1.0 | 1 bytes of 1970-01-01T00:00:00.001Z | 3 records | 2 responses | refused bad_count 2 no_model 1 | line 4: bad_count, line 6: no_model | tail in line 9: not_json | flags ttl_assumed 2 | of 10, 3 rejections, no usage system 1 user 3, unknown usage.x 1',
        '/logs/b.jsonl | read 2026-11-21T08:00:00.123Z by 0.2.0 | not to its end | of 0',
        '/logs/z.jsonl | read 2026-11-21T08:00:00.123Z by 0.2.0 | 1 bytes of 1970-01-01T00:00:00.001Z | 2 records | 2 responses | flags no_id 1 ttl_assumed 1 | of 2',
        '/logs/é.jsonl | read 2026-11-21T08:00:00.123Z by 0.2.0 | not to its end | refused not_json 7 | line 1: not_json | of 7, 7 rejections',
        'stdin#1 | read 2026-11-21T08:00:00.123Z by 0.2.0 | without an end | 1 response | of 0',
      ],
    },
    {
      rule: 'the last run is known, whatever it found',
      ask: (of) => of.lastRun(),
      answer: ['2026-11-21T08:00:00.123Z'],
    },
    {
      rule: 'a ledger that an earlier version wrote says so',
      ask: (of) => of.hasEarlierKeys(),
      answer: ['true'],
    },
  ],
};
