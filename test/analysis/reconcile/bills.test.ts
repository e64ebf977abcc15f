/** Bills as they come: four headers of the console's export, pages of two APIs, names of models, rows that stand twice. */
import { describe, expect, it } from 'vitest';
import { halfOfLast, parseAmount } from '../../../src/analysis/reconcile/bill.ts';
import { billOf, type BillLine } from '../../../src/analysis/reconcile/bill-lines.ts';
import { isCostHeader, readCostRow } from '../../../src/analysis/reconcile/console-csv.ts';
import { readCostPage } from '../../../src/analysis/reconcile/cost-report.ts';
import { namesOf } from '../../../src/analysis/reconcile/model-names.ts';
import { formatUsdExact } from '../../../src/core/money.ts';
import { utcDate } from '../../../src/core/time.ts';
import { book } from '../../prices/shipped.ts';

/** What a line says, in words. */
function said(line: BillLine | { bad: string } | undefined): string {
  if (line === undefined || 'bad' in line) return `bad: ${line?.bad}`;
  const { day, model, type, amount, list } = line;
  const amounts = [amount, list].map((each) => (each === undefined ? '-' : formatUsdExact(each.pico)));
  return [day === undefined ? '-' : utcDate(day), model ?? '-', type ?? '-', ...amounts].join(' | ');
}

describe('the export of the console', () => {
  const headers: readonly [header: string, row: string, says: string][] = [
    [
      'usage_date_utc,model,workspace,api_key,usage_type,token_type,cost_usd',
      '2024-12-07,Claude 3.5 Sonnet 2024-10-22,,key,message,input_no_cache,0.03',
      '2024-12-07 | Claude 3.5 Sonnet 2024-10-22 | input | 0.03 | -',
    ],
    [
      'usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,cost_type',
      '2025-12-01,Claude Haiku 4.5,Default,key,message,≤ 200k,input_cache_write_1h,0.13,token',
      '2025-12-01 | Claude Haiku 4.5 | cache_write_1h | 0.13 | -',
    ],
    [
      'usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,list_price_usd,cost_type,inference_geo,speed',
      '2026-03-15,Claude Opus 4.6,Default,key,message,≤ 200k,output,0.45,0.50,token,global,',
      '2026-03-15 | Claude Opus 4.6 | output | 0.45 | 0.50',
    ],
    [
      'usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,list_price_usd,cost_type,inference_geo,speed,api_key_id,api_key_status',
      '2026-09-09 14:00,Claude Opus 5,Default,key,message,≤ 200k,input_cache_read,1.67,1.67,token,global,,apikey_01Ex,active',
      '2026-09-09 | Claude Opus 5 | cache_read | 1.67 | 1.67',
    ],
  ];
  const rowOf = (header: string, row: string): Record<string, string> => {
    const cells = row.split(',');
    return Object.fromEntries(header.split(',').map((name, index) => [name, cells[index] ?? '']));
  };

  it.each(headers)('%s', (header, row, says) => {
    expect(isCostHeader(header.split(','))).toBe(true);
    expect(said(readCostRow(rowOf(header, row)))).toBe(says);
    // In any order.
    const turned = Object.fromEntries(Object.entries(rowOf(header, row)).reverse());
    expect(isCostHeader(Object.keys(turned))).toBe(true);
    expect(said(readCostRow(turned))).toBe(says);
  });

  it('has searches, containers, and rows that are none', () => {
    const [header = '', row = ''] = headers[1] ?? [];
    const with_ = (more: Record<string, string>): string => said(readCostRow({ ...rowOf(header, row), ...more }));
    expect(with_({ token_type: '', cost_type: 'web_search' })).toContain('| web_search |');
    expect(with_({ token_type: '', cost_type: 'code_execution', model: '' })).toBe('2025-12-01 | - | other | 0.13 | -');
    expect(with_({ usage_date_utc: '2025-02-30' })).toBe('bad: has no date in usage_date_utc');
    expect(with_({ cost_usd: 'free' })).toBe('bad: has no amount in cost_usd');
    expect(with_({ cost_usd: '' })).toBe('bad: has no amount in cost_usd');
    expect(with_({ list_price_usd: '1,5' })).toBe('bad: has no amount in list_price_usd');
  });

  it('is not the export of usage', () => {
    expect(isCostHeader(['usage_date_utc', 'model_version', 'usage_output_tokens'])).toBe(false);
  });
});

