/** Verdicts: exact at the limit, honest where something is unknown. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Budget } from '../../../src/analysis/budgets/budget.ts';
import { judge, type Judgement } from '../../../src/analysis/budgets/judge.ts';
import type { Measured } from '../../../src/analysis/budgets/measured.ts';
import { actualOf, METRIC_IDS, METRICS } from '../../../src/analysis/budgets/metric.ts';
import type { Baseline } from '../../../src/analysis/budgets/compare.ts';
import type { Window } from '../../../src/analysis/budgets/window.ts';
import { compare, type Fraction } from '../../../src/core/fraction.ts';
import type { Pico } from '../../../src/core/money.ts';
import { ALL, budget, decimal, dollars, measured, observed, span, usd, UTC } from './observations.ts';

function verdict(given: Budget, total: Measured, rest: Partial<typeof UTC> = {}): Judgement['verdict'] {
  return judge(given, undefined, ALL, observed(total), undefined, { ...UTC, ...rest }).verdict;
}

const anyMeasured: fc.Arbitrary<Measured> = fc
  .record({
    hits: fc.bigInt(0n, 50n),
    misses: fc.bigInt(1n, 50n),
    reads: fc.bigInt(0n, 10n ** 9n),
    rest: fc.bigInt(1n, 10n ** 9n),
    cost: fc.bigInt(1n, 10n ** 16n),
    saved: fc.bigInt(-(10n ** 15n), 10n ** 16n),
    unread: fc.bigInt(0n, 1000n),
    refused: fc.bigInt(0n, 5n),
  })
  .map(({ hits, misses, reads, rest, cost, saved, unread, refused }) =>
    measured({
      requests: hits + misses,
      hits,
      reads,
      prompt: reads + rest,
      writes: unread + 7n,
      unreadWrites: unread,
      tokens: reads + rest,
      cost: cost as Pico,
      uncachedCost: (cost + saved > 0n ? cost + saved : 1n) as Pico,
      writePremium: (cost / 3n) as Pico,
      records: 100n,
      refused,
    }),
  );

/** A millionth of a millionth: of a dollar, and of a share. */
function stepOf(unit: 'usd' | 'share'): Fraction {
  return unit === 'usd' ? { num: 1n, den: 1n } : { num: 1n, den: 10n ** 12n };
}

describe('a limit flips the verdict exactly at the actual value', () => {
  it.each(METRIC_IDS)('%s', (id) => {
    const metric = METRICS[id];
    fc.assert(
      fc.property(anyMeasured, fc.constantFrom('max', 'min'), (total, kind) => {
        const actual = actualOf(metric, total, { unpriced: false, lowerBounds: false })?.value;
        if (actual === undefined) throw new Error('every metric has a value here');
        const step = stepOf(metric.unit);
        const moved = (by: bigint): Fraction => ({
          num: actual.num * step.den + by * step.num * actual.den,
          den: actual.den * step.den,
        });
        const at = (value: Fraction): Judgement['verdict'] => verdict(budget(id, { kind, value }), total);
        const [safe, unsafe] = kind === 'max' ? [1n, -1n] : [-1n, 1n];
        expect([at(actual), at(moved(safe)), at(moved(unsafe))]).toEqual(['pass', 'pass', 'fail']);
      }),
    );
  });

  it.each(METRIC_IDS)('%s, as a limit that can be typed: the decimals on either side of it', (id) => {
    const { unit } = METRICS[id];
    fc.assert(
      fc.property(anyMeasured, (total) => {
        const actual = actualOf(METRICS[id], total, { unpriced: false, lowerBounds: false })?.value ?? {
          num: 0n,
          den: 1n,
        };
        const scale = unit === 'usd' ? 1n : 10n ** 12n;
        const scaled = actual.num * scale;
        const below = scaled / actual.den - (scaled < 0n && scaled % actual.den !== 0n ? 1n : 0n);
        const above = scaled % actual.den === 0n ? below : below + 1n;
        const at = (units: bigint): Judgement['verdict'] =>
          verdict(budget(id, { kind: 'max', value: { num: units, den: scale } }), total);
        expect(at(above)).toBe('pass');
        expect(at(below)).toBe(below === above ? 'pass' : 'fail');
        expect(at(below - 1n)).toBe('fail');
      }),
    );
  });

  it('and so does the level of a warning', () => {
    fc.assert(
      fc.property(anyMeasured, fc.integer({ min: -2, max: 2 }), (total, offset) => {
        const warn = { value: { num: total.cost + BigInt(offset), den: 1n }, relative: false };
        const limit = { kind: 'max', value: { num: total.cost + 10n, den: 1n } } as const;
        expect(verdict(budget('cost', limit, { warn }), total)).toBe(offset < 0 ? 'warn' : 'pass');
      }),
    );
  });

  it('a change does so around what it comes to', () => {
    fc.assert(
      fc.property(anyMeasured, fc.bigInt(-3n, 3n), (before, offset) => {
        // 20 % above the baseline; the baseline's cost is made divisible by five.
        const base = { ...before, cost: (before.cost * 5n) as Pico, requests: 100n };
        const now = measured({ cost: (before.cost * 6n + offset) as Pico });
        const limit = {
          kind: 'max_rise',
          by: { value: decimal('0.2'), relative: true },
          baseline: { kind: 'preceding' },
        } as const;
        const baseline: Baseline = { name: 'before', period: {}, covered: true, observed: observed(base) };
        const seen = judge(budget('cost', limit), undefined, ALL, observed(now), baseline, UTC);
        expect(seen.verdict).toBe(offset > 0n ? 'fail' : 'pass');
        expect(seen.margin && compare(seen.margin, { num: -offset, den: 1n })).toBe(0);
      }),
    );
  });
});

