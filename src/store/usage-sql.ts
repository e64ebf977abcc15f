/** The SQL of a usage query, over the events or over a rollup of them, and of reading events one by one. */
import { METERS } from '../core/meters.ts';
import { hasWholeHours, MS_PER_DAY, MS_PER_HOUR, MS_PER_SLOT, type Period } from '../core/time.ts';
import { BAND_EDGES, isTerm, type Dimension, type InferenceQuery, type UsageQuery } from './ledger.ts';
import { EVENT, type Piece, type Source } from './usage-plan.ts';

/** SQL and the values of its question marks. */
interface Fragment {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
}

/** Dimensions that a row of `event` has only by its scope, the project apart, in the order of their columns. */
function scopeDimensions(by: readonly Dimension[]): Dimension[] {
  return by.filter((dimension) => dimension !== 'model' && dimension !== 'project' && !isTerm(dimension));
}

/**
 * Sums of pieces of a query, added up. Columns: an instant of the group (ms), the numbers of model and terms, the edge, the
 * number of the project or 0 where it is not asked for, requests, hits and the meters, then the values of
 * {@link scopeDimensions}.
 */
export function sumsSql(query: UsageQuery, pieces: readonly Piece[]): Fragment {
  // What a rollup has and what is added to it have to be told apart in the same way.
  const edges = pieces.every(({ source }) => source === EVENT) ? query.edges : BAND_EDGES;
  const rows = pieces.map((piece) => rowsSql({ ...query, edges }, piece));
  const values = scopeDimensions(query.by).map((_, index) => `value${index}`);
  const group = ['slot', 'model', 'terms', 'above', 'project', ...values].join(', ');
  const sql = `
    SELECT slot, model, terms, above, project, sum(requests), sum(hits),
      ${[...METERS.map((meter) => `sum(${meter})`), ...values].join(', ')}
    FROM (${rows.map((row) => row.sql).join(' UNION ALL ')})
    GROUP BY ${group}`;
  return { sql, parameters: rows.flatMap((row) => row.parameters) };
}

function rowsSql(query: UsageQuery, piece: Piece): Fragment {
  const { source, period, models } = piece;
  const values = scopeDimensions(query.by).map(columnOf);
  const conditions = conditionsOf(source, query, period);
  if (models !== undefined) conditions.push(...ofModels(piece, [...models.keys()]));
  const facts = source === EVENT ? eventFacts(query) : ROLLUP_FACTS;
  const columns = [
    `${slotOf(query, piece)} AS slot, fact.model AS model, fact.terms AS terms, ${facts.above} AS above`,
    `${query.by.includes('project') ? projectOf(source) : '0'} AS project`,
    `fact.requests AS requests, ${facts.hits} AS hits`,
    ...METERS.map((meter) => `fact.${meter} AS ${meter}`),
    ...values.map((value, index) => `${value.sql} AS value${index}`),
  ];
  const sql = `
    SELECT ${columns.join(', ')}
    FROM ${source.table} AS fact ${joinScope(source, [...query.by, ...query.where.keys()])}
    ${whereText(conditions)}`;
  return { sql, parameters: [...values, ...conditions].flatMap((part) => part.parameters) };
}

export type End = 'first' | 'last';

/** The time, in the source's unit, of the first or the last row of a selection. */
export function endSql(source: Source, query: Pick<UsageQuery, 'where'>, period: Period, end: End): Fragment {
  const conditions = conditionsOf(source, query, period);
  const sql = `
    SELECT fact.${source.time} FROM ${source.table} AS fact ${joinScope(source, [...query.where.keys()])}
    ${whereText(conditions)}
    ORDER BY fact.${source.time} ${end === 'first' ? 'ASC' : 'DESC'} LIMIT 1`;
  return { sql, parameters: conditions.flatMap((part) => part.parameters) };
}

/** A rollup's rows are in the order of time and then of models: with its times one by one, it is read only where these are. */
function ofModels({ source: { table, time, spanMs }, period: { since, until } }: Piece, models: number[]): Fragment[] {
  const conditions = [{ sql: `fact.model IN (${models.join(', ')})`, parameters: [] }];
  if (table === 'event' || since === undefined || until === undefined) return conditions;
  const times = Array.from({ length: (until - since) / spanMs }, (_, index) => since / spanMs + index);
  return [{ sql: `fact.${time} IN (${times.join(', ')})`, parameters: [] }, ...conditions];
}

/** Spans that lie in one calendar bucket and one UTC day, as long as that allows; or, between price changes, all the same. */
function slotOf({ bucket }: UsageQuery, { source: { time, spanMs }, models }: Piece): string {
  if (models === undefined) return `fact.${time} * ${spanMs} / ${slotMs(bucket)} * ${slotMs(bucket)}`;
  const [first, ...others] = new Set(models.values());
  if (others.length === 0) return String(first);
  return `CASE fact.model ${[...models].map(([model, at]) => `WHEN ${model} THEN ${at}`).join(' ')} END`;
}

function slotMs(bucket: UsageQuery['bucket']): number {
  if (bucket === undefined) return MS_PER_DAY;
  if (bucket.zone !== 'UTC') return hasWholeHours(bucket.zone) ? MS_PER_HOUR : MS_PER_SLOT;
  return bucket.size === 'hour' ? MS_PER_HOUR : MS_PER_DAY;
}

