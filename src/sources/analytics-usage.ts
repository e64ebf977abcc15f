/**
 * Pages of the Usage and Cost Analytics API, GET /v1/organizations/analytics/usage (log shapes 6; in the SDK since 1.2), whole
 * or item by item.
 */
import type { BetaAnalyticsUsageItem } from '@anthropic-ai/sdk/resources/beta/organization/analytics/usage';
import { alikeCounter } from './aggregate-event.ts';
import { asObject, isObject } from './fields.ts';
import { PAGE_MARK, pagesReader } from './report-pages.ts';
import { isReportUsage, readRow, ROW_NEEDLE } from './report-row.ts';
import { eachOf, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context, Source } from './source.ts';

const id = 'analytics-usage';

const FIELD = {
  from: 'starting_at',
  to: 'ending_at',
  group: 'group',
  usage: 'usage',
} as const satisfies Record<string, keyof BetaAnalyticsUsageItem>;

export const analyticsUsage: Source = {
  id,
  title: 'Usage and Cost Analytics API',
  tells:
    "The provider's own sums by time bucket and by what the report is grouped by (it must be by model), with the TTL split and how many requests there were; no single requests, so no request hit ratio, and no band of Haiku 5.5. Holds what other logs of the same requests hold again, as does the same time in other buckets or another report, which cannot be recognised.",
  needle: ROW_NEEDLE,
  mark: `"starting_at"|${PAGE_MARK}`,
  claims: (record) => itemsOf(record).some(isItem),
  open: () => pagesReader(read),
};

function itemsOf(record: JsonObject): readonly unknown[] {
  return Array.isArray(record['data']) ? record['data'] : [record];
}

/** Grouped, and of a span of time: the cost report has a cost in the place of the usage. */
function isItem(item: unknown): item is JsonObject & { readonly group: JsonObject } {
  if (!isObject(item) || !isObject(item[FIELD.group])) return false;
  return isReportUsage(item[FIELD.usage]) || (FIELD.from in item && FIELD.to in item && !('cost' in item));
}

function read(record: JsonObject, context: Context): Reading {
  const alike = alikeCounter();
  return eachOf(itemsOf(record), (item) => {
    if (!isItem(item)) return refuse('not_this_shape');
    const { group, [FIELD.from]: from, [FIELD.to]: to } = item;
    const usage = asObject(item[FIELD.usage]) ?? refuse('missing_count');
    return readRow({ source: id, from, to, group, usage }, context, alike);
  });
}
