import { describe, expect, it } from 'vitest';
import { quoter } from '../../src/analysis/quoter.ts';
import { MOST_ROWS, MOST_UNPRICED } from '../../src/analysis/most-groups.ts';
import { buildReport, isBucket, type GroupBy, type Report } from '../../src/analysis/report.ts';
import { MS_PER_DAY, MS_PER_HOUR, type Instant } from '../../src/core/time.ts';
import type { UsageGroup } from '../../src/store/ledger.ts';
import { book, midnight } from '../prices/shipped.ts';
import { figuresOf, usage, usd } from './usage.ts';

function reportOf(groups: readonly UsageGroup[], by: readonly GroupBy[], zone = 'UTC'): Report {
  return buildReport(groups, { by, zone, charges: true }, book, quoter(book));
}

/** "values of the group: cost". */
function rowsOf(report: Report): string[] {
  return report.rows.map(({ group, figures }) => `${Object.values(group).join(', ')}: ${usd(figures.cost)}`);
}

const million = { input: 1_000_000n };
const hour = (date: string, hours: number): Instant => (midnight(date) + hours * MS_PER_HOUR) as Instant;

describe('a report', () => {
  it('without grouping has totals and no rows', () => {
    const groups = [usage({ sums: million }), usage({ sums: million })];
    const report = reportOf(groups, []);
    expect(report.rows).toEqual([]);
    expect(report.totals).toEqual(figuresOf(groups));
    expect(report.charges.map(({ quantity }) => quantity)).toEqual([2_000_000n]);
  });

  it('of nothing is empty', () => {
    const report = reportOf([], ['day']);
    expect(report).toMatchObject({ rows: [], charges: [], span: undefined });
    expect(report.totals.requests).toBe(0n);
  });

  it('has one row for the ids of one model, and keeps what is unknown as it was logged', () => {
    const ids = ['claude-opus-4-5', 'us.anthropic.claude-opus-4-5-20251101-v1:0', 'claude-opus-9', 'claude-opus-4-5'];
    const groups = ids.map((model) => usage({ model, values: [model], sums: million }));
    expect(rowsOf(reportOf(groups, ['model']))).toEqual(['claude-opus-4-5-20251101: 15.00', 'claude-opus-9: null']);
  });

  it('calls an absent tier or speed standard, and anything else that is absent unknown', () => {
    const by: readonly GroupBy[] = ['tier', 'speed', 'project', 'label:branch'];
    const groups = [
      ['', '', '', ''],
      ['standard', 'standard', '', ''],
      ['batch', 'fast', 'p', 'b'],
    ].map((values) => usage({ values, sums: million }));
    expect(reportOf(groups, by).rows.map(({ group }) => group)).toEqual([
      { tier: 'standard', speed: 'standard', project: null, 'label:branch': null },
      { tier: 'batch', speed: 'fast', project: 'p', 'label:branch': 'b' },
    ]);
  });

  it('puts a bucket between dimensions where it was asked for', () => {
    const groups = [usage({ at: '2026-11-01', values: ['p', 'u'] }), usage({ at: '2026-11-02', values: ['p', 'u'] })];
    expect(reportOf(groups, ['project', 'day', 'user']).rows.map(({ group }) => group)).toEqual([
      { project: 'p', day: '2026-11-01', user: 'u' },
      { project: 'p', day: '2026-11-02', user: 'u' },
    ]);
  });

  it('does not take two groups for one because their values run together', () => {
    const groups = [usage({ values: ['a, b', 'c'] }), usage({ values: ['a', 'b, c'] })];
    expect(reportOf(groups, ['project', 'user']).rows).toHaveLength(2);
  });

  it('keeps the days of the zone asked for', () => {
    const groups = [22, 23, 24].map((at) => usage({ at: hour('2026-11-20', at), sums: million }));
    expect(rowsOf(reportOf(groups, ['day']))).toEqual(['2026-11-20: 10.00', '2026-11-21: 5.00']);
    expect(rowsOf(reportOf(groups, ['day'], 'Europe/Berlin'))).toEqual(['2026-11-20: 5.00', '2026-11-21: 10.00']);
  });

  it('prices each group at its own instant and in its own band', () => {
    const groups = [
      usage({ model: 'claude-opus-4-6', at: '2026-03-12', above: 0, sums: million }),
      usage({ model: 'claude-opus-4-6', at: '2026-03-12', above: 200_000, sums: million }),
      usage({ model: 'claude-opus-4-6', at: '2026-03-13', above: 200_000, sums: million }),
    ];
    const report = reportOf(groups, ['day']);
    expect(rowsOf(report)).toEqual(['2026-03-12: 15.00', '2026-03-13: 5.00']);
    expect(report.rows[0]?.charges.map(({ band }) => band)).toEqual([null, 200_000]);
  });

  it('has totals that are those of all rows', () => {
    const groups = [1n, 2n, 3n].map((requests) =>
      usage({ requests, hits: 1n, values: [`project ${requests}`], sums: { ...million, web_search: 1n } }),
    );
    const report = reportOf(groups, ['project']);
    expect(report.totals).toEqual(figuresOf(groups));
    expect(report.rows.map(({ figures }) => figures)).toEqual(groups.map((group) => figuresOf([group])));
  });

  it('spans from the first usage to the last', () => {
    const days = ['2026-11-02', '2026-11-05', '2026-11-01'];
    const { span } = reportOf(
      days.map((at) => usage({ at })),
      [],
    );
    expect(span).toEqual({ first: midnight('2026-11-01'), last: midnight('2026-11-01') + 4 * MS_PER_DAY });
  });
});

it.each([
  ['hour', true],
  ['day', true],
  ['week', true],
  ['month', true],
  ['model', false],
  ['label:day', false],
] satisfies [GroupBy, boolean][])('%s is a bucket: %s', (name, expected) => {
  expect(isBucket(name)).toBe(expected);
});

it('has room for so many groups, and says what to do about more', () => {
  const groups = Array.from({ length: MOST_ROWS + 1 }, (_, index) => usage({ values: [`s${index}`] }));
  expect(reportOf(groups.slice(1), ['session']).rows).toHaveLength(MOST_ROWS);
  expect(() => reportOf(groups, ['session'])).toThrow('there are more than 100000 groups by session.');
});

it('names so many models without a price, and says what to do about more', () => {
  const groups = Array.from({ length: MOST_UNPRICED + 1 }, (_, index) => usage({ model: `run-${index}` }));
  expect(reportOf(groups.slice(1), []).totals.unpriced).toHaveLength(MOST_UNPRICED);
  expect(() => reportOf(groups, [])).toThrow('there are more than 100000 groups by model without a price.');
});

it('prices a group alike whether its usage comes in few pieces or in many', () => {
  const pieces = Array.from({ length: 9 }, (_, index) => usage({ sums: { input: BigInt(index) }, values: ['a'] }));
  for (let count = 1; count <= pieces.length; count++)
    expect(reportOf(pieces.slice(0, count), ['project']).rows[0]?.figures).toEqual(figuresOf(pieces.slice(0, count)));
});
