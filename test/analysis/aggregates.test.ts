/**
 * The provider's own reports, priced: invoices worked out by hand from the price list, USD per 1,000,000 tokens, and the
 * figures and budgets that cannot be told from sums.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Budget } from '../../src/analysis/budgets/budget.ts';
import { check } from '../../src/analysis/budgets/check.ts';
import { NO_RECORDS } from '../../src/analysis/budgets/measured.ts';
import { actualOf, METRICS } from '../../src/analysis/budgets/metric.ts';
import { account, type Figures } from '../../src/analysis/figures.ts';
import { facetedUsage } from '../../src/analysis/faceted-usage.ts';
import { NO_GROUPS } from '../../src/analysis/groups.ts';
import { quoter } from '../../src/analysis/quoter.ts';
import type { UsageEvent } from '../../src/core/event.ts';
import { flagsOf } from '../../src/core/flags.ts';
import { requestLog } from '../../src/requests/log.ts';
import { unreadWrites } from '../../src/requests/written.ts';
import { workloadOf } from '../../src/simulate/chains.ts';
import type { Ledger, UsageQuery } from '../../src/store/ledger.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { book, midnight } from '../prices/shipped.ts';
import { knownSource } from '../sources/fixture-files.ts';
import { eventsOf, merged, readAll, recordsOf } from '../sources/readings.ts';
import { event, part, writeEvents } from '../store/events.ts';
import { budget, measured } from './budgets/observations.ts';
import { figuresOf, usage, usd } from './usage.ts';

async function eventsFrom(source: string, name: string): Promise<UsageEvent[]> {
  return eventsOf(readAll(knownSource(source), await recordsOf(`${source}/${name}`), { file: name }));
}

function ledgerOf(events: readonly UsageEvent[]): Ledger {
  const ledger = openLedger('', { create: true });
  writeEvents(ledger, events);
  return ledger;
}

/** By day from the rollup, by hour from the events: both must come to the same. */
function figuresIn(ledger: Ledger, period: UsageQuery['period'] = {}): Figures {
  const [days, hours] = [{}, { bucket: { size: 'hour', zone: 'UTC' } as const }].map((bucket) => {
    const own = account(quoter(book));
    const query = { period, by: [], where: new Map(), edges: book.thresholds, ...bucket };
    for (const group of ledger.usage(query)) own.add(group);
    return own.figures();
  });
  expect(hours).toEqual(days);
  if (days === undefined) throw new Error('two were asked for');
  return days;
}

describe('an Admin API usage report, pulled twice', () => {
  let ledger: Ledger;
  beforeAll(async () => {
    ledger = ledgerOf(await eventsFrom('admin-usage', 'pages.ndjson'));
  });
  afterAll(() => ledger.close());

  it.each([
    // Opus 5.5: 120,034 x 4 + 88,123 x 5 + 5,120,331 x 0.20 + 40,211 x 20 = 2.7490372, and 4 searches 0.04.
    // The same in batches in the US, x 0.5 x 1.1: 500 x 4 + 20,000 x 8 + 90,000 x 0.20 + 1,200 x 20 = 0.204 x 0.55 = 0.1122.
    // Haiku 5.5 below 100,000: 400,000 x 0.10 + 60,000 x 0.125 + 1,540,000 x 0.01 + 30,000 x 0.50 = 0.0779.
    // The same in batches: 40,000 x 0.10 + 50,000 x 0.01 + 900 x 0.50 = 0.00495 x 0.5 = 0.002475.
    ['2026-11-10', '2026-11-11', '2.9816122', false],
    // Fast, of the later pull: 3,000 x 8 + 150,000 x 0.40 + 2,100 x 40 = 0.168.
    ['2026-11-12', '2026-11-13', '0.168', true],
    // 2,000 x 4 + 10,000 x 0.20 + 300 x 20 = 0.016; flex has no published price.
    ['2026-11-13', '2026-11-14', '0.016', false],
  ])('from %s to %s', (since, until, cost, complete) => {
    const figures = figuresIn(ledger, { since: midnight(since), until: midnight(until) });
    expect([usd(figures.cost), figures.complete]).toEqual([cost, complete]);
  });

  it('in sum', () => {
    const { cost, requests, requestHitRatio, tokenHitRatio, uncounted, unpriced } = figuresIn(ledger);
    expect(usd(cost)).toBe('3.1656122'); // 2.9816122 + 0.168 + 0.016
    expect([requests, requestHitRatio]).toEqual([0n, null]);
    // 6,969,331 read, beside 566,234 of input and 168,123 written.
    expect(tokenHitRatio).toBe(0.904675);
    expect(uncounted).toBe(7_778_499n);
    expect(unpriced).toEqual([{ model: 'claude-opus-5-5', reason: 'unknown_tier', requests: 0n, tokens: 9800n }]);
  });
});

