import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GroupBy, ReportRow } from '../../src/analysis/report.ts';
import { defaultSort, SORT_KEYS, sortRows, topRows } from '../../src/analysis/sort.ts';
import { usage, figuresOf, type Given } from './usage.ts';

function row(group: ReportRow['group'], given: Given = {}): ReportRow {
  return { group, figures: figuresOf([usage(given)]), charges: [] };
}

const namesOf = (rows: readonly ReportRow[]): string[] =>
  rows.map(({ group }) => Object.values(group).map(String).join(' '));

describe('rows in order', () => {
  const rows = [
    row({ project: 'reads' }, { requests: 2n, sums: { cache_read: 3_000_000n } }),
    row({ project: 'writes' }, { requests: 3n, sums: { cache_write_1h: 1_000_000n } }),
    row({ project: 'unpriced' }, { model: 'claude-opus-9', sums: { input: 9_000_000n } }),
    row({ project: 'input' }, { requests: 9n, sums: { input: 900_000n } }),
    row({ project: null }, { requests: 9n, sums: { input: 900_000n } }),
    row({ project: 'empty' }, { requests: 1n }),
  ];

  it.each([
    // Ties are broken by group; what is unknown comes last, in a measure as in a group.
    ['group', ['empty', 'input', 'reads', 'unpriced', 'writes', 'null']],
    ['cost', ['writes', 'input', 'null', 'reads', 'empty', 'unpriced']],
    ['savings', ['reads', 'empty', 'input', 'null', 'writes', 'unpriced']],
    ['requests', ['input', 'null', 'writes', 'reads', 'empty', 'unpriced']],
    ['tokens', ['unpriced', 'reads', 'writes', 'input', 'null', 'empty']],
    ['hit-ratio', ['reads', 'input', 'unpriced', 'writes', 'null', 'empty']],
  ] as const)('by %s', (key, expected) => {
    expect(namesOf(sortRows(rows, key))).toEqual(expected);
    expect(namesOf(sortRows([...rows].reverse(), key))).toEqual(expected);
  });

  it('are sorted by the first value that differs', () => {
    const groups = ['b x', 'a y', 'a x', 'b w'].map((text) => {
      const [project = '', user = ''] = text.split(' ');
      return row({ project, user });
    });
    expect(namesOf(sortRows(groups, 'group'))).toEqual(['a x', 'a y', 'b w', 'b x']);
  });

  it('run forward through an autumn night, on either side of Greenwich', () => {
    const hours = [
      ['2026-10-25T01:00+02:00', '2026-10-25T02:00+02:00', '2026-10-25T02:00+01:00', '2026-10-25T03:00+01:00'],
      ['2026-11-01T01:00-04:00', '2026-11-01T01:00-05:00', '2026-11-01T02:00-05:00'],
      ['2026-04-05T01:00+11:00', '2026-04-05T01:00+10:30', '2026-04-05T02:00+10:30'],
      ['2026-11-21T23:00Z', '2026-11-22T00:00Z'],
    ];
    for (const labels of hours) {
      const shuffled = labels.map((hour) => row({ hour })).reverse();
      expect(namesOf(sortRows(shuffled, 'group'))).toEqual(labels);
    }
  });

  it('do not depend on the order they come in', () => {
    const value = fc.constantFrom(null, 'a', 'b', 'c');
    const rowsOf = fc.uniqueArray(fc.tuple(value, value, fc.nat(2)), {
      maxLength: 8,
      selector: ([a, b]) => `${a} ${b}`,
    });
    fc.assert(
      fc.property(rowsOf, fc.constantFrom(...SORT_KEYS), fc.infiniteStream(fc.nat()), (given, key, random) => {
        const built = given.map(([project, user, size]) =>
          row({ project, user }, { requests: BigInt(size), sums: { input: BigInt(size) } }),
        );
        const shuffled = built
          .map((each) => ({ each, rank: random.next().value ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ each }) => each);
        expect(sortRows(shuffled, key)).toEqual(sortRows(built, key));
        expect(new Set(sortRows(built, key))).toEqual(new Set(built));
      }),
    );
  });

  it('leave the given ones as they were', () => {
    const given = [row({ project: 'b' }), row({ project: 'a' })];
    sortRows(given, 'group');
    expect(namesOf(given)).toEqual(['b', 'a']);
  });
});

describe('when no order is asked for', () => {
  it.each([
    [['day'], 'group'],
    [['month', 'model'], 'group'],
    [['model', 'day'], 'cost'],
    [['label:day'], 'cost'],
    [[], 'cost'],
  ] satisfies [GroupBy[], string][])('%j is sorted by %s', (by, key) => {
    expect(defaultSort(by)).toBe(key);
  });
});

describe('the top', () => {
  const days = ['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04'];
  const rows = days.map((day, index) => row({ day }, { sums: { input: [3n, 1n, 4n, 2n][index] ?? 0n } }));
  const top = (order: Omit<Parameters<typeof topRows>[1], 'by'>): (string | null | undefined)[] =>
    topRows(rows, { by: ['day'], ...order }).map(({ group }) => group['day']);

  it('of days are the dearest, in the order of time', () => {
    expect(top({ sort: undefined, top: 2 })).toEqual(['2026-11-01', '2026-11-03']);
  });

  it('is the first ones of an order that was asked for', () => {
    expect(top({ sort: 'group', top: 2 })).toEqual(['2026-11-01', '2026-11-02']);
    expect(top({ sort: 'cost', top: 2 })).toEqual(['2026-11-03', '2026-11-01']);
  });

  it('are all where no number is given', () => {
    expect(top({ sort: undefined, top: undefined })).toEqual(days);
  });
});
