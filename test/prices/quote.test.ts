import { describe, expect, it } from 'vitest';
import { formatPricePerMillion } from '../../src/core/money.ts';
import { MS_PER_DAY, type Instant } from '../../src/core/time.ts';
import { modelNames } from '../../src/prices/book.ts';
import { priceChanges, webSearchPrice, type QuoteRequest } from '../../src/prices/quote.ts';
import { ask, book, justBefore, midnight } from './shipped.ts';

type Rest = Partial<QuoteRequest>;

/** "input / 5m / 1h / read / output", USD per 1,000,000 tokens, or the reason why there is no price. */
function priceLine(model: string, at: Instant, rest: Rest = {}): string {
  const quoted = ask(book, model, at, rest);
  if (!quoted.ok) return quoted.reason;
  const { input, cache_write_5m, cache_write_1h, cache_read, output } = quoted.rates;
  return [input, cache_write_5m, cache_write_1h, cache_read, output]
    .map((price) => (price === null ? '-' : formatPricePerMillion(price)))
    .join(' / ');
}

describe('prices that changed, and one that did not', () => {
  const standard = '5 / 6.25 / 10 / 0.5 / 25';
  const cases: readonly { what: string; model: string; date: string; before: string; after: string; rest?: Rest }[] = [
    {
      what: 'Haiku 3.5 was cut four weeks after its launch, without one-hour writes before',
      model: 'claude-3-5-haiku-20241022',
      date: '2024-12-03',
      before: '1 / 1.25 / - / 0.1 / 5',
      after: '0.8 / 1 / 1.6 / 0.08 / 4',
    },
    {
      what: 'Sonnet 5.5 reads were cut',
      model: 'claude-sonnet-5-5',
      date: '2026-10-07',
      before: '2 / 2.5 / 4 / 0.2 / 10',
      after: '2 / 2.5 / 4 / 0.1 / 10',
    },
    {
      what: 'Opus 4.6 lost its long-prompt band',
      model: 'claude-opus-4-6',
      date: '2026-03-13',
      before: '10 / 12.5 / 20 / 1 / 37.5',
      after: standard,
      rest: { above: 200_000 },
    },
    {
      what: 'Sonnet 4.5 lost its long-prompt band',
      model: 'claude-sonnet-4-5',
      date: '2026-04-30',
      before: '6 / 7.5 / 12 / 0.6 / 22.5',
      after: '3 / 3.75 / 6 / 0.3 / 15',
      rest: { above: 200_000 },
    },
    {
      what: 'Sonnet 5: the announced increase was cancelled',
      model: 'claude-sonnet-5',
      date: '2026-09-01',
      before: '2 / 2.5 / 4 / 0.2 / 10',
      after: '2 / 2.5 / 4 / 0.2 / 10',
    },
    {
      what: 'Opus 4.6 fast ended; a fast response after that has no price',
      model: 'claude-opus-4-6',
      date: '2026-06-29',
      before: '30 / 37.5 / 60 / 3 / 150',
      after: 'no_price_at_date',
      rest: { speed: 'fast' },
    },
    {
      what: 'Opus 4.6 standard goes on when fast ends',
      model: 'claude-opus-4-6',
      date: '2026-06-29',
      before: standard,
      after: standard,
    },
  ];

  it.each(cases)('$what', ({ model, date, before, after, rest }) => {
    const at = midnight(date);
    expect(priceLine(model, justBefore(at), rest)).toBe(before);
    expect(priceLine(model, at, rest)).toBe(after);
  });
});

