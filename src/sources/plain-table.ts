/**
 * The project's own table, as CSV or one JSON object a line: any log can be mapped to it with jq.
 *
 * Columns: `at`, `model` and the five meters, which must all be there (a cache that was not used is 0, not
 * missing); optional are `web_search`, `id`, `platform`, `tier`, `speed`, `geo`, `session`, `thread`, `project`,
 * `workspace`, `api_key`, `user` and `label:NAME` (in JSON also an object `labels`).
 */
import { labelsText, type Scope } from '../core/event.ts';
import { TOKEN_METERS, type Count, type Meters, type TokenMeter } from '../core/meters.ts';
import { callReading } from './call-event.ts';
import { cellCount, cellValue } from './cells.ts';
import {
  idText,
  inside,
  instantOf,
  labelsFrom,
  nameText,
  optionalCount,
  requiredCount,
  requiredModel,
} from './fields.ts';
import { reading, type JsonObject, type Reading } from './reading.ts';
import type { Context, Source } from './source.ts';

const id = 'plain-table';
const REQUIRED = ['at', 'model', ...TOKEN_METERS];

export const plainTable: Source = {
  id,
  title: 'Plain table (CSV or NDJSON)',
  tells: 'Whatever its columns carry; the at, model and all five meter columns are required.',
  mark: '"cache_write_',
  claims: (record) => CACHE.filter((column) => column in record).length > 1 && ('model' in record || 'at' in record),
  claimsHeader: isHeader,
  open: () => ({ read: (row, context) => reading(() => read(row, context)) }),
};

/** Names that are this table's own. */
const CACHE = ['cache_write_5m', 'cache_write_1h', 'cache_read'];

/** A column that stands twice could mean either. */
function isHeader(columns: readonly string[]): boolean {
  return hasAll(columns) && new Set(columns).size === columns.length;
}

function hasAll(columns: readonly string[]): boolean {
  return REQUIRED.every((column) => columns.includes(column));
}

function read(row: JsonObject, context: Context): Reading {
  const model = requiredModel(row['model']);
  const at = cellValue(row['at']);
  const when = instantOf(cellCount(at), context);
  const meters = readMeters(row);
  const own = { names: names(row), labels: labels(row) };
  return callReading(context, {
    source: id,
    id: idText(row['id']),
    ...when,
    model,
    counts: { meters, flags: [] },
    platform: cellText(row['platform']),
    tier: cellText(row['tier']),
    speed: cellText(row['speed']),
    geo: cellText(row['geo']),
    scope: { ...own.names, labels: own.labels },
    // Row numbers and the like, which another table may use for another response.
    content: (terms) => [at, model, meters, terms, own.names, labelsText(own.labels)],
  });
}

function names(row: JsonObject): Omit<Scope, 'labels'> {
  return {
    session: cellText(row['session']),
    thread: cellText(row['thread']),
    project: cellText(row['project']),
    workspace: cellText(row['workspace']),
    api_key: cellText(row['api_key']),
    user: cellText(row['user']),
  };
}

function readMeters(row: JsonObject): Meters {
  const counts = TOKEN_METERS.map((meter) => [meter, requiredCount(cellCount(row[meter]))] as const);
  return {
    ...(Object.fromEntries(counts) as Record<TokenMeter, Count>),
    web_search: optionalCount(cellCount(row['web_search'])),
  };
}

function labels(row: JsonObject): Record<string, string> {
  const inner = Object.entries(inside(row, 'labels'));
  const columns = Object.keys(row).filter((column) => column.startsWith('label:'));
  if (inner.length + columns.length === 0) return {};
  const all = [...inner, ...columns.map((column) => [column.slice('label:'.length), row[column]] as const)];
  return labelsFrom(all.map(([name, value]) => [name, asText(value)]));
}

/** In JSON, a name may be a number. An id may not: row numbers of two tables are not one response. */
function cellText(value: unknown): string {
  return nameText(asText(value));
}

function asText(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
