/**
 * The Console's usage export (log shapes 9), by the names of its columns, of which each version had others: now with
 * context_window, inference_geo and speed; in 2025 without; before one-hour writes with one column of writes; and, grouped by
 * model alone, without names and types.
 */
import type { Scope } from '../core/event.ts';
import type { Flag } from '../core/flags.ts';
import type { Count, Meters } from '../core/meters.ts';
import { MS_PER_HOUR } from '../core/time.ts';
import { aggregateEvent, alikeCounter, spanFrom, type Alike } from './aggregate-event.ts';
import { cellCount, cellValue } from './cells.ts';
import { filled, nameText, optionalCount, requiredCount, requiredModel } from './fields.ts';
import { one, reading, type JsonObject, type Reading } from './reading.ts';
import type { Context, Source } from './source.ts';

const id = 'console-usage-csv';

const WRITE = 'usage_input_tokens_cache_write';
const [WRITE_5M, WRITE_1H] = [`${WRITE}_5m`, `${WRITE}_1h`];
const [INPUT, READ, OUTPUT] = ['usage_input_tokens_no_cache', 'usage_input_tokens_cache_read', 'usage_output_tokens'];

export const consoleUsageCsv: Source = {
  id,
  title: 'Console usage export (CSV)',
  tells:
    "The provider's own sums by day or hour, model, key, workspace, batch or not, and in newer exports context window, region and speed, with the TTL split; no single requests, so no request hit ratio, and no band of Haiku 5.5. Holds what other logs of the same requests hold again, as do exports with other columns or by hour instead of day, which cannot be recognised.",
  claims: (record) => isHeader(Object.keys(record)),
  claimsHeader: (columns) => isHeader(columns) && new Set(columns).size === columns.length,
  open: () => {
    const alike = alikeCounter();
    return { read: (row, context) => reading(() => read(row, context, alike)) };
  },
  // Rows that are alike are told apart by their order in the file.
  spansRecords: true,
};

function isHeader(columns: readonly string[]): boolean {
  const has = (names: readonly string[]): boolean => names.every((name) => columns.includes(name));
  return has(['usage_date_utc', 'model_version', INPUT, READ, OUTPUT]) && (has([WRITE]) || has([WRITE_5M, WRITE_1H]));
}

function read(row: JsonObject, context: Context, alike: Alike): Reading {
  const model = requiredModel(row['model_version']);
  const span = spanFrom(cellValue(row['usage_date_utc']), MS_PER_HOUR, context);
  const meters = metersOf(row);
  const tier = nameText(row['usage_type']);
  const flags: Flag[] = WRITE in row && meters.cache_write_5m > 0 ? ['ttl_assumed'] : [];
  if (tier === '') flags.push('tier_assumed');
  const bucket = {
    // The column's name says that times are in UTC.
    span: { ...span, flags: span.flags.filter((flag) => flag !== 'zone_assumed') },
    source: id,
    model,
    meters,
    dimensions: dimensionsOf(row),
    tier,
    flags,
    scope: scopeOf(row),
    speed: nameText(row['speed']),
    geo: nameText(row['inference_geo']),
    window: row['context_window'],
  };
  return one(aggregateEvent(bucket, context, alike));
}

function metersOf(row: JsonObject): Meters {
  const count = (column: string): Count => requiredCount(cellCount(row[column]));
  return {
    input: count(INPUT),
    cache_write_5m: count(WRITE in row ? WRITE : WRITE_5M),
    cache_write_1h: WRITE in row ? 0 : count(WRITE_1H),
    cache_read: count(READ),
    output: count(OUTPUT),
    web_search: optionalCount(cellCount(row['web_search_count'])),
  };
}

/** Counts tell nothing apart, nor does the time here, and the state of a key may change ("api_key_status"). */
const NO_DIMENSION = /tokens|_count$|_status$|^usage_date_utc$/;

/** An older export has fewer columns; one that is empty is one that is not there. */
function dimensionsOf(row: JsonObject): Map<string, string> {
  const cells = Object.entries(row).filter(([column]) => !NO_DIMENSION.test(column));
  return new Map(cells.flatMap(([column, cell]) => (typeof cell === 'string' && cell !== '' ? [[column, cell]] : [])));
}

function scopeOf(row: JsonObject): Partial<Scope> {
  const window = nameText(row['context_window']);
  return {
    workspace: nameText(row['workspace']),
    api_key: nameText(row['api_key']),
    labels: filled({ context_window: window }),
  };
}
