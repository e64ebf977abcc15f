/** When sessions ran, and where, from their requests. */
import { describe, expect, it } from 'vitest';
import type { ReportRow } from '../../src/analysis/report.ts';
import { sessionFacts } from '../../src/analysis/session-facts.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Inference, InferenceQuery } from '../../src/store/ledger.ts';
import { figuresOf, usage } from './usage.ts';

function row(session: string | null, requests = 1n): ReportRow {
  return { group: { session }, figures: figuresOf([usage({ requests })]), charges: [] };
}

/** Instants in minutes. */
const LOG = [
  { session: 'a', project: 'shop', from: 1, until: 5 },
  { session: 'b', project: '', from: 2, until: 2 },
  { session: 'a', project: 'search', from: 3, until: 4 },
];

function ask(rows: readonly ReportRow[]): { facts: ReturnType<typeof sessionFacts>; asked: InferenceQuery[] } {
  const asked: InferenceQuery[] = [];
  const ledger = {
    inferences(query: InferenceQuery): Inference[] {
      asked.push(query);
      return LOG.map(({ session, project, from, until }) => {
        const times = { at: (from * 60_000) as Instant, until: (until * 60_000) as Instant };
        return { ...times, session, values: [project] } as unknown as Inference;
      });
    },
  };
  const where = new Map([['model' as const, ['m']]]);
  return { facts: sessionFacts(ledger, { period: {}, where }, rows), asked };
}

describe('of the sessions that are shown', () => {
  it('start, end and the project they began in are known', () => {
    const { facts, asked } = ask([row('a'), row('b'), row(null), row('a')]);
    expect([...facts]).toEqual([
      ['a', { project: 'shop', first: 60_000, last: 300_000 }],
      ['b', { project: '', first: 120_000, last: 120_000 }],
    ]);
    expect(asked.map(({ by, where }) => [by, [...where]])).toEqual([
      [
        ['project'],
        [
          ['model', ['m']],
          ['session', ['a', 'b']],
        ],
      ],
    ]);
  });

  it.each([
    ['no session is', [row(null)]],
    ['more are than anyone reads', Array.from({ length: 1_001 }, (_, index) => row(String(index)))],
    ['they have very many requests', [row('a', 100_001n)]],
  ])('nothing is asked where %s', (_, rows) => {
    const { facts, asked } = ask(rows);
    expect([facts.size, asked]).toEqual([0, []]);
  });
});
