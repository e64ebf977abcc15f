/** What a ledger says, as text that is equal for ledgers that say the same. */
import Database from 'better-sqlite3';
import { runTable } from '../../src/store/runs.ts';

/** Everything but the numbers that ids happened to get, and when and in which run it was written. */
export function ledgerText(file: string): string {
  const database = new Database(file, { readonly: true });
  try {
    const events = database.prepare(`
      SELECT hex(event.key) AS key, event.part, event.at, event.span, model.name AS model, terms.source, terms.platform,
        terms.tier, terms.speed, terms.geo, terms.kind, project.name AS project, scope.session, scope.thread,
        scope.workspace, scope.api_key, scope."user", scope.labels, file.path, event.line, event.requests, event.above,
        event.input,
        event.cache_write_5m, event.cache_write_1h, event.cache_read, event.output, event.web_search, event.flags,
        event.completeness
      FROM event JOIN model ON model.id = event.model JOIN terms ON terms.id = event.terms
      JOIN scope ON scope.id = event.scope JOIN project ON project.id = scope.project JOIN file ON file.id = event.file
      ORDER BY event.key, event.part`);
    const files = database.prepare('SELECT path, options, read_to, line, source FROM file ORDER BY path');
    const reported = database.prepare('SELECT hex(key) AS key, reason, tokens FROM reported ORDER BY key');
    return [events.all(), rollup(database, 'daily'), reported.all(), files.all(), sent(database)]
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

/** The rollup as kept, or as it follows from the events: the two must be equal at every moment. */
export function rollup(database: Database.Database, from: 'daily' | 'event'): unknown[] {
  const prompt =
    'iif(fact.above IS NULL, fact.input + fact.cache_write_5m + fact.cache_write_1h + fact.cache_read, fact.above + 1)';
  const sums = ['input', 'cache_write_5m', 'cache_write_1h', 'cache_read', 'output', 'web_search'];
  const columns =
    from === 'daily'
      ? 'fact.day AS day, fact.above AS edge, fact.events AS events, fact.requests AS requests, fact.hits AS hits'
      : `fact.at / 86400000 AS day, CASE WHEN ${prompt} > 272000 THEN 272000 WHEN ${prompt} > 200000 THEN 200000 WHEN ${prompt} > 100000 THEN 100000 ELSE 0 END AS edge,
         count(*) AS events, sum(fact.requests) AS requests, sum(fact.requests > 0 AND fact.cache_read > 0 AND fact.above IS NULL) AS hits`;
  return database
    .prepare(
      `SELECT model.name AS model, terms.source, terms.platform, terms.tier, terms.speed, terms.geo, terms.kind,
         project.name AS project, ${columns}, ${sums.map((sum) => `sum(fact.${sum}) AS ${sum}`).join(', ')}
       FROM ${from} AS fact JOIN model ON model.id = fact.model JOIN terms ON terms.id = fact.terms
       ${from === 'event' ? 'JOIN scope ON scope.id = fact.scope' : ''}
       JOIN project ON project.id = ${from === 'event' ? 'scope.project' : 'fact.project'}
       GROUP BY day, fact.model, fact.terms, project.name, edge ORDER BY day, 1, 2, 3, 4, 5, 6, 7, 8, edge`,
    )
    .all();
}
