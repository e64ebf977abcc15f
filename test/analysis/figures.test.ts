/** What holds of every figure, whatever the usage. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chargeTokens, uncachedCost, writePremium } from '../../src/analysis/charges.ts';
import { account, type Figures } from '../../src/analysis/figures.ts';
import { quoter } from '../../src/analysis/quoter.ts';
import { addSums, allTokens, NO_SUMS, TOKEN_METERS, type MeterSums } from '../../src/core/meters.ts';
import { add, parsePricePerMillion, ZERO_PICO, type Pico } from '../../src/core/money.ts';
import type { UsageGroup } from '../../src/store/ledger.ts';
import { ask, book, midnight } from '../prices/shipped.ts';
import { figuresOf, usage, usd } from './usage.ts';

const counts = fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 10n ** 12n }));
const sums: fc.Arbitrary<MeterSums> = fc.record({
  input: counts,
  cache_write_5m: counts,
  cache_write_1h: counts,
  cache_read: counts,
  output: counts,
  web_search: fc.bigInt({ min: 0n, max: 50n }),
});

/** Usage of every kind that has a price: dates, bands, tiers, speeds and places. */
const priced: fc.Arbitrary<UsageGroup> = fc
  .record({
    kind: fc.constantFrom(
      { model: 'claude-opus-4-6', at: '2026-03-12', above: 200_000 },
      { model: 'claude-opus-4-6', at: '2026-03-13', above: 200_000 },
      { model: 'claude-opus-4-6', at: '2026-03-20', terms: { speed: 'fast', geo: 'us' } },
      { model: 'us.anthropic.claude-opus-4-6-v1', at: '2026-03-12', terms: { platform: 'bedrock', geo: 'regional' } },
      { model: 'claude-haiku-5-5', terms: { tier: 'batch', geo: 'us' } },
      { model: 'claude-haiku-5-5', above: 100_000 },
      { model: 'claude-sonnet-5-5', at: '2026-10-06' },
      { model: 'claude-sonnet-5-5', at: '2026-10-07' },
      { model: 'claude-sonnet-5-5', at: '2026-10-07', terms: { tier: 'batch' } },
      { model: 'claude-sonnet-5-5', at: '2026-10-07', terms: { geo: 'us' } },
      { model: 'claude-sonnet-5-5', at: '2026-10-07', terms: { geo: 'us', platform: 'vertex' } },
    ),
    sums,
    requests: fc.bigInt({ min: 1n, max: 100n }),
  })
  .map(({ kind, requests, ...rest }) => usage({ ...kind, ...rest, requests, hits: requests / 2n }));

const unpriced: fc.Arbitrary<UsageGroup> = fc
  .record({
    kind: fc.constantFrom(
      { model: 'claude-opus-9' },
      { model: 'claude-opus-5', at: '2026-07-23' },
      { model: 'claude-opus-5', terms: { tier: 'priority' } },
      { model: 'claude-sonnet-5', terms: { speed: 'fast' } },
      { model: 'claude-opus-5', terms: { geo: 'mars' } },
      { model: 'claude-opus-5', terms: { tier: 'batch', speed: 'fast' } },
    ),
    sums: sums.map((each) => ({ ...each, web_search: 0n })),
  })
  .map(({ kind, ...rest }) => usage({ ...kind, ...rest }));

const groups = fc.array(priced, { minLength: 1, maxLength: 10 });

const MONEY = ['cost', 'uncachedCost', 'netSavings', 'writePremium'] as const;

function moneyOf(figures: Figures): Pico[] {
  return MONEY.map((name) => figures[name] ?? expect.fail(`${name} is unknown`));
}

function sumUp(all: readonly Figures[]): Pico[] {
  return all.map(moneyOf).reduce(
    (a, b) => a.map((amount, index) => add(amount, b[index]!)),
    MONEY.map(() => ZERO_PICO),
  );
}

describe('money', () => {
  it('adds up exactly, however the usage is split', () => {
    fc.assert(
      fc.property(groups, fc.array(fc.nat(3), { minLength: 10, maxLength: 10 }), (all, sides) => {
        const parts = [0, 1, 2, 3].map((side) => all.filter((_, index) => sides[index] === side));
        expect(sumUp(parts.map(figuresOf))).toEqual(moneyOf(figuresOf(all)));
      }),
    );
  });

  it('adds up exactly when one group is itself split', () => {
    fc.assert(
      fc.property(priced, sums, (group, more) => {
        const [a, b] = [group, { ...group, sums: more }];
        const both = { ...group, sums: addSums(a.sums, b.sums) };
        expect(sumUp([figuresOf([a]), figuresOf([b])])).toEqual(moneyOf(figuresOf([both])));
      }),
    );
  });

  it('does not depend on the order', () => {
    fc.assert(
      fc.property(groups, (all) => {
        const { unpriced: _, ...forward } = figuresOf(all);
        expect(figuresOf([...all].reverse())).toMatchObject(forward);
      }),
    );
  });

  it('cost is what the charge lines come to', () => {
    fc.assert(
      fc.property(groups, (all) => {
        const gathered = account(quoter(book));
        for (const group of all) gathered.add(group);
        expect(gathered.charges().reduce((sum, { amount }) => add(sum, amount), ZERO_PICO)).toBe(
          gathered.figures().cost,
        );
      }),
    );
  });

  it('net savings are the uncached cost less the cost', () => {
    fc.assert(
      fc.property(groups, (all) => {
        const [cost, uncached, savings] = moneyOf(figuresOf(all));
        expect(savings).toBe(uncached! - cost!);
      }),
    );
  });

  it('the uncached cost is the cost of the same prompts as plain input', () => {
    fc.assert(
      fc.property(groups, (all) => {
        const plain = all.map((group) => {
          const { output, web_search } = group.sums;
          return { ...group, sums: { ...NO_SUMS, input: allTokens(group.sums) - output, output, web_search } };
        });
        expect(figuresOf(plain).cost).toBe(figuresOf(all).uncachedCost);
        expect(usd(figuresOf(plain).netSavings)).toBe('0.00');
      }),
    );
  });

  it('the write premium is what the same writes cost more than as plain input', () => {
    fc.assert(
      fc.property(groups, (all) => {
        const write = ({ cache_write_5m, cache_write_1h }: MeterSums): MeterSums => ({
          ...NO_SUMS,
          cache_write_5m,
          cache_write_1h,
        });
        const writes = figuresOf(all.map((group) => ({ ...group, sums: write(group.sums) })));
        expect(figuresOf(all).writePremium).toBe(-writes.netSavings!);
      }),
    );
  });
});

