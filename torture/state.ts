/** What a ledger holds, whatever order it came in: what is compared with a ledger that had no trouble. */
import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { runCli } from '../test/run.ts';

export interface State {
  readonly integrity: string;
  /** A hash of all rows, by key. */
  readonly events: string;
  readonly sums: string;
  readonly rollups: Readonly<Record<string, string>>;
  readonly report: string;
}

const METERS = 'input, cache_write_5m, cache_write_1h, cache_read, output, web_search';
const TERMS =
  "terms.source || '|' || terms.platform || '|' || tier || '|' || speed || '|' || geo || '|' || kind, bounds";
/** Each rollup and what its rows are of. */
const ROLLUPS = {
  daily: ['day', true],
  model_hourly: ['hour', false],
  six_hourly: ['quarter', true],
} as const;

/** Numbers of names and where a response was first read depend on the order of reading, and are left out. */
const EVENTS = `
  SELECT hex(key), part, at, span, model.name, ${TERMS}, project.name, session, thread, workspace, api_key, "user", labels,
    requests, above, ${METERS}, flags, completeness
  FROM event JOIN model ON model.id = event.model JOIN terms ON terms.id = event.terms
    JOIN scope ON scope.id = event.scope JOIN project ON project.id = scope.project
  ORDER BY key, part, at`;

export async function stateOf(folder: string, file: string): Promise<State> {
  const report = await runCli(['report', '--by', 'model,day', '--format', 'json', '--db', file], { cwd: folder });
  const database = new Database(file, { readonly: true });
  try {
    const hashOf = (sql: string): string => {
      const hash = createHash('sha256');
      for (const row of database.prepare(sql).raw().iterate()) hash.update(JSON.stringify(row));
      return hash.digest('hex');
    };
    const sums = METERS.split(', ').map((meter) => `sum(${meter})`);
    return {
      integrity: String(database.pragma('integrity_check', { simple: true })),
      events: hashOf(EVENTS),
      sums: JSON.stringify(database.prepare(`SELECT count(*), sum(requests), ${sums.join()} FROM event`).raw().get()),
      rollups: Object.fromEntries(Object.keys(ROLLUPS).map((name) => [name, hashOf(rollupSql(name as Rollup))])),
      report: `${report.code} ${report.stdout.replace(FRESHNESS, '')}`,
    };
  } finally {
    database.close();
  }
}

/** When it was read, which is of the run and not of what was read. */
const FRESHNESS = /^ *"(?:last_read|changed_files|new_files)": .*\n/gm;

type Rollup = keyof typeof ROLLUPS;

function rollupSql(table: Rollup): string {
  const [time, ofProjects] = ROLLUPS[table];
  return `
    SELECT ${time}, model.name AS model_name, ${TERMS}, ${ofProjects ? 'project.name' : "''"} AS project_name, above,
      events, requests, hits, ${METERS}
    FROM ${table} AS fact JOIN model ON model.id = fact.model JOIN terms ON terms.id = fact.terms
      ${ofProjects ? 'JOIN project ON project.id = fact.project' : ''}
    ORDER BY ${Array.from({ length: 6 }, (_, index) => index + 1).join()}`;
}
