/** What was pulled from the provider's reports: days with the last that was said of them, and bills that replace each other. */
import type { BilledRow, PulledDay, PullState } from '../../../../src/store/pulled.ts';
import { MS_PER_DAY, type Instant } from '../../../../src/core/time.ts';
import type { Topic } from '../question.ts';
import { at, period } from '../world.ts';

function day(date: string, state: PullState, shape = '1d model'): PulledDay {
  return { day: at(date), shape, state };
}

function billed(date: string, amount: string, rest: Partial<BilledRow> = {}): BilledRow {
  const until = (at(date) + MS_PER_DAY) as Instant;
  const usual = { model: 'opus', costType: 'tokens', tokenType: 'output_tokens', dimensions: '', listAmount: '' };
  return { since: at(date), until, ...usual, amount, ...rest };
}

export const PULLED: Topic = {
  name: 'what was pulled',
  world: {
    writes: [],
    pulls: [
      { report: 'usage', days: [day('2026-11-03', 'begun'), day('2026-11-01', 'begun')] },
      { report: 'usage', days: [day('2026-11-01', 'settled', '1h model')] },
      {
        report: 'cost',
        days: [day('2026-11-01', 'open'), day('2026-11-02', 'open'), day('2026-11-03', 'settled')],
        rows: [
          billed('2026-11-02', '5', { model: 'haiku' }),
          billed('2026-11-01', '2.000000000000001', { listAmount: '3' }),
          billed('2026-11-01', '1', { tokenType: 'cache_read_input_tokens', dimensions: 'batch' }),
          billed('2026-11-01', '7', { dimensions: 'workspace' }),
          billed('2026-11-01', '0.25', { model: '', costType: 'web_search', tokenType: '' }),
          billed('2026-11-03', '9'),
        ],
      },
      {
        report: 'cost',
        days: [day('2026-11-02', 'settled')],
        rows: [billed('2026-11-02', '6'), billed('2026-11-02', '-0.5', { costType: 'credit' })],
      },
    ],
  },
  questions: [
    {
      rule: 'pulled days come in order, each with its last state',
      ask: (of) => of.days('usage'),
      answer: ['2026-11-01T00:00:00Z | 1h model | settled', '2026-11-03T00:00:00Z | 1d model | begun'],
    },
    {
      rule: 'each report has its own days',
      ask: (of) => of.days('cost'),
      answer: [
        '2026-11-01T00:00:00Z | 1d model | open',
        '2026-11-02T00:00:00Z | 1d model | settled',
        '2026-11-03T00:00:00Z | 1d model | settled',
      ],
    },
    {
      rule: 'pulled days belong to a period that has its first day and not its last',
      ask: (of) => of.days('cost', period('2026-11-02', '2026-11-03')),
      answer: ['2026-11-02T00:00:00Z | 1d model | settled'],
    },
    {
      rule: 'a bill replaces what was known of its days, comes by time, model and token type, and keeps each digit',
      ask: (of) => of.bill(),
      answer: [
        '2026-11-01T00:00:00Z to 2026-11-02 | "" "web_search" "" "" "0.25" ""',
        '2026-11-01T00:00:00Z to 2026-11-02 | "opus" "tokens" "cache_read_input_tokens" "batch" "1" ""',
        '2026-11-01T00:00:00Z to 2026-11-02 | "opus" "tokens" "output_tokens" "" "2.000000000000001" "3"',
        '2026-11-01T00:00:00Z to 2026-11-02 | "opus" "tokens" "output_tokens" "workspace" "7" ""',
        '2026-11-02T00:00:00Z to 2026-11-03 | "opus" "credit" "output_tokens" "" "-0.5" ""',
        '2026-11-02T00:00:00Z to 2026-11-03 | "opus" "tokens" "output_tokens" "" "6" ""',
        '2026-11-03T00:00:00Z to 2026-11-04 | "opus" "tokens" "output_tokens" "" "9" ""',
      ],
    },
    {
      rule: 'rows of a bill belong to the period in which they begin',
      ask: (of) => of.bill(period('2026-11-02', '2026-11-03')),
      answer: [
        '2026-11-02T00:00:00Z to 2026-11-03 | "opus" "credit" "output_tokens" "" "-0.5" ""',
        '2026-11-02T00:00:00Z to 2026-11-03 | "opus" "tokens" "output_tokens" "" "6" ""',
      ],
    },
    {
      rule: 'billed amounts are not usage',
      ask: (of) => of.usage(),
      answer: [],
    },
  ],
};