describe('cost reports', () => {
  const span = { starting_at: '2026-11-10T00:00:00Z', ending_at: '2026-11-11T00:00:00Z' };

  it('of the Admin API are cents by bucket', () => {
    const result = { currency: 'USD', cost_type: 'tokens', model: 'claude-opus-5-5', workspace_id: null };
    const types = ['uncached_input_tokens', 'cache_creation.ephemeral_1h_input_tokens', 'output_tokens', 'new_tokens'];
    const results = types.map((token_type) => ({ ...result, amount: '256.1655', token_type }));
    const others = [
      { ...result, amount: '12', cost_type: 'web_search', token_type: null },
      { ...result, amount: 5, cost_type: 'session_usage', model: null },
      { amount: '3.5', currency: 'USD' },
    ];
    const page = {
      data: [
        { ...span, results: [...results, ...others] },
        { ...span, results: [] },
      ],
      has_more: false,
    };
    expect(readCostPage(page)?.map(said)).toEqual([
      '2026-11-10 | claude-opus-5-5 | input | 2.561655 | -',
      '2026-11-10 | claude-opus-5-5 | cache_write_1h | 2.561655 | -',
      '2026-11-10 | claude-opus-5-5 | output | 2.561655 | -',
      '2026-11-10 | claude-opus-5-5 | other | 2.561655 | -',
      '2026-11-10 | claude-opus-5-5 | web_search | 0.12 | -',
      '2026-11-10 | - | other | 0.05 | -',
      '2026-11-10 | - | - | 0.035 | -',
    ]);
  });

  it('of the analytics API have both prices, page by page or item by item', () => {
    const item = {
      ...span,
      starting_at: '2026-11-10T13:00:00Z',
      ending_at: '2026-11-10T14:00:00Z',
      group: { model: 'claude-opus-5-5', cost_type: 'tokens', token_type: 'cache_read_input_tokens' },
      cost: { amount: '88', list_amount: '100', currency: 'USD', requests: null },
    };
    const says = ['2026-11-10 | claude-opus-5-5 | cache_read | 0.88 | 1.00'];
    expect(readCostPage({ data: [item] })?.map(said)).toEqual(says);
    expect(readCostPage(item)?.map(said)).toEqual(says);
    const long = { ...item, ending_at: '2026-11-12T00:00:00Z' };
    expect(readCostPage(long)?.map(said)).toEqual(['- | claude-opus-5-5 | cache_read | 0.88 | 1.00']);
  });

  it.each([
    [{ cost: { amount: '1', currency: 'EUR' } }, 'is in another currency than USD'],
    [{ cost: { amount: null, currency: 'USD' } }, 'has no amount'],
    [{ cost: { amount: '1', list_amount: 'x' } }, 'has no amount in list_amount'],
    [{ cost: { amount: '1' }, ending_at: 'soon' }, 'has no starting_at and ending_at'],
  ])('with %j are not read', (more, bad) => {
    expect(readCostPage({ ...span, group: {}, ...more })?.map(said)).toEqual([`bad: ${bad}`]);
  });

  it.each([[[]], [{ data: 'x' }], [{ data: [{ ...span, usage: {} }] }], [7]])('are not %j', (page) => {
    expect(readCostPage(page)).toBeUndefined();
  });
});

describe('amounts', () => {
  it('are exact, in either unit and sign', () => {
    const exact = (text: unknown, unit: 'usd' | 'cents'): string => formatUsdExact(parseAmount(text, unit)!.pico);
    expect(exact('1234.56', 'usd')).toBe('1234.56');
    expect(exact('-0.01', 'usd')).toBe('-0.01');
    expect(exact('256.1655', 'cents')).toBe('2.561655');
    expect(exact(0.3, 'cents')).toBe('0.003');
    // Below a picodollar: to the nearest.
    expect(exact('0.00000000006', 'cents')).toBe('0.000000000001');
    for (const text of ['', '1e3', '1,5', '$1', '--1', '.5', null, undefined])
      expect(parseAmount(text, 'usd')).toBeUndefined();
  });

  it('are as exact as their last place', () => {
    expect(formatUsdExact(halfOfLast(2, 'usd'))).toBe('0.005');
    expect(formatUsdExact(halfOfLast(4, 'cents'))).toBe('0.0000005');
    expect(halfOfLast(30, 'cents')).toBe(0n);
  });
});

describe('names of models', () => {
  const names = namesOf(book);
  it.each([
    ['Claude Opus 5.5', 'claude-opus-5-5'],
    ['Claude Opus 5', 'claude-opus-5'],
    ['claude-opus-5-5', 'claude-opus-5-5'],
    ['CLAUDE SONNET 4.5', 'claude-sonnet-4-5-20250929'],
    ['Claude 3.5 Sonnet 2024-10-22', 'claude-3-5-sonnet-20241022'],
    ['Claude 3.5 Sonnet 2024-06-20', 'claude-3-5-sonnet-20240620'],
    ['Claude 3.7 Sonnet', 'claude-3-7-sonnet-20250219'],
    ['Claude Sonnet 3.5 v2', 'claude-3-5-sonnet-20241022'],
    ['Claude Haiku 4.5 (2025-10-01)', 'claude-haiku-4-5-20251001'],
    // What nobody lists stays itself, and is the same from a bill and from a log.
    ['Claude Opus 5.7', 'claude-opus-5-7'],
    ['claude-opus-5-7-20261101', 'claude-opus-5-7'],
    ['Claude Haiku 4.5 (2026-10-01)', 'claude-haiku-4-5-2026-10-01'],
    ['us.anthropic.claude-opus-5-5', 'claude-opus-5-5'],
  ])('%s', (name, model) => {
    expect(names(name)).toBe(model);
  });
});

describe('rows that stand twice', () => {
  const line = (key: string, usd: string): BillLine => ({
    ...{ key, day: undefined, model: undefined, type: undefined, list: undefined },
    amount: parseAmount(usd, 'usd')!,
  });
  const total = (...exports: { lines: BillLine[]; distinct: boolean }[]): string =>
    formatUsdExact(billOf('x', exports, 'usd').rows.reduce((sum, { amount }) => sum + amount, 0n) as never);

  it('in two exports count once, and a later export of the same day counts for what it has more', () => {
    const first = { lines: [line('a', '1.00'), line('b', '2.00')], distinct: true };
    const later = { lines: [line('b', '2.50'), line('c', '4.00')], distinct: true };
    expect(total(first, first)).toBe('3.00');
    expect(total(first, later)).toBe('7.50');
    expect(total(later, first)).toBe('7.50');
  });

  it('in one export count once only where the key has an id: keys of one name may have spent the same', () => {
    const lines = [line('a', '1.00'), line('a', '1.00'), line('a', '0.50')];
    expect(total({ lines, distinct: true })).toBe('1.50');
    expect(total({ lines, distinct: false })).toBe('2.50');
    expect(total({ lines, distinct: false }, { lines, distinct: false })).toBe('2.50');
  });
});
