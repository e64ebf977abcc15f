/** The events one by one: in the order of time, and adding up to what the sums say. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_SCOPE, type UsageEvent } from '../../src/core/event.ts';
import type { Instant, Period } from '../../src/core/time.ts';
import type { Dimension, Inference, Ledger } from '../../src/store/ledger.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { anyEvent, DAY, event, part, START, writeEvents } from './events.ts';

let ledger: Ledger;
beforeEach(() => {
  ledger = openLedger('', { create: true });
});
afterEach(() => {
  ledger.close();
});

function write(events: readonly UsageEvent[], into: Ledger = ledger): void {
  writeEvents(into, events);
}

const at = (offset: number): Instant => (START + offset) as Instant;

function read(
  period: Period,
  where: [Dimension, string[]][] = [],
  by: Dimension[] = [],
  from: Ledger = ledger,
): Inference[] {
  return [...from.inferences({ period, by, where: new Map(where) })];
}

describe('the events', () => {
  beforeEach(() => {
    write([
      event('m:3', {
        at: at(3),
        scope: { ...NO_SCOPE, session: 's', thread: 't', project: '/p', labels: { team: 'a' } },
      }),
      event('m:1', { at: at(1), parts: [part({ input: 1 }), part({ cache_read: 2 }, { model: 'other' })] }),
      event('m:2', { at: at(2), scope: { ...NO_SCOPE, project: '/q' } }),
    ]);
  });

  it('come in the order of time, each part by itself', () => {
    expect(read({}).map((each) => [each.at - START, each.model, each.session, each.thread])).toEqual([
      [1, 'claude-opus-5-5', '', ''],
      [1, 'other', '', ''],
      [2, 'claude-opus-5-5', '', ''],
      [3, 'claude-opus-5-5', 's', 't'],
    ]);
    expect(read({})[1]).toMatchObject({ requests: 1, meters: { input: 0, cache_read: 2 } });
  });

  it.each<[Period, number[]]>([
    [{ since: at(2) }, [2, 3]],
    [{ until: at(2) }, [1, 1]],
    [{ since: at(1), until: at(3) }, [1, 1, 2]],
    [{ since: at(4) }, []],
  ])('of %j', (period, expected) => {
    expect(read(period).map((each) => each.at - START)).toEqual(expected);
  });

  it('by what is asked for, and only what matches', () => {
    const by: Dimension[] = ['project', 'label:team'];
    expect(read({}, [['project', ['/p', '/q']]], by).map(({ values }) => values)).toEqual([
      ['/q', ''],
      ['/p', 'a'],
    ]);
    expect(read({}, [['label:team', ['a']]]).map((each) => each.at - START)).toEqual([3]);
  });
});

it('add up to what the sums say but for aggregates, whatever is asked for', () => {
  const anyPeriod = fc.record(
    {
      since: fc.integer({ min: START, max: START + 5 * DAY }),
      until: fc.integer({ min: START, max: START + 5 * DAY }),
    },
    { requiredKeys: [] },
  );
  const anyWhere = fc.subarray<[Dimension, string[]]>([
    ['project', ['/p', '']],
    ['session', ['s1']],
    ['label:branch', ['main']],
    ['model', ['claude-opus-5-5', 'claude-zeta-9']],
  ]);
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 20 }), anyPeriod, anyWhere, (events, ends, where) => {
      const own = openLedger('', { create: true });
      try {
        write(events, own);
        const period = ends as Period;
        const inferences = read(period, where, [], own);
        const usage = [...own.usage({ period, by: [], where: new Map(where), edges: [] })];
        const sums = usage.filter(({ terms }) => terms.kind !== 'aggregate');
        const total = (pick: (meters: Inference['meters']) => number): bigint =>
          inferences.reduce((sum, { meters }) => sum + BigInt(pick(meters)), 0n);
        for (const meter of [
          'input',
          'cache_write_5m',
          'cache_write_1h',
          'cache_read',
          'output',
          'web_search',
        ] as const)
          expect(total((meters) => meters[meter])).toBe(sums.reduce((sum, group) => sum + group.sums[meter], 0n));
        const requests = inferences.reduce((sum, each) => sum + BigInt(each.requests), 0n);
        expect(requests).toBe(sums.reduce((sum, group) => sum + group.requests, 0n));
        expect(inferences.map((each) => each.at)).toEqual(inferences.map((each) => each.at).sort((a, b) => a - b));
      } finally {
        own.close();
      }
    }),
    { numRuns: 50 },
  );
});
