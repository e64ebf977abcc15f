/**
 * Three invoices worked out by hand from the provider's price list, USD per 1,000,000 tokens, and one that can only
 * be worked out in part. The arithmetic stands beside each; the program has to come to the same.
 */
import { describe, expect, it } from 'vitest';
import { account, type Figures } from '../../src/analysis/figures.ts';
import { quoter } from '../../src/analysis/quoter.ts';
import type { ChargeLine } from '../../src/analysis/charges.ts';
import { formatUsdExact } from '../../src/core/money.ts';
import type { UsageGroup } from '../../src/store/ledger.ts';
import { book } from '../prices/shipped.ts';
import { usage, usd } from './usage.ts';

function invoice(groups: readonly UsageGroup[]): { figures: Figures; lines: string[]; charges: ChargeLine[] } {
  const gathered = account(quoter(book));
  for (const group of groups) gathered.add(group);
  const charges = gathered.charges();
  const lines = charges.map(({ meter, quantity, amount }) => `${quantity} ${meter} ${formatUsdExact(amount)}`);
  return { figures: gathered.figures(), lines, charges };
}

function sumsOf({ cost, uncachedCost, netSavings, writePremium }: Figures): Record<string, string | null> {
  return { cost: usd(cost), uncached: usd(uncachedCost), savings: usd(netSavings), premium: usd(writePremium) };
}

describe('an agent on Opus 4.5, 15 January 2026, in two pieces', () => {
  // List: input 5, 5-minute writes 6.25, 1-hour writes 10, reads 0.50, output 25.
  const { figures, lines, charges } = invoice([
    usage({
      at: '2026-01-15',
      requests: 12n,
      hits: 11n,
      sums: { input: 600n, cache_write_5m: 200_000n, cache_read: 2_000_000n, output: 30_000n },
    }),
    usage({
      at: '2026-01-15',
      model: 'claude-opus-4-5-20251101',
      requests: 8n,
      hits: 8n,
      sums: { input: 400n, cache_write_1h: 50_000n, cache_read: 1_000_000n, output: 10_000n },
    }),
  ]);

  it('line by line', () => {
    expect(lines).toEqual([
      '1000 input 0.005', //             1,000 x  5.00 = 0.005
      '200000 cache_write_5m 1.25', //  200,000 x  6.25 = 1.25
      '50000 cache_write_1h 0.50', //    50,000 x 10.00 = 0.50
      '3000000 cache_read 1.50', //   3,000,000 x  0.50 = 1.50
      '40000 output 1.00', //            40,000 x 25.00 = 1.00
    ]);
    expect(charges[0]).toMatchObject({
      model: 'claude-opus-4-5-20251101',
      unitPrice: 5_000_000n,
      band: null,
      speed: 'standard',
      modifiers: [],
      priceFile: 'claude-opus-4-5-20251101.json',
    });
  });

  it('in sum', () => {
    expect(sumsOf(figures)).toEqual({
      cost: '4.255', // 0.005 + 1.25 + 0.50 + 1.50 + 1.00
      uncached: '17.255', // (1,000 + 200,000 + 50,000 + 3,000,000) x 5 = 16.255, and output 1.00
      savings: '13.00', // 17.255 - 4.255
      premium: '0.50', // 200,000 x (6.25 - 5) = 0.25, and 50,000 x (10 - 5) = 0.25
    });
  });

  it('in ratios', () => {
    expect(figures.tokenHitRatio).toBe(0.922793); // 3,000,000 / 3,251,000
    expect(figures.requestHitRatio).toBe(0.95); // 19 / 20
    expect(figures).toMatchObject({ requests: 20n, pricedTokenRatio: 1, complete: true, unpriced: [] });
  });
});

describe('a batch job on Haiku 5.5 in the US, 2 November 2026', () => {
  // List: input 0.10, 1-hour writes 0.20, reads 0.01, output 0.50; a prompt above 100,000 tokens costs five times that.
  // Batch x 0.5, US x 1.1: together x 0.55.
  const terms = { tier: 'batch', geo: 'us' };
  const { figures, lines, charges } = invoice([
    usage({
      model: 'claude-haiku-5-5',
      at: '2026-11-02',
      terms,
      hits: 1n,
      sums: { input: 10_000n, cache_read: 80_000n, output: 2_000n },
    }),
    usage({
      model: 'claude-haiku-5-5',
      at: '2026-11-02',
      terms,
      above: 100_000,
      sums: { cache_write_1h: 150_000n, output: 1_000n },
    }),
  ]);

  it('line by line', () => {
    expect(lines).toEqual([
      '10000 input 0.00055', //             10,000 x 0.10 x 0.55
      '80000 cache_read 0.00044', //        80,000 x 0.01 x 0.55
      '2000 output 0.00055', //              2,000 x 0.50 x 0.55
      '150000 cache_write_1h 0.0825', //   150,000 x 1.00 x 0.55
      '1000 output 0.001375', //             1,000 x 2.50 x 0.55
    ]);
    expect(charges.map(({ band }) => band)).toEqual([null, null, null, 100_000, 100_000]);
    expect(charges[0]?.modifiers).toEqual(['batch x0.5', 'us x1.1']);
  });

  it('in sum: the write was never read, so caching lost money', () => {
    expect(sumsOf(figures)).toEqual({
      cost: '0.085415', // 0.00154 + 0.083875
      uncached: '0.048125', // (90,000 x 0.10 + 2,000 x 0.50) x 0.55 + (150,000 x 0.50 + 1,000 x 2.50) x 0.55
      savings: '-0.03729', // 0.048125 - 0.085415
      premium: '0.04125', // 150,000 x (1.00 - 0.50) x 0.55
    });
  });
});