describe('what is not known is not judged, unless it does not matter', () => {
  const some = measured({
    cost: dollars(12),
    uncachedCost: dollars(20),
    priced: 'some',
    unpricedTokens: 5n,
    prompt: 100n,
    reads: 80n,
  });

  it.each<[string, Budget, Judgement['verdict'], Judgement['verdict']]>([
    ['at least $12 may be more than $50', budget('cost', { kind: 'max', value: usd('50') }), 'unknown', 'pass'],
    ['at least $12 is more than $10 for certain', budget('cost', { kind: 'max', value: usd('10') }), 'fail', 'fail'],
    ['at least $12 reaches a floor of $12', budget('cost', { kind: 'min', value: usd('12') }), 'pass', 'pass'],
    ['savings may be anything', budget('net_savings', { kind: 'min', value: usd('1') }), 'unknown', 'pass'],
    ['and so may their rate', budget('savings_rate', { kind: 'min', value: decimal('0.9') }), 'unknown', 'fail'],
    ['a hit ratio needs no price', budget('token_hit_ratio', { kind: 'min', value: decimal('0.8') }), 'pass', 'pass'],
    [
      'how much has no price is known',
      budget('unpriced_share', { kind: 'max', value: decimal('0.004') }),
      'fail',
      'fail',
    ],
  ])('%s', (_, given, strictly, allowed) => {
    expect([verdict(given, some), verdict(given, some, { allowUnpriced: true })]).toEqual([strictly, allowed]);
  });

  it('nothing priced is no $0, whatever is allowed', () => {
    const none = measured({ priced: 'none' });
    const seen = judge(budget('cost', { kind: 'max', value: usd('1') }), undefined, ALL, observed(none), undefined, {
      ...UTC,
      allowUnpriced: true,
    });
    expect(seen).toMatchObject({ verdict: 'unknown', because: 'unpriced' });
    expect(seen.actual).toBeUndefined();
  });

  it('no usage is no $0 either', () => {
    const nothing = observed(measured({ requests: 0n, tokens: 0n }));
    const given = budget('cost', { kind: 'max', value: usd('1') });
    expect(judge(given, undefined, ALL, nothing, undefined, UTC).because).toBe('no_data');
    expect(judge(given, undefined, ALL, undefined, undefined, UTC).because).toBe('no_data');
  });

  it('writes without a session may all be unread, or none of them', () => {
    // 10 of 100 unread for certain, 30 of which nobody knows: between 10 % and 40 %.
    const total = measured({ writes: 100n, unreadWrites: 10n, unattributedWrites: 30n });
    const at = (limit: string): string =>
      verdict(budget('unread_write_share', { kind: 'max', value: decimal(limit) }), total);
    expect([at('0.4'), at('0.399'), at('0.1'), at('0.09')]).toEqual(['pass', 'unknown', 'unknown', 'fail']);
  });

  it('too few requests are told, not judged', () => {
    const few = measured({ requests: 19n, prompt: 10n, reads: 0n });
    const given = budget('token_hit_ratio', { kind: 'min', value: decimal('0.5') }, { minRequests: 20 });
    expect(judge(given, undefined, ALL, observed(few), undefined, UTC).because).toBe('too_few_requests');
    expect(verdict(given, { ...few, requests: 20n })).toBe('fail');
  });

  it('records that are all refused are a share of 1, not a lack of usage', () => {
    const refused = observed(measured({ requests: 0n, tokens: 0n, records: 0n, refused: 3n }));
    const given = budget('refused_share', { kind: 'max', value: decimal('0.5') });
    expect(judge(given, undefined, ALL, refused, undefined, UTC).verdict).toBe('fail');
  });
});

describe('a window that still runs', () => {
  // Ten days, of which four have passed.
  const window: Window = { period: span(0, 10), elapsed: span(0, 4) };
  const at = (given: Budget, cost: number): Judgement =>
    judge(
      given,
      undefined,
      window,
      observed(measured({ cost: dollars(cost), uncachedCost: dollars(3 * cost) })),
      undefined,
      UTC,
    );

  it('heads in a straight line for ten days of what four days were', () => {
    const { forecast, verdict: came } = at(budget('cost', { kind: 'max', value: usd('90') }), 40);
    expect(forecast && compare(forecast, usd('100'))).toBe(0);
    expect(came).toBe('pass');
  });

  it.each(['warn', 'fail'] as const)('and comes to a %s where that is asked for', (forecast) => {
    expect(at(budget('cost', { kind: 'max', value: usd('99.99') }, { forecast }), 40).verdict).toBe(forecast);
    expect(at(budget('cost', { kind: 'max', value: usd('100') }, { forecast }), 40).verdict).toBe('pass');
  });

  it('is held to a floor by where it heads', () => {
    // Net savings of $80 in four days, $200 in ten.
    expect(at(budget('net_savings', { kind: 'min', value: usd('200') }), 40).verdict).toBe('pass');
    expect(at(budget('net_savings', { kind: 'min', value: usd('200.01') }), 40).verdict).toBe('fail');
  });

  it('has no forecast of a ratio', () => {
    expect(at(budget('cost_per_request', { kind: 'max', value: usd('1') }), 40).forecast).toBeUndefined();
  });
});
