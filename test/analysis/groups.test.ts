/** Which value usage gets in a group, and that a group is as good as a label. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { facetedUsage, type FacetedQuery } from '../../src/analysis/faceted-usage.ts';
import type { Facet, GroupRule, Groups } from '../../src/analysis/groups.ts';
import { quoter } from '../../src/analysis/quoter.ts';
import { buildReport, type GroupBy, type Report } from '../../src/analysis/report.ts';
import { NO_SCOPE, type Scope, type UsageEvent } from '../../src/core/event.ts';
import { buildPriceBook } from '../../src/prices/load.ts';
import { priceChanges } from '../../src/prices/quote.ts';
import type { PriceBook } from '../../src/prices/book.ts';
import type { Dimension, Ledger } from '../../src/store/ledger.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { book } from '../prices/shipped.ts';
import { anyEvent, event, part, START, writeEvents } from '../store/events.ts';

type Match = Readonly<Record<string, string | readonly string[]>>;

function rule(value: string, match: Match): GroupRule {
  const patterns = Object.entries(match).map(([dimension, some]) => [dimension as Dimension, [some].flat()] as const);
  return { value, match: patterns };
}

function withLedger<T>(events: readonly UsageEvent[], use: (ledger: Ledger) => T): T {
  const ledger = openLedger('', { create: true });
  try {
    ledger.startRun(START, 'test');
    writeEvents(ledger, events);
    return use(ledger);
  } finally {
    ledger.close();
  }
}

/** The group's value of each event, in the order of time. */
function valuesOf(rules: readonly GroupRule[], events: readonly Partial<UsageEvent>[]): string[] {
  const query: FacetedQuery = { period: {}, by: ['group:team'], where: new Map() };
  const all = events.map((rest, index) => event(`m:${index}`, { at: (START + index) as UsageEvent['at'], ...rest }));
  return withLedger(all, (ledger) =>
    [...facetedUsage(ledger, new Map([['team', rules]]), book).inferences(query)].map(({ values }) => values.join()),
  );
}

const of = (scope: Partial<Scope>): Partial<UsageEvent> => ({ scope: { ...NO_SCOPE, ...scope } });

describe('the value of a group', () => {
  it.each<[string, readonly GroupRule[], Partial<Scope>, string]>([
    ['of the rule that matches', [rule('a', { project: 'x' }), rule('b', { project: 'y' })], { project: 'y' }, 'b'],
    ['of no rule is unassigned', [rule('a', { project: 'x' })], { project: 'y' }, ''],
    ['of the first of two', [rule('b', { user: 'u' }), rule('a', { project: 'x' })], { project: 'x', user: 'u' }, 'b'],
    [
      'of names like numbers, in their order',
      [rule('9', { project: '*' }), rule('1', { user: '*' })],
      { project: 'x', user: 'u' },
      '9',
    ],
    ['of any of several patterns', [rule('a', { project: ['x', 'y-*'] })], { project: 'y-1' }, 'a'],
    ['of all of several dimensions', [rule('a', { project: 'x', user: 'u' })], { project: 'x', user: 'u' }, 'a'],
    ['of only one of two dimensions', [rule('a', { project: 'x', user: 'u' })], { project: 'x', user: 'v' }, ''],
    [
      'of another rule with the same value',
      [rule('a', { project: 'x' }), rule('a', { user: 'u' })],
      { user: 'u' },
      'a',
    ],
    ['of a label', [rule('a', { 'label:env': 'prod' })], { labels: { env: 'prod' } }, 'a'],
    ['of a key', [rule('a', { api_key: '[secret *3f9c]' })], { api_key: '[secret …3f9c]' }, 'a'],
    [
      'by session, thread and workspace',
      [rule('a', { session: 's', thread: 't', workspace: 'w' })],
      { session: 's', thread: 't', workspace: 'w' },
      'a',
    ],
    ['by any text, of what is unknown', [rule('a', { project: '*' })], {}, ''],
    ['by no text, of what is unknown', [rule('a', { project: '' })], {}, 'a'],
    ['by no text, of what is known', [rule('a', { project: '' })], { project: 'x' }, ''],
    ['by no text or any', [rule('a', { user: ['', '*'] })], { user: 'u' }, 'a'],
    ['by another case', [rule('a', { project: 'x' })], { project: 'X' }, ''],
  ])('%s', (_, rules, scope, expected) => {
    expect(valuesOf(rules, [of(scope)])).toEqual([expected]);
  });

  it('a model goes by the id that was logged and by its canonical name', () => {
    const logged = 'us.anthropic.claude-opus-4-5-20251101-v1:0';
    const ofModel = { parts: [part({ input: 1 }, { model: logged })] };
    expect(valuesOf([rule('a', { model: 'us.anthropic.*' })], [ofModel])).toEqual(['a']);
    expect(valuesOf([rule('a', { model: 'claude-opus-4-5-20251101' })], [ofModel])).toEqual(['a']);
    expect(valuesOf([rule('a', { model: 'claude-haiku*' })], [ofModel])).toEqual(['']);
  });

  it('an absent tier is the standard one', () => {
    const terms = { ...event('x').terms, tier: '' };
    expect(valuesOf([rule('a', { tier: 'standard' })], [{ terms }])).toEqual(['a']);
    expect(valuesOf([rule('a', { tier: '' })], [{ terms }])).toEqual(['']);
  });
});

