/** Spoiled records over all sources: nothing crashes, hangs, or counts what was never used. */
import { createFixture } from 'fs-fixture';
import { hash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Chance } from '../diagnose/planted-chance.ts';
import { rounds } from '../rounds.ts';
import { sourceOf, SOURCES } from '../../src/sources/index.ts';
import { UNKNOWN } from '../../src/sources/reading.ts';
import type { Source } from '../../src/sources/source.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { fixturesOf } from './fixture-files.ts';
import { leaks } from './hostile-values.ts';
import { HUGE_BYTES, hugeRecords, placesOf } from './huge-records.ts';
import { flipped, marked, mutation } from './mutations.ts';
import { FIXTURES, GIVEN, recordsOf } from './readings.ts';
import { flawsOf } from './soundness.ts';
import { accountOf, contentOf, ingested, sumsOf, type Reading } from './spoiled-ledger.ts';
import { fatesOf, smallest, type Fates } from './spoiled-log.ts';

const RECORDS = rounds(15_000, 100_000);
const INGESTED = rounds(6_000, 20_000);

/** The records of a source's fixtures, log by log. */
async function logsOf({ id }: Source): Promise<unknown[][]> {
  const logs = await Promise.all(fixturesOf(id).map(recordsOf));
  return logs.map((records) => records.map(({ record }) => marked(record)));
}

/** A source's share of so many spoiled lines, as logs of one fixture each. A line feed among the bytes makes two of one. */
function* spoiledLogs(logs: readonly unknown[][], all: number, chance: Chance): Iterable<Buffer[]> {
  let left = Math.ceil(all / SOURCES.length);
  for (let turn = 0; left > 0; turn += 1) {
    const log = logs[turn % logs.length]!.slice(0, left);
    left -= log.length;
    yield log.flatMap((record) => linesIn(mutation(record, chance)));
  }
}

function linesIn(bytes: Buffer): Buffer[] {
  const feed = bytes.indexOf(10);
  return feed < 0 ? [bytes] : [bytes.subarray(0, feed), ...linesIn(bytes.subarray(feed + 1))];
}

function seedOf({ id }: Source): number {
  return [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 7);
}

describe(`${RECORDS} spoiled records`, () => {
  test.each(SOURCES)('of $id come to something sound', async (source) => {
    let [all, counted, turn] = [0, 0, 0];
    for (const lines of spoiledLogs(await logsOf(source), RECORDS, new Chance(seedOf(source)))) {
      const told = turn % 2 === 0 ? source : undefined;
      const given = turn % 4 < 2 ? GIVEN : undefined;
      turn += 1;
      const fates = fatesOf(lines, told, given);
      if (fates.flaws.length > 0) show(lines, fates, (some) => fatesOf(some, told, given));
      expect(Object.values(fates.counts).reduce((sum, count) => sum + count)).toBe(lines.length);
      all += lines.length;
      counted += fates.counts.events;
    }
    expect(all).toBeGreaterThanOrEqual(RECORDS / SOURCES.length);
    // Spoiled, but not beyond recognition.
    expect(counted).toBeGreaterThan(all / 60);
  });
});

/** The fewest lines that still have the first flaw. */
function show(lines: readonly Buffer[], { flaws }: Fates, again: (some: readonly Buffer[]) => Fates): void {
  const [first = ''] = flaws;
  const alike = (flaw: string): boolean => flaw.slice(0, 30) === first.slice(0, 30);
  const least = smallest(lines, (some) => again(some).flaws.some(alike));
  const flaw = again(least).flaws.find(alike);
  expect.fail(`${flaw}\n${least.map((line) => line.toString().slice(0, 2000)).join('\n')}`);
}