describe('hours of Sonnet 4.5, when prompts above 200,000 tokens cost more', () => {
  it.each([
    // 300,000 x 3 + 1,200,000 x 0.30 + 10,000 x 15; it does not say how large its prompts were.
    [8, undefined, '1.41', ['band_unknown', 'tier_assumed']],
    // 300,000 x 6 + 1,200,000 x 0.60 + 10,000 x 22.50: each of them was larger.
    [9, '200k-1M', '2.745', []],
    // As the first: none of them was.
    [9, '0-200k', '1.41', []],
    // 90,000 x 3 + 30,000 x 0.30 + 500 x 15: 120,000 tokens are no prompt above 200,000.
    [10, '200k-1M', '0.2865', ['band_unknown']],
  ])('at %d:00, context window %s', async (hour, window, cost, flags) => {
    const events = await eventsFrom('admin-usage', 'buckets.ndjson');
    const [found] = events.filter(
      ({ at, scope }) => at === Date.UTC(2026, 3, 29, hour) && (scope.labels['context_window'] ?? undefined) === window,
    );
    if (found === undefined) throw new Error('there is such a bucket');
    const ledger = ledgerOf([found]);
    expect([usd(figuresIn(ledger).cost), flagsOf(found.flags)]).toEqual([cost, flags]);
    ledger.close();
  });
});

it('a Console export', async () => {
  const ledger = ledgerOf(await eventsFrom('console-usage-csv', '2026-11.csv'));
  const { cost, complete } = figuresIn(ledger);
  // Opus 5.5: 46,981 x 4 + 15,969 x 5 + 210,344 x 0.20 + 16,932 x 20 = 0.6484778
  // in batches: 1,000 x 4 + 2,000 x 8 + 300 x 20 = 0.026 x 0.5 = 0.013
  // fast: 2,000 x 8 + 4,000 x 0.40 + 800 x 40 = 0.0496, and 3 searches 0.03
  // two keys of one name: 600 x 4 + 90 x 20 + 400 x 4 + 30 x 20 = 0.0064
  // Haiku 5.5 in the US: 900,000 x 0.10 + 400,000 x 0.01 + 8,000 x 0.50 = 0.098 x 1.1 = 0.1078
  expect([usd(cost), complete]).toEqual(['0.8552778', false]);
  ledger.close();
});

it('a usage and cost analytics report says of how many requests it is', async () => {
  const ledger = ledgerOf([...merged(await eventsFrom('analytics-usage', 'pages.ndjson')).values()]);
  const figures = figuresIn(ledger);
  expect(figures).toMatchObject({ requests: 479n, aggregated: 479n, uncounted: 0n, hits: 0n, requestHitRatio: null });
  // 2.7890372 and 0.0779 as above, and 900 x 4 + 4,000 x 8 + 61,000 x 0.20 + 1,500 x 20 = 0.0778.
  expect(usd(figures.cost)).toBe('2.9447372');
  ledger.close();
});

it('the request hit ratio is that of requests which are known one by one', () => {
  const figures = figuresOf([
    usage({ requests: 4n, hits: 3n }),
    usage({ requests: 412n, terms: { kind: 'aggregate' }, sums: { cache_read: 5n } }),
  ]);
  expect(figures).toMatchObject({ requests: 416n, aggregated: 412n, requestHitRatio: 0.75 });
});