describe('prices that other providers do not have', () => {
  const cases: readonly { model: string; date: string; line: string; rest?: Rest }[] = [
    { model: 'gpt-5.4', date: '2026-11-01', line: '2.5 / - / - / 0.25 / 15' },
    { model: 'gpt-5.6-sol', date: '2026-08-20', line: '5 / 6.25 / - / 0.5 / 30' },
    { model: 'gpt-5.6', date: '2026-08-21', line: '4 / 5 / - / 0.4 / 20' },
    { model: 'gpt-6.1-terra', date: '2026-11-01', line: '1 / 1.25 / 2.5 / 0.05 / 5' },
    { model: 'gpt-6.1-terra', date: '2026-11-01', line: '1 / 1.25 / 2.5 / 0.05 / 5', rest: { above: 200_000 } },
    { model: 'gpt-6.1-terra', date: '2026-11-01', line: '2 / 2.5 / 5 / 0.1 / 7.5', rest: { above: 272_000 } },
    { model: 'gemini-3.1-pro-preview', date: '2026-11-01', line: '2 / - / - / 0.2 / 12' },
    { model: 'gemini-3.1-pro-preview', date: '2026-11-01', line: '4 / - / - / 0.4 / 18', rest: { above: 200_000 } },
    { model: 'gemini-4-argon', date: '2026-11-30', line: '2 / - / - / 0.1 / 10' },
    { model: 'gemini-4-argon', date: '2026-12-01', line: '4 / - / - / 0.2 / 20' },
  ];

  it.each(cases)('$model on $date $rest: $line', ({ model, date, line, rest }) => {
    expect(priceLine(model, midnight(date), rest)).toBe(line);
  });
});

describe('bands', () => {
  const at = midnight('2026-11-01');
  it.each([
    { above: 0, band: null, output: '0.5' },
    { above: 99_999, band: null, output: '0.5' },
    { above: 100_000, band: 100_000, output: '2.5' },
    { above: 200_000, band: 100_000, output: '2.5' },
  ])('Haiku 5.5, a prompt above $above tokens: output at $output', ({ above, band, output }) => {
    const quoted = ask(book, 'claude-haiku-5-5', at, { above });
    expect(quoted.ok && quoted.band).toBe(band);
    expect(quoted.ok && formatPricePerMillion(quoted.rates.output)).toBe(output);
  });
});

describe('modifiers', () => {
  const now = midnight('2026-11-21');
  const cases: readonly { model: string; rest: Rest; modifiers: readonly string[]; times: number }[] = [
    { model: 'claude-opus-5', rest: {}, modifiers: [], times: 1 },
    { model: 'claude-opus-5', rest: { tier: 'standard', speed: 'standard', geo: 'global' }, modifiers: [], times: 1 },
    { model: 'claude-opus-5', rest: { tier: 'batch' }, modifiers: ['batch x0.5'], times: 0.5 },
    { model: 'claude-opus-5', rest: { geo: 'us' }, modifiers: ['us x1.1'], times: 1.1 },
    { model: 'claude-opus-5', rest: { geo: 'regional' }, modifiers: ['regional x1.1'], times: 1.1 },
    { model: 'claude-opus-5', rest: { tier: 'batch', geo: 'us' }, modifiers: ['batch x0.5', 'us x1.1'], times: 0.55 },
    { model: 'claude-opus-5', rest: { speed: 'fast', geo: 'us' }, modifiers: ['us x1.1'], times: 1.1 },
    { model: 'claude-opus-4-5', rest: { geo: 'not_available' }, modifiers: [], times: 1 },
    { model: 'claude-opus-4-5', rest: { geo: 'us' }, modifiers: [], times: 1 },
    { model: 'claude-opus-4-5', rest: { geo: 'us', platform: 'bedrock' }, modifiers: ['regional x1.1'], times: 1.1 },
    { model: 'claude-opus-4-5', rest: { geo: 'us', platform: 'vertex' }, modifiers: ['regional x1.1'], times: 1.1 },
    { model: 'claude-opus-4-5', rest: { geo: 'regional' }, modifiers: ['regional x1.1'], times: 1.1 },
    { model: 'claude-opus-4-1', rest: { geo: 'regional' }, modifiers: [], times: 1 },
    { model: 'gpt-5.5', rest: { tier: 'batch' }, modifiers: ['batch x0.5'], times: 0.5 },
    { model: 'gpt-5.5', rest: { tier: 'flex' }, modifiers: ['flex x0.5'], times: 0.5 },
    { model: 'gpt-5.5', rest: { tier: 'priority' }, modifiers: ['priority x2.5'], times: 2.5 },
    { model: 'gpt-5-mini', rest: { tier: 'priority' }, modifiers: ['priority x1.8'], times: 1.8 },
  ];

  it.each(cases)('$model $rest: $modifiers', ({ model, rest, modifiers, times }) => {
    const quoted = ask(book, model, now, rest);
    if (!quoted.ok) expect.fail(quoted.reason);
    expect(quoted.modifiers).toEqual(modifiers);
    expect(Number(quoted.multiplier.num) / Number(quoted.multiplier.den)).toBe(times);
  });
});

