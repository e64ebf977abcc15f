/** The names that usage goes by, from the dictionaries. */
import type Database from 'better-sqlite3';
import { isTerm, type Dimension } from './ledger.ts';
import { columnOf } from './usage-sql.ts';

/** Sorted by their bytes. */
export function readValues(database: Database.Database, dimension: Dimension): string[] {
  const { sql, parameters } = columnOf(dimension);
  return database
    .prepare(`SELECT DISTINCT ${sql} FROM ${tableOf(dimension)} ORDER BY 1`)
    .pluck()
    .all(parameters) as string[];
}

function tableOf(dimension: Dimension): string {
  if (dimension === 'model' || dimension === 'project') return dimension;
  return isTerm(dimension) ? 'terms' : 'scope';
}

export function readLabels(database: Database.Database): string[] {
  const names = database.prepare(
    `SELECT DISTINCT label.key FROM scope, json_each(scope.labels) AS label WHERE scope.labels <> '' ORDER BY 1`,
  );
  return names.pluck().all() as string[];
}
