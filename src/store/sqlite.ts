/** The ledger in SQLite. */
import type Database from 'better-sqlite3';
import { keyOf } from '../core/event-key.ts';
import type { Instant } from '../core/time.ts';
import { fail, Failure } from '../core/problem.ts';
import { backUp } from './backup.ts';
import { copyOf, type Copy } from './copy.ts';
import { countTable, withCounts } from './counted.ts';
import { rollupWriter } from './rollup-writer.ts';
import { dimensions } from './dimensions.ts';
import { fileTable } from './files.ts';
import { keyIndex } from './key-index.ts';
import type { Ledger } from './ledger.ts';
import { explain, explained, openDatabase, type OpenOptions } from './open.ts';
import { readInferences, readPrompts, readRequests } from './inferences.ts';
import { checkedInferences, checkedUsage } from './cross-check.ts';
import { readSpan } from './read.ts';
import { pulledTable, type PulledTable } from './pulled.ts';
import { removal } from './removal.ts';
import { reportedTable } from './reported.ts';
import { requestCalls } from './request-calls.ts';
import { runTable } from './runs.ts';
import { fingerprinter } from './secret.ts';
import { shownTable } from './shown.ts';
import { eventTable } from './stored-event.ts';
import { promptTable } from './stored-prompt.ts';
import { readLabels, readValues } from './values.ts';
import { verify } from './verify.ts';
import { writeBatches, type Tables } from './write.ts';

/** Opens the ledger at `file`; '' is a private one that vanishes when closed. Throws a Failure. */
export function openLedger(file: string, options: OpenOptions): Ledger {
  try {
    return openAt(file, file, options);
  } catch (error) {
    const copy = !options.create && isUnwritable(error) ? copyOf(file) : undefined;
    if (copy === undefined) throw error;
    return openCopy(copy, file, options);
  }
}

/** `shown`: the file it is a ledger of, in what is said of it. */
function openAt(file: string, shown: string, options: OpenOptions): Ledger {
  const database = openDatabase(file, options);
  try {
    return explained(shown, () => ledgerOf(database, shown));
  } catch (error) {
    database.close();
    throw error;
  }
}

/** What only reads needs no ledger that can be written. */
function isUnwritable(error: unknown): boolean {
  return error instanceof Failure && ['cannot_open', 'read_only'].includes(error.problem.code);
}

function openCopy(copy: Copy, file: string, options: OpenOptions): Ledger {
  try {
    const ledger = openAt(copy.file, file, options);
    const close = (): void => {
      ledger.close();
      copy.remove();
    };
    return { ...ledger, close };
  } catch (error) {
    copy.remove();
    throw error;
  }
}

