/** How it may be asked: again, and not to the end; and a ledger of nothing, which answers with nothing. */
import type { Topic } from '../question.ts';
import { call, worldOf } from '../world.ts';

const QUERY = { period: {}, by: [], where: new Map(), edges: [] };

export const READING: Topic = {
  name: 'reading',
  world: worldOf([
    call('m:1', '2026-11-01T00:00', { input: 1 }),
    call('m:2', '2026-11-02T00:00', { input: 2 }),
    call('m:3', '2026-11-03T00:00', { input: 3 }, { part: { model: 'haiku' } }),
  ]),
  questions: [
    {
      rule: 'the same question has the same answer again',
      ask: (of) => [...of.usage(), ...of.usage()],
      answer: [
        '2026-11-01 | opus | 1 request | input 1',
        '2026-11-02 | opus | 1 request | input 2',
        '2026-11-03 | haiku | 1 request | input 3',
        '2026-11-01 | opus | 1 request | input 1',
        '2026-11-02 | opus | 1 request | input 2',
        '2026-11-03 | haiku | 1 request | input 3',
      ],
    },
    {
      rule: 'an answer need not be read to its end',
      ask: (of) => {
        const [group] = of.reader.usage(QUERY);
        const [first] = of.reader.inferences(QUERY);
        return [`${group?.requests} of a group`, `${first?.requests} of an inference`, ...of.inferences()];
      },
      answer: [
        '1 of a group',
        '1 of an inference',
        '2026-11-01T00:00:00Z | opus | 1 request | input 1',
        '2026-11-02T00:00:00Z | opus | 1 request | input 2',
        '2026-11-03T00:00:00Z | haiku | 1 request | input 3',
      ],
    },
    {
      rule: 'a question may be asked while another answer is being read',
      ask: (of) => {
        const rows: string[] = [];
        for (const { model } of of.reader.inferences(QUERY)) rows.push(model, ...of.span());
        return rows;
      },
      answer: [
        'opus',
        '2026-11-01T00:00:00Z',
        '2026-11-03T00:00:00Z',
        'opus',
        '2026-11-01T00:00:00Z',
        '2026-11-03T00:00:00Z',
        'haiku',
        '2026-11-01T00:00:00Z',
        '2026-11-03T00:00:00Z',
      ],
    },
  ],
};

export const NOTHING: Topic = {
  name: 'nothing',
  world: { writes: [] },
  questions: [
    {
      rule: 'an empty ledger has no groups',
      ask: (of) => [...of.usage(), ...of.usage({ priceChanges: () => [] })],
      answer: [],
    },
    {
      rule: 'an empty ledger answers every other question with nothing',
      ask: (of) => [
        ...[...of.span(), ...of.inferences(), ...of.requests(), ...of.prompts(), ...of.counted()],
        ...[
          ...of.values('model'),
          ...of.values('session'),
          ...of.labels(),
          ...of.outcomes(),
          ...of.days('usage'),
          ...of.bill(),
          ...of.contradictions(),
        ],
      ],
      answer: [],
    },
    {
      rule: 'a ledger that no earlier version wrote says so',
      ask: (of) => of.hasEarlierKeys(),
      answer: ['false'],
    },
  ],
};
