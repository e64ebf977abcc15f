import { describe, expect, test } from 'vitest';
import { flagsOf } from '../../src/core/flags.ts';
import { sourceOfHeader } from '../../src/sources/index.ts';
import { consoleUsageCsv } from '../../src/sources/console-usage-csv.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { eventsOf, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { CONSOLE_ROW } from './reports.ts';

testFixtures('console-usage-csv');

const read = (...changes: JsonObject[]) =>
  readAll(consoleUsageCsv, numbered(changes.map((change) => ({ ...CONSOLE_ROW, ...change }))));
const event = (change: JsonObject) => eventsOf(read(change))[0];

test('a row of the current export', () => {
  expect(partsOf(event({}))).toEqual([['aggregate claude-opus-5-5 x0', 46_981, 15_969, 0, 210_344, 16_932]]);
  expect(event({})).toMatchObject({
    at: Date.UTC(2026, 10, 5),
    until: Date.UTC(2026, 10, 6),
    terms: { platform: 'api', tier: 'standard', speed: '', geo: 'global' },
    scope: { workspace: 'Default', api_key: 'ci-key', labels: { context_window: '≤ 200k' } },
    flags: 0,
  });
});

test.each([
  ['2026-11-05 13:00', 13, 14],
  ['2026-11-05T13:00:00Z', 13, 14],
  ['2026-11-05', 0, 24],
])('%s is from %d:00 to %d:00', (usage_date_utc, from, to) => {
  const hour = (number: number): number => Date.UTC(2026, 10, 5, number);
  expect(event({ usage_date_utc })).toMatchObject({ at: hour(from), until: hour(to), flags: 0 });
});

describe('every header there was', () => {
  const columns = Object.keys(CONSOLE_ROW);
  const without = (...names: string[]): string[] => columns.filter((column) => !names.includes(column));
  const newest = ['context_window', 'inference_geo', 'speed'];
  const names = ['api_key', 'workspace', 'usage_type', 'web_search_count'];
  const writes = ['usage_input_tokens_cache_write_5m', 'usage_input_tokens_cache_write_1h'];

  test.each([
    ['the current one', columns],
    ['in any order', columns.toReversed()],
    ['2025-06', without(...newest)],
    ['before one-hour writes', [...without(...newest, ...writes), 'usage_input_tokens_cache_write']],
    ['by model alone', without(...newest, ...names)],
    ['one with more columns', [...columns, 'api_key_id', 'api_key_status']],
  ])('%s is claimed', (_name, header) => {
    expect(sourceOfHeader(header)?.id).toBe('console-usage-csv');
  });

  test.each([
    ['without the cache', without('usage_input_tokens_cache_read')],
    ['without writes', without(...writes)],
    ['with a column twice', [...columns, 'workspace']],
    ['of costs', ['usage_date_utc', 'model', 'workspace', 'api_key', 'usage_type', 'token_type', 'cost_usd']],
  ])('one %s is not', (_name, header) => {
    expect(sourceOfHeader(header)).toBeUndefined();
  });

  test('one column of writes is taken as 5m, and noted', async () => {
    const [first, second] = eventsOf(readAll(consoleUsageCsv, await recordsOf('console-usage-csv/2024-12.csv')));
    expect(partsOf(first)[0]).toEqual(['aggregate claude-3-5-sonnet-20241022 x0', 12_000, 5000, 0, 40_000, 2100]);
    expect([flagsOf(first?.flags ?? 0), flagsOf(second?.flags ?? 0)]).toEqual([['ttl_assumed'], []]);
  });
});

describe('a row is known by all but its counts', () => {
  const key = (change: JsonObject): string | undefined => event(change)?.key;

  test.each(['model_version', 'api_key', 'workspace', 'usage_type', 'context_window', 'inference_geo', 'speed'])(
    'another %s is another',
    (column) => {
      expect(key({ [column]: 'x' })).not.toBe(key({}));
    },
  );

  test('what an export has besides, and the state of a key, change nothing', () => {
    expect(key({ api_key_status: 'archived', web_search_count: '7', usage_output_tokens: '9' })).toBe(key({}));
    expect(key({ speed: '', a_column_of_next_year: '' })).toBe(key({}));
  });

  test('exported again it is the same, and the larger figures count', () => {
    const once = eventsOf(read({ usage_output_tokens: '100' }));
    const later = eventsOf(read({ usage_output_tokens: '300' }));
    expect([...merged([...later, ...once]).values()].map((each) => partsOf(each)[0]?.[5])).toEqual([300]);
  });

  test('rows that are alike in one table are as many keys of one name', () => {
    const rows = [{ usage_output_tokens: '90' }, { usage_output_tokens: '30' }];
    const [once, again] = [eventsOf(read(...rows)), eventsOf(read(...rows))];
    expect([...merged([...once, ...again]).values()].map((each) => partsOf(each)[0]?.[5])).toEqual([90, 30]);
  });
});

test.each([
  ['usage_input_tokens_no_cache', '', 'missing_count'],
  ['usage_input_tokens_cache_read', '1.5', 'bad_count'],
  ['usage_output_tokens', '1,000', 'bad_count'],
  ['web_search_count', 'x', 'bad_count'],
  ['model_version', '', 'no_model'],
  ['usage_date_utc', '11/05/2026', 'bad_instant'],
  ['usage_date_utc', '', 'no_instant'],
])('%s of %j is refused', (column, value, reason) => {
  expect(refusalsOf(read({ [column]: value }))).toEqual([[1, reason]]);
});
