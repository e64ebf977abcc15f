/** Secrets that an earlier version, whose rules did not know them, has stored as names. */
import type Database from 'better-sqlite3';
import { blotted, blottedName, blottedValue } from '../core/blot.ts';

const NAMES = `
  SELECT name FROM model UNION SELECT name FROM project
  UNION SELECT source FROM terms UNION SELECT platform FROM terms UNION SELECT tier FROM terms
  UNION SELECT speed FROM terms UNION SELECT geo FROM terms
  UNION SELECT session FROM scope UNION SELECT thread FROM scope UNION SELECT workspace FROM scope
  UNION SELECT api_key FROM scope UNION SELECT "user" FROM scope
  UNION SELECT model FROM billed`;

/** How many names and paths today's rules would blot out, each once. */
export function exposedNames(database: Database.Database): number {
  const all = (sql: string): Iterable<unknown> => database.prepare(sql).pluck().iterate();
  let count = 0;
  for (const name of all(NAMES)) if (blottedName(String(name)) !== name) count += 1;
  for (const path of all('SELECT path FROM file')) if (blotted(String(path)) !== path) count += 1;
  const exposed = new Set<string>();
  for (const labels of all(`SELECT DISTINCT labels FROM scope WHERE json_valid(labels)`))
    for (const [name, value] of Object.entries(JSON.parse(String(labels)) as Record<string, unknown>))
      if (blottedName(name) !== name || blottedValue(name, String(value)) !== value)
        exposed.add(`${name}=${String(value)}`);
  return count + exposed.size;
}
