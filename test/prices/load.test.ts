import { describe, expect, it } from 'vitest';
import { formatPricePerMillion } from '../../src/core/money.ts';
import { buildPriceBook } from '../../src/prices/load.ts';
import { listRows, minimumCacheable, type ListRow } from '../../src/prices/list.ts';
import { matchModel } from '../../src/prices/match.ts';
import { webSearchPrice } from '../../src/prices/quote.ts';
import { checkShape } from '../../src/prices/schema.ts';
import { ask, documents, justBefore, midnight } from './shipped.ts';

const FIVE = { input: '1', cache_write_5m: '1.25', cache_write_1h: '2', cache_read: '0.1', output: '5' };
const ROW = { speed: 'standard', from: '2026-01-01', ...FIVE, multipliers: { batch: '0.5' } };

function model(name: string, ...prices: readonly object[]): object {
  return { model: name, prices };
}

function load(...files: readonly unknown[]): ReturnType<typeof buildPriceBook> {
  const layer = { name: 'mine', documents: files.map((json, position) => ({ file: `${position}.json`, json })) };
  return buildPriceBook([layer], 'test');
}

/** "code file path" of each problem. */
function problemsOf(...files: readonly unknown[]): string[] {
  return load(...files).problems.map(({ code, where }) => [code, where?.file, where?.path].join(' ').trim());
}

