/** What the provider says of a miss, to and from the row of `reported`. */
import type Database from 'better-sqlite3';
import { mergeReported, type ReportedMiss } from '../core/diagnosis.ts';

/** The columns of `reported` beside its key, in the order of {@link Reported}. */
export const REPORTED = ['reason', 'tokens'] as const;

/** No reason where the response has no row. */
export type Reported = readonly [reason: ReportedMiss['reason'] | null, tokens: number | null];

export function fromReported([reason, tokens]: Reported): ReportedMiss | undefined {
  return reason === null ? undefined : { reason, tokens: tokens ?? undefined };
}

export interface ReportedTable {
  /** Keeps what is said of a response; of several for one response the same one, whichever comes first. */
  keep(key: Buffer, reported: ReportedMiss): void;
}

export function reportedTable(database: Database.Database): ReportedTable {
  const insert = database.prepare('INSERT INTO reported (key, reason, tokens) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const find = database.prepare(`SELECT ${REPORTED.join(', ')} FROM reported WHERE key = ?`).raw();
  const update = database.prepare('UPDATE reported SET reason = ?, tokens = ? WHERE key = ?');
  return {
    keep(key, reported) {
      const { reason, tokens = null } = reported;
      // Most responses are new, as in src/store/write.ts.
      if (insert.run(key, reason, tokens).changes > 0) return;
      const stored = fromReported(find.get(key) as Reported);
      if (mergeReported(stored, reported) === reported) update.run(reason, tokens, key);
    },
  };
}
