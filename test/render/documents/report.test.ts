/** What a report says in words, and what its JSON promises. */
import { describe, expect, it } from 'vitest';
import { quoter } from '../../../src/analysis/quoter.ts';
import { buildReport, type GroupBy } from '../../../src/analysis/report.ts';
import { parsePeriodEnd } from '../../../src/core/calendar.ts';
import type { Instant, Period } from '../../../src/core/time.ts';
import type { Document } from '../../../src/render/document.ts';
import { reportDocument, type ReportContext } from '../../../src/render/documents/report.ts';
import { FORMATS, formatById } from '../../../src/render/index.ts';
import type { UsageGroup } from '../../../src/store/ledger.ts';
import { usage } from '../../analysis/usage.ts';
import { book } from '../../prices/shipped.ts';

interface Asked extends Partial<ReportContext> {
  readonly by?: readonly GroupBy[];
}

function documentOf(groups: readonly UsageGroup[], { by = [], ...asked }: Asked = {}): Document {
  const context = {
    pricesVersion: 'test',
    period: {},
    zone: 'UTC',
    refused: 0,
    omitted: 0,
    explain: false,
    sessions: new Map(),
    unpriced: false,
    isEarlier: false,
    prunedBefore: undefined,
    lastRead: undefined,
    now: 0 as Instant,
    ...asked,
  };
  return reportDocument(buildReport(groups, { by, zone: context.zone }, book, quoter(book)), context);
}

const textOf = (document: Document): string => FORMATS[0]!.render(document, { width: 200, colorLevel: 0 });

function jsonOf(...given: Parameters<typeof documentOf>): unknown {
  return JSON.parse(formatById('json')!.render(documentOf(...given), { width: 80, colorLevel: 0 }));
}