describe('problems of a price file', () => {
  const without = (key: string): object => Object.fromEntries(Object.entries(ROW).filter(([name]) => name !== key));
  const later = { ...ROW, from: '2026-06-01' };
  const cases: readonly { what: string; json: unknown; problem: string }[] = [
    { what: 'not an object', json: [], problem: 'not_a_price_file 0.json' },
    { what: 'no model', json: { prices: [ROW] }, problem: 'not_a_price_file 0.json' },
    { what: 'no prices', json: model('m'), problem: 'no_prices 0.json prices' },
    { what: 'prices are no list', json: { model: 'm', prices: {} }, problem: 'bad_list 0.json prices' },
    { what: 'a missing price', json: model('m', without('output')), problem: 'missing_price 0.json prices[0].output' },
    {
      what: 'one-hour writes left out rather than null',
      json: model('m', without('cache_write_1h')),
      problem: 'missing_price 0.json prices[0].cache_write_1h',
    },
    {
      what: 'null for a meter that every provider sells',
      json: model('m', { ...ROW, output: null }),
      problem: 'missing_price 0.json prices[0].output',
    },
    { what: 'a number', json: model('m', { ...ROW, input: 1 }), problem: 'bad_price 0.json prices[0].input' },
    {
      what: 'a negative price',
      json: model('m', { ...ROW, input: '-1' }),
      problem: 'bad_price 0.json prices[0].input',
    },
    { what: 'an exponent', json: model('m', { ...ROW, input: '1e3' }), problem: 'bad_price 0.json prices[0].input' },
    {
      what: 'a fraction of a picodollar',
      json: model('m', ROW, { ...later, input: '0.0000001' }),
      problem: 'bad_price 0.json prices[1].input',
    },
    {
      what: 'a bad price in a band',
      json: model('m', { ...ROW, bands: [{ above_prompt_tokens: 1000, ...FIVE, output: 'x' }] }),
      problem: 'bad_price 0.json prices[0].bands[0].output',
    },
    {
      what: 'a band without threshold',
      json: model('m', { ...ROW, bands: [FIVE] }),
      problem: 'bad_count 0.json prices[0].bands[0].above_prompt_tokens',
    },
    {
      what: 'bands out of order',
      json: model('m', { ...ROW, bands: [2000, 1000].map((above) => ({ above_prompt_tokens: above, ...FIVE })) }),
      problem: 'bands_unsorted 0.json prices[0].bands[1].above_prompt_tokens',
    },
    { what: 'no speed', json: model('m', without('speed')), problem: 'missing_speed 0.json prices[0].speed' },
    { what: 'no date', json: model('m', without('from')), problem: 'bad_date 0.json prices[0].from' },
    {
      what: 'no such date',
      json: model('m', { ...ROW, from: '2026-02-30' }),
      problem: 'bad_date 0.json prices[0].from',
    },
    { what: 'a bad end', json: model('m', { ...ROW, to: 'later' }), problem: 'bad_date 0.json prices[0].to' },
    {
      what: 'an end before the start',
      json: model('m', { ...ROW, to: '2025-12-31' }),
      problem: 'to_before_from 0.json prices[0].to',
    },
    {
      what: 'an end at the start',
      json: model('m', { ...ROW, to: '2026-01-01' }),
      problem: 'to_before_from 0.json prices[0].to',
    },
    { what: 'rows out of order', json: model('m', later, ROW), problem: 'rows_unsorted 0.json prices[0]' },
    { what: 'two rows from one day', json: model('m', ROW, ROW), problem: 'rows_overlap 0.json prices[0]' },
    {
      what: 'an end after the next start',
      json: model('m', { ...ROW, to: '2026-06-02' }, later),
      problem: 'rows_overlap 0.json prices[0]',
    },
    {
      what: 'no multipliers',
      json: model('m', without('multipliers')),
      problem: 'missing_multipliers 0.json prices[0].multipliers',
    },
    {
      what: 'a bad multiplier',
      json: model('m', { ...ROW, multipliers: { batch: 0.5 } }),
      problem: 'bad_multiplier 0.json prices[0].multipliers.batch',
    },
    {
      what: 'a bad minimum',
      json: { ...model('m', ROW), minimum_cacheable: [{ from: '2026-01-01', tokens: 0 }] },
      problem: 'bad_count 0.json minimum_cacheable[0].tokens',
    },
    { what: 'no web search price', json: { tools: {} }, problem: 'no_prices 0.json tools.web_search' },
    {
      what: 'a bad web search price',
      json: { tools: { web_search: [{ from: '2026-01-01', per_1000: 10 }] } },
      problem: 'bad_price 0.json tools.web_search[0].per_1000',
    },
  ];

  it.each(cases)('$what: $problem', ({ json, problem }) => {
    expect(problemsOf(json)).toEqual([problem]);
  });

  it('an end at the next start is none', () => {
    expect(problemsOf(model('m', { ...ROW, to: '2026-06-01' }, later))).toEqual([]);
  });

  it('a file with a problem contributes nothing', () => {
    const { book } = load(model('m', ROW, { ...later, output: 'x' }));
    expect(ask(book, 'm', midnight('2026-02-01'))).toEqual({ ok: false, reason: 'unknown_model', model: 'm' });
  });

  it('two files for one model', () => {
    expect(problemsOf(model('m', ROW), model('m', later))).toEqual(['duplicate_model 1.json model']);
  });

  it('the first file of a model is the one that counts', () => {
    const { book } = load(model('m', ROW), model('m', { ...ROW, input: '9' }));
    const quoted = ask(book, 'm', midnight('2026-02-01'));
    expect(quoted.ok && formatPricePerMillion(quoted.rates.input)).toBe('1');
  });

  it('one id for two models', () => {
    const a = { ...model('a', ROW), ids: { api: ['a-latest'], bedrock: ['shared'] } };
    const b = { ...model('b', ROW), ids: { api: ['b-latest', 'shared'] } };
    expect(problemsOf(a, b)).toEqual(['duplicate_id 1.json ids.api[1]']);
  });

  it('two files with tools', () => {
    const tools = { tools: { web_search: [{ from: '2026-01-01', per_1000: '10' }] } };
    expect(problemsOf(tools, tools)).toEqual(['duplicate_tools 1.json tools']);
  });

  it('speeds are separate histories', () => {
    expect(problemsOf(model('m', later, { ...ROW, speed: 'fast' }))).toEqual([]);
  });
});

describe('several bands', () => {
  const bands = [1000, 2000].map((above) => ({ above_prompt_tokens: above, ...FIVE, input: String(above) }));
  const { book, problems } = load(model('m', { ...ROW, bands }));

  it.each([
    [999, '1'],
    [1000, '1000'],
    [1999, '1000'],
    [2000, '2000'],
  ])('a prompt above %i tokens has input at %s: the highest threshold it exceeds', (above, input) => {
    expect(problems).toEqual([]);
    const quoted = ask(book, 'm', midnight('2026-02-01'), { above });
    expect(quoted.ok && formatPricePerMillion(quoted.rates.input)).toBe(input);
  });
});

