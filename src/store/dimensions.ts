/** The ledger's dictionaries: models, projects, terms and scopes. */
import type Database from 'better-sqlite3';
import { labelsText, TERM_NAMES, type Scope, type Terms } from '../core/event.ts';
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

const SCOPE_NAMES = ['session', 'thread', 'workspace', 'api_key', 'user'] as const;

export function dimensions(database: Database.Database): Dimensions {
  const models = names(database, 'model');
  const projects = names(database, 'project');
  const terms = dictionary<Terms>(database, {
    table: 'terms',
    columns: [...TERM_NAMES, 'bounds'],
    toRow: (value) => [...TERM_NAMES.map((column) => value[column]), value.bounds ?? 0],
    fromRow: (row) => ({
      ...(textsOf(row, TERM_NAMES) as Omit<Terms, 'bounds'>),
      bounds: Number(row['bounds']),
    }),
  });
  const scopes = dictionary<StoredScope>(database, {
    table: 'scope',
    columns: ['project', ...SCOPE_NAMES, 'labels'],
    toRow: ({ scope, project }) => [project, ...SCOPE_NAMES.map((name) => scope[name]), labelsText(scope.labels)],
    fromRow: (row) => ({
      project: Number(row['project']),
      scope: {
        project: projects.valueOf(Number(row['project'])),
        ...textsOf(row, SCOPE_NAMES),
        labels: row['labels'] === '' ? {} : (JSON.parse(String(row['labels'])) as Record<string, string>),
      },
    }),
  });
  const all = [models, projects, terms, scopes];
  return { models, projects, terms, scopes, forget: () => all.forEach((each) => each.forget()) };
}

function textsOf<Name extends string>(
  row: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, String(row[name])])) as Record<Name, string>;
}

function names(database: Database.Database, table: string): Dictionary<string> {
  return dictionary<string>(database, {
    table,
    columns: ['name'],
    toRow: (name) => [name],
    fromRow: (row) => String(row['name']),
  });
}