it('a query of a group that is not configured is a bug', () => {
  const query: FacetedQuery = { period: {}, by: ['group:teem'], where: new Map() };
  withLedger([], (ledger) =>
    expect(() => [...facetedUsage(ledger, new Map(), book).inferences(query)]).toThrow('not configured'),
  );
});

interface Question {
  readonly by: readonly GroupBy[];
  readonly where: FacetedQuery['where'];
}

function reportOf(ledger: Ledger, { by, where }: Question, groups: Groups, prices: PriceBook = book): Report {
  const bucket = by.includes('day') ? { bucket: { size: 'day', zone: 'UTC' } as const } : {};
  const usage = facetedUsage(ledger, groups, prices).usage({
    period: {},
    by: by.filter((each): each is Facet => each !== 'day'),
    where,
    edges: prices.thresholds,
    ...bucket,
    priceChanges: (model) => priceChanges(prices, model),
  });
  return buildReport(usage, { by, zone: 'UTC', charges: true }, prices, quoter(prices));
}

/** With "label:team" for "group:team", in an order that does not depend on how it was found. */
function plain({ by, rows, totals, charges }: Report): unknown {
  const text = (value: unknown): string =>
    JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each));
  const sorted = (all: readonly unknown[]): string[] => all.map(text).sort();
  return JSON.parse(
    text({
      by,
      totals: { ...totals, unpriced: sorted(totals.unpriced) },
      charges: sorted(charges),
      rows: rows
        .map((row) => ({
          group: row.group,
          figures: { ...row.figures, unpriced: sorted(row.figures.unpriced) },
          charges: sorted(row.charges),
        }))
        .sort((a, b) => (text(a.group) < text(b.group) ? -1 : 1)),
    }).replaceAll('group:team', 'label:team'),
  );
}

const anyPattern = fc.constantFrom('/p', '/*', '*', '', 's?', 's1', 'main', 'standard', 'claude-*-5-5');
const anyMatch = fc
  .dictionary(
    fc.constantFrom<Dimension>('project', 'session', 'label:branch', 'tier', 'model'),
    fc.array(anyPattern, { minLength: 1, maxLength: 2 }),
    { minKeys: 1, maxKeys: 3 },
  )
  .map((match): Match => match);
const anyRules = fc.array(
  fc.tuple(fc.constantFrom('a', 'b', 'c'), anyMatch).map(([value, match]) => ({ value, match })),
  { minLength: 1, maxLength: 4 },
);

/** Worked out for one event by itself. All of its parts have one model. */
function teamOf(
  { scope, terms, parts }: UsageEvent,
  rules: readonly { readonly value: string; readonly match: Match }[],
): string | undefined {
  const known: Readonly<Partial<Record<Dimension, string>>> = {
    project: scope.project,
    session: scope.session,
    'label:branch': scope.labels['branch'] ?? '',
    tier: terms.tier === '' ? 'standard' : terms.tier,
    model: parts[0]?.model ?? '',
  };
  const found = rules.find(({ match }) =>
    Object.entries(match).every(([dimension, patterns]) => {
      const value = known[dimension as Dimension] ?? '';
      return [patterns].flat().some((pattern) => {
        if (value === '' || pattern === '') return value === pattern;
        return new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(value);
      });
    }),
  );
  return found?.value;
}

