/** The events one by one, in the order of time. */
import type Database from 'better-sqlite3';
import type { Instant } from '../core/time.ts';
import type { Dimensions } from './dimensions.ts';
import type { Inference, InferenceQuery } from './ledger.ts';
import { inferencesSql } from './usage-sql.ts';

interface Row {
  readonly at: number;
  readonly span: number;
  readonly model: number;
  readonly terms: number;
  readonly session: string;
  readonly thread: string;
  readonly requests: number;
  readonly input: number;
  readonly cache_write_5m: number;
  readonly cache_write_1h: number;
  readonly cache_read: number;
  readonly output: number;
  readonly web_search: number;
  readonly [value: `value${number}`]: string;
}

/** One count of one event is a safe integer, so plain numbers do. */
export function* readInferences(
  database: Database.Database,
  known: Dimensions,
  query: InferenceQuery,
): Iterable<Inference> {
  const { sql, parameters } = inferencesSql(query);
  for (const row of database.prepare(sql).iterate(parameters) as Iterable<Row>) {
    const { input, cache_write_5m, cache_write_1h, cache_read, output, web_search } = row;
    yield {
      at: row.at as Instant,
      until: (row.at + row.span) as Instant,
      model: known.models.valueOf(row.model),
      session: row.session,
      thread: row.thread,
      values: query.by.map((_, index) => row[`value${index}`] ?? ''),
      terms: known.terms.valueOf(row.terms),
      requests: row.requests,
      meters: { input, cache_write_5m, cache_write_1h, cache_read, output, web_search },
    };
  }
}