describe('budgets', () => {
  const bucket = event('b', {
    scope: { ...event('b').scope, session: 'sesn_1' },
    parts: [part({ input: 5, cache_write_5m: 600, output: 1 }, { kind: 'aggregate', requests: 0, above: 0 })],
  });
  const message = event('m', {
    scope: bucket.scope,
    parts: [part({ input: 5, cache_write_5m: 400, output: 1 })],
  });

  function judged(given: Budget, ...events: UsageEvent[]): ReturnType<typeof check>[number] | undefined {
    const ledger = ledgerOf(events);
    const around = { book, quotes: quoter(book), now: midnight('2026-11-15'), zone: 'UTC', allowUnpriced: false };
    const none = { counts: NO_RECORDS, filters: () => new Map(), saved: () => undefined };
    const [judgement] = check([given], { ledger: facetedUsage(ledger, NO_GROUPS, book), ...around, ...none });
    ledger.close();
    return judgement;
  }

  it('aggregates alone are enough to judge a cost by', () => {
    const most = budget('cost', { kind: 'max', value: { num: 10n ** 12n, den: 1n } }, { minRequests: 20 });
    expect(judged(most, bucket)).toMatchObject({ verdict: 'pass', requests: 0n });
    expect(judged(most, message)).toMatchObject({ verdict: 'unknown', because: 'too_few_requests' });
  });

  it('there is no request hit ratio of aggregates', () => {
    const ratio = budget('request_hit_ratio', { kind: 'min', value: { num: 1n, den: 2n } });
    expect(judged(ratio, bucket)).toMatchObject({ verdict: 'unknown', because: 'nothing_to_divide_by' });
  });

  it('what an aggregate wrote may have been read, or not', () => {
    // Of the 1,000 tokens written 400 are unread for certain.
    const share = (num: bigint) =>
      judged(budget('unread_write_share', { kind: 'max', value: { num, den: 10n } }), bucket, message);
    expect([share(3n)?.verdict, share(5n)?.verdict, share(10n)?.verdict]).toEqual(['fail', 'unknown', 'pass']);
  });

  it('where not all requests are counted, more than the limit may still be less', () => {
    const most = budget('cost_per_request', { kind: 'max', value: { num: 1n, den: 1n } });
    expect(judged(most, bucket, message)).toMatchObject({ verdict: 'unknown', because: 'uncounted' });
    expect(judged(most, message)).toMatchObject({ verdict: 'fail' });
    const enough = budget('cost_per_request', { kind: 'max', value: { num: 10n ** 12n, den: 1n } });
    expect(judged(enough, bucket, message)).toMatchObject({ verdict: 'pass' });
  });

  it('the cost per request is at most that of those which are counted', () => {
    const { num, den } = { num: 300n, den: 100n };
    const counted = measured({ cost: 300n as never, requests: 100n });
    const more = measured({ cost: 300n as never, requests: 100n, uncounted: 5n });
    const metric = METRICS.cost_per_request;
    expect(actualOf(metric, counted, { unpriced: false, lowerBounds: false })).toEqual({
      value: { num, den },
      low: { num, den },
      high: { num, den },
    });
    expect(actualOf(metric, more, { unpriced: false, lowerBounds: false })).toEqual({
      value: { num, den },
      high: { num, den },
    });
    expect(actualOf(metric, { ...more, priced: 'some' }, { unpriced: false, lowerBounds: false })).toEqual({
      value: { num, den },
    });
  });

  it('an aggregate with a session is in no chain', () => {
    const ledger = ledgerOf([bucket, message]);
    const inferences = [...ledger.inferences({ period: {}, by: [], where: new Map() })];
    const log = requestLog(inferences);
    const { chains, requests } = workloadOf(log);
    expect([chains.map(({ start, end }) => end - start), requests.count]).toEqual([[1], 1]);
    expect(unreadWrites(log)).toEqual({ unread5m: Uint16Array.of(400), unread1h: Uint16Array.of(0) });
    ledger.close();
  });
});
