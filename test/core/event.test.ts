/** Two records of one response, in any order and any number of times, come to one event. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, labelsText, merge, NO_SCOPE, saysTheSame, type UsageEvent } from '../../src/core/event.ts';
import { FLAGS, flagBits, flagsOf, type Flag } from '../../src/core/flags.ts';
import type { ReportedMiss } from '../../src/core/diagnosis.ts';
import { NO_METERS, type Meters } from '../../src/core/meters.ts';
import type { Instant } from '../../src/core/time.ts';

const meters = (given: Partial<Meters>): Meters => ({ ...NO_METERS, ...given });

const EVENT: UsageEvent = {
  key: 'message:msg_1',
  at: 1000 as Instant,
  until: 1000 as Instant,
  parts: [{ model: 'claude-opus-5', kind: 'message', meters: meters({ input: 10, output: 5 }), requests: 1 }],
  terms: { source: 'messages', platform: 'api', tier: '', speed: '', geo: '' },
  scope: NO_SCOPE,
  flags: 0,
  completeness: 1,
  origin: { file: 'b.jsonl', line: 5 },
};

function event(rest: Partial<UsageEvent>, counts: Partial<Meters> = { input: 10, output: 5 }): UsageEvent {
  return { ...EVENT, parts: EVENT.parts.map((part) => ({ ...part, meters: meters(counts) })), ...rest };
}

function twoParts(first: number, second: number): UsageEvent {
  return event({
    parts: [first, second].map((output, index) => ({
      model: 'claude-opus-5',
      kind: index === 0 ? 'message' : 'advisor',
      meters: meters({ output }),
      requests: index === 0 ? 1 : 0,
    })),
  });
}

describe('of two records the better one wins', () => {
  const scope = { ...NO_SCOPE, labels: { a: '1' } };
  const cases: readonly [why: string, winner: UsageEvent, loser: UsageEvent][] = [
    [
      'the larger output, however complete the other is',
      event({}, { output: 6 }),
      event({ completeness: 9, scope }, { input: 99, output: 5 }),
    ],
    ['output of all parts together', twoParts(3, 4), twoParts(6, 0)],
    ['then the more complete', event({ completeness: 2 }), event({ completeness: 1, scope }, { input: 99, output: 5 })],
    ['then the larger prompt: reads', event({}, { cache_read: 11, output: 5 }), event({ scope })],
    [
      'then the larger prompt: writes of either kind',
      event({}, { cache_write_5m: 6, cache_write_1h: 5, output: 5 }),
      event({ scope }),
    ],
    ['then more labels', event({ scope }), event({ origin: { file: 'a.jsonl', line: 1 } })],
    [
      'as well as a known session',
      event({ scope: { ...NO_SCOPE, session: 's' } }),
      event({ origin: { file: 'a.jsonl', line: 1 } }),
    ],
    [
      'then the session that sorts first',
      event({ scope: { ...NO_SCOPE, session: 'a' } }),
      event({ scope: { ...NO_SCOPE, session: 'b' }, origin: { file: 'a.jsonl', line: 1 } }),
    ],
    [
      'then the file that sorts first',
      event({ origin: { file: 'a.jsonl', line: 9 } }),
      event({ origin: { file: 'b.jsonl', line: 1 } }),
    ],
    [
      'then the earlier line, as a number',
      event({ origin: { file: 'b.jsonl', line: 9 } }),
      event({ origin: { file: 'b.jsonl', line: 10 } }),
    ],
    ['at last, whatever differs in content', event({ flags: 1 }), event({ flags: 2 })],
  ];

  it.each(cases)('%s', (_, winner, loser) => {
    expect(merge(winner, loser)).toEqual(winner);
    expect(merge(loser, winner)).toEqual(winner);
    expect(compare(winner, loser)).toBeLessThan(0);
    expect(compare(loser, winner)).toBeGreaterThan(0);
  });

  it('but what the provider says of a miss is merged by itself, whichever record wins', () => {
    const pending: ReportedMiss = { reason: 'pending', tokens: undefined };
    const named: ReportedMiss = { reason: 'tools_changed', tokens: 5 };
    for (const [whole, cut] of [
      [pending, named],
      [named, pending],
      [undefined, named],
      [named, undefined],
    ]) {
      const winner = event(whole ? { reported: whole } : {}, { output: 9 });
      const loser = event(cut ? { reported: cut } : {});
      expect(merge(winner, loser)).toEqual({ ...winner, reported: named });
      expect(merge(loser, winner)).toEqual({ ...winner, reported: named });
    }
    expect(merge(event({}), event({}))).not.toHaveProperty('reported');
  });

  it.each([
    ['', 'regional', 'regional'],
    ['not_available', 'global', 'global'],
    ['global', 'us', 'us'],
    ['us', 'regional', 'regional'],
    ['', 'not_available', 'not_available'],
  ])('served where either says more: %j and %j is %j', (a, b, geo) => {
    for (const [won, lost] of [
      [a, b],
      [b, a],
    ] as const) {
      const winner = event({ terms: { ...EVENT.terms, geo: won } }, { output: 9 });
      const loser = event({ terms: { ...EVENT.terms, geo: lost } });
      expect(merge(winner, loser)).toEqual({ ...winner, terms: { ...winner.terms, geo } });
      expect(merge(loser, winner)).toEqual({ ...winner, terms: { ...winner.terms, geo } });
    }
  });

  it('from the first time one shows the response to the last', () => {
    const early = event({ at: 1 as Instant, until: 5 as Instant });
    const late = event({ at: 3 as Instant, until: 9 as Instant }, { output: 7 });
    expect(merge(early, late)).toEqual({ ...late, at: 1, until: 9 });
    expect(merge(late, early)).toEqual({ ...late, at: 1, until: 9 });
  });
});

describe('merging', () => {
  const small = fc.integer({ min: 0, max: 2 });
  const name = fc.constantFrom('', 'a', 'b');
  const instants = small.map((ms) => ms as Instant);
  /** Few values each, so that every tie happens. */
  const events: fc.Arbitrary<UsageEvent> = fc
    .record({
      span: fc.tuple(instants, instants),
      parts: fc.array(
        fc.record({
          model: fc.constantFrom('claude-opus-5', 'claude-sonnet-5'),
          kind: fc.constantFrom('message' as const, 'advisor' as const),
          meters: fc.record({
            input: small,
            cache_write_5m: small,
            cache_write_1h: fc.constant(0),
            cache_read: small,
            output: small,
            web_search: fc.constant(0),
          }),
          requests: fc.constantFrom(0 as const, 1 as const),
        }),
        { minLength: 1, maxLength: 2 },
      ),
      tier: name,
      geo: fc.constantFrom('', 'not_available', 'global', 'us', 'eu', 'regional'),
      session: name,
      labels: fc.dictionary(fc.constantFrom('x', 'y', '10', '9'), name),
      flags: small,
      completeness: small,
      origin: fc.record({ file: name, line: small }),
      reported: fc.option<ReportedMiss, undefined>(
        fc.record({
          reason: fc.constantFrom('none', 'pending', 'tools_changed', 'other'),
          tokens: fc.option(small, { nil: undefined }),
        }),
        { nil: undefined },
      ),
    })
    .map(({ span: [a, b], tier, geo, session, labels, reported, ...rest }) => ({
      ...EVENT,
      ...rest,
      ...(reported && { reported }),
      at: a < b ? a : b,
      until: a < b ? b : a,
      terms: { ...EVENT.terms, tier, geo },
      scope: { ...NO_SCOPE, session, labels },
    }));

  it('does not depend on the order', () => {
    fc.assert(
      fc.property(events, events, (a, b) => {
        expect(merge(a, b)).toEqual(merge(b, a));
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on what is merged first', () => {
    fc.assert(
      fc.property(events, events, events, (a, b, c) => {
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on how often a record is seen', () => {
    fc.assert(
      fc.property(events, events, (a, b) => {
        expect(merge(a, a)).toEqual(a);
        expect(merge(merge(a, b), a)).toEqual(merge(a, b));
      }),
      { numRuns: 500 },
    );
  });

  it('is indifferent only between records that say the same at the same place', () => {
    const same = { ...EVENT, scope: { ...NO_SCOPE, labels: { y: '2', x: '1' } } };
    const reordered = { ...EVENT, scope: { ...NO_SCOPE, labels: { x: '1', y: '2' } } };
    expect(compare(same, reordered)).toBe(0);
    fc.assert(
      fc.property(events, events, (a, b) => {
        const own = { at: 0, until: 0, reported: undefined };
        if (compare(a, b) === 0) expect({ ...a, ...own }).toEqual({ ...b, ...own });
      }),
      { numRuns: 500 },
    );
  });
});

describe('two records say the same', () => {
  const scope = { ...NO_SCOPE, session: 's' };
  const cases: readonly [what: string, other: UsageEvent, same: boolean][] = [
    ['wherever they stand', event({ origin: { file: 'z.jsonl', line: 99 } }), true],
    ['whatever is said of a miss', event({ reported: { reason: 'tools_changed', tokens: 9 } }), true],
    ['not with another count', event({}, { input: 10, output: 6 }), false],
    ['not at another time', event({ at: 1001 as Instant }), false],
    ['not in another session', event({ scope }), false],
    ['not with another flag', event({ flags: 1 }), false],
    ['not elsewhere', event({ terms: { ...EVENT.terms, geo: 'us' } }), false],
  ];
  it.each(cases)('%s', (_, other, same) => {
    expect(saysTheSame(EVENT, other)).toBe(same);
  });
});

describe('flags', () => {
  const all = Object.keys(FLAGS) as Flag[];

  it('have a bit each', () => {
    expect(new Set(all.map((flag) => FLAGS[flag].bit)).size).toBe(all.length);
    for (const flag of all) expect(Math.log2(FLAGS[flag].bit) % 1).toBe(0);
  });

  it('survive being packed into a number', () => {
    fc.assert(
      fc.property(fc.subarray(all), (some) => {
        expect(flagsOf(flagBits(some))).toEqual(some);
        expect(flagBits([...some, ...some].reverse())).toBe(flagBits(some));
      }),
    );
    expect(flagsOf(0)).toEqual([]);
  });
});

describe('labels as text', () => {
  it.each([
    [{}, ''],
    [{ b: '1', a: '2' }, '{"a":"2","b":"1"}'],
    [{ 'a"': 'x\n' }, '{"a\\"":"x\\n"}'],
  ])('%o is %s', (labels, text) => {
    expect(labelsText(labels)).toBe(text);
  });
});