describe('what has no price, and why', () => {
  const cases: readonly { model: string; date?: string; rest?: Rest; reason: string; named?: string }[] = [
    { model: 'claude-opus-5-7', reason: 'unknown_model' },
    { model: 'gpt-5.9', reason: 'unknown_model' },
    { model: 'gpt-5.4-nano', rest: { tier: 'priority' }, reason: 'unknown_tier' },
    { model: 'gpt-6.2-sol', rest: { tier: 'flex' }, reason: 'unknown_tier' },
    { model: 'gpt-6.2-sol', rest: { tier: 'ultrafast' }, reason: 'unknown_tier' },
    { model: 'gemini-3.8-flash', rest: { tier: 'batch' }, reason: 'unknown_tier' },
    { model: 'gemini-2.5-pro', date: '2025-12-31', reason: 'no_price_at_date' },
    { model: 'claude-opus-5', date: '2026-07-23', reason: 'no_price_at_date' },
    { model: 'us.anthropic.claude-opus-5', date: '2026-07-23', reason: 'no_price_at_date', named: 'claude-opus-5' },
    { model: 'claude-opus-5', rest: { speed: 'turbo' }, reason: 'unknown_speed' },
    { model: 'claude-sonnet-5', rest: { speed: 'fast' }, reason: 'unknown_speed' },
    { model: 'claude-opus-4-7', rest: { speed: 'fast' }, reason: 'no_price_at_date' },
    { model: 'claude-opus-5', rest: { tier: 'priority' }, reason: 'unknown_tier' },
    { model: 'claude-opus-5', rest: { tier: 'flex' }, reason: 'unknown_tier' },
    { model: 'claude-opus-5', rest: { tier: 'batch', speed: 'fast' }, reason: 'batch_not_offered' },
    { model: 'claude-opus-5', rest: { geo: 'eu' }, reason: 'unknown_geo' },
  ];

  it.each(cases)('$model $rest on $date: $reason', ({ model, date = '2026-11-21', rest, reason, named = model }) => {
    expect(ask(book, model, midnight(date), rest)).toEqual({ ok: false, reason, model: named });
  });
});

describe('when prices change', () => {
  it('nothing changes between two changes, whatever is asked for', () => {
    const asks: Rest[] = [{}, { tier: 'batch' }, { speed: 'fast' }, { geo: 'us' }, { above: 272_000 }];
    const said = (model: string, at: Instant): string =>
      JSON.stringify(
        [...asks.map((rest) => ask(book, model, at, rest)), webSearchPrice(book, at)],
        (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
      );
    const [first, last] = [midnight('2024-01-01'), midnight('2027-06-01')];
    for (const model of [...modelNames(book), 'us.anthropic.claude-opus-5', 'gpt-5.9']) {
      const changes = new Set<number>(priceChanges(book, model));
      let before = said(model, first);
      for (let day = first + MS_PER_DAY; day < last; day += MS_PER_DAY) {
        const now = said(model, day as Instant);
        if (!changes.has(day)) expect(now === before, `${model} ${day}`).toBe(true);
        before = now;
      }
    }
  });
});
