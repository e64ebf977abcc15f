import { describe, expect, it } from 'vitest';
import { TOKEN_METERS, type TokenMeter } from '../../src/core/meters.ts';
import { multiply, ONE, type Fraction } from '../../src/core/fraction.ts';
import { type UnitPrice } from '../../src/core/money.ts';
import { utcDate } from '../../src/core/time.ts';
import { MULTIPLIERS, type PriceRow, type Rates } from '../../src/prices/book.ts';
import { matchModel } from '../../src/prices/match.ts';
import { webSearchPrice } from '../../src/prices/quote.ts';
import { checkShape } from '../../src/prices/schema.ts';
import { ask, book, documents, justBefore, midnight, rows, shipped } from './shipped.ts';

const models = book.layers.flatMap((layer) => [...layer.models.values()]);

/** "claude-x fast 2026-01-01", with "above 200000" for a band. */
const every: readonly { readonly name: string; readonly rates: Rates }[] = rows.flatMap((row) => [
  { name: nameOf(row), rates: row.rates },
  ...row.bands.map((band) => ({ name: `${nameOf(row)} above ${band.above_prompt_tokens}`, rates: band.rates })),
]);

function nameOf(row: PriceRow): string {
  return `${row.model} ${row.speed} ${utcDate(row.from)}`;
}

describe('the shipped price files', () => {
  it('load without problems', () => {
    expect(shipped.problems).toEqual([]);
    expect(models.length).toBe(documents.length - 1);
  });

  it.each(documents)('$file has the shape of a price file', (document) => {
    expect(checkShape(document)).toEqual([]);
  });

  it.each(models)('$model: its file is named after it, and it is described', (model) => {
    expect(model.rows.map((row) => row.evidence.file)).toEqual(model.rows.map(() => `${model.model}.json`));
    expect(model.displayName).toMatch(/^(Claude |GPT-|Gemini |o\d|codex-|text-embedding-)/);
    expect(model.ids).toContain(model.model);
  });

  const described = models.filter(({ minimumCacheable }) => minimumCacheable.length > 0);

  it.each(described)('$model: its minimum is known from its first price on', (model) => {
    expect(model.minimumCacheable[0]?.from).toBe(Math.min(...model.rows.map((row) => row.from)));
    expect(model.minimumCacheable.at(-1)?.to).toBeUndefined();
  });

  it('have the minimum of every model whose provider publishes it', () => {
    expect(models.filter((model) => !described.includes(model)).map(({ model }) => model)).toEqual([
      'gemini-2.0-flash',
      'gemini-2.5-flash-lite',
      'gemini-3.1-flash-lite',
      'gemini-3.5-flash-lite',
      'gemini-4-hydrogen',
      'gemini-4-neon',
      // These do not cache, or give no discount for it.
      'gpt-4o-2024-05-13',
      'gpt-5-pro',
      'gpt-5.2-pro',
      'gpt-5.4-pro',
      'gpt-5.5-pro',
      'o1-pro',
      'o3-pro',
      'text-embedding-3-large',
      'text-embedding-3-small',
    ]);
  });

  it.each(models.flatMap(({ model, ids }) => ids.map((id) => ({ id, model }))))('$id is $model', ({ id, model }) => {
    expect(matchModel(book.index, id)).toBe(model);
  });

  it.each(rows.map((row) => ({ name: nameOf(row), row })))('$name says where it is from', ({ row }) => {
    expect(row.evidence.checked).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(row.evidence.source).not.toEqual([]);
    expect(row.evidence.confidence).not.toBe('');
  });

  it('have the thresholds of every band, in order', () => {
    expect(book.thresholds).toEqual([100_000, 200_000, 272_000]);
  });

  it('offer batch for standard speed only, at half the price', () => {
    const odd = rows.filter(({ multipliers: { batch }, speed }) => batch && (batch.text !== '0.5' || speed === 'fast'));
    expect(odd.map(nameOf)).toEqual([]);
    const without = rows.filter(({ multipliers, speed }) => multipliers.batch === undefined && speed === 'standard');
    expect(without.filter(({ model }) => model.startsWith('claude-'))).toEqual([]);
  });

  it('have no batch for Gemini, whose reads cost the same in a batch', () => {
    expect(rows.filter(({ model, multipliers }) => model.startsWith('gemini-') && multipliers.batch)).toEqual([]);
  });

  it('price every web search since caching began, at one cent', () => {
    expect(webSearchPrice(book, midnight('2024-08-14'))?.price).toBe(10_000_000_000n);
    expect(webSearchPrice(book, midnight('2026-11-21'))?.price).toBe(10_000_000_000n);
    expect(webSearchPrice(book, justBefore(midnight('2024-08-14')))).toBeUndefined();
  });
});