describe('the strict shape', () => {
  const cases: readonly { what: string; json: unknown; path: string }[] = [
    { what: 'a misspelt key', json: model('m', { ...ROW, band: [] }), path: 'prices[0]' },
    {
      what: 'an unknown multiplier',
      json: model('m', { ...ROW, multipliers: { eu: '1.1' } }),
      path: 'prices[0].multipliers',
    },
    { what: 'a price as a number', json: model('m', { ...ROW, input: 1 }), path: 'prices[0].input' },
    { what: 'an unknown platform', json: { ...model('m', ROW), ids: { azure: [] } }, path: 'ids' },
    { what: 'an unknown tool', json: { tools: { web_search: [], web_fetch: [] } }, path: 'tools' },
    { what: 'nothing', json: null, path: '' },
  ];

  it.each(cases)('$what, at "$path"', ({ json, path }) => {
    const problems = checkShape({ file: 'mine.json', json });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: 'bad_shape', where: { file: 'mine.json', path } });
  });

  it('is satisfied with what prices need', () => {
    expect(checkShape({ file: 'mine.json', json: model('m', ROW) })).toEqual([]);
  });
});

describe('layers', () => {
  const negotiated = { ...ROW, from: '2026-08-01', to: '2026-09-01', input: '4', multipliers: {} };
  const mine = [
    model('claude-opus-5', negotiated),
    { ...model('in-house', ROW), ids: { api: ['in-house-latest'] } },
    { tools: { web_search: [{ from: '2026-08-01', to: '2026-09-01', per_1000: '8' }] } },
  ];
  const { book, problems } = buildPriceBook(
    [
      { name: 'built-in', documents },
      { name: 'mine', documents: mine.map((json, position) => ({ file: `${position}.json`, json })) },
    ],
    'test',
  );

  it('load together: an id may be in several layers', () => {
    expect(problems).toEqual([]);
  });

  it.each([
    { at: justBefore(midnight('2026-08-01')), input: '5', layer: 'built-in', why: 'before the upper row starts' },
    { at: midnight('2026-08-01'), input: '4', layer: 'mine', why: 'while the upper row is in force' },
    { at: justBefore(midnight('2026-09-01')), input: '4', layer: 'mine', why: 'to its last millisecond' },
    { at: midnight('2026-09-01'), input: '5', layer: 'built-in', why: 'after it ended' },
  ])('$layer answers $why', ({ at, input, layer }) => {
    const quoted = ask(book, 'us.anthropic.claude-opus-5', at);
    expect(quoted.ok && [formatPricePerMillion(quoted.rates.input), quoted.row.evidence.layer]).toEqual([input, layer]);
  });

  it('the list in force shows the row that answers, the whole list both', () => {
    const at = midnight('2026-08-15');
    const layersOf = (rows: readonly ListRow[]): string[] =>
      rows.filter((row) => row.model === 'claude-opus-5' && row.speed === 'standard').map((row) => row.layer);
    expect(layersOf(listRows(book, at))).toEqual(['mine']);
    expect(layersOf(listRows(book))).toEqual(['built-in', 'mine']);
  });

  it('an upper row answers for its own speed only', () => {
    const quoted = ask(book, 'claude-opus-5', midnight('2026-08-15'), { speed: 'fast' });
    expect(quoted.ok && quoted.row.evidence.layer).toBe('built-in');
  });

  it('an upper row brings its own modifiers: without batch it cannot be batched', () => {
    const quoted = ask(book, 'claude-opus-5', midnight('2026-08-15'), { tier: 'batch' });
    expect(quoted).toMatchObject({ ok: false, reason: 'unknown_tier' });
  });

  it('a layer may add models', () => {
    expect(matchModel(book.index, 'in-house-latest')).toBe('in-house');
  });

  it('the minimum comes from the layer that knows it', () => {
    expect(minimumCacheable(book, 'claude-opus-5', midnight('2026-08-15'))).toBe(512);
  });

  it('tools are layered too', () => {
    expect(webSearchPrice(book, midnight('2026-08-15'))?.price).toBe(8_000_000_000n);
    expect(webSearchPrice(book, midnight('2026-09-01'))?.price).toBe(10_000_000_000n);
  });

  it('an upper layer may give an id to another model', () => {
    const moved = { ...model('opus-five', ROW), ids: { api: ['claude-opus-5'] } };
    const layers = [
      { name: 'built-in', documents },
      { name: 'mine', documents: [{ file: 'moved.json', json: moved }] },
    ];
    expect(matchModel(buildPriceBook(layers, 'test').book.index, 'claude-opus-5')).toBe('opus-five');
  });
});
