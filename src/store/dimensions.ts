/** The ledger's dictionaries: models, projects, terms and scopes. */
import type Database from 'better-sqlite3';
import { labelsText, TERM_NAMES, type Kind, type Scope, type Terms } from '../core/event.ts';
import { dictionary, type Dictionary } from './dictionary.ts';

export interface Dimensions {
  readonly models: Dictionary<string>;
  readonly terms: Dictionary<Terms>;
  readonly projects: Dictionary<string>;
  /** A scope and the number of its project. */
  readonly scopes: Dictionary<StoredScope>;
  forget(): void;
}

interface StoredScope {
  readonly scope: Scope;
  readonly project: number;
}

const SCOPE = ['project', 'session', 'thread', 'workspace', 'api_key', 'user', 'labels'] as const;

export function dimensions(database: Database.Database): Dimensions {
  const models = names(database, 'model');
  const projects = names(database, 'project');
  const terms = dictionary<Terms>(database, {
    table: 'terms',
    columns: [...TERM_NAMES, 'bounds'],
    toRow: (value) => [...TERM_NAMES.map((column) => value[column]), value.bounds ?? 0],
    fromRow: (row) => ({
      source: String(row['source']),
      platform: String(row['platform']),
      tier: String(row['tier']),
      speed: String(row['speed']),
      geo: String(row['geo']),
      kind: String(row['kind']) as Kind,
      bounds: Number(row['bounds']),
    }),
  });
  const scopes = dictionary<StoredScope>(database, {
    table: 'scope',
    columns: SCOPE,
    toRow: ({ scope, project }) => [
      project,
      scope.session,
      scope.thread,
      scope.workspace,
      scope.api_key,
      scope.user,
      labelsText(scope.labels),
    ],
    fromRow: (row) => ({
      project: Number(row['project']),
      scope: {
        project: projects.valueOf(Number(row['project'])),
        session: String(row['session']),
        thread: String(row['thread']),
        workspace: String(row['workspace']),
        api_key: String(row['api_key']),
        user: String(row['user']),
        labels: row['labels'] === '' ? {} : (JSON.parse(String(row['labels'])) as Record<string, string>),
      },
    }),
  });
  const all = [models, projects, terms, scopes];
  return { models, projects, terms, scopes, forget: () => all.forEach((each) => each.forget()) };
}

function names(database: Database.Database, table: string): Dictionary<string> {
  return dictionary<string>(database, {
    table,
    columns: ['name'],
    toRow: (name) => [name],
    fromRow: (row) => String(row['name']),
  });
}
