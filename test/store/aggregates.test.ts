/** Buckets of many requests in the ledger: summed like everything else, and never taken for a request. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UsageEvent, UsagePart } from '../../src/core/event.ts';
import type { Meters } from '../../src/core/meters.ts';
import type { Ledger, UsageGroup, UsageQuery } from '../../src/store/ledger.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { DAY, event, part, START, writeEvents } from './events.ts';

let ledger: Ledger;
beforeEach(() => {
  ledger = openLedger('', { create: true });
});
afterEach(() => {
  ledger.close();
});

function bucket(key: string, meters: Partial<Meters>, rest: Partial<UsagePart> = {}): UsageEvent {
  return event(key, { parts: [part(meters, { kind: 'aggregate', requests: 0, above: 0, ...rest })] });
}

function write(...events: UsageEvent[]): void {
  writeEvents(ledger, events);
}

/** From the rollup of days, or from the events. */
function groups(from: 'daily' | 'event', edges = [100_000, 200_000]): UsageGroup[] {
  const bucketed: Partial<UsageQuery> = from === 'daily' ? {} : { bucket: { size: 'hour', zone: 'UTC' } };
  return [...ledger.usage({ period: {}, by: [], where: new Map(), edges, ...bucketed })];
}

const MILLION = { input: 1_000_000, cache_read: 4_000_000, output: 10 };

describe.each(['daily', 'event'] as const)('summed from %s', (from) => {
  it('a bucket of a million tokens is no prompt of a million tokens', () => {
    write(bucket('b', MILLION));
    expect(groups(from)).toMatchObject([{ above: 0, requests: 0n, hits: 0n, sums: { input: 1_000_000n } }]);
  });

  it('what it says of each of its prompts decides the band', () => {
    write(bucket('b', MILLION, { above: 200_000 }));
    expect(groups(from).map(({ above }) => above)).toEqual([200_000]);
  });

  it('counts as many requests as it says, none of which is known to have read', () => {
    write(bucket('b', MILLION, { requests: 412 }), event('m', { parts: [part({ cache_read: 5 })] }));
    const counted = groups(from).map(({ terms, requests, hits }) => [terms.kind, requests, hits]);
    expect(counted.sort()).toEqual([
      ['aggregate', 412n, 0n],
      ['message', 1n, 1n],
    ]);
  });

  it('the larger figures of a bucket replace the others', () => {
    write(bucket('b', { input: 250_000, output: 9 }, { above: 200_000, requests: 7 }));
    write(bucket('b', { input: 150_000, output: 5 }, { above: 0, requests: 3 }));
    expect(groups(from)).toMatchObject([{ above: 200_000, requests: 7n, sums: { input: 250_000n, output: 9n } }]);
    write(bucket('b', { input: 150_000, output: 11 }, { above: 0, requests: 8 }));
    expect(groups(from)).toMatchObject([{ above: 0, requests: 8n, sums: { input: 150_000n, output: 11n } }]);
  });
});

it('a price file with other thresholds is asked by what is known', () => {
  write(bucket('b', MILLION, { above: 200_000 }), bucket('c', MILLION));
  const bands = groups('event', [150_000, 300_000]).map(({ above }) => above);
  expect(bands.sort((a, b) => a - b)).toEqual([0, 150_000]);
});

it('is no inference, whoever asks for them one by one', () => {
  write(bucket('b', MILLION, { requests: 412 }), event('m', { at: (START + DAY) as typeof START }));
  const query = { period: {}, by: [], where: new Map() };
  expect([...ledger.inferences(query)].map(({ terms }) => terms.kind)).toEqual(['message']);
  expect([...ledger.requests(query)].map(({ terms }) => terms.kind)).toEqual(['message']);
  expect([...ledger.prompts(query)]).toEqual([]);
});
