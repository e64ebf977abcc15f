/**
 * The project's own table, as CSV or one JSON object a line: any log can be mapped to it with jq.
 *
 * Columns: `at`, `model` and the five meters, which must all be there (a cache that was not used is 0, not
 * missing); optional are `web_search`, `id`, `platform`, `tier`, `speed`, `geo`, `session`, `thread`, `project`,
 * `workspace`, `api_key`, `user` and `label:NAME` (in JSON also an object `labels`).
 */
import { labelsText, type Scope } from '../core/event.ts';
import { flagBits, type Flag } from '../core/flags.ts';
import { TOKEN_METERS, type Meters, type TokenMeter } from '../core/meters.ts';
import { parseModelId, stripContext } from '../core/model-id.ts';
import {
  allCounts,
  idText,
  instantOf,
  isObject,
  labelsFrom,
  modelOf,
  nameText,
  optionalCount,
  requiredCount,
  type CountResult,
} from './fields.ts';
import { cellCount, cellValue } from './cells.ts';
import { callKey, contentKey } from './call-key.ts';
import { one, refused, type JsonObject, type Reading, type Refusal } from './reading.ts';
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
  open: () => ({ read }),
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
  const model = modelOf(row['model']);
  if (model === undefined) return refused('no_model');
  const at = cellValue(row['at']);
  const instant = instantOf(cellCount(at), context);
  if (!instant.ok) return refused(instant.reason);
  const meters = readMeters(row);
  if (typeof meters === 'string') return refused(meters);

  const logged = idText(row['id']);
  const flags: Flag[] = [...instant.flags];
  if (logged === '') flags.push('no_id');
  const place = parseModelId(model);
  const terms = {
    source: id,
    platform: cellText(row['platform']) || (place.platform ?? 'api'),
    tier: cellText(row['tier']) || (place.tier ?? ''),
    speed: cellText(row['speed']) || (place.speed ?? ''),
    geo: cellText(row['geo']) || (place.reach ?? ''),
  };
  const own = { names: names(row), labels: labels(row) };
  const content = [at, model, meters, terms, own.names, labelsText(own.labels)];
  // Row numbers and the like, which another table may use for another response.
  const named = { id: logged, key: undefined, session: own.names.session, request: '', content: () => content };
  const ownTime = flags.includes('instant_given') ? undefined : instant.at;
  return one({
    key: callKey(named) ?? contentKey({ source: id, content, at: ownTime }, context),
    at: instant.at,
    until: instant.at,
    parts: [{ model: stripContext(model), kind: 'message', meters, requests: 1 }],
    terms,
    scope: { ...own.names, labels: { ...own.labels, ...context.labels } },
    flags: flagBits(flags),
    completeness: 0,
    origin: { file: context.file, line: context.line },
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

function readMeters(row: JsonObject): Meters | Refusal {
  const counts = TOKEN_METERS.map((meter) => [meter, requiredCount(cellCount(row[meter]))] as const);
  return allCounts({
    ...(Object.fromEntries(counts) as Record<TokenMeter, CountResult>),
    web_search: optionalCount(cellCount(row['web_search'])),
  });
}

function labels(row: JsonObject): Record<string, string> {
  const inner = isObject(row['labels']) ? Object.entries(row['labels']) : [];
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
