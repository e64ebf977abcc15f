/** The SQL of a usage query, over the events or over their daily rollup. */
import { TERM_NAMES } from '../core/event.ts';
import type { Period } from '../core/time.ts';
import type { Dimension, InferenceQuery, UsageQuery } from './ledger.ts';

/** A table of facts. */
interface Timed {
  readonly table: 'event' | 'daily';
  /** Its column of time, and how many ms one unit of it is. */
  readonly time: string;
  readonly msPerTime: number;
  readonly project: string;
}

/** How its columns say what both tables know. */
export interface Facts extends Timed {
  /** Expressions over its columns. */
  readonly slot: string;
  readonly above: string;
  readonly requests: string;
  readonly hits: string;
}

/** SQL and the values of its question marks. */
export interface Fragment {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
}

const METERS = ['input', 'cache_write_5m', 'cache_write_1h', 'cache_read', 'output', 'web_search'];

export function sqlFor(facts: Facts, query: UsageQuery, period: Period): Fragment {
  const values = query.by.map((dimension, index) => ({ ...columnOf(dimension), name: `value${index}` }));
  const conditions = conditionsOf(facts, query, period);
  const sql = `
    SELECT ${facts.slot} AS slot, fact.model AS model, fact.terms AS terms, ${facts.above} AS above,
      ${values.map((value) => `${value.sql} AS ${value.name},`).join(' ')}
      sum(${facts.requests}) AS requests, sum(${facts.hits}) AS hits,
      ${METERS.map((meter) => `sum(${meter}) AS ${meter}`).join(', ')}
    FROM ${facts.table} AS fact ${joins(facts, [...query.by, ...query.where.keys()])}
    ${whereText(conditions)}
    GROUP BY ${['1', '2', '3', '4', ...values.map((_, index) => String(index + 5))].join(', ')}`;
  return { sql, parameters: [...values, ...conditions].flatMap((part) => part.parameters) };
}

const EVENTS = { table: 'event', time: 'at', msPerTime: 1, project: 'scope.project' } as const;

const IN_ORDER = 'fact.at, fact.key, fact.part';
/** Where an event is found again. */
const TRACE = ['fact.key', 'log.path', 'fact.line'];

/** Every inference by itself, in the order of time; those of one instant in an order that stays. */
export function inferencesSql(query: InferenceQuery): Fragment {
  return eventsSql(query, { columns: [], joins: '', conditions: [], order: IN_ORDER });
}

/**
 * Every event by itself in the same order: its trace, its part and `columns` of `reported`, which are NULL where there is
 * none, before the others.
 */
export function requestsSql(query: InferenceQuery, columns: readonly string[]): Fragment {
  return eventsSql(query, {
    columns: [...TRACE, 'fact.part', ...columns.map((column) => `reported.${column}`)],
    joins: 'LEFT JOIN file AS log ON log.id = fact.file LEFT JOIN reported ON reported.key = fact.key',
    conditions: [],
    order: IN_ORDER,
  });
}

/**
 * The first part of every event whose prompt is known: its trace, and `columns` of `prompt`, before the others. Those of one
 * instant come as they were logged: by path, not by the number a file happened to get.
 */
export function promptsSql(query: InferenceQuery, columns: readonly string[]): Fragment {
  return eventsSql(query, {
    columns: [...TRACE, ...columns.map((column) => `prompt.${column}`)],
    joins: `
      JOIN prompt ON prompt.key = fact.key
      JOIN terms AS asked ON asked.id = fact.terms
      LEFT JOIN (SELECT id, path, row_number() OVER (ORDER BY path) AS place FROM file) AS log ON log.id = fact.file`,
    conditions: [
      { sql: 'fact.part = 0', parameters: [] },
      { sql: `asked.kind = 'message'`, parameters: [] },
    ],
    order: 'fact.at, log.place, fact.line, fact.key',
  });
}

/** Aggregates are no inferences. */
const INFERENCES: Fragment = { sql: 'fact.above IS NULL', parameters: [] };

/** What a reading of events adds to what all of them have. */
interface Addition {
  /** Before the others. */
  readonly columns: readonly string[];
  readonly joins: string;
  readonly conditions: readonly Fragment[];
  readonly order: string;
}

const EVENT_COLUMNS = ['at', 'span', 'model', 'terms', 'scope', 'requests', ...METERS];

function eventsSql(query: InferenceQuery, added: Addition): Fragment {
  const values = query.by.map(columnOf);
  const conditions = [INFERENCES, ...conditionsOf(EVENTS, query, query.period), ...added.conditions];
  const columns = [...added.columns, ...EVENT_COLUMNS.map((column) => `fact.${column}`)];
  const sql = `
    SELECT ${[...columns, ...values.map((value) => value.sql)].join(', ')}
    FROM event AS fact ${joins(EVENTS, [...query.by, ...query.where.keys()])} ${added.joins}
    ${whereText(conditions)}
    ORDER BY ${added.order}`;
  return { sql, parameters: [...values, ...conditions].flatMap((part) => part.parameters) };
}

function conditionsOf(facts: Timed, { where }: Pick<UsageQuery, 'where'>, period: Period): Fragment[] {
  const filters = [...where].map(([dimension, allowed]): Fragment => {
    const column = columnOf(dimension);
    return {
      sql: `${column.sql} IN (${allowed.map(() => '?').join(', ')})`,
      parameters: [...column.parameters, ...allowed],
    };
  });
  return [...timeConditions(facts, period), ...filters];
}

function whereText(conditions: readonly Fragment[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.map((condition) => condition.sql).join(' AND ')}`;
}

function timeConditions(facts: Timed, period: Period): Fragment[] {
  const { since, until } = period;
  return [
    ...(since === undefined ? [] : [{ sql: `fact.${facts.time} >= ?`, parameters: [since / facts.msPerTime] }]),
    ...(until === undefined ? [] : [{ sql: `fact.${facts.time} < ?`, parameters: [until / facts.msPerTime] }]),
  ];
}

const TERMS = new Set<string>(TERM_NAMES);

function columnOf(dimension: Dimension): Fragment {
  if (dimension === 'model') return { sql: 'model.name', parameters: [] };
  if (dimension === 'project') return { sql: 'project.name', parameters: [] };
  if (TERMS.has(dimension)) return { sql: `terms.${dimension}`, parameters: [] };
  if (!dimension.startsWith('label:')) return { sql: `scope."${dimension}"`, parameters: [] };
  const path = `$.${JSON.stringify(dimension.slice('label:'.length))}`;
  return { sql: `coalesce(nullif(scope.labels, '') ->> ?, '')`, parameters: [path] };
}

function joins(facts: Timed, dimensions: readonly Dimension[]): string {
  const needs = (test: (dimension: Dimension) => boolean): boolean => dimensions.some(test);
  const scope = facts.table === 'event' && needs((dimension) => dimension !== 'model' && !TERMS.has(dimension));
  return [
    needs((dimension) => dimension === 'model') ? 'JOIN model ON model.id = fact.model' : '',
    needs((dimension) => TERMS.has(dimension)) ? 'JOIN terms ON terms.id = fact.terms' : '',
    scope ? 'JOIN scope ON scope.id = fact.scope' : '',
    needs((dimension) => dimension === 'project') ? `JOIN project ON project.id = ${facts.project}` : '',
  ].join(' ');
}