function ledgerOf(database: Database.Database, file: string): Ledger {
  const known = dimensions(database);
  const files = fileTable(database);
  const runs = once(() => runTable(database));
  const counts = once(() => countTable(database, known.models));
  // A report writes nothing, and is over before all of these are prepared.
  const tables = once((): Tables => ({
    ...{
      known,
      files,
      rollups: rollupWriter(database, known),
      index: keyIndex(database),
      events: eventTable(database),
    },
    ...{ prompts: promptTable(database, runs()), reported: reportedTable(database) },
    ...{ requests: requestCalls(database), shown: shownTable(database) },
  }));
  const removing = once(() => removal(database, tables()));
  const fingerprint = fingerprinter(database);
  const write = database.transaction(writeBatches);
  const startRun = database.prepare('INSERT INTO run (at, version) VALUES (?, ?)');
  const lastRun = database.prepare('SELECT max(at) FROM run').pluck();
  const earlierKeys = database.prepare('SELECT earlier_keys FROM past').pluck();
  const pruned = database.prepare('SELECT pruned FROM past').pluck();

  // What was never made remembers nothing, and may be what cannot be made.
  const forget = (): void =>
    [known, files, tables.made()?.rollups, tables.made()?.index, runs.made()].forEach((each) => each?.forget());

  /** What was numbered or gathered in a transaction that failed never happened. */
  function undoing<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      forget();
      throw explain(file, error);
    }
  }

  async function atomically<T>(work: () => Promise<T>): Promise<T> {
    const isOwn = !database.inTransaction;
    if (isOwn) explained(file, () => database.exec('BEGIN IMMEDIATE'));
    try {
      const done = await work();
      if (isOwn) database.exec('COMMIT');
      return done;
    } catch (error) {
      if (isOwn && database.inTransaction) database.exec('ROLLBACK');
      forget();
      throw explain(file, error);
    }
  }

  function* reading<T>(rows: () => Iterable<T>): Iterable<T> {
    try {
      yield* rows();
    } catch (error) {
      throw explain(file, error);
    }
  }

  function guarded(table: PulledTable): PulledTable {
    return {
      days: (report, period) => explained(file, () => table.days(report, period)),
      mark: (report, days, at) => explained(file, () => table.mark(report, days, at)),
      keepBill: (days, rows, at) => explained(file, () => table.keepBill(days, rows, at)),
      bill: (period) => explained(file, () => table.bill(period)),
    };
  }

  return {
    startRun(at, version) {
      needKeys(file, earlierKeys.get() === 1);
      return undoing(() => Number(startRun.run(at, version).lastInsertRowid));
    },
    file: (path) => explained(file, () => files.state(path)),
    write: (batches) => undoing(() => write.immediate(batches, tables())),
    usage: (query) => reading(() => checkedUsage(database, known, query)),
    span: (query) => explained(file, () => readSpan(database, query)),
    inferences: (query) =>
      reading(() => checkedInferences(database, known, query, () => readInferences(database, known, query))),
    requests: (query) =>
      reading(() => checkedInferences(database, known, query, () => readRequests(database, known, query))),
    prompts: (query) => reading(() => readPrompts(database, known, query)),
    runs: () => reading(() => withCounts(runs().all(), counts().byRun())),
    countOf: (prefix) => explained(file, () => counts().find(prefix)),
    keepCount: (prefix, tokens) => undoing(() => counts().keep(prefix, tokens)),
    fingerprint,
    isOf: ({ id }, key) => Buffer.from(keyOf(key)).toString('hex') === id,
    values: (dimension) => explained(file, () => readValues(database, dimension)),
    labels: () => explained(file, () => readLabels(database)),
    outcomes: () => explained(file, () => files.outcomes()),
    lastRun: () => explained(file, () => (lastRun.get() as Instant | null) ?? undefined),
    hasEarlierKeys: () => explained(file, () => earlierKeys.get() === 1),
    prunedBefore: () => explained(file, () => (pruned.get() as Instant | null) ?? undefined),
    verify: () => explained(file, () => [...verify(database)]),
    backup: (to) => explained(file, () => backUp(database, to)),
    pulled: guarded(pulledTable(database)),
    async rehearse(work) {
      explained(file, () => database.exec('BEGIN IMMEDIATE'));
      try {
        return await work();
      } finally {
        if (database.inTransaction) database.exec('ROLLBACK');
        forget();
      }
    },
    sharedWith: (paths) => explained(file, () => removing().sharedWith(paths)),
    forget: (paths, readAgain) => removing().forget(paths, readAgain),
    atomically,
    prune: (before) => undoing(() => database.transaction(() => removing().prune(before)).immediate()),
    close: () => void database.close(),
  };
}

/** Calls without an id of the provider's would be stored again under the keys of today. */
function needKeys(file: string, isEarlier: boolean): void {
  if (!isEarlier) return;
  fail(
    'earlier_keys',
    'an unreleased version began this ledger, so what is read into it now would count twice. It still answers.',
    {
      where: { file },
      hint: 'Ingest all logs into a new ledger (--db FILE).',
    },
  );
}

/** Made when it is asked for first; `made` is undefined until then. */
function once<T>(make: () => T): (() => T) & { readonly made: () => T | undefined } {
  let made: { readonly value: T } | undefined;
  return Object.assign(() => (made ??= { value: make() }).value, { made: () => made?.value });
}
