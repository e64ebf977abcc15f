/**
 * Pages of the Claude Code analytics API, GET /v1/organizations/usage_report/claude_code (log shapes 8), whole or item by item:
 * a day of one person or key, by model.
 */
import type { Scope } from '../core/event.ts';
import { NO_METERS, type Meters } from '../core/meters.ts';
import { MS_PER_DAY } from '../core/time.ts';
import { aggregateEvent, alikeCounter, spanFrom, type Alike } from './aggregate-event.ts';
import { asObject, filled, idText, inside, isObject, nameText, requiredCount, requiredModel } from './fields.ts';
import { PAGE_MARK, pagesReader } from './report-pages.ts';
import { eachOf, one, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context, Source } from './source.ts';

const id = 'claude-code-analytics';

export const claudeCodeAnalytics: Source = {
  id,
  title: 'Claude Code analytics API',
  tells:
    "The provider's own sums of Claude Code by day, person or key, terminal and model; no TTL split (all writes are taken as 5m), no searches, tier, region or speed, and no single requests. Holds what transcripts of the same requests hold again.",
  needle: '"model_breakdown"',
  mark: `"core_metrics"|${PAGE_MARK}`,
  claims: (record) => itemsOf(record).some(isItem),
  open: () => pagesReader(read),
};

function itemsOf(record: JsonObject): readonly unknown[] {
  return Array.isArray(record['data']) ? record['data'] : [record];
}

/** By the models, or by what is counted beside them. */
function isItem(item: unknown): item is JsonObject {
  if (!isObject(item)) return false;
  return Array.isArray(item['model_breakdown']) || ('actor' in item && isObject(item['core_metrics']));
}

function read(record: JsonObject, context: Context): Reading {
  const alike = alikeCounter();
  return eachOf(itemsOf(record), (item) => (isItem(item) ? readItem(item, context, alike) : refuse('not_this_shape')));
}

function readItem(item: JsonObject, context: Context, alike: Alike): Reading {
  const models: unknown = item['model_breakdown'];
  if (!Array.isArray(models)) return refuse('missing_count');
  const dimensions = dimensionsOf(item);
  return eachOf(models, (each: unknown) => {
    if (!isObject(each)) return refuse('not_this_shape');
    const model = requiredModel(each['model']);
    const span = spanFrom(item['date'], MS_PER_DAY, context);
    const meters = metersOf(asObject(each['tokens']) ?? refuse('missing_count'));
    const bucket = {
      source: id,
      span,
      model,
      meters,
      dimensions: new Map([...dimensions, ['model', model]]),
      scope: scopeOf(item),
      flags: meters.cache_write_5m > 0 ? (['ttl_assumed'] as const) : [],
    };
    return one(aggregateEvent(bucket, context, alike));
  });
}

function metersOf(tokens: JsonObject): Meters {
  return {
    ...NO_METERS,
    input: requiredCount(tokens['input']),
    cache_write_5m: requiredCount(tokens['cache_creation']),
    cache_read: requiredCount(tokens['cache_read']),
    output: requiredCount(tokens['output']),
  };
}

/** All that is text or true, but for the day, and whoever it was. */
function dimensionsOf({ actor, date: _day, ...rest }: JsonObject): Map<string, string> {
  const dimensions = new Map<string, string>();
  for (const [name, told] of Object.entries({ ...rest, ...(isObject(actor) && actor) })) {
    if (typeof told === 'string' && told !== '') dimensions.set(name, idText(told));
    else if (told === true) dimensions.set(name, 'true');
  }
  return dimensions;
}

const LABELS = ['terminal_type', 'customer_type', 'subscription_type'];

function scopeOf(item: JsonObject): Partial<Scope> {
  const actor = inside(item, 'actor');
  const labels = LABELS.map((name) => [name, nameText(item[name])] as const);
  return {
    user: nameText(actor['email_address']),
    api_key: nameText(actor['api_key_name']),
    labels: filled(Object.fromEntries(labels)),
  };
}