describe(`${INGESTED} of them, read into a ledger`, () => {
  test('are events or refusals, and leave nothing else behind', async () => {
    const folder = await createFixture();
    onTestFinished(() => folder.rm());
    const file = folder.getPath('x.db');
    const readings = await writeLogs(folder.path);
    const ledger = openLedger(file, { create: true });
    const results = await ingested(readings, ledger);
    const all = { period: {}, by: [], where: new Map(), edges: [] };
    const kept = [...ledger.requests(all)].length + [...ledger.prompts(all)].length + [...ledger.usage(all)].length;
    ledger.close();

    const account = await accountOf(readings);
    const content = contentOf(file);
    expect(account.records).toBeGreaterThan(INGESTED);
    expect(account.counted + account.refused + account.passedOver).toBe(account.records);
    expect(kept).toBeGreaterThan(0);
    // Nothing is lost between a source and the ledger, nor counted there twice.
    const refusals = results.reduce((sum, { summary }) => sum + summary.refused.total, 0);
    expect(refusals).toBe(Object.values(account.refusals).reduce((sum, count) => sum + count, 0));
    expect(results.reduce((sum, { summary }) => sum + summary.added, 0)).toBe(content.responses);
    for (const { accounted } of results.map(({ summary }) => summary)) {
      const none = Object.values(accounted.not_usage).reduce((sum, count) => sum + count, 0);
      expect(accounted.duplicates).toBeGreaterThanOrEqual(0);
      expect(accounted.events + accounted.duplicates + accounted.rejected + none).toBe(accounted.records);
    }
    // What is not accounted for is of files of no known format, and blank lines.
    const records = results.reduce((sum, { summary }) => sum + summary.accounted.records, 0);
    expect(records).toBeGreaterThan(account.records * 0.9);
    expect(content.responses).toBe(new Set(account.events.map(({ key }) => key)).size);
    expect(content.events).toEqual(sumsOf(account.events));
    expect(content.days).toEqual(content.events);
    expect(content.unsound).toEqual([]);
    // Neither in the rows nor between them, nor in what is told of them.
    expect(content.texts.filter(leaks)).toEqual([]);
    expect(leaks(readFileSync(file, 'latin1'))).toBe(false);
    expect(leaks(JSON.stringify(results))).toBe(false);
  });
});

describe(`a record of ${HUGE_BYTES / 1_000_000} MB, or of 10,000 levels`, () => {
  const fingerprint = (text: string): string => hash('sha256', text, 'hex').slice(0, 16);
  const context = { file: 'log', line: 1, given: GIVEN, labels: {}, fingerprint, withRequest: true };

  // That it ends at all is for the timeout to say: in the square of its size it would not.
  test.each(SOURCES)('of $id comes to something sound, wherever in it that is', async (source) => {
    for (const { where, record } of hugeRecords(await placesOf(source))) {
      try {
        sourceOf(record);
        const reader = source.open();
        const readings = [reader.read(record, context), reader.end?.(context) ?? UNKNOWN];
        expect(readings.flatMap(flawsOf).map((flaw) => flaw.slice(0, 300))).toEqual([]);
      } catch (error) {
        throw new Error(`At ${where}`, { cause: error });
      }
    }
  });
});

/** Of each source a file whose shape has to be found out and one whose is told, and its fixtures with bytes changed. */
async function writeLogs(folder: string): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const source of SOURCES) {
    const chance = new Chance(seedOf(source) + 1);
    const logs = [...spoiledLogs(await logsOf(source), INGESTED, chance)];
    const half = Math.ceil(logs.length / 2);
    const write = (name: string, bytes: Buffer): string => {
      const file = path.join(folder, `${source.id}-${name}`);
      writeFileSync(file, bytes);
      return file;
    };
    const lines = (some: readonly Buffer[][]): Buffer => Buffer.concat(some.flat().flatMap((each) => [each, FEED]));
    const fixtures = fixturesOf(source.id).map((name, index) => {
      let bytes: Buffer = readFileSync(path.join(FIXTURES, name));
      for (let times = 0; times < 3; times += 1) bytes = flipped(bytes, chance);
      return write(`${index}-${path.basename(name)}`, bytes);
    });
    readings.push(
      { files: [write('found.ndjson', lines(logs.slice(0, half)))], source: undefined, given: GIVEN },
      { files: [write('told.ndjson', lines(logs.slice(half)))], source, given: undefined },
      { files: fixtures, source: undefined, given: undefined },
    );
  }
  return readings;
}

const FEED = Buffer.from('\n');
