/** Files of spoiled lines read into a ledger, and what the ledger should then hold. */
import Database from 'better-sqlite3';
import { ingest, type IngestResult } from '../../src/ingest/ingest.ts';
import { accountant } from '../../src/ingest/account.ts';
import { beginningOf } from '../../src/ingest/beginning.ts';
import { interpreter } from '../../src/ingest/interpret.ts';
import { eachRecord } from '../../src/ingest/records.ts';
import { shapeOf, withHead } from '../../src/ingest/shape.ts';
import { openFile } from '../../src/io/open.ts';
import type { UsageEvent } from '../../src/core/event.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Source } from '../../src/sources/source.ts';
import type { Ledger } from '../../src/store/ledger.ts';
import { fnv, GIVEN, merged } from './readings.ts';

/** Files that are read with the same options. */
export interface Reading {
  readonly files: readonly string[];
  readonly source: Source | undefined;
  readonly given: Instant | undefined;
}

export async function ingested(readings: readonly Reading[], ledger: Ledger): Promise<IngestResult[]> {
  const run = ledger.startRun(GIVEN, 'test');
  const results: IngestResult[] = [];
  for (const { files, source, given } of readings) {
    const options = { source, given, fileDate: false, reader: '1', labels: {} };
    const around = { ledger, run, options, stdin: nothing(), onBytes: () => undefined };
    results.push(
      await ingest(
        files.map((path) => ({ path, named: true })),
        around,
      ),
    );
  }
  return results;
}

async function* nothing(): AsyncIterable<Buffer> {}

/** What the records come to, one by one. */
export interface Account {
  records: number;
  readonly events: UsageEvent[];
  readonly refusals: Record<string, number>;
  /** Records with an event, those with none but a reason, and those that hold no usage. */
  counted: number;
  refused: number;
  passedOver: number;
}

export async function accountOf(readings: readonly Reading[]): Promise<Account> {
  const account: Account = { records: 0, events: [], refusals: {}, counted: 0, refused: 0, passedOver: 0 };
  for (const { files, source, given } of readings)
    for (const file of files) await addFile(account, file, source, given);
  return { ...account, events: named(account.events) };
}

const HOUR = 3_600_000;

/** What is known by its request alone is the call whose response another record tells. */
function named(events: readonly UsageEvent[]): UsageEvent[] {
  const told = events.filter(({ request }) => request?.alone === false);
  return events.map((event) => {
    const { request, at, key } = event;
    if (request?.alone !== true) return event;
    const found = told.find((each) => each.request?.print === request.print && Math.abs(each.at - at) <= HOUR);
    return { ...event, key: found?.key ?? key };
  });
}

async function addFile(
  sum: Account,
  file: string,
  forced: Source | undefined,
  given: Instant | undefined,
): Promise<void> {
  const { head, chunks } = await withHead(openFile(file).chunks);
  const shape = shapeOf(head, forced);
  if (shape === undefined) return;
  const fates = new Map<number, 'counted' | 'refused' | 'passed over'>();
  let record = 0;
  const events: UsageEvent[] = [];
  const reasons: string[] = [];
  let begins = 0;
  const beginning = (): number => begins;
  const context = { file, given, labels: {}, fingerprint: fnv, beginning, withRequest: false };
  const fixed = forced !== undefined || shape.container === 'csv';
  const interpreted = interpreter(
    context,
    { source: shape.source, fixed, isDocument: shape.isDocument },
    {
      accountant: accountant(),
      event(event) {
        events.push(event);
        fates.set(record, 'counted');
      },
      refuse(_line, reason) {
        reasons.push(reason);
        if (fates.get(record) !== 'counted') fates.set(record, 'refused');
      },
    },
  );
  await eachRecord(chunks, shape, (raw) => {
    record += 1;
    if (record === 1) begins = beginningOf(raw);
    fates.set(record, 'passed over');
    interpreted.take(raw);
  });
  interpreted.end();
  // Of no known shape: named as such, and nothing of it is stored.
  const { unknown, source, saw } = interpreted;
  if (unknown || (source === undefined && (saw.objects || saw.broken || saw.text))) return;
  sum.records += record;
  sum.events.push(...events);
  for (const reason of reasons) sum.refusals[reason] = (sum.refusals[reason] ?? 0) + 1;
  for (const fate of fates.values()) {
    if (fate === 'counted') sum.counted += 1;
    else if (fate === 'refused') sum.refused += 1;
    else sum.passedOver += 1;
  }
}

const METERS = ['input', 'cache_write_5m', 'cache_write_1h', 'cache_read', 'output', 'web_search'] as const;
type Sums = Readonly<Record<(typeof METERS)[number] | 'requests', bigint>>;

/** Of every response once. */
export function sumsOf(events: readonly UsageEvent[]): Sums {
  const sums: Record<string, bigint> = Object.fromEntries([...METERS, 'requests'].map((name) => [name, 0n]));
  for (const { meters, requests } of [...merged(events).values()].flatMap(({ parts }) => parts)) {
    for (const name of METERS) sums[name]! += BigInt(meters[name]);
    sums['requests']! += BigInt(requests);
  }
  return sums as Sums;
}

const COLUMNS = [...METERS, 'requests'];

/** What the file holds, looked at with nothing but SQL. */
export function contentOf(file: string): {
  readonly responses: number;
  readonly events: unknown;
  readonly days: unknown;
  readonly unsound: readonly unknown[];
  readonly texts: readonly string[];
} {
  const database = new Database(file, { readonly: true });
  try {
    database.defaultSafeIntegers();
    const sums = COLUMNS.map((name) => `sum(${name}) AS ${name}`).join(', ');
    const isBad = (name: string): string => `typeof(${name}) <> 'integer' OR ${name} < 0`;
    const counts = [...COLUMNS, 'span', 'line', 'flags', 'completeness'].map(isBad);
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
    return {
      responses: Number(database.prepare('SELECT count(DISTINCT key) FROM event').pluck().get()),
      events: database.prepare(`SELECT ${sums} FROM event`).get(),
      days: database.prepare(`SELECT ${sums} FROM daily`).get(),
      unsound: [
        ...database.prepare(`SELECT * FROM event WHERE ${counts.join(' OR ')} OR above < 0`).all(),
        ...database.prepare(`SELECT * FROM event WHERE at < ? OR at >= ?`).all(Date.UTC(2020, 0), Date.UTC(2100, 0)),
        ...database.prepare(`SELECT * FROM daily WHERE ${COLUMNS.map(isBad).join(' OR ')} OR events < 1`).all(),
      ],
      texts: tables.flatMap((table) => textsIn(database.prepare(`SELECT * FROM "${table}"`).raw().all())),
    };
  } finally {
    database.close();
  }
}

function textsIn(rows: readonly unknown[]): string[] {
  return (rows as unknown[][]).flat().filter((value): value is string => typeof value === 'string');
}
