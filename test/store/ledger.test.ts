/** The ledger: one row a response, a rollup that always agrees, and nothing half-written. */
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { createFixture, type FsFixture } from 'fs-fixture';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boundBits } from '../../src/core/bounds.ts';
import type { UsageEvent } from '../../src/core/event.ts';
import { merge } from '../../src/core/merge.ts';
import type { Instant, Period } from '../../src/core/time.ts';
import type { Counts, Dimension, Ledger, UsageQuery } from '../../src/store/ledger.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { sourcesOf } from '../../src/store/usage-plan.ts';
import { anyEvent, anyInstant, DAY, event, part, START, writeEvents } from './events.ts';
import { eventsBy, ledgerText, rollup, ROLLUPS } from './ledger-text.ts';

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(async () => {
  await folder.rm();
});

let next = 0;
function newLedger(): { file: string; ledger: Ledger } {
  const file = folder.getPath(`${next++}.db`);
  return { file, ledger: openLedger(file, { create: true }) };
}

function write(ledger: Ledger, events: readonly UsageEvent[], run = 1): Counts {
  return writeEvents(ledger, events, run);
}

/** What the ledger should hold, the naive way. */
function merged(events: readonly UsageEvent[]): UsageEvent[] {
  const byKey = new Map<string, UsageEvent>();
  for (const each of events) byKey.set(each.key, byKey.has(each.key) ? merge(byKey.get(each.key)!, each) : each);
  return [...byKey.values()];
}

describe('writing', () => {
  it('counts each response once a run', () => {
    const { ledger } = newLedger();
    const small = event('m:1', { parts: [part({ output: 1 })] });
    const large = event('m:1', { parts: [part({ output: 9 })] });
    expect(write(ledger, [small], 1)).toMatchObject({ added: 1, updated: 0, unchanged: 0, seen: 0 });
    expect(write(ledger, [large], 1)).toMatchObject({ added: 0, updated: 0, unchanged: 0, seen: 1 });
    expect(write(ledger, [small], 2)).toMatchObject({ added: 0, updated: 0, unchanged: 1, seen: 0 });
    expect(write(ledger, [event('m:1', { parts: [part({ output: 10 })] })], 3)).toMatchObject({ updated: 1 });
    ledger.close();
  });

  it('a copy that says the same from another file changes nothing that counts', () => {
    const { ledger } = newLedger();
    write(ledger, [event('m:1', { origin: { file: '/z', line: 1 } })], 1);
    expect(write(ledger, [event('m:1', { origin: { file: '/a', line: 1 } })], 2)).toMatchObject({ unchanged: 1 });
    ledger.close();
  });

  it('sums as many models as there are responses, in one transaction', () => {
    const { ledger } = newLedger();
    const models = 11_000;
    const events = Array.from({ length: models }, (_, index) =>
      event(`m:${index}`, { parts: [part({ output: 1 }, { model: `model-${index}` })] }),
    );
    expect(write(ledger, events)).toMatchObject({ added: models });
    const groups = [...ledger.usage({ period: {}, where: new Map(), by: ['model'], edges: [] })];
    expect(new Set(groups.map(({ model }) => model)).size).toBe(models);
    expect(groups.filter(({ sums, requests }) => sums.output === 1n && requests === 1n)).toHaveLength(models);
    ledger.close();
  });

  it('any order, any batches: one ledger, and every rollup agrees with the events after each', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), (events, size) => {
        const texts = [events, events.toReversed(), [...events, ...events]].map((order) => {
          const { file, ledger } = newLedger();
          for (let from = 0; from < order.length; from += size) {
            write(ledger, order.slice(from, from + size));
            const reader = new Database(file, { readonly: true });
            for (const each of ROLLUPS) expect(rollup(reader, each)).toEqual(eventsBy(reader, each));
            reader.close();
          }
          ledger.close();
          // How far the file was read is not the events' business.
          return ledgerText(file).split('\n[').slice(0, 3).join('');
        });
        expect(new Set(texts).size).toBe(1);
      }),
      { numRuns: 25 },
    );
  });

  it('a full disk is one clear problem, and leaves the ledger as it was', () => {
    const { file, ledger } = newLedger();
    write(ledger, [event('m:1')]);
    ledger.close();
    const before = ledgerText(file);
    const small = openLedger(file, { create: true, maxPages: 40 });
    const many = Array.from({ length: 20_000 }, (_, index) => event(`m:${index}`));
    expect(() => write(small, many)).toThrow(/disk is full/);
    small.close();
    expect(ledgerText(file)).toBe(before);
  });

  it('a rehearsal is taken back', async () => {
    const { file, ledger } = newLedger();
    write(ledger, [event('m:1')]);
    const counts = await ledger.rehearse(() => Promise.resolve(write(ledger, [event('m:1'), event('m:2')], 2)));
    expect(counts).toMatchObject({ added: 1, unchanged: 1 });
    expect(write(ledger, [event('m:2')], 3)).toMatchObject({ added: 1 });
    ledger.close();
    expect(ledgerText(file).match(/"part"/g)).toHaveLength(2);
  });
});

