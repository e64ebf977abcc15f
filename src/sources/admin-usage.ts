/**
 * Pages of the Admin API's usage report, GET /v1/organizations/usage_report/messages (log shapes 5), whole, or bucket by
 * bucket, or row by row. The older reports of Claude Enterprise (analytics/usage_report, analytics/user_usage_report) look
 * the same.
 */
import { alikeCounter } from './aggregate-event.ts';
import { isObject } from './fields.ts';
import { PAGE_MARK, pagesReader } from './report-pages.ts';
import { isReportUsage, readRow, ROW_NEEDLE } from './report-row.ts';
import { eachOf, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context, Source } from './source.ts';

const id = 'admin-usage';

export const adminUsage: Source = {
  id,
  title: 'Admin API usage report',
  tells:
    "The provider's own sums by time bucket and by what the report is grouped by (it must be by model), with the TTL split; no single requests, so no request hit ratio, and no band of Haiku 5.5. Holds what other logs of the same requests hold again, as does the same time in other buckets or another report, which cannot be recognised.",
  mark: PAGE_MARK,
  needle: ROW_NEEDLE,
  claims,
  open: () => pagesReader(read),
};

function claims(record: JsonObject): boolean {
  const { data } = record;
  if (!Array.isArray(data)) return isRow(record) || isBucket(record);
  if (data.length === 0) return 'has_more' in record && Object.keys(record).every((name) => PAGE.includes(name));
  const parts = data.filter(isObject);
  return parts.some(isRow) || parts.some(hasUsage) || (parts.some(isBucket) && !parts.some(isOther));
}

/** The keys of a page: an empty one has nothing else to be known by. */
const PAGE = ['data', 'has_more', 'next_page'];

function isRow(record: JsonObject): boolean {
  return isReportUsage(record) && 'starting_at' in record;
}

function hasUsage({ results }: JsonObject): boolean {
  return Array.isArray(results) && results.some(isReportUsage);
}

/** A bucket without usage is empty, and has its time to be known by. */
function isBucket(record: JsonObject): boolean {
  const { results } = record;
  return hasUsage(record) || (Array.isArray(results) && results.length === 0 && 'starting_at' in record);
}

/** The cost report has buckets too, and empty ones among them. */
function isOther(record: JsonObject): boolean {
  return !isRow(record) && !isBucket(record);
}

function read(record: JsonObject, context: Context): Reading {
  if (!claims(record)) return refuse('not_this_shape');
  const alike = alikeCounter();
  const parts: readonly unknown[] = Array.isArray(record['data']) ? record['data'] : [record];
  return eachOf(parts.flatMap(rowsOf), (row) => {
    const { bucket, usage } = row ?? refuse('not_this_shape');
    const { starting_at: from, ending_at: to } = bucket;
    return readRow({ source: id, from, to, group: usage, usage }, context, alike);
  });
}

interface Row {
  readonly bucket: JsonObject;
  readonly usage: JsonObject;
}

/** undefined is one that cannot be read. */
function rowsOf(part: unknown): (Row | undefined)[] {
  if (!isObject(part)) return [undefined];
  if (isRow(part)) return [{ bucket: part, usage: part }];
  const { results } = part;
  if (!Array.isArray(results)) return [undefined];
  return results.map((usage) => (isObject(usage) ? { bucket: part, usage } : undefined));
}