describe('the usual ratios to the input price', () => {
  type Usual = Readonly<Partial<Record<TokenMeter, string>>>;
  const NO_CACHE: Usual = { cache_write_5m: 'none', cache_write_1h: 'none', cache_read: 'none' };
  const USUAL: readonly (readonly [RegExp, Usual])[] = [
    [/^claude-/, { cache_write_5m: '1.25', cache_write_1h: '2', cache_read: '0.1' }],
    [/^(?:gpt-[\d.]+|o\d)-pro|^text-embedding-/, NO_CACHE],
    [/^(?:gpt-4\.1|o3(?!-)|o4|codex-)/, { ...NO_CACHE, cache_read: '0.25' }],
    [/^(?:gpt-4o|o1|o3-mini)/, { ...NO_CACHE, cache_read: '0.5' }],
    // Writes are charged from GPT-5.6 on.
    [/^gpt-5(?!\.6)/, { cache_write_5m: 'none', cache_write_1h: 'none', cache_read: '0.1' }],
    [/^gpt-/, { cache_write_5m: '1.25', cache_write_1h: 'none', cache_read: '0.1' }],
    [/^gemini-/, { cache_write_5m: 'none', cache_write_1h: 'none', cache_read: '0.1' }],
  ];

  function usual(name: string): Usual {
    return USUAL.find(([family]) => family.test(name))?.[1] ?? {};
  }

  /** Each was looked up; an entry that stops being an exception fails as much as a new one. */
  const EXCEPTIONS: readonly string[] = [
    'claude-3-haiku-20240307 standard 2024-08-14: cache_write_5m 1.2',
    'claude-3-haiku-20240307 standard 2024-08-14: cache_read 0.12',
    'claude-3-5-haiku-20241022 standard 2024-11-04: cache_write_1h none',
    'claude-fable-5-1 standard 2026-09-01: cache_read 0.025',
    'claude-mythos-5-1 standard 2026-09-01: cache_read 0.025',
    'claude-opus-5-5 standard 2026-09-22: cache_read 0.05',
    'claude-opus-5-5 fast 2026-09-22: cache_read 0.05',
    'claude-sonnet-5-5 standard 2026-10-07: cache_read 0.05',
    'claude-fable-5-2 standard 2026-11-09: cache_read 0.025',
    'claude-fable-5-2 fast 2026-11-09: cache_read 0.025',
    'claude-mythos-5-2 standard 2026-11-09: cache_read 0.025',
    'claude-mythos-5-2 fast 2026-11-09: cache_read 0.025',
    'gpt-6.1-sol standard 2026-09-29: cache_read 0.05',
    'gpt-6.1-sol standard 2026-09-29 above 272000: cache_read 0.05',
    'gpt-6.1-terra standard 2026-10-26: cache_read 0.05',
    'gpt-6.1-terra standard 2026-10-26: cache_write_1h 2.5',
    'gpt-6.1-terra standard 2026-10-26 above 272000: cache_read 0.05',
    'gpt-6.1-terra standard 2026-10-26 above 272000: cache_write_1h 2.5',
    'gpt-6.2-astra standard 2026-11-17: cache_read 0.05',
    'gpt-6.2-astra standard 2026-11-17 above 272000: cache_read 0.05',
    'gpt-6.2-sol standard 2026-11-17: cache_read 0.05',
    'gpt-6.2-sol standard 2026-11-17: cache_write_1h 2.5',
    'gpt-6.2-sol standard 2026-11-17 above 272000: cache_read 0.05',
    'gpt-6.2-sol standard 2026-11-17 above 272000: cache_write_1h 2.5',
    'gpt-4o-2024-05-13 standard 2024-05-13: cache_read none',
    'gpt-4o-2024-08-06 standard 2024-08-06: cache_read none',
    'gpt-4o standard 2024-05-13: cache_read none',
    'gpt-4o-mini standard 2024-07-18: cache_read none',
    'gemini-2.0-flash standard 2025-07-04: cache_read 0.25',
    'gemini-4-argon standard 2026-09-30: cache_read 0.05',
    'gemini-4-argon standard 2026-12-01: cache_read 0.05',
    'gemini-4-carbon standard 2026-11-10: cache_read 0.05',
    'gemini-4-carbon standard 2026-12-01: cache_read 0.05',
    'gemini-4-hydrogen standard 2026-11-18: cache_read 0.05',
    'gemini-4-neon standard 2026-11-18: cache_read 0.05',
  ];

  function ratio(price: UnitPrice | null, input: UnitPrice): string {
    return price === null ? 'none' : String(Number((price * 100_000n) / input) / 100_000);
  }

  it('hold for every row and band but the known exceptions', () => {
    const found = every.flatMap(({ name, rates }) =>
      (['cache_write_5m', 'cache_write_1h', 'cache_read'] satisfies TokenMeter[]).flatMap((meter) => {
        const actual = ratio(rates[meter], rates.input);
        return actual === usual(name)[meter] ? [] : [`${name}: ${meter} ${actual}`];
      }),
    );
    expect(found.toSorted()).toEqual(EXCEPTIONS.toSorted());
  });
});