describe('Sonnet 5.5 on the two days around its price cut, with web searches', () => {
  // List: input 2, output 10; reads 0.20 until 6 October 2026, 0.10 from the 7th; 10 USD per 1,000 searches.
  const sums = { cache_read: 1_000_000n, output: 100n };
  const { figures, lines, charges } = invoice([
    usage({ model: 'claude-sonnet-5-5', at: '2026-10-06', sums }),
    usage({ model: 'claude-sonnet-5-5', at: '2026-10-07', sums: { ...sums, web_search: 3n } }),
  ]);

  it('line by line', () => {
    expect(lines).toEqual([
      '1000000 cache_read 0.20', //  1,000,000 x  0.20
      '100 output 0.001', //               100 x 10.00
      '1000000 cache_read 0.10', //  1,000,000 x  0.10
      '100 output 0.001', //               100 x 10.00
      '3 web_search 0.03', //                3 x  0.01
    ]);
    expect(charges.at(-1)).toMatchObject({ model: 'claude-sonnet-5-5', unitPrice: 10_000_000_000n, modifiers: [] });
  });

  it('in sum: searches cost the same without a cache', () => {
    expect(sumsOf(figures)).toEqual({
      cost: '0.332', // 0.201 + 0.101 + 0.03
      uncached: '4.032', // 2,000,000 x 2 + 200 x 10 + 0.03
      savings: '3.70', // 4.032 - 0.332
      premium: '0.00',
    });
  });
});

describe('a month with what has no price', () => {
  const known = usage({ model: 'claude-opus-5', requests: 3n, hits: 3n, sums: { cache_read: 900_000n } });
  const unknown = usage({ model: 'claude-opus-9', requests: 2n, sums: { input: 100_000n, web_search: 1n } });
  const early = { model: 'claude-3-5-haiku-20241022', at: '2024-11-20' };
  const hourly = usage({ ...early, requests: 4n, sums: { cache_write_1h: 5_000n } });
  const mixed = usage({ ...early, requests: 4n, sums: { input: 1_000_000n, cache_write_1h: 5_000n } });

  it('says what it leaves out', () => {
    const { figures } = invoice([known, unknown]);
    expect(sumsOf(figures)).toEqual({
      cost: '0.46', // 900,000 x 0.50 = 0.45, and one search
      uncached: '4.51', // 900,000 x 5 = 4.50, and one search
      savings: '4.05',
      premium: '0.00',
    });
    expect(figures).toMatchObject({
      complete: false,
      pricedTokenRatio: 0.9,
      unpriced: [{ model: 'claude-opus-9', reason: 'unknown_model', requests: 2n, tokens: 100_000n }],
    });
  });

  it('has no cost at all where nothing has a price', () => {
    const nothing = { cost: null, uncached: null, savings: null, premium: null };
    const { figures } = invoice([usage({ model: 'claude-opus-9', sums: { input: 1n } })]);
    expect(sumsOf(figures)).toEqual(nothing);
    expect(figures).toMatchObject({ complete: false, pricedTokenRatio: 0 });
    // The model has a price then, but one-hour writes had none.
    expect(sumsOf(invoice([hourly]).figures)).toEqual(nothing);
  });

  it('leaves a meter without a price out of the uncached cost too', () => {
    const { figures } = invoice([mixed]);
    expect(sumsOf(figures)).toEqual({ cost: '1.00', uncached: '1.00', savings: '0.00', premium: '0.00' });
    expect(figures.complete).toBe(false);
    expect(figures.unpriced).toEqual([
      { model: 'claude-3-5-haiku-20241022', reason: 'no_price_for_meter', requests: 4n, tokens: 5_000n },
    ]);
  });

  it('counts one model and reason once', () => {
    const { figures } = invoice([unknown, known, unknown, { ...unknown, at: known.at }]);
    expect(figures.unpriced).toEqual([
      { model: 'claude-opus-9', reason: 'unknown_model', requests: 6n, tokens: 300_000n },
    ]);
  });

  it('of nothing is free', () => {
    expect(sumsOf(invoice([]).figures)).toEqual({ cost: '0.00', uncached: '0.00', savings: '0.00', premium: '0.00' });
    expect(invoice([]).figures).toMatchObject({
      complete: true,
      tokenHitRatio: null,
      requestHitRatio: null,
      pricedTokenRatio: null,
    });
  });
});
