/**
 * The exact daily rollup: what a transaction changes in `event` is summed in memory and added at its end.
 */
import type Database from 'better-sqlite3';
import { MS_PER_DAY } from '../core/time.ts';
import type { Dimensions } from './dimensions.ts';
import { BAND_EDGES, edgeBelow } from './ledger.ts';
import type { EventRow } from './stored-event.ts';

export interface DailyRollup {
  add(row: EventRow): void;
  subtract(row: EventRow): void;
  /** Writes what has been gathered. */
  flush(): void;
  /** Drops what has been gathered: the transaction was taken back. */
  forget(): void;
}

const KEY = ['day', 'model', 'terms', 'project', 'above'] as const;
const SUMS = [
  'events',
  'requests',
  'hits',
  'input',
  'cache_write_5m',
  'cache_write_1h',
  'cache_read',
  'output',
  'web_search',
] as const;

type Entry = Record<(typeof KEY)[number] | (typeof SUMS)[number], number>;

export function dailyRollup(database: Database.Database, known: Dimensions): DailyRollup {
  const columns = [...KEY, ...SUMS];
  const upsert = database.prepare(`
    INSERT INTO daily (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
    ON CONFLICT DO UPDATE SET ${SUMS.map((sum) => `${sum} = ${sum} + excluded.${sum}`).join(', ')}`);
  const prune = database.prepare(
    `DELETE FROM daily WHERE ${KEY.map((part) => `${part} = ?`).join(' AND ')} AND events = 0`,
  );
  const gathered = new Map<string, Entry>();

  function gather(row: EventRow, sign: 1 | -1): void {
    const day = Math.floor(row.at / MS_PER_DAY);
    const { project } = known.scopes.valueOf(row.scope);
    const above = edgeOf(row);
    const key = `${day},${row.model},${row.terms},${project},${above}`;
    const entry = gathered.get(key) ?? emptyEntry(day, row, project, above);
    gathered.set(key, entry);
    entry.events += sign;
    entry.requests += sign * row.requests;
    entry.hits += sign * (row.above === null && row.requests > 0 && row.cache_read > 0 ? 1 : 0);
    entry.input += sign * row.input;
    entry.cache_write_5m += sign * row.cache_write_5m;
    entry.cache_write_1h += sign * row.cache_write_1h;
    entry.cache_read += sign * row.cache_read;
    entry.output += sign * row.output;
    entry.web_search += sign * row.web_search;
  }

  return {
    add: (row) => gather(row, 1),
    subtract: (row) => gather(row, -1),
    flush() {
      for (const entry of gathered.values()) {
        upsert.run(columns.map((column) => entry[column]));
        if (entry.events <= 0) prune.run(KEY.map((part) => entry[part]));
      }
      gathered.clear();
    },
    forget: () => gathered.clear(),
  };
}

/** The band that the prompt's size decides, or what is known of each prompt of an aggregate. */
function edgeOf({ above, input, cache_write_5m, cache_write_1h, cache_read }: EventRow): number {
  const prompt = above === null ? input + cache_write_5m + cache_write_1h + cache_read : above + 1;
  return edgeBelow(prompt, BAND_EDGES);
}

function emptyEntry(day: number, row: EventRow, project: number, above: number): Entry {
  return {
    day,
    model: row.model,
    terms: row.terms,
    project,
    above,
    events: 0,
    requests: 0,
    hits: 0,
    input: 0,
    cache_write_5m: 0,
    cache_write_1h: 0,
    cache_read: 0,
    output: 0,
    web_search: 0,
  };
}