describe('no charge is ever rounded', () => {
  function combinations(row: PriceRow): Fraction[] {
    return MULTIPLIERS.reduce<Fraction[]>(
      (products, name) => {
        const multiplier = row.multipliers[name]?.value;
        return multiplier ? [...products, ...products.map((product) => multiply(product, multiplier))] : products;
      },
      [ONE],
    );
  }

  it.each(rows.map((row) => ({ name: nameOf(row), row })))('$name', ({ row }) => {
    const fractions = [row.rates, ...row.bands.map((band) => band.rates)].flatMap((rates) =>
      TOKEN_METERS.flatMap((meter) =>
        combinations(row).filter(({ num, den }) => ((rates[meter] ?? 0n) * num) % den !== 0n),
      ),
    );
    expect(fractions).toEqual([]);
  });
});

describe('every row is in force from its first millisecond to its last', () => {
  const boundaries = rows.flatMap((row) => {
    const previous = rows.find(
      (other) => other.model === row.model && other.speed === row.speed && other.to === row.from,
    );
    const next = rows.find((other) => other.model === row.model && other.speed === row.speed && other.from === row.to);
    const name = nameOf(row);
    return [
      { name: `${name}: its first`, row, at: row.from, expected: name },
      { name: `${name}: one before`, row, at: justBefore(row.from), expected: previous && nameOf(previous) },
      ...(row.to === undefined
        ? [{ name: `${name}: for good`, row, at: midnight('2099-12-31'), expected: name }]
        : [
            { name: `${name}: its last`, row, at: justBefore(row.to), expected: name },
            { name: `${name}: one after`, row, at: row.to, expected: next && nameOf(next) },
          ]),
    ];
  });

  it.each(boundaries)('$name', ({ row, at, expected }) => {
    const quoted = ask(book, row.model, at, { speed: row.speed });
    expect(quoted.ok ? nameOf(quoted.row) : quoted.reason).toBe(expected ?? 'no_price_at_date');
  });
});

