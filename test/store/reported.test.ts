/** The provider's diagnosis in the ledger: the same whatever the order, and out again beside its inference. */
import fc from 'fast-check';
import { createFixture, type FsFixture } from 'fs-fixture';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mergeReported, type ReportedMiss } from '../../src/core/diagnosis.ts';
import { NO_SCOPE, type UsageEvent } from '../../src/core/event.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Counts, InferenceQuery, Ledger, LoggedInference } from '../../src/store/ledger.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { anyEvent, anyReported, event, part, START, writeEvents } from './events.ts';
import { block, prompt } from './sent.ts';

let folder: FsFixture;
let ledger: Ledger;
beforeEach(async () => {
  folder = await createFixture();
  ledger = openLedger('', { create: true });
});
afterEach(async () => {
  ledger.close();
  await folder.rm();
});

const ALL: InferenceQuery = { period: {}, by: [], where: new Map() };
const TOOLS: ReportedMiss = { reason: 'tools_changed', tokens: 5000 };
const PENDING: ReportedMiss = { reason: 'pending', tokens: undefined };
const at = (offset: number): Instant => (START + offset) as Instant;

function write(events: readonly UsageEvent[], into: Ledger = ledger, run = 1): Counts {
  return writeEvents(into, events, run);
}

function reported(from: Ledger = ledger): (ReportedMiss | undefined)[] {
  return [...from.requests(ALL)].map((each) => each.reported);
}

describe('what is said of a response', () => {
  it('comes out as it went in', () => {
    fc.assert(
      fc.property(fc.array(fc.option(anyReported, { nil: undefined }), { maxLength: 12 }), (all) => {
        const own = openLedger('', { create: true });
        write(
          all.map((each, index) => event(`m:${index}`, { at: at(index), ...(each && { reported: each }) })),
          own,
        );
        expect(reported(own)).toEqual(all);
        own.close();
      }),
      { numRuns: 40 },
    );
  });

  it('is the same in any order, runs and connections, whichever record counts', () => {
    const anyRecord = fc.record({ output: fc.nat(3), said: fc.option(anyReported, { nil: undefined }) });
    let next = 0;
    fc.assert(
      fc.property(fc.array(anyRecord, { minLength: 1, maxLength: 6 }), (records) => {
        const events = records.map(({ output, said }) =>
          event('m:1', { parts: [part({ output })], ...(said && { reported: said }) }),
        );
        const kept = records.reduce<ReportedMiss | undefined>((best, { said }) => mergeReported(best, said), undefined);
        for (const order of [events, events.toReversed(), [...events, ...events]]) {
          const file = folder.getPath(`${next++}.db`);
          const two = [openLedger(file, { create: true }), openLedger(file, { create: true })];
          order.forEach((each, index) => write([each], two[index % 2], index));
          expect(two.map((each) => reported(each))).toEqual([[kept], [kept]]);
          two.forEach((each) => each.close());
        }
      }),
      { numRuns: 15 },
    );
  });

  it('is learned from a later record, which changes nothing else', () => {
    write([event('m:1')], ledger, 1);
    expect(reported()).toEqual([undefined]);
    expect(write([event('m:1', { reported: PENDING })], ledger, 2)).toMatchObject({ updated: 0, unchanged: 1 });
    expect(write([event('m:1', { reported: TOOLS })], ledger, 3)).toMatchObject({ updated: 0, unchanged: 1 });
    expect(reported()).toEqual([TOOLS]);
    expect(write([event('m:1', { parts: [part({ output: 9 })] })], ledger, 4)).toMatchObject({ updated: 1 });
    expect(write([event('m:1', { reported: PENDING })], ledger, 5)).toMatchObject({ unchanged: 1 });
    expect(reported()).toEqual([TOOLS]);
  });

  it('is taken back with a rehearsal', async () => {
    write([event('m:1', { reported: PENDING })]);
    const more = [event('m:1', { reported: TOOLS }), event('m:2', { reported: TOOLS })];
    await ledger.rehearse(async () => {
      write(more);
      expect(reported()).toEqual([TOOLS, TOOLS]);
    });
    expect(reported()).toEqual([PENDING]);
    write([event('m:2')]);
    expect(reported().filter((each) => each !== undefined)).toEqual([PENDING]);
  });

  it('is not there when its batch fails', () => {
    const broken = prompt([block(1, { size: -1 })]);
    expect(() => write([event('m:1', { reported: TOOLS }), event('m:2', { prompt: broken })])).toThrow(/whole number/);
    write([event('m:1')]);
    expect(reported()).toEqual([undefined]);
  });
});

describe('requests', () => {
  it('are the inferences in their order, each found again by its key, part, file and line', () => {
    const anyQuery = fc.constantFrom<InferenceQuery>(
      ALL,
      { period: { since: at(86_400_000) }, by: ['project', 'label:branch'], where: new Map([['session', ['s1', '']]]) },
      { period: {}, by: ['model', 'kind'], where: new Map([['model', ['claude-opus-5-5']]]) },
    );
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 20 }), anyQuery, (events, query) => {
        const own = openLedger('', { create: true });
        write(events, own);
        const requests = [...own.requests(query)];
        const plain = requests.map(
          ({ id: _id, part: _part, file: _file, line: _line, reported: _said, ...rest }) => rest,
        );
        expect(plain).toEqual([...own.inferences(query)]);
        expect(new Set(requests.map(({ id, part: place }) => `${id} ${place}`)).size).toBe(requests.length);
        for (const each of requests) expect(events.some((one) => isRecordOf(own, each, one))).toBe(true);
        own.close();
      }),
      { numRuns: 50 },
    );
  });

  function isRecordOf(own: Ledger, { id, part: place, file, line }: LoggedInference, record: UsageEvent): boolean {
    const { origin, parts, key } = record;
    return own.isOf({ id }, key) && origin.file === file && origin.line === line && place < parts.length;
  }

  it('of one response share what is said of it', () => {
    const parts = [part({ input: 1 }), part({ output: 2 }, { model: 'other', kind: 'advisor', requests: 0 })];
    write([event('m:1', { parts, reported: TOOLS, origin: { file: '/logs/b.jsonl', line: 7 } })]);
    const both = [...ledger.requests(ALL)];
    expect(both).toMatchObject([
      { part: 0, file: '/logs/b.jsonl', line: 7, reported: TOOLS, terms: { kind: 'message' } },
      { part: 1, file: '/logs/b.jsonl', line: 7, reported: TOOLS, terms: { kind: 'advisor' } },
    ]);
    expect(both[0]?.id).toMatch(/^[0-9a-f]{32}$/);
    expect(both[1]?.id).toBe(both[0]?.id);
  });

  it('have the id that their prompts have', () => {
    write([event('m:1', { prompt: prompt([block(1)]), scope: { ...NO_SCOPE, session: 's' } })]);
    expect([...ledger.requests(ALL)].map(({ id }) => id)).toEqual([...ledger.prompts(ALL)].map(({ id }) => id));
  });
});
