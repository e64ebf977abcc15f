/** A log that several programs write to: nothing of one format is lost behind another, or beside lines of an application. */
import { expect, test } from 'vitest';
import { merge } from '../../src/core/merge.ts';
import { SOURCES } from '../../src/sources/index.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import type { Source } from '../../src/sources/source.ts';
import { filesIn } from '../sources/fixture-files.ts';
import { readLog, type LogReading } from '../sources/log-of.ts';
import { FIXTURES, recordsOf } from '../sources/readings.ts';

const PLAIN: JsonObject = { level: 'info', msg: 'started', port: 8080 };

/** The fewest first records of a fixture that give an event: one, but where a response spans several. */
async function logOf({ id }: Source): Promise<readonly JsonObject[]> {
  for (const name of filesIn(FIXTURES, id).filter((each) => !each.endsWith('.csv'))) {
    const records = (await recordsOf(name)).map(({ record }) => record);
    const one = records.find((record) => isWhole(readLog([record])));
    if (one !== undefined) return [one];
    const length = records.findIndex((_, index) => isWhole(readLog(records.slice(0, index + 1)))) + 1;
    if (length > 0) return records.slice(0, length);
  }
  return [];
}

function isWhole({ events, reasons }: LogReading): boolean {
  return events.length > 0 && reasons.length === 0;
}

const LOGS = await Promise.all(SOURCES.map(async (source) => [source.id, await logOf(source)] as const));
/** Only tables have no records of JSON. */
const JSON_LOGS = LOGS.filter(([, records]) => records.length > 0);

/** Keys are of the line where there is no id. */
function totalsOf({ events }: LogReading): unknown {
  const byKey = new Map<string, (typeof events)[number]>();
  for (const event of events) {
    const other = byKey.get(event.key);
    byKey.set(event.key, other === undefined ? event : merge(other, event));
  }
  const parts = [...byKey.values()].flatMap((event) =>
    event.parts.map((part) => [event.scope.session, event.scope.project, part.model, part.meters, part.requests]),
  );
  return parts.map((part) => JSON.stringify(part)).sort();
}

test('there is a log of each format that is no table', () => {
  expect(LOGS.filter(([, records]) => records.length === 0).map(([id]) => id)).toEqual(['console-usage-csv']);
});

test.each(JSON_LOGS)('%s is read behind every other format', (id, records) => {
  const alone = readLog(records);
  const lost = JSON_LOGS.flatMap(([other, before]) => {
    // Two of one log are the same responses.
    const expected = other === id ? alone : { ...alone, events: [...readLog(before).events, ...alone.events] };
    const both = readLog([...before, ...records]);
    const same = JSON.stringify(totalsOf(both)) === JSON.stringify(totalsOf(expected));
    return same && both.reasons.length === 0 ? [] : [`${other}: ${both.reasons.join()}`];
  });
  // A log of responses reads a response beside its request as one of its own: all that it used, and not what was sent.
  const known = id === 'request-log' ? ['messages: '] : [];
  expect(lost.filter((each) => !each.startsWith(`${id}:`))).toEqual(known);
});

test.each(JSON_LOGS)('%s is read behind and before lines of an application', (_id, records) => {
  const alone = totalsOf(readLog(records));
  for (const log of [[PLAIN, ...records], [...records, PLAIN], records.flatMap((record) => [PLAIN, record, PLAIN])]) {
    const { reasons, ...read } = readLog(log);
    expect([reasons, totalsOf({ ...read, reasons })]).toEqual([[], alone]);
  }
});