const ROLLUP_FACTS = { above: 'fact.above', hits: 'fact.hits' };

function eventFacts({ edges }: UsageQuery): typeof ROLLUP_FACTS {
  // Of an aggregate it is known what each of its prompts exceeds.
  const prompt = 'coalesce(fact.above + 1, fact.input + fact.cache_write_5m + fact.cache_write_1h + fact.cache_read)';
  const ascending = edges.map((edge) => Math.trunc(edge)).sort((a, b) => a - b);
  // Most exceed none: asked first.
  const cases = [
    `WHEN ${prompt} <= ${ascending[0]} THEN 0`,
    ...ascending.toReversed().map((edge) => `WHEN ${prompt} > ${edge} THEN ${edge}`),
  ];
  return {
    above: ascending.length === 0 ? '0' : `CASE ${cases.join(' ')} ELSE 0 END`,
    hits: '(fact.above IS NULL AND fact.requests > 0 AND fact.cache_read > 0)',
  };
}

function projectOf({ table }: Pick<Source, 'table'>): string {
  return table === 'event' ? 'scope.project' : 'fact.project';
}

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
  const conditions = [INFERENCES, ...conditionsOf(EVENT, query, query.period), ...added.conditions];
  const columns = [...added.columns, ...EVENT_COLUMNS.map((column) => `fact.${column}`)];
  const sql = `
    SELECT ${[...columns, ...values.map((value) => value.sql)].join(', ')}
    FROM event AS fact ${joinScope(EVENT, [...query.by, ...query.where.keys()])} ${joinNames(query.by)} ${added.joins}
    ${whereText(conditions)}
    ORDER BY ${added.order}`;
  return { sql, parameters: [...values, ...conditions].flatMap((part) => part.parameters) };
}

function conditionsOf(source: Source, { where }: Pick<UsageQuery, 'where'>, period: Period): Fragment[] {
  return [...timeConditions(source, period), ...[...where].map(([name, values]) => filter(source, name, values))];
}

/** By the numbers of what has a number: a rollup has nothing else, and few rows need be looked up. */
function filter(source: Source, dimension: Dimension, allowed: readonly string[]): Fragment {
  if (dimension === 'model') return among('fact.model', 'model', 'name', allowed);
  if (dimension === 'project') return among(projectOf(source), 'project', 'name', allowed);
  if (isTerm(dimension)) return among('fact.terms', 'terms', dimension, allowed);
  const column = columnOf(dimension);
  const values = listOf(allowed);
  return {
    sql: `${column.sql} IN (${values.sql})`,
    parameters: [...column.parameters, ...values.parameters],
  };
}

function among(column: string, table: string, name: string, allowed: readonly string[]): Fragment {
  const values = listOf(allowed);
  const sql = `${column} IN (SELECT id FROM ${table} WHERE ${name} IN (${values.sql}))`;
  return { sql, parameters: values.parameters };
}

/** A pattern may mean more values than a statement takes. */
const MOST_MARKS = 100;

function listOf(values: readonly string[]): Fragment {
  if (values.length <= MOST_MARKS) return { sql: values.map(() => '?').join(', '), parameters: values };
  return { sql: 'SELECT value FROM json_each(?)', parameters: [JSON.stringify(values)] };
}

function whereText(conditions: readonly Fragment[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.map((condition) => condition.sql).join(' AND ')}`;
}

function timeConditions({ time, spanMs }: Source, { since, until }: Period): Fragment[] {
  return [
    ...(since === undefined ? [] : [{ sql: `fact.${time} >= ?`, parameters: [since / spanMs] }]),
    ...(until === undefined ? [] : [{ sql: `fact.${time} < ?`, parameters: [until / spanMs] }]),
  ];
}

/** A dimension's column, of the table it is kept in. */
export function columnOf(dimension: Dimension): Fragment {
  if (dimension === 'model') return { sql: 'model.name', parameters: [] };
  if (dimension === 'project') return { sql: 'project.name', parameters: [] };
  if (isTerm(dimension)) return { sql: `terms.${dimension}`, parameters: [] };
  if (!dimension.startsWith('label:')) return { sql: `scope."${dimension}"`, parameters: [] };
  const path = `$.${JSON.stringify(dimension.slice('label:'.length))}`;
  return { sql: `coalesce(nullif(scope.labels, '') ->> ?, '')`, parameters: [path] };
}

function joinScope({ table }: Source, dimensions: readonly Dimension[]): string {
  const isNeeded = dimensions.some((dimension) => dimension !== 'model' && !isTerm(dimension));
  return table === 'event' && isNeeded ? 'JOIN scope ON scope.id = fact.scope' : '';
}

/** Of events read one by one. */
function joinNames(by: readonly Dimension[]): string {
  return [
    by.includes('model') ? 'JOIN model ON model.id = fact.model' : '',
    by.some((dimension) => isTerm(dimension)) ? 'JOIN terms ON terms.id = fact.terms' : '',
    by.includes('project') ? 'JOIN project ON project.id = scope.project' : '',
  ].join(' ');
}
