/** What was pulled from the provider's reports: which days, and what they were billed at. */
import type Database from 'better-sqlite3';
import { MS_PER_DAY, type Instant, type Period } from '../core/time.ts';

export type PulledReport = 'usage' | 'cost';

/** "begun": some of the day may be stored; "open": all there was, but more may come; "settled": no more will. */
export type PullState = 'begun' | 'open' | 'settled';

export interface PulledDay {
  /** Midnight UTC. */
  readonly day: Instant;
  /** What its buckets were broken down by: the same usage in two shapes would count twice. */
  readonly shape: string;
  readonly state: PullState;
}

/** A row of a cost report. '' is what the report does not say. */
export interface BilledRow {
  readonly since: Instant;
  readonly until: Instant;
  readonly model: string;
  readonly costType: string;
  readonly tokenType: string;
  /** All that tells it from other rows beside these. */
  readonly dimensions: string;
  /** Cents, as exact decimal strings. */
  readonly amount: string;
  readonly listAmount: string;
}

export interface PulledReader {
  /** Of a period of whole UTC days, in order. */
  days(report: PulledReport, period: Period): readonly PulledDay[];
  /** Rows that begin in the period. */
  bill(period: Period): readonly BilledRow[];
}

export interface PulledTable extends PulledReader {
  mark(report: PulledReport, days: readonly PulledDay[], at: Instant): void;
  /** Puts these rows in the place of all that were known of the days, and marks the days: all or nothing. */
  keepBill(days: readonly PulledDay[], rows: readonly BilledRow[], at: Instant): void;
}

export function pulledTable(database: Database.Database): PulledTable {
  const days = database.prepare(
    'SELECT day, shape, state FROM pulled WHERE report = ? AND day >= ? AND day < ? ORDER BY day',
  );
  const replaceDay = database.prepare(
    'INSERT OR REPLACE INTO pulled (report, day, shape, state, at) VALUES (?, ?, ?, ?, ?)',
  );
  const removeRows = database.prepare('DELETE FROM billed WHERE since >= ? AND since < ?');
  const insertRow = database.prepare('INSERT OR REPLACE INTO billed VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const rows = database.prepare(`
    SELECT since, until, model, cost_type AS costType, token_type AS tokenType, dimensions, amount, list_amount AS listAmount
    FROM billed WHERE since >= ? AND since < ? ORDER BY since, model, token_type`);

  function markAll(report: PulledReport, pulled: readonly PulledDay[], at: Instant): void {
    for (const { day, shape, state } of pulled) replaceDay.run(report, day, shape, state, at);
  }

  const mark = database.transaction(markAll);
  const keep = database.transaction((pulled: readonly PulledDay[], bill: readonly BilledRow[], at: Instant) => {
    for (const { day } of pulled) removeRows.run(day, day + MS_PER_DAY);
    for (const { since, until, model, costType, tokenType, dimensions, amount, listAmount } of bill)
      insertRow.run(since, until, model, costType, tokenType, dimensions, amount, listAmount);
    markAll('cost', pulled, at);
  });
  return {
    days: (report, period) => days.all(report, ...ends(period)) as PulledDay[],
    mark: (report, pulled, at) => mark.immediate(report, pulled, at),
    keepBill: (pulled, bill, at) => keep.immediate(pulled, bill, at),
    bill: (period) => rows.all(...ends(period)) as BilledRow[],
  };
}

function ends({ since, until }: Period): [number, number] {
  return [since ?? 0, until ?? Number.MAX_SAFE_INTEGER];
}