function month(zone: string): Period {
  const [since, until] = [parsePeriodEnd('2026-11', 'since', zone), parsePeriodEnd('2026-11', 'until', zone)];
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

describe('the days a report covers', () => {
  it.each(['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia'])(
    'are those of the period in %s',
    (zone) => {
      expect(documentOf([usage()], { zone, period: month(zone) }).headline[1]).toContain('2026-11-01 to 2026-11-30');
    },
  );

  it('are those with usage where the period is open', () => {
    const groups = [usage({ at: '2026-11-21' }), usage({ at: '2026-11-03' })];
    expect(documentOf(groups).headline[1]).toContain('2026-11-03 to 2026-11-21');
    const late = usage({ at: Date.UTC(2026, 10, 21, 23) as Instant });
    expect(documentOf([late], { by: ['hour'], zone: 'Europe/Berlin' }).headline[1]).toContain(
      '2026-11-22 (Europe/Berlin)',
    );
  });
});

describe('the answer', () => {
  it('says what was spent and saved', () => {
    // 2,000,000 reads at 0.50 instead of 5: 1.00 instead of 10.00.
    const [answer] = documentOf([usage({ hits: 1n, sums: { cache_read: 2_000_000n } })]).headline;
    for (const part of ['$1.00', '$9.00', '90.0%', '100%', 'all priced', 'nothing refused'])
      expect(answer).toContain(part);
  });

  it('says it plainly when caching lost money', () => {
    const [answer] = documentOf([usage({ sums: { cache_write_1h: 1_000_000n } })]).headline;
    for (const part of ['caching cost $5.00 more than it saved', '100%']) expect(answer).toContain(part);
  });

  it('never rounds some to none, or some to all', () => {
    const [little] = documentOf([usage({ sums: { input: 10n ** 12n, cache_read: 1n } })]).headline;
    expect(little).not.toMatch(/\b0%/);
    const [most] = documentOf([usage({ sums: { input: 1n, cache_read: 10n ** 12n } })]).headline;
    expect(most).not.toContain('100%');
  });

  it('says what is unpriced and refused, and never calls it $0', () => {
    const groups = [usage({ model: 'claude-opus-9', sums: { input: 5n } })];
    const document = documentOf(groups, { refused: 2, by: ['day'] });
    expect(document.headline[0]).toMatch(/Nothing could be priced.*INCOMPLETE.*2 records refused/);
    expect(textOf(document)).not.toContain('$0');
    expect(textOf(document)).toMatch(/Unpriced: claude-opus-9, 1 request, 5 tokens/);
  });

  it('of no usage says so', () => {
    expect(documentOf([]).headline[0]).toMatch(/^No usage/);
  });
});

describe('the JSON', () => {
  it('has money as exact decimal strings, and null for what is unknown', () => {
    const priced = usage({ model: 'claude-haiku-5-5', sums: { input: 1n }, values: ['a'] });
    const unknown = usage({ model: 'claude-opus-9', sums: { input: 3n }, values: [''] });
    expect(jsonOf([priced, unknown], { by: ['project'], period: month('Europe/Berlin') })).toMatchObject({
      schema_version: 1,
      prices_version: 'test',
      period: { since: '2026-10-31T23:00:00Z', until: '2026-11-30T23:00:00Z', tz: 'UTC' },
      totals: { cost_usd: '0.0000001', priced_token_ratio: 0.25, complete: false },
      rows: [
        { group: { project: 'a' }, cost_usd: '0.0000001', complete: true },
        { group: { project: null }, cost_usd: null, net_savings_usd: null, complete: false },
      ],
      unpriced: [{ model: 'claude-opus-9', requests: 1, tokens: 3, reasons: ['unknown_model'] }],
    });
  });

  it('has the charge lines only when they are asked for', () => {
    const groups = [usage({ sums: { input: 1_000_000n } })];
    expect(jsonOf(groups)).not.toHaveProperty('totals.charges');
    expect(jsonOf(groups, { explain: true })).toHaveProperty('totals.charges', [
      {
        model: 'claude-opus-4-5-20251101',
        meter: 'input',
        quantity: 1_000_000,
        unit_price_usd: '5',
        per: 1_000_000,
        speed: 'standard',
        above_prompt_tokens: null,
        modifiers: [],
        amount_usd: '5.00',
        price_file: 'claude-opus-4-5-20251101.json',
        price_from: '2025-11-24',
      },
    ]);
  });
});

describe('what has no price', () => {
  const many = Array.from({ length: 12 }, (_, index) =>
    usage({ model: `run-${index}`, sums: { input: BigInt(index + 1) }, values: [] }),
  );

  it('is named in ten lines, the largest first, and summed in one more', () => {
    const lines = textOf(documentOf(many))
      .split('\n')
      .filter((line) => line.startsWith('Unpriced'));
    expect(lines).toHaveLength(11);
    expect(lines[0]).toMatch(/^Unpriced: run-11, 1 request, 12 tokens/);
    expect(lines[10]).toBe('Unpriced: 2 more, 2 requests, 3 tokens; report --unpriced lists them.');
  });

  it('is listed when that is asked for, and always in JSON', () => {
    const csv = formatById('csv')!.render(documentOf(many, { unpriced: true }), { width: 80, colorLevel: 0 });
    expect(csv.split('\r\n')).toHaveLength(14);
    expect(csv).toContain('run-11,1,12,unknown_model');
    expect(jsonOf(many)).toMatchObject({ unpriced: many.map(({ model }) => ({ model })) });
  });
});

describe('the trend', () => {
  const days = [1, 2, 3].map((day) => usage({ at: `2026-11-0${day}`, sums: { input: BigInt(day * day) * 100_000n } }));
  const bars = (document: Document): string[] =>
    [...textOf(document).matchAll(/[▉▊▋▌▍▎▏█]+$/gm)].map(([drawn]) => drawn);

  it('of days is a bar beside each, the dearest one eight characters long', () => {
    expect(bars(documentOf(days, { by: ['day'] }))).toEqual(['▉', '███▌', '████████']);
  });

  it('is drawn on a terminal alone', () => {
    for (const id of ['csv', 'markdown'])
      expect(formatById(id)!.render(documentOf(days, { by: ['day'] }), { width: 80, colorLevel: 0 })).not.toMatch(
        /trend/i,
      );
  });

  it('is of no other groups, and not of a single day', () => {
    for (const by of [['model'], ['day', 'model'], ['month']] as const)
      expect(bars(documentOf(days, { by }))).toEqual([]);
  });
});

describe('rows of sessions', () => {
  const at = (iso: string): Instant => Date.parse(iso) as Instant;
  const sessions = new Map([
    ['a', { project: '/home/dev/shop', first: at('2026-11-05T15:40:30Z'), last: at('2026-11-05T16:53:00Z') }],
    ['b', { project: '', first: at('2026-11-05T15:40:30Z'), last: at('2026-11-09T10:00:00Z') }],
  ]);
  const document = (zone: string): Document =>
    documentOf([usage({ values: ['a'] }), usage({ values: ['b'] }), usage({ values: [''] })], {
      by: ['session'],
      sessions,
      zone,
    });

  it('say where and when each began, in the zone of the report, and how long it lasted', () => {
    const text = textOf(document('Europe/Berlin'));
    expect(text).toMatch(/^ a +\/home\/dev\/shop +2026-11-05 16:40 +1h 12m /m);
    expect(text).toMatch(/^ b +\(unknown\) +2026-11-05 16:40 +3d 18h /m);
    expect(text).toMatch(/^ \(unknown\) +– +– +– /m);
  });

  it('say so to people alone', () => {
    const csv = formatById('csv')!.render(document('UTC'), { width: 80, colorLevel: 0 });
    expect(csv).toMatch(/^session,requests,/);
    expect(formatById('markdown')!.render(document('UTC'), { width: 80, colorLevel: 0 })).toContain('| Length |');
  });
});
