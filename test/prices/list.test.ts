import { describe, expect, it } from 'vitest';
import { diffRows } from '../../src/prices/diff.ts';
import { listRows, minimumCacheable, type ListRow } from '../../src/prices/list.ts';
import { book, justBefore, midnight, rows } from './shipped.ts';

const nameOf = ({ model, speed, from }: ListRow): string => `${model} ${speed} ${from}`;

describe('the list of prices', () => {
  it('has every row', () => {
    expect(listRows(book)).toHaveLength(rows.length);
  });

  it('writes a row in decimal strings and dates', () => {
    const row = listRows(book).find(({ model }) => model === 'claude-haiku-5-5');
    expect(row).toEqual({
      model: 'claude-haiku-5-5',
      speed: 'standard',
      from: '2026-10-07',
      to: null,
      input: '0.1',
      cache_write_5m: '0.125',
      cache_write_1h: '0.2',
      cache_read: '0.01',
      output: '0.5',
      bands: [
        {
          above_prompt_tokens: 100_000,
          input: '0.5',
          cache_write_5m: '0.625',
          cache_write_1h: '1',
          cache_read: '0.05',
          output: '2.5',
        },
      ],
      multipliers: { batch: '0.5', us: '1.1', regional: '1.1' },
      confidence: 'high',
      layer: 'built-in',
    });
  });

  it('ends a row at its own end or where the next one starts, standard speed first', () => {
    const opus = listRows(book).filter(({ model }) => model === 'claude-opus-4-6');
    expect(opus.map(({ speed, from, to }) => [speed, from, to])).toEqual([
      ['standard', '2026-02-05', '2026-03-13'],
      ['standard', '2026-03-13', null],
      ['fast', '2026-02-07', '2026-06-29'],
    ]);
  });

  it('at an instant has the rows in force', () => {
    expect(listRows(book, midnight('2024-12-03')).map(nameOf)).toEqual([
      'claude-3-5-haiku-20241022 standard 2024-12-03',
      'claude-3-5-sonnet-20240620 standard 2024-08-14',
      'claude-3-5-sonnet-20241022 standard 2024-10-22',
      'claude-3-haiku-20240307 standard 2024-08-14',
      'claude-3-opus-20240229 standard 2024-08-14',
      'gpt-4o standard 2024-10-03',
      'gpt-4o-2024-05-13 standard 2024-05-13',
      'gpt-4o-2024-08-06 standard 2024-10-01',
      'gpt-4o-mini standard 2024-10-01',
      'o1-mini standard 2024-10-01',
      'o1-preview standard 2024-10-01',
      'text-embedding-3-large standard 2024-01-25',
      'text-embedding-3-small standard 2024-01-25',
    ]);
  });
});

describe('minimum cacheable prompt', () => {
  it.each([
    ['claude-sonnet-4-6', '2026-05-13', 2048, 1024],
    ['claude-opus-4-7', '2026-06-09', 4096, 2048],
    ['claude-opus-5', '2026-07-24', undefined, 512],
    ['claude-opus-5-7', '2026-11-21', undefined, undefined],
  ])('%s changes on %s from %s to %s', (model, date, before, after) => {
    expect(minimumCacheable(book, model, justBefore(midnight(date)))).toBe(before);
    expect(minimumCacheable(book, model, midnight(date))).toBe(after);
  });
});

describe('the difference of two lists', () => {
  it('of one book at two instants: prices, not dates', () => {
    const before = listRows(book, justBefore(midnight('2026-10-07')));
    const { added, removed, changed } = diffRows(before, listRows(book, midnight('2026-10-07')), 'model');
    expect(added.map(nameOf)).toEqual(['claude-haiku-5-5 standard 2026-10-07']);
    expect(removed).toEqual([]);
    expect(changed.map(({ after, changes }) => [nameOf(after), changes])).toEqual([
      ['claude-sonnet-5-5 standard 2026-10-07', [{ field: 'cache_read', before: '0.2', after: '0.1' }]],
    ]);
  });

  it('shows a band that goes away meter by meter', () => {
    const before = listRows(book, justBefore(midnight('2026-04-30')));
    const { changed } = diffRows(before, listRows(book, midnight('2026-04-30')), 'model');
    const sonnet = changed.find(({ after }) => after.model === 'claude-sonnet-4-5-20250929');
    expect(sonnet?.changes).toEqual([
      { field: 'above 200000 input', before: '6', after: null },
      { field: 'above 200000 cache_write_5m', before: '7.5', after: null },
      { field: 'above 200000 cache_write_1h', before: '12', after: null },
      { field: 'above 200000 cache_read', before: '0.6', after: null },
      { field: 'above 200000 output', before: '22.5', after: null },
    ]);
  });

  it('of two histories: rows by their start', () => {
    const all = listRows(book);
    const edited = all
      .filter(({ model }) => model !== 'claude-mythos-preview')
      .map((row) =>
        row.model === 'claude-opus-5' ? { ...row, to: '2027-01-01', multipliers: { us: '1.1', regional: '1.2' } } : row,
      );
    const { added, removed, changed } = diffRows(all, edited, 'row');
    expect(added).toEqual([]);
    expect(removed.map(nameOf)).toEqual(['claude-mythos-preview standard 2026-04-07']);
    expect(changed.map(({ after, changes }) => [nameOf(after), changes])).toEqual([
      [
        'claude-opus-5 standard 2026-07-24',
        [
          { field: 'to', before: null, after: '2027-01-01' },
          { field: 'multipliers.batch', before: '0.5', after: null },
          { field: 'multipliers.regional', before: '1.1', after: '1.2' },
        ],
      ],
      [
        'claude-opus-5 fast 2026-07-24',
        [
          { field: 'to', before: null, after: '2027-01-01' },
          { field: 'multipliers.regional', before: '1.1', after: '1.2' },
        ],
      ],
    ]);
  });

  it('of a list and itself is nothing', () => {
    expect(diffRows(listRows(book), listRows(book), 'row')).toEqual({ added: [], removed: [], changed: [] });
  });
});
