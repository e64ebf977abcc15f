/**
 * All that can be checked of a ledger: SQLite's own structure, every rollup against the events, the counter of all events, what is
 * known of files, and that what refers to something finds it. It reads everything.
 */
import type Database from 'better-sqlite3';
import { METERS } from '../core/meters.ts';
import { exposedNames } from './exposed.ts';
import { BAND_EDGES, edgeBelow } from './ledger.ts';
import type { Verified } from './upkeep.ts';
import { readOutcome } from './outcome.ts';
import { COUNTED, DAILY, groupColumns, MODEL_HOURLY, SIX_HOURLY, SUMS, type Rollup } from './rollups.ts';

/** So many are named. */
const SHOWN = 5;

export function* verify(database: Database.Database): Iterable<Verified> {
  yield { what: 'the structure of the file', problems: structure(database) };
  yield { what: 'what refers to something', problems: references(database) };
  for (const rollup of [MODEL_HOURLY, SIX_HOURLY, DAILY])
    yield { what: `the sums of ${rollup.table}`, problems: sums(database, rollup) };
  yield { what: 'the counter of all events', problems: counter(database) };
  yield { what: 'what is known of each file', problems: outcomes(database) };
  yield { what: 'names that look like secrets', problems: secrets(database), remedy: ANEW };
}

const ANEW =
  'An earlier version stored names that look like secrets. Ingest your logs into a new ledger (--db FILE), which blots them out, and remove this one: ingest --again would leave them in it.';

function secrets(database: Database.Database): string[] {
  const count = exposedNames(database);
  return count === 0 ? [] : [`${count} would be blotted out today`];
}

function outcomes(database: Database.Database): string[] {
  const all = database.prepare(`SELECT outcome FROM file WHERE outcome <> ''`).pluck().iterate();
  const bad = [...all].filter((text) => readOutcome(String(text)) === undefined).length;
  return bad === 0 ? [] : [`of ${bad} it cannot be read`];
}

function structure(database: Database.Database): string[] {
  const found = database.pragma(`integrity_check(${SHOWN})`) as { readonly integrity_check: string }[];
  return found.map((row) => row.integrity_check).filter((text) => text !== 'ok');
}

function references(database: Database.Database): string[] {
  const found = database.pragma('foreign_key_check') as { readonly table: string; readonly parent: string }[];
  const counts = Map.groupBy(found, ({ table, parent }) => `${table} that no ${parent} belongs to`);
  return [...counts].map(([text, rows]) => `${rows.length} rows of ${text}`);
}

/** Groups that the events and the rollup do not say the same of. */
function sums(database: Database.Database, rollup: Rollup): string[] {
  const { table, time, spanMs, byProject } = rollup;
  const key = groupColumns(rollup);
  const columns = [...key, ...SUMS].join(', ');
  database.function('edge_below', { deterministic: true }, (prompt) => edgeBelow(Number(prompt), BAND_EDGES));
  const prompt = 'coalesce(fact.above + 1, fact.input + fact.cache_write_5m + fact.cache_write_1h + fact.cache_read)';
  const events = `
    SELECT fact.at / ${spanMs} AS ${time}, fact.model AS model, fact.terms AS terms,
      ${byProject ? 'scope.project AS project,' : ''} edge_below(${prompt}) AS above,
      count(*) AS events, sum(fact.requests) AS requests,
      sum(fact.above IS NULL AND fact.requests > 0 AND fact.cache_read > 0) AS hits,
      ${METERS.map((meter) => `sum(fact.${meter}) AS ${meter}`).join(', ')}
    FROM event AS fact ${byProject ? 'JOIN scope ON scope.id = fact.scope' : ''}
    GROUP BY ${key.map((_, index) => index + 1).join(', ')}`;
  const differing = database
    .prepare(
      `SELECT count(*) FROM (
        SELECT ${columns} FROM (${events}) EXCEPT SELECT ${columns} FROM ${table}
        UNION ALL
        SELECT * FROM (SELECT ${columns} FROM ${table} EXCEPT SELECT ${columns} FROM (${events})))`,
    )
    .pluck()
    .get() as number;
  return differing === 0 ? [] : [`${differing} of its groups are not what the events add up to`];
}

function counter(database: Database.Database): string[] {
  const counted = database.prepare(`SELECT ${COUNTED.join(', ')} FROM all_events`).get();
  const sum = COUNTED.slice(1).map((name) => `coalesce(sum(${name}), 0) AS ${name}`);
  const events = database.prepare(`SELECT count(*) AS events, ${sum.join(', ')} FROM event`).get();
  return JSON.stringify(counted) === JSON.stringify(events) ? [] : ['it is not what the events add up to'];
}
