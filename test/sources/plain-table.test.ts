import { describe, expect, test } from 'vitest';
import { flagsOf } from '../../src/core/flags.ts';
import { MAX_COUNT, TOKEN_METERS } from '../../src/core/meters.ts';
import { plainTable } from '../../src/sources/plain-table.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { eventsOf, GIVEN, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { AT } from './shapes.ts';

testFixtures('plain-table');

const ROW: JsonObject = {
  ...{ id: 'row-1', at: AT, model: 'claude-opus-5-5' },
  ...{ input: 10, cache_write_5m: 20, cache_write_1h: 30, cache_read: 40, output: 50 },
};
const read = (change: JsonObject, given = undefined as typeof GIVEN | undefined) =>
  readAll(plainTable, numbered([{ ...ROW, ...change }]), { given });
const event = (change: JsonObject) => eventsOf(read(change))[0];
const reasons = (change: JsonObject) => refusalsOf(read(change)).map(([, reason]) => reason);

test('a table with commas, quotes and labels', async () => {
  const events = eventsOf(readAll(plainTable, await recordsOf('plain-table/gateway.csv')));
  expect(events.length).toBeGreaterThan(30);
  expect(events[0]).toMatchObject({
    key: expect.stringMatching(/^id:\["gw-1001"/),
    origin: { line: 2 },
    terms: { platform: 'bedrock', geo: 'regional' },
    scope: { project: 'contracts, legal', labels: { env: 'prod' } },
  });
  expect(events.some(({ parts }) => parts[0]?.meters.web_search === 1)).toBe(true);
});

test('a table with semicolons, a byte order mark and times without a zone', async () => {
  const events = eventsOf(readAll(plainTable, await recordsOf('plain-table/finance.csv')));
  expect(events).toHaveLength(6);
  expect(partsOf(events[0])).toEqual([['message claude-haiku-4-5@20251001 x1', 400, 9100, 0, 0, 60]]);
  expect(events[0]?.at).toBe(Date.UTC(2026, 10, 3, 12));
  expect(events.map(({ flags }) => flagsOf(flags))).toEqual(Array(6).fill(['zone_assumed']));
});

test('objects, one a line', async () => {
  const events = eventsOf(readAll(plainTable, await recordsOf('plain-table/mapped.ndjson')));
  expect(
    events.map((each) => [each.at - Date.UTC(2026, 10, 13, 20), ...flagsOf(each.flags), ...partsOf(each)]),
  ).toEqual([
    [0, ['message claude-opus-5-5 x1', 210, 0, 12_000, 0, 300]],
    [60_000, 'no_id', ['message claude-opus-5-5 x1', 215, 0, 0, 12_000, 310]],
    [120_000, ['message claude-sonnet-5-5 x1', 190, 0, 0, 12_000, 99]],
    [180_000, 'no_id', ['message claude-sonnet-5-5 x1', 10, 0, 0, 0, 5]],
    [180_000, 'no_id', ['message claude-sonnet-5-5 x1', 10, 0, 0, 0, 5]],
  ]);
  expect(events.map(({ scope }) => [scope.project, scope.user, scope.labels])).toEqual([
    ['contracts-search', '', { team: 'legal', run: '7', dry: 'false' }],
    ['', '42', { team: 'legal', run: '8' }],
    ['', 'u', {}],
    ['', '', {}],
    ['', '', {}],
  ]);
  expect(events[2]?.terms).toEqual({
    source: 'plain-table',
    platform: 'vertex',
    tier: 'batch',
    speed: 'standard',
    geo: 'us',
  });
  expect(new Set(events.map(({ key }) => key)).size).toBe(5);
});

test('refusals by line', async () => {
  const readings = readAll(plainTable, await recordsOf('flawed/plain-table/bad.csv'));
  expect(eventsOf(readings)).toHaveLength(1);
  expect(refusalsOf(readings)).toEqual([
    [3, 'missing_count'],
    [4, 'bad_count'],
    [5, 'bad_count'],
    [6, 'bad_count'],
    [7, 'count_too_large'],
    [8, 'no_model'],
    [9, 'bad_instant'],
    [10, 'instant_out_of_range'],
    [11, 'bad_count'],
  ]);
});

describe.each(TOKEN_METERS)('%s', (meter) => {
  test.each([
    [undefined, 'missing_count'],
    ['', 'missing_count'],
    [null, 'bad_count'],
    [-1, 'bad_count'],
    ['-1', 'bad_count'],
    [1.5, 'bad_count'],
    ['1.5', 'bad_count'],
    ['1e3', 'bad_count'],
    ['1,000', 'bad_count'],
    ['many', 'bad_count'],
    ['0x10', 'bad_count'],
    [[1], 'bad_count'],
    [MAX_COUNT + 1, 'count_too_large'],
    [String(MAX_COUNT + 1), 'count_too_large'],
  ])('of %j is refused', (value, reason) => {
    expect(reasons({ [meter]: value })).toEqual([reason]);
  });

  test('may be text, as a cell is', () => {
    expect(event({ [meter]: '0017' })?.parts[0]?.meters[meter]).toBe(17);
    expect(event({ [meter]: String(MAX_COUNT) })?.parts[0]?.meters[meter]).toBe(MAX_COUNT);
  });
});

test.each([
  [undefined, 0],
  [null, 0],
  ['', 0],
  ['3', 3],
  [3, 3],
])('web searches of %j are %i', (web_search, searches) => {
  expect(event({ web_search })?.parts[0]?.meters.web_search).toBe(searches);
});

test.each([-1, 1.5, 'x'])('web searches of %j are refused', (web_search) => {
  expect(reasons({ web_search })).toEqual(['bad_count']);
});

test.each([undefined, null, '', 7])('the model %j is none', (model) => {
  expect(reasons({ model })).toEqual(['no_model']);
});

test.each([
  ['13.11.2026', 'bad_instant'],
  ['2026-11-13', 'bad_instant'],
  [true, 'bad_instant'],
  ['12', 'instant_out_of_range'],
  ['', 'no_instant'],
  [null, 'no_instant'],
])('the time %j is refused: %s', (at, reason) => {
  expect(reasons({ at })).toEqual([reason]);
});

test.each(['1794000000', 1_794_000_000, '1794000000000', '2026-11-06T21:20:00Z', '2026-11-06T22:20:00+01:00'])(
  'the time %j is read',
  (at) => {
    expect(event({ at })?.at).toBe(1_794_000_000_000);
  },
);

test('an empty time takes the one that was given', () => {
  const [given] = eventsOf(read({ at: '' }, GIVEN));
  expect([given?.at, ...flagsOf(given?.flags ?? 0)]).toEqual([GIVEN, 'instant_given']);
});

test('the platform and the reach come from the model where no column says so', () => {
  const terms = (change: JsonObject) => event(change)?.terms;
  expect(terms({ model: 'global.anthropic.claude-opus-5-5' })).toMatchObject({ platform: 'bedrock', geo: 'global' });
  expect(terms({ model: 'eu.anthropic.claude-opus-5-5', geo: 'eu' })).toMatchObject({ platform: 'bedrock', geo: 'eu' });
  expect(terms({ model: 'claude-opus-5-5', platform: 'foundry' })).toMatchObject({ platform: 'foundry', geo: '' });
});

test('a row without an id is known by its content and line, however its columns are ordered', () => {
  const row = { ...ROW, id: '', 'label:a': 'x', 'label:b': 'y', note: 'not read' };
  const turned = Object.fromEntries(Object.entries(row).reverse());
  const keys = (records: unknown[], labels = {}) =>
    eventsOf(readAll(plainTable, numbered(records), { labels })).map(({ key }) => key);
  const [first, second] = keys([row, row]);
  expect(second).not.toBe(first);
  expect(keys([turned])).toEqual([first]);
  expect(keys([row], { team: 'given later' })).toEqual([first]);
  expect(keys([{ ...row, user: 'other' }])).not.toEqual([first]);
  expect(first).not.toContain('not read');
});

test('an id that could be a row number is not trusted to be unique; a long one is known everywhere', () => {
  const keyOf = (change: JsonObject): string | undefined => event(change)?.key;
  expect(keyOf({ id: '17', input: 1 })).toBe(keyOf({ id: '17', input: 1 }));
  expect(keyOf({ id: '17', input: 1 })).not.toBe(keyOf({ id: '17', input: 2 }));
  expect(keyOf({ id: 'msg_01Invented0000001', input: 1 })).toBe('message:msg_01Invented0000001');
  expect(keyOf({ id: 'msg_01Invented0000001', input: 2 })).toBe('message:msg_01Invented0000001');
});

test('a header with a column twice is not claimed: it could mean either', () => {
  const columns = ['at', 'model', 'input', 'cache_write_5m', 'cache_write_1h', 'cache_read', 'output'];
  expect(plainTable.claimsHeader?.(columns)).toBe(true);
  expect(plainTable.claimsHeader?.([...columns, 'input'])).toBe(false);
});

test('a label may have any name', () => {
  const labels = event({ 'label:__proto__': 'x', labels: JSON.parse('{"__proto__":"y","constructor":"z"}') as object })
    ?.scope.labels;
  expect(Object.entries(labels ?? {}).sort()).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'z'],
  ]);
});