describe('what has no price', () => {
  it('never contributes, is listed, and makes the figures incomplete', () => {
    fc.assert(
      fc.property(groups, fc.array(unpriced, { minLength: 1, maxLength: 6 }), (all, others) => {
        const without = figuresOf(all);
        const figures = figuresOf([...all, ...others]);
        fc.pre(allTokens(without.sums) > 0n);
        expect(moneyOf(figures)).toEqual(moneyOf(without));
        expect([without.complete, figures.complete]).toEqual([true, false]);
        expect(without.unpriced).toEqual([]);
        const tokens = others.reduce((sum, group) => sum + allTokens(group.sums), 0n);
        expect(figures.unpriced.reduce((sum, each) => sum + each.tokens, 0n)).toBe(tokens);
        expect(figures.unpriced.reduce((sum, each) => sum + each.requests, 0n)).toBe(BigInt(others.length));
        expect(allTokens(figures.sums)).toBe(allTokens(without.sums) + tokens);
        expect(figures.pricedTokenRatio === 1).toBe(tokens === 0n);
      }),
    );
  });

  it('alone has no cost, not even 0', () => {
    fc.assert(
      fc.property(fc.array(unpriced, { minLength: 1, maxLength: 6 }), (others) => {
        const figures = figuresOf(others);
        expect(MONEY.map((name) => figures[name])).toEqual([null, null, null, null]);
        expect(figures.complete).toBe(false);
      }),
    );
  });

  it('is priced as the tables stand for another day, when asked', () => {
    const gathered = account(quoter(book, midnight('2026-10-06')));
    gathered.add(usage({ model: 'claude-sonnet-5-5', at: '2026-11-01', sums: { cache_read: 1_000_000n } }));
    gathered.add(usage({ model: 'claude-sonnet-5-5', at: '2026-01-01', sums: { cache_read: 1_000_000n } }));
    expect(usd(gathered.figures().cost)).toBe('0.40');
  });
});

describe('ratios', () => {
  it.each([
    ['all', 10n, 0n, 1],
    ['none', 0n, 10n, 0],
    ['two thirds', 2n, 1n, 0.666667],
    ['all but one of very many', 10n ** 18n, 1n, 0.999999],
    ['one of very many', 1n, 10n ** 18n, 0.000001],
    ['beyond safe integers', 10n ** 30n, 10n ** 30n, 0.5],
  ])('%s', (_, cache_read, input, ratio) => {
    expect(figuresOf([usage({ sums: { cache_read, input } })]).tokenHitRatio).toBe(ratio);
  });

  it('count reads over the whole prompt, and nothing of the output', () => {
    const each = { input: 1n, cache_write_5m: 2n, cache_write_1h: 3n, cache_read: 4n, output: 1000n };
    expect(figuresOf([usage({ sums: each })]).tokenHitRatio).toBe(0.4);
  });

  it('are 1 only of all, and 0 only of nothing', () => {
    fc.assert(
      fc.property(counts, counts, (read, input) => {
        const { tokenHitRatio } = figuresOf([usage({ sums: { cache_read: read, input } })]);
        if (read + input === 0n) expect(tokenHitRatio).toBeNull();
        else expect([tokenHitRatio === 1, tokenHitRatio === 0]).toEqual([input === 0n, read === 0n]);
      }),
    );
  });
});

describe('the charge lines of one quote', () => {
  const quoted = ask(book, 'claude-haiku-5-5', midnight('2026-11-01'), { tier: 'batch' });
  if (!quoted.ok) throw new Error(quoted.reason);

  it('are one for each meter with tokens, in the order of the meters', () => {
    const all = Object.fromEntries(TOKEN_METERS.map((meter) => [meter, 1n]));
    const { lines, unpriced: none } = chargeTokens({ ...NO_SUMS, ...all }, quoted);
    expect(lines.map(({ meter }) => meter)).toEqual(TOKEN_METERS);
    expect(none).toBe(0n);
    expect(chargeTokens(NO_SUMS, quoted).lines).toEqual([]);
  });

  it('are each rounded once, half to even', () => {
    // A price of one picodollar a token, in a batch half of it: 1 token 0.5 -> 0, 3 tokens 1.5 -> 2.
    const one = parsePricePerMillion('0.000001')!;
    const tiny = { ...quoted, rates: { ...quoted.rates, input: one, cache_write_5m: one } };
    const amounts = (input: bigint): bigint[] =>
      chargeTokens({ ...NO_SUMS, input, cache_write_5m: 1n }, tiny).lines.map(({ amount }) => amount);
    expect([amounts(1n), amounts(3n)]).toEqual([
      [0n, 0n],
      [2n, 0n],
    ]);
    expect(uncachedCost({ ...NO_SUMS, input: 2n, cache_write_5m: 1n }, tiny)).toBe(2n);
    expect(writePremium({ ...NO_SUMS, cache_write_5m: 1n }, tiny)).toBe(0n);
  });
});
