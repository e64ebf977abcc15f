/** A call that one log knows by its response and another only by its request is one event, whichever comes first. */
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { createFixture, type FsFixture } from 'fs-fixture';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FLAGS } from '../../src/core/flags.ts';
import { NO_SCOPE, type UsageEvent } from '../../src/core/event.ts';
import type { Instant } from '../../src/core/time.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { event, part, START, writeEvents } from './events.ts';
import { eventsBy, ledgerText, rollup, ROLLUPS } from './ledger-text.ts';

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(async () => {
  await folder.rm();
});

const MINUTE = 60_000;
const at = (ms: number): Instant => (START + ms) as Instant;

/** What a transcript tells of the call of a request. */
function told(print: number, output: number, ms = 0): UsageEvent {
  const scope = { ...NO_SCOPE, session: 's', thread: 'main', project: '/p' };
  const rest = { scope, completeness: 8, at: at(ms), until: at(ms), request: { print, alone: false } };
  return event(`message:${print}`, { ...rest, parts: [part({ input: 10, cache_write_1h: 5, output })] });
}

/** What telemetry tells of it. */
function alone(print: number, output: number, ms = 0): UsageEvent {
  const scope = { ...NO_SCOPE, session: 's', user: 'u' };
  const terms = { source: 'otel-genai', platform: 'api', tier: '', speed: '', geo: '' };
  const flags = FLAGS.ttl_assumed.bit;
  const rest = { scope, terms, flags, at: at(ms), until: at(ms), request: { print, alone: true } };
  return event(`request:${print}`, { ...rest, parts: [part({ input: 10, cache_write_5m: 5, output })] });
}

function ledgerOf(...runs: readonly (readonly UsageEvent[])[]): string {
  const file = folder.getPath(`${Math.random()}.db`);
  const ledger = openLedger(file, { create: true });
  runs.forEach((events, run) => writeEvents(ledger, events, run + 1));
  ledger.close();
  return file;
}

function rows(file: string): unknown[] {
  const database = new Database(file, { readonly: true });
  const columns = `event.output, event.cache_write_1h, terms.source, scope.session, project.name AS project`;
  const found = database
    .prepare(
      `SELECT ${columns} FROM event JOIN scope ON scope.id = event.scope JOIN terms ON terms.id = event.terms
       JOIN project ON project.id = scope.project ORDER BY event.key`,
    )
    .all();
  for (const each of ROLLUPS) expect(rollup(database, each)).toEqual(eventsBy(database, each));
  database.close();
  return found;
}

const ONE = { output: 7, cache_write_1h: 5, source: 'claude-code', session: 's', project: '/p' };

it.each<[string, readonly UsageEvent[][]]>([
  ['in one batch', [[told(1, 7), alone(1, 7, MINUTE)]]],
  ['telemetry before', [[alone(1, 7, MINUTE)], [told(1, 7)]]],
  ['telemetry after', [[told(1, 7)], [alone(1, 7, MINUTE)]]],
  ['again and again', [[alone(1, 7)], [told(1, 3)], [alone(1, 7)], [told(1, 7)], [alone(1, 7)]]],
  ['an event and a span of telemetry', [[alone(1, 7, 5)], [alone(1, 7, 0)], [told(1, 7, 3)]]],
])('%s', (_, runs) => {
  expect(rows(ledgerOf(...runs))).toEqual([ONE]);
});

it('the larger output counts, and the transcript still says whose it is', () => {
  for (const runs of [
    [[told(1, 1)], [alone(1, 90)]],
    [[alone(1, 90)], [told(1, 1)]],
  ])
    expect(rows(ledgerOf(...runs))).toEqual([{ ...ONE, output: 90 }]);
});

it('not a request of another day, nor one of another call', () => {
  expect(rows(ledgerOf([told(1, 7)], [alone(1, 7, 2 * 24 * 60 * MINUTE)]))).toHaveLength(2);
  expect(rows(ledgerOf([alone(1, 7, 2 * 24 * 60 * MINUTE)], [told(1, 7)]))).toHaveLength(2);
  expect(rows(ledgerOf([told(1, 7)], [alone(2, 7)]))).toHaveLength(2);
});

it('is told as one response: the second log updates what the first one stored', () => {
  const ledger = openLedger(folder.getPath('counts.db'), { create: true });
  expect(writeEvents(ledger, [alone(1, 7)], 1)).toMatchObject({ added: 1 });
  expect(writeEvents(ledger, [told(1, 7)], 2)).toMatchObject({ added: 0, updated: 1 });
  expect(writeEvents(ledger, [alone(1, 7)], 3)).toMatchObject({ added: 0, unchanged: 1 });
  ledger.close();
});

it('any order, any batches, any number of times: one ledger', () => {
  const print = fc.integer({ min: 1, max: 4 });
  const output = fc.integer({ min: 1, max: 3 });
  const ms = fc.integer({ min: 0, max: 30 * MINUTE });
  const any = fc
    .tuple(fc.boolean(), print, output, ms)
    .map(([isTold, ...rest]) => (isTold ? told(...rest) : alone(...rest)));
  fc.assert(
    fc.property(fc.array(any, { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), (events, size) => {
      const texts = [events, events.toReversed(), [...events, ...events]].map((order) => {
        const runs = Array.from({ length: Math.ceil(order.length / size) }, (_, index) =>
          order.slice(index * size, (index + 1) * size),
        );
        const file = ledgerOf(...runs);
        rows(file);
        return ledgerText(file).split('\n[').slice(0, 2).join('');
      });
      expect(new Set(texts).size).toBe(1);
    }),
    { numRuns: 20 },
  );
});
