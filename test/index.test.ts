/** The library, through its index alone: from a log record and a price file to a report. */
import { expect, it } from 'vitest';
import { buildPriceBook, buildReport, formatUsdExact, quoter, sourceOf, type UsageGroup } from '../src/index.ts';

const PRICES = {
  model: 'claude-example-1',
  prices: [
    {
      ...{ speed: 'standard', from: '2026-01-01', multipliers: { batch: '0.5' } },
      ...{ input: '2', cache_write_5m: '2.5', cache_write_1h: '4', cache_read: '0.2', output: '10' },
    },
  ],
};

it('reads a record, prices it and reports it', () => {
  const usage = {
    input_tokens: 1_000_000,
    cache_read_input_tokens: 1_000_000,
    output_tokens: 100_000,
    service_tier: 'batch',
  };
  const response = { id: 'msg_01Invented', type: 'message', model: 'claude-example-1', usage };
  const record = { timestamp: '2026-11-10T12:00:00Z', response };
  const context = { file: 'log', line: 1, given: undefined, labels: {} };
  const reading = sourceOf(record)?.open().read(record, context);
  if (reading?.kind !== 'events') throw new Error('the record was not read');

  const groups = reading.events.flatMap(({ at, parts, terms }): UsageGroup[] =>
    parts.map(({ model, kind, meters, requests }) => ({
      ...{ at, model, terms: { ...terms, kind }, values: [model], above: 0, requests: BigInt(requests), hits: 1n },
      sums: {
        input: BigInt(meters.input),
        cache_write_5m: BigInt(meters.cache_write_5m),
        cache_write_1h: BigInt(meters.cache_write_1h),
        cache_read: BigInt(meters.cache_read),
        output: BigInt(meters.output),
        web_search: BigInt(meters.web_search),
      },
    })),
  );
  const { book, problems } = buildPriceBook(
    [{ name: 'mine', documents: [{ file: 'example.json', json: PRICES }] }],
    '1',
  );
  expect(problems).toEqual([]);
  const report = buildReport(groups, { by: ['model'], zone: 'UTC' }, book, quoter(book));

  // (1M x $2 + 1M x $0.20 + 0.1M x $10) x 0.5 = $1.60; uncached (2M x $2 + 0.1M x $10) x 0.5 = $2.50.
  const { cost, netSavings } = report.totals;
  expect([cost, netSavings].map((amount) => amount && formatUsdExact(amount))).toEqual(['1.60', '0.90']);
  expect(report.rows.map((row) => row.group)).toEqual([{ model: 'claude-example-1' }]);
});