const DIMENSIONS: readonly Dimension[] = ['model', 'project', 'session', 'tier', 'speed', 'kind', 'label:branch'];
const EDGES = [100_000, 200_000, 272_000];

/** With and without projects, so that every rollup has its turn. */
const anyBy = fc.oneof(
  fc.subarray([...DIMENSIONS]),
  fc.subarray<Dimension>(['model', 'tier', 'kind']),
  fc.subarray<Dimension>(['model', 'project']),
);
const CHANGES: Readonly<Record<string, readonly number[]>> = {
  'claude-opus-5-5': [START + 2 * DAY],
  'claude-zeta-9': [START + DAY, START + 9 * DAY, START - 40 * DAY],
};

const anyQuery: fc.Arbitrary<UsageQuery> = fc
  .record({
    period: fc
      .record({ since: fc.option(anyInstant), until: fc.option(anyInstant) })
      .map(({ since, until }): Period => ({
        ...(since !== null && { since: since as Instant }),
        ...(until !== null && { until: until as Instant }),
      })),
    by: anyBy,
    spans: fc.constantFrom<Pick<UsageQuery, 'bucket'>>(
      {},
      { bucket: { size: 'hour', zone: 'UTC' } },
      { bucket: { size: 'day', zone: 'UTC' } },
      { bucket: { size: 'week', zone: 'UTC' } },
      { bucket: { size: 'day', zone: 'Europe/Berlin' } },
      { bucket: { size: 'day', zone: 'Asia/Kolkata' } },
    ),
    prices: fc.constantFrom<Pick<UsageQuery, 'priceChanges'>>(
      {},
      { priceChanges: (model) => (CHANGES[model] ?? []) as Instant[] },
    ),
    where: fc.constantFrom(
      new Map(),
      new Map<Dimension, string[]>([['model', ['claude-opus-5-5', 'claude-zeta-9']]]),
      new Map<Dimension, string[]>([
        ['project', ['/p']],
        ['tier', ['', 'batch']],
      ]),
      new Map<Dimension, string[]>([
        ['session', ['s1']],
        ['label:branch', ['main']],
      ]),
    ),
    edges: fc.constantFrom([], EDGES, [150_000], [100_000]),
  })
  .map(({ spans, prices, ...query }) => ({ ...query, ...spans, ...prices }));

/** Groups may be told apart by more, but not by less: by day, or by the prices of the model. */
function spanOf(at: number, model: string, { bucket, priceChanges }: UsageQuery): number {
  if (bucket !== undefined || priceChanges === undefined) return Math.floor(at / DAY);
  return (CHANGES[model] ?? []).filter((change) => change <= at).length;
}

/** Tokens by group of everything that was asked for, from the groups the ledger gives. */
function summed(ledger: Ledger, query: UsageQuery): Map<string, string> {
  const sums = new Map<string, bigint[]>();
  for (const group of ledger.usage(query)) {
    const key = JSON.stringify([
      group.model,
      group.terms,
      group.values,
      group.above,
      spanOf(group.at, group.model, query),
    ]);
    const { input, cache_write_5m, cache_write_1h, cache_read, output, web_search } = group.sums;
    const row = [group.requests, group.hits, input, cache_write_5m, cache_write_1h, cache_read, output, web_search];
    sums.set(
      key,
      row.map((value, index) => value + (sums.get(key)?.[index] ?? 0n)),
    );
  }
  return new Map([...sums].map(([key, row]) => [key, row.join()]));
}

