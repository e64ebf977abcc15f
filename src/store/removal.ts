/**
 * Taking responses out of a ledger, with all that only they need: their part of every rollup, what goes with their keys, and texts
 * that nothing else names.
 */
import type Database from 'better-sqlite3';
import { fail } from '../core/problem.ts';
import type { Upkeep } from './upkeep.ts';
import type { Tables } from './write.ts';

/** To be called inside a transaction. */
type Removal = Pick<Upkeep, 'sharedWith' | 'forget' | 'prune'>;

export function removal(database: Database.Database, { events, files, rollups, known }: Tables): Removal {
  const number = (sql: string, ...values: readonly unknown[]): number =>
    Number(
      database
        .prepare(sql)
        .pluck()
        .get(...values) ?? 0,
    );

  /** A table of keys that is there until the next one of its name. */
  function keys(name: 'gone' | 'shared' | 'asked' | 'old', sql: string, ...values: readonly unknown[]): number {
    database.exec(`DROP TABLE IF EXISTS temp.${name}; CREATE TEMP TABLE ${name} (key BLOB PRIMARY KEY) WITHOUT ROWID`);
    return database.prepare(`INSERT OR IGNORE INTO temp.${name} ${sql}`).run(...values).changes;
  }

  /** Removes the responses of `gone`. */
  function removeGone(): void {
    for (const page of events.pagesOf('temp.gone')) for (const row of page) rollups.subtract(row);
    rollups.flush();
    for (const table of ['event', 'prompt', 'reported', 'shown', 'request_call'])
      database.exec(`DELETE FROM ${table} WHERE key IN (SELECT key FROM temp.gone)`);
    database.exec(UNUSED);
    known.forget();
  }

  function idsOf(paths: readonly string[]): string {
    return paths.map((path) => files.idOf(path)).join(', ');
  }

  return {
    sharedWith(paths) {
      for (const path of paths) needRead(path, files.state(path) !== undefined);
      if (number('SELECT files_unknown FROM past') === 1) failUnknown();
      const ids = idsOf(paths);
      const shared = database.prepare(`
        SELECT path FROM file WHERE id NOT IN (${ids})
          AND id IN (SELECT file FROM shown WHERE key IN (SELECT key FROM shown WHERE file IN (${ids})))
        ORDER BY path`);
      return shared.pluck().all() as string[];
    },
    async forget(paths, readAgain) {
      const ids = idsOf(paths);
      const pruned = database.prepare('SELECT pruned FROM past').pluck().get() as number | null;
      if (pruned !== null) keys('old', 'SELECT key FROM event WHERE at < ?', pruned);
      const shown = `SELECT key FROM shown WHERE file IN (${ids})`;
      const gone = keys('gone', `SELECT key FROM event WHERE file IN (${ids}) UNION ${shown}`);
      const shared = keys('shared', `SELECT key FROM shown WHERE file NOT IN (${ids}) AND key IN (${shown})`);
      keys('asked', `SELECT abs(request) FROM event WHERE request <> 0 AND key IN (SELECT key FROM temp.shared)`);
      removeGone();
      const left = number(EVENTS);
      database.exec(`DELETE FROM file WHERE id IN (${ids})`);
      files.forget();
      await readAgain();
      // What was pruned is in the files that were read again.
      if (pruned !== null && keys('gone', STALE, pruned) > 0) removeGone();
      // What only telemetry still tells is known by its request again.
      const found = number(`${EVENTS} AND key IN (SELECT key FROM temp.shared)`) + number(ALONE);
      return { responses: gone - shared, shared, lost: shared - found, added: number(EVENTS) - left - found };
    },
    prune(before) {
      const responses = keys('gone', 'SELECT key FROM event WHERE at < ?', before);
      removeGone();
      const billed = database.prepare('DELETE FROM billed WHERE until <= ?').run(before).changes;
      database.prepare('DELETE FROM pulled WHERE day < ?').run(before);
      database.prepare('UPDATE past SET pruned = max(coalesce(pruned, ?1), ?1)').run({ 1: before });
      return { responses, billed };
    },
  };
}

const EVENTS = 'SELECT count(*) FROM event WHERE part = 0';
const ALONE = 'SELECT count(*) FROM request_call WHERE request IN (SELECT key FROM temp.asked)';

/** Events from before the ledger was pruned that it did not have. */
const STALE = 'SELECT key FROM event WHERE at < ? AND key NOT IN (SELECT key FROM temp.old)';

/** Runs that no prompt is made of, and names that no event has. A counted prefix has cost a question, and stays. */
const UNUSED = `
  WITH RECURSIVE used (id) AS (
    SELECT run FROM prompt UNION SELECT after FROM prompt_run JOIN used ON prompt_run.id = used.id
  )
  DELETE FROM prompt_run WHERE id NOT IN (SELECT id FROM used);
  DELETE FROM scope WHERE id NOT IN (SELECT scope FROM event);
  DELETE FROM project WHERE id NOT IN (SELECT project FROM scope);
  DELETE FROM terms WHERE id NOT IN (SELECT terms FROM model_hourly);
  DELETE FROM model WHERE id NOT IN (SELECT model FROM model_hourly) AND id NOT IN (SELECT model FROM counted);`;

/** How what `pull` stored is named where a file stands. */
const PULLED = 'pull:';

function needRead(path: string, isRead: boolean): void {
  if (path.startsWith(PULLED))
    fail('pulled', 'was pulled from the provider, not read from a file, and cannot be forgotten.', {
      where: { file: path },
    });
  if (!isRead)
    fail('never_read', 'was never read into this ledger.', {
      where: { file: path },
      hint: 'List what was: promptcache-cost ledger files',
    });
}

function failUnknown(): never {
  fail(
    'files_unknown',
    'this ledger was begun by an unreleased version, which did not keep which files show a response.',
    {
      hint: 'Ingest your logs into a new ledger (--db FILE).',
    },
  );
}