describe('a report by group', () => {
  // Each key once: what is merged has the scope of one of its records.
  const anyEvents = fc.array(anyEvent, { minLength: 1, maxLength: 12 }).map((events) =>
    events.map(({ parts, ...rest }, index) => ({
      ...rest,
      parts: parts.map((each) => ({ ...each, model: parts[0]?.model ?? '' })),
      key: `m:${index}`,
    })),
  );
  const anyQuestion = fc.record({
    by: fc.constantFrom<readonly GroupBy[]>(
      ['group:team'],
      ['group:team', 'model'],
      ['project', 'group:team'],
      ['day', 'group:team'],
      ['model'],
      [],
    ),
    values: fc.option(fc.subarray(['a', 'b', ''], { minLength: 1 }), { nil: undefined }),
    project: fc.option(fc.constantFrom('/p', ''), { nil: undefined }),
  });

  it('equals the report by a label that each event carries', () => {
    fc.assert(
      fc.property(anyEvents, anyRules, anyQuestion, (events, rules, { by, values, project }) => {
        const where = (facet: Facet): FacetedQuery['where'] =>
          new Map<Facet, readonly string[]>([
            ...(values === undefined ? [] : [[facet, values] as const]),
            ...(project === undefined ? [] : [['project', [project]] as const]),
          ]);
        const groups: Groups = new Map([['team', rules.map(({ value, match }) => rule(value, match))]]);
        const grouped = withLedger(events, (ledger) => reportOf(ledger, { by, where: where('group:team') }, groups));
        const labelled = events.map((each) => {
          const { team: _, ...labels } = each.scope.labels;
          const team = teamOf(each, rules);
          return { ...each, scope: { ...each.scope, labels: team === undefined ? labels : { ...labels, team } } };
        });
        const byLabel = by.map((each) => (each === 'group:team' ? 'label:team' : each));
        const expected = withLedger(labelled, (ledger) =>
          reportOf(ledger, { by: byLabel, where: where('label:team') }, new Map()),
        );
        expect(plain(grouped)).toEqual(plain(expected));
      }),
    );
  });

  it('and so does what is read of single requests', () => {
    fc.assert(
      fc.property(anyEvents, anyRules, (events, rules) => {
        const groups: Groups = new Map([['team', rules.map(({ value, match }) => rule(value, match))]]);
        const where = new Map([['group:team', ['a', '']] as const]);
        const query: FacetedQuery = { period: {}, by: ['label:branch', 'group:team'], where };
        const found = withLedger(events, (ledger) => {
          const { inferences, requests } = facetedUsage(ledger, groups, book);
          expect([...requests(query)].map(({ values }) => values)).toEqual(
            [...inferences(query)].map(({ values }) => values),
          );
          return [...inferences(query)].map(({ at, values }) => JSON.stringify([at, ...values]));
        });
        const expected = events.flatMap((each) => {
          const team = teamOf(each, rules) ?? '';
          const parts = each.parts.filter(({ kind }) => kind !== 'aggregate');
          const line = JSON.stringify([each.at, each.scope.labels['branch'] ?? '', team]);
          return team === 'a' || team === '' ? parts.map(() => line) : [];
        });
        expect(found.sort()).toEqual(expected.sort());
      }),
      { numRuns: 30 },
    );
  });

  it('is rounded once a charge line of what is printed', () => {
    // One picodollar a token, half of that in a batch: two projects of one token each come to one, not to nothing twice.
    const one = '0.000001';
    const json = {
      model: 'claude-tiny',
      prices: [
        {
          ...{ speed: 'standard', from: '2026-01-01', to: null, multipliers: { batch: '0.5' } },
          ...{ input: one, cache_write_5m: one, cache_write_1h: one, cache_read: one, output: one },
        },
      ],
    };
    const { book: tiny, problems } = buildPriceBook(
      [{ name: 'own', documents: [{ file: 'tiny.json', json }] }],
      'test',
    );
    expect(problems).toEqual([]);
    const events = ['/p', '/q'].map((project) =>
      event(project, {
        parts: [part({ input: 1 }, { model: 'claude-tiny' })],
        terms: { ...event('x').terms, tier: 'batch' },
        ...of({ project }),
      }),
    );
    const groups: Groups = new Map([['team', [rule('a', { project: '/*' })]]]);
    const costs = (by: GroupBy): unknown =>
      withLedger(events, (ledger) =>
        reportOf(ledger, { by: [by], where: new Map() }, groups, tiny).rows.map(({ figures }) => figures.cost),
      );
    expect(costs('project')).toEqual([0n, 0n]);
    expect(costs('group:team')).toEqual([1n]);
  });
});