function usesRollups(query: UsageQuery): boolean {
  return sourcesOf(query).length > 1;
}

function expected(events: readonly UsageEvent[], query: UsageQuery): Map<string, string> {
  const { since = -Infinity, until = Infinity } = query.period;
  const sums = new Map<string, number[]>();
  for (const { at, parts, terms, scope, flags } of merged(events)) {
    for (const { model, kind, meters, requests, above: known } of parts) {
      const { labels, ...names } = scope;
      const facts: Record<string, string> = { ...names, ...terms, kind, model, 'label:branch': labels['branch'] ?? '' };
      const allowed = [...query.where].every(([name, values]) => values.includes(facts[name] ?? ''));
      if (at < since || at >= until || !allowed) continue;
      const own = meters.input + meters.cache_write_5m + meters.cache_write_1h + meters.cache_read;
      const prompt = known === undefined ? own : known + 1;
      // Without an edge between two prompts they need not be kept apart; the rollup may all the same.
      const edges = usesRollups(query) ? EDGES : query.edges;
      const above = Math.max(0, ...edges.filter((edge) => prompt > edge));
      const values = query.by.map((name) => facts[name] ?? '');
      const key = JSON.stringify([
        model,
        { ...terms, kind, bounds: boundBits(flags) },
        values,
        above,
        spanOf(at, model, query),
      ]);
      const hit = known === undefined && requests > 0 && meters.cache_read > 0 ? 1 : 0;
      const { input, cache_write_5m, cache_write_1h, cache_read, output, web_search } = meters;
      const row = [requests, hit, input, cache_write_5m, cache_write_1h, cache_read, output, web_search];
      sums.set(
        key,
        row.map((value, index) => value + (sums.get(key)?.[index] ?? 0)),
      );
    }
  }
  return new Map([...sums].map(([key, row]) => [key, row.join()]));
}

describe('reading', () => {
  it('is of one moment, whatever another process writes meanwhile', () => {
    const { file, ledger } = newLedger();
    const other = openLedger(file, { create: false });
    write(ledger, [event('m:1', { parts: [part({ input: 1 })] })]);
    const later = [
      event('m:2', { parts: [part({ input: 20 })] }),
      event('m:3', { parts: [part({ input: 300 }, { model: 'a-new-one' })] }),
    ];
    // Asked for once it is known which models there are.
    const priceChanges = (): Instant[] => {
      if (later.length > 0) write(other, later.splice(0));
      return [];
    };
    const inputs = (): bigint[] =>
      [...ledger.usage({ period: {}, by: [], where: new Map(), edges: [], priceChanges })].map(
        ({ sums }) => sums.input,
      );
    expect(inputs()).toEqual([1n]);
    expect(inputs().toSorted()).toEqual([21n, 300n]);
    other.close();
  });

  it('gives the sums that adding up the events one by one gives', () => {
    fc.assert(
      fc.property(
        fc.array(anyEvent, { maxLength: 25 }),
        fc.array(anyQuery, { minLength: 5, maxLength: 5 }),
        (events, queries) => {
          const { ledger } = newLedger();
          write(ledger, events);
          for (const query of queries) {
            // At the edges of a period the rollup is not used, so the same band may come from two tables.
            const asked = usesRollups(query) ? { ...query, edges: EDGES } : query;
            expect(summed(ledger, asked)).toEqual(expected(events, asked));
          }
          ledger.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('and their first and last instants', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 25 }), anyQuery, (events, { period, where }) => {
        const { ledger } = newLedger();
        write(ledger, events);
        const { since = -Infinity, until = Infinity } = period;
        const times = merged(events)
          .filter(({ parts, terms, scope }) =>
            parts.some(({ model, kind }) => {
              const { labels, ...names } = scope;
              const facts: Record<string, string> = { ...names, ...terms, kind, model };
              facts['label:branch'] = labels['branch'] ?? '';
              return [...where].every(([name, values]) => values.includes(facts[name] ?? ''));
            }),
          )
          .map(({ at }) => at)
          .filter((at) => at >= since && at < until);
        const span = times.length === 0 ? undefined : { first: Math.min(...times), last: Math.max(...times) };
        expect(ledger.span({ period, where })).toEqual(span);
        ledger.close();
      }),
      { numRuns: 40 },
    );
  });
});
