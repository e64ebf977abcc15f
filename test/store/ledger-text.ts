/** What a ledger says, as text that is equal for ledgers that say the same. */
import Database from 'better-sqlite3';
import { runTable } from '../../src/store/runs.ts';

/** Everything but the numbers that ids happened to get, and when and in which run it was written. */
export function ledgerText(file: string): string {
  const database = new Database(file, { readonly: true });
  try {
    const events = database.prepare(`
      SELECT hex(event.key) AS key, event.part, event.at, event.span, model.name AS model, terms.source, terms.platform,
        terms.tier, terms.speed, terms.geo, terms.kind, terms.bounds, project.name AS project, scope.session, scope.thread,
        scope.workspace, scope.api_key, scope."user", scope.labels, file.path, event.line, event.requests, event.above,
        event.input,
        event.cache_write_5m, event.cache_write_1h, event.cache_read, event.output, event.web_search, event.flags,
        event.completeness, event.claim, event.request
      FROM event JOIN model ON model.id = event.model JOIN terms ON terms.id = event.terms
      JOIN scope ON scope.id = event.scope JOIN project ON project.id = scope.project JOIN file ON file.id = event.file
      ORDER BY event.key, event.part`);
    const files = database.prepare('SELECT path, options, read_to, line, source FROM file ORDER BY path');
    const reported = database.prepare('SELECT hex(key) AS key, reason, tokens FROM reported ORDER BY key');
    return [events.all(), ROLLUPS.map((each) => rollup(database, each)), reported.all(), files.all(), sent(database)]
      .map((rows) => JSON.stringify(rows, null, 1))
      .join('\n');
  } finally {
    database.close();
  }
}

/** Prompts but for their hashes, which every ledger makes with a key of its own. */
function sent(database: Database.Database): unknown[] {
  const blocksOf = new Map<unknown, readonly unknown[]>([[0, []]]);
  for (const { id, after, blocks } of runTable(database).all()) {
    const shapes = blocks.map(({ hash: _ours, ...shape }) => JSON.stringify(shape));
    blocksOf.set(id, [...(blocksOf.get(after) ?? []), ...shapes]);
  }
  const prompts = database.prepare(
    'SELECT hex(key) AS key, run, size, marks, automatic, answered, logs_cache FROM prompt ORDER BY key',
  );
  return (prompts.all() as Record<string, unknown>[]).map(({ run, ...told }) => ({
    ...told,
    blocks: blocksOf.get(run),
  }));
}

/** Each with its column of time, what that says of an event, and whether it keeps projects apart. */
export const ROLLUPS = [
  { table: 'six_hourly', time: 'quarter', of: 'at / 21600000', byProject: true },
  { table: 'daily', time: 'day', of: 'at / 86400000', byProject: true },
  { table: 'model_hourly', time: 'hour', of: 'at / 3600000', byProject: false },
] as const;
export type RollupName = (typeof ROLLUPS)[number];

const SUMS = ['input', 'cache_write_5m', 'cache_write_1h', 'cache_read', 'output', 'web_search'];

/** A rollup as kept: it must at every moment equal what {@link eventsBy} gives. */
export function rollup(database: Database.Database, { table, time, byProject }: RollupName): unknown[] {
  const columns = [`fact.${time} AS time`, 'fact.above AS edge'];
  const sums = ['events', 'requests', 'hits', ...SUMS].map((sum) => `fact.${sum} AS ${sum}`);
  return grouped(database, `${table} AS fact`, [...columns, ...sums], byProject ? 'fact.project' : undefined);
}

/** The same as it follows from the events. */
export function eventsBy(database: Database.Database, { of, byProject }: RollupName): unknown[] {
  const prompt =
    'iif(fact.above IS NULL, fact.input + fact.cache_write_5m + fact.cache_write_1h + fact.cache_read, fact.above + 1)';
  const columns = [
    `${of.replace('at', 'fact.at')} AS time`,
    `CASE WHEN ${prompt} > 272000 THEN 272000 WHEN ${prompt} > 200000 THEN 200000 WHEN ${prompt} > 100000 THEN 100000 ELSE 0 END AS edge`,
    'count(*) AS events, sum(fact.requests) AS requests',
    'sum(fact.requests > 0 AND fact.cache_read > 0 AND fact.above IS NULL) AS hits',
    ...SUMS.map((sum) => `sum(fact.${sum}) AS ${sum}`),
  ];
  const project = byProject ? 'scope.project' : undefined;
  return grouped(database, 'event AS fact JOIN scope ON scope.id = fact.scope', columns, project, 'GROUP BY');
}

function grouped(
  database: Database.Database,
  from: string,
  columns: readonly string[],
  project: string | undefined,
  grouping?: 'GROUP BY',
): unknown[] {
  const names = ['model.name', 'source', 'platform', 'tier', 'speed', 'geo', 'kind', 'bounds'];
  const [name, join] = project === undefined ? [`''`, ''] : ['project.name', `JOIN project ON project.id = ${project}`];
  const order = [...names, name === `''` ? [] : name, 'time', 'edge'].flat().join(', ');
  return database
    .prepare(
      `SELECT ${names.join(', ')}, ${name} AS project, ${columns.join(', ')}
       FROM ${from} JOIN model ON model.id = fact.model JOIN terms ON terms.id = fact.terms ${join}
       ${grouping === undefined ? '' : `${grouping} ${order}`} ORDER BY ${order}`,
    )
    .all();
}
