/** Rows are the events they were packed from, and two rows of one response come to what merge makes of its records. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_SCOPE, type UsageEvent } from '../../src/core/event.ts';
import { merge } from '../../src/core/merge.ts';
import { FLAGS } from '../../src/core/flags.ts';
import { eventPacker, packEvents, type EventPacker } from '../../src/core/packed-events.ts';
import type { Instant } from '../../src/core/time.ts';
import { rowsText } from '../sources/scan/oracle.ts';
import { event, part, START } from '../store/events.ts';

/** Few values each, so that every comparison is also a tie. */
const record = fc
  .record({
    at: fc.nat(3),
    span: fc.nat(3),
    input: fc.nat(1),
    cache_write_5m: fc.nat(1),
    cache_write_1h: fc.nat(1),
    cache_read: fc.nat(1),
    output: fc.nat(1),
    web_search: fc.nat(2),
    completeness: fc.nat(1),
    flags: fc.constantFrom(0, FLAGS.split_disagrees.bit, FLAGS.ttl_assumed.bit, FLAGS.instant_given.bit),
    session: fc.constantFrom('', '', 's'),
    above: fc.constantFrom(undefined, undefined, 0),
    claim: fc.constantFrom(undefined, undefined, { at: START, copied: true }),
    request: fc.constantFrom(undefined, { print: 7, alone: false }),
  })
  .map(({ at, span, completeness, flags, session, above, claim, request, ...meters }) =>
    event('message:a', {
      ...{ at: (START + at) as Instant, until: (START + at + span) as Instant, completeness, flags },
      ...{ scope: { ...NO_SCOPE, session }, ...(claim && { claim }), ...(request && { request }) },
      parts: [part(meters, above === undefined ? {} : { above })],
    }),
  );

function packed(...events: readonly UsageEvent[]): EventPacker {
  const packer = eventPacker();
  for (const each of events) {
    packer.add(each);
    packer.mergeLast();
  }
  return packer;
}

const onLine = (own: UsageEvent, line: number): UsageEvent => ({ ...own, origin: { ...own.origin, line } });

it('equal terms and scopes are one object, however many models there are', () => {
  const scopeOf = (session: string): UsageEvent['scope'] => ({ ...event('').scope, session });
  const { settings } = packEvents([
    event('message:a', { scope: scopeOf('1'), parts: [part({}, { model: 'a' })] }),
    event('message:b', { scope: scopeOf('1'), parts: [part({}, { model: 'b' })] }),
    event('message:c', { scope: scopeOf('2'), parts: [part({}, { model: 'b' })] }),
  ]);
  const [a, b, c] = settings;
  expect(settings.map(({ model, scope }) => `${model} ${scope.session}`)).toEqual(['a 1', 'b 1', 'b 2']);
  expect(b?.scope).toBe(a?.scope);
  expect(new Set([a?.terms, b?.terms, c?.terms]).size).toBe(1);
});

describe('rows of one response that follow each other', () => {
  it('are merged as its records are', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 2, maxLength: 5 }), fc.boolean(), (records, isReversed) => {
        const numbered = records.map((each, index) => onLine(each, isReversed ? 9 - index : index));
        const packer = packed(...numbered);
        expect(packer.rows).toBe(1);
        expect(rowsText(packer.take())).toBe(rowsText(packEvents([numbered.reduce(merge)])));
      }),
      { seed: 3, numRuns: 2000 },
    );
  });

  const EVENT = onLine(event('message:a'), 2);
  const reported = { reason: 'pending', tokens: undefined } as const;
  const several = { ...EVENT, parts: [part({ output: 1 }), part({ output: 2 }, { kind: 'advisor' })] };

  it.each<[string, UsageEvent, UsageEvent]>([
    ['other responses', event('message:b'), EVENT],
    ['several parts before', onLine(several, 1), EVENT],
    ['several parts after', event('message:a'), several],
    ['a diagnosis before', { ...event('message:a'), reported }, EVENT],
    ['a diagnosis after', event('message:a'), { ...EVENT, reported }],
  ])('are left where there is more to it: %s', (_, first, second) => {
    expect(rowsText(packed(first, second).take())).toBe(rowsText(packEvents([first, second])));
  });

  it('of which the last stood before the packer began anew', () => {
    const packer = packed(EVENT);
    packer.take();
    packer.add(onLine(EVENT, 3));
    packer.mergeLast();
    expect(packer.rows).toBe(1);
  });
});