describe("OpenAI's previous generation, by date", () => {
  /** Input, cached input and output in dollars per million tokens. */
  it.each([
    ['gpt-4o', '2024-05-12', 'no_price_at_date'],
    ['gpt-4o', '2024-10-02', '5 null 15'],
    ['gpt-4o', '2024-10-03', '2.5 1.25 10'],
    ['gpt-4o-2024-05-13', '2026-01-01', '5 null 15'],
    ['gpt-4o-2024-08-06', '2024-08-06', '2.5 null 10'],
    ['gpt-4o-2024-08-06', '2024-10-01', '2.5 1.25 10'],
    ['gpt-4o-2024-11-20', '2024-11-20', '2.5 1.25 10'],
    ['gpt-4o-mini', '2024-09-30', '0.15 null 0.6'],
    ['gpt-4o-mini-2024-07-18', '2024-10-01', '0.15 0.075 0.6'],
    ['gpt-4.1', '2025-04-14', '2 0.5 8'],
    ['gpt-4.1-mini', '2025-04-14', '0.4 0.1 1.6'],
    ['gpt-4.1-nano-2025-04-14', '2025-04-14', '0.1 0.025 0.4'],
    ['o1', '2024-12-17', '15 7.5 60'],
    ['o1-mini', '2025-01-30', '3 1.5 12'],
    ['o1-mini', '2025-01-31', 'no_price_at_date'],
    ['o1-mini', '2025-07-04', '1.1 0.55 4.4'],
    ['o3', '2025-06-09', '10 2.5 40'],
    ['o3-2025-04-16', '2025-06-10', '2 0.5 8'],
    ['o3-pro', '2025-06-10', '20 null 80'],
    ['o3-mini', '2025-01-31', '1.1 0.55 4.4'],
    ['o4-mini', '2025-04-16', '1.1 0.275 4.4'],
    ['codex-mini-latest', '2025-05-15', '1.5 0.375 6'],
    ['gpt-5-pro', '2025-10-06', '15 null 120'],
    ['gpt-5.2-pro', '2025-12-11', '21 null 168'],
    ['gpt-5.5-pro', '2026-04-24', '30 null 180'],
    ['gpt-5.3-chat-latest', '2026-03-03', '1.75 0.175 14'],
    ['text-embedding-3-small', '2026-01-01', '0.02 null 0'],
    ['text-embedding-3-large', '2026-01-01', '0.13 null 0'],
    ['gemini-2.0-flash', '2025-07-04', '0.1 0.025 0.4'],
  ])('%s on %s: %s', (model, date, expected) => {
    const quoted = ask(book, model, midnight(date));
    const dollars = (price: UnitPrice | null): string => (price === null ? 'null' : String(Number(price) / 1_000_000));
    const { input, cache_read, output } = quoted.ok ? quoted.rates : {};
    expect(
      quoted.ok ? [input, cache_read, output].map((price) => dollars(price ?? null)).join(' ') : quoted.reason,
    ).toBe(expected);
  });

  it('costs more above 272,000 tokens for the long Pro models, and half in batches', () => {
    const quoted = ask(book, 'gpt-5.4-pro', midnight('2026-03-05'), { above: 272_000, tier: 'batch' });
    expect(quoted).toMatchObject({
      ok: true,
      band: 272_000,
      modifiers: ['batch x0.5'],
      rates: { output: 270_000_000n },
    });
  });

  it('has no batch where cached input has no price in it', () => {
    for (const model of ['gpt-4o', 'gpt-4.1', 'o3', 'o4-mini']) {
      const quoted = ask(book, model, midnight('2026-01-01'), { tier: 'batch' });
      expect(quoted).toMatchObject({ ok: false, reason: 'unknown_tier' });
    }
  });
});
