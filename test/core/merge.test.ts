/** Two records of one response, in any order and any number of times, come to one event. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_SCOPE, type UsageEvent } from '../../src/core/event.ts';
import { compare, merge, saysTheSame } from '../../src/core/merge.ts';
import { FLAGS, UNFINISHED } from '../../src/core/flags.ts';
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

describe('of two records the better one says what was billed', () => {
  const cases: readonly [why: string, winner: UsageEvent, loser: UsageEvent][] = [
    [
      'the larger output, however complete the other is',
      event({}, { output: 6 }),
      event({ completeness: 9 }, { input: 99, output: 5 }),
    ],
    ['output of all parts together', twoParts(3, 4), twoParts(6, 0)],
    ['then the more complete', event({ completeness: 2 }), event({ completeness: 1 }, { input: 99, output: 5 })],
    ['then the larger prompt: reads', event({}, { cache_read: 11, output: 5 }), event({})],
    [
      'then the larger prompt: writes of either kind',
      event({}, { cache_write_5m: 6, cache_write_1h: 5, output: 5 }),
      event({}),
    ],
    [
      'at last, whatever differs in what was billed, wherever it stands',
      event({ flags: 1, origin: { file: 'z.jsonl', line: 9 } }),
      event({ flags: 4 }),
    ],
    [
      'of two that say the same, the file that sorts first is the origin',
      event({ origin: { file: 'a.jsonl', line: 9 } }),
      event({ origin: { file: 'b.jsonl', line: 1 } }),
    ],
    [
      'then the earlier line, as a number',
      event({ origin: { file: 'b.jsonl', line: 9 } }),
      event({ origin: { file: 'b.jsonl', line: 10 } }),
    ],
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

  it('writes are split by their TTL as the record tells that does not assume it', () => {
    const assumed = FLAGS.ttl_assumed.bit;
    const telemetry = event({ flags: assumed }, { input: 10, cache_write_5m: 50, output: 800 });
    const transcript = event({}, { input: 10, cache_write_5m: 20, cache_write_1h: 30, output: 2 });
    const whole = event({}, { input: 10, cache_write_5m: 20, cache_write_1h: 30, output: 800 });
    for (const merged of [merge(telemetry, transcript), merge(transcript, telemetry)]) expect(merged).toEqual(whole);
    // Whatever is merged first, where all tell one prompt.
    const early = event({ flags: assumed }, { input: 10, cache_write_5m: 50, output: 1 });
    expect([early, transcript, telemetry].reduce(merge)).toEqual([telemetry, early, transcript].reduce(merge));
    const other = event({}, { input: 11, cache_write_5m: 20, cache_write_1h: 30, output: 2 });
    expect(merge(telemetry, other).parts).toEqual(telemetry.parts);
  });

  it('from the first time one shows the response to the last', () => {
    const early = event({ at: 1 as Instant, until: 5 as Instant });
    const late = event({ at: 3 as Instant, until: 9 as Instant }, { output: 7 });
    expect(merge(early, late)).toEqual({ ...late, at: 1, until: 9 });
    expect(merge(late, early)).toEqual({ ...late, at: 1, until: 9 });
  });
});

describe('whose call it is', () => {
  const at = (ms: number): Instant => ms as Instant;
  const of = (session: string, ms: number, rest: Partial<UsageEvent> = {}): UsageEvent =>
    event({ at: at(ms), until: at(ms), scope: { ...NO_SCOPE, session }, ...rest });
  const copied = (session: string, ms: number): UsageEvent => of(session, ms, { claim: { at: at(ms), copied: true } });
  const placed = (session: string, thread: string, project: string, ms: number): UsageEvent =>
    of(session, ms, { scope: { ...NO_SCOPE, session, thread, project } });
  const user = of('s', 1, { scope: { ...NO_SCOPE, session: 's', user: 'u' } });
  const cases: readonly [why: string, owner: UsageEvent, other: UsageEvent][] = [
    ['the record that has a session', of('s', 9), of('', 1)],
    ['and tells more of the place, whatever else the other tells', placed('s', 'main', '/p', 9), user],
    ['the original, not the copy in a fork, whose name sorts first', of('z', 5), copied('a', 5)],
    ['nor one of an earlier time', of('z', 5), copied('a', 1)],
    ['the earlier of two sessions: one that goes on copies lines at a new time', of('z', 1), of('a', 5)],
    ['the one with more names', user, of('s', 1)],
    ['at last the one that sorts first', of('a', 1), of('z', 1)],
    ['of copies alone, the earlier', copied('z', 1), copied('a', 5)],
  ];

  it.each(cases)('%s', (_, owner, other) => {
    for (const output of [5, 9]) {
      const larger = { ...other, parts: event({}, { output }).parts };
      for (const merged of [merge(owner, larger), merge(larger, owner)]) expect(merged.scope).toEqual(owner.scope);
    }
  });

  it('the log that says so is named as its source', () => {
    const [transcript, gateway] = [
      of('s', 5, { terms: { ...EVENT.terms, source: 'claude-code' } }),
      event({ completeness: 9 }, { input: 10, output: 7 }),
    ];
    expect(merge(transcript, gateway).terms.source).toBe('claude-code');
    expect(merge(gateway, transcript).parts).toEqual(gateway.parts);
  });

  it('is not forgotten when a later record of another session adds to the response', () => {
    const first = of('z', 1);
    const rest = [of('a', 5), of('b', 3, { parts: event({}, { output: 50 }).parts }), of('', 0)];
    expect([first, ...rest].reduce(merge).scope.session).toBe('z');
    expect([...rest, first].reduce(merge).scope.session).toBe('z');
    expect([...rest, first].reduce(merge)).toEqual([first, ...rest].reduce(merge));
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
      flags: fc.constantFrom(
        0,
        1,
        UNFINISHED,
        UNFINISHED | FLAGS.partial_stream.bit,
        UNFINISHED | FLAGS.output_placeholder.bit,
        1 | UNFINISHED,
      ),
      completeness: small,
      origin: fc.record({ file: name, line: small }),
      // Of a copy: else the claim is that of the event itself.
      claim: fc.option(fc.record({ at: instants, copied: fc.constant(true) }), { nil: undefined }),
      request: fc.option(fc.record({ print: small, alone: fc.boolean() }), { nil: undefined }),
      reported: fc.option<ReportedMiss, undefined>(
        fc.record({
          reason: fc.constantFrom('none', 'pending', 'tools_changed', 'other'),
          tokens: fc.option(small, { nil: undefined }),
        }),
        { nil: undefined },
      ),
    })
    .map(({ span: [a, b], tier, geo, session, labels, reported, claim, request, ...rest }) => ({
      ...EVENT,
      ...rest,
      ...(reported && { reported }),
      at: a < b ? a : b,
      until: a < b ? b : a,
      terms: { ...EVENT.terms, tier, geo },
      scope: { ...NO_SCOPE, session, labels },
      ...(claim && { claim }),
      ...(request && { request }),
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
        const own = { at: 0, until: 0, reported: undefined, scope: NO_SCOPE, claim: undefined, request: undefined };
        const terms = (each: UsageEvent) => ({ ...each.terms, geo: '', source: '' });
        if (compare(a, b) === 0) expect({ ...a, ...own, terms: terms(a) }).toEqual({ ...b, ...own, terms: terms(b) });
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
