/**
 * Pages of the Claude Code analytics API, GET /v1/organizations/usage_report/claude_code (log shapes 8), whole or item by item:
 * a day of one person or key, by model.
 */
import type { Scope } from '../core/event.ts';
import { NO_METERS, type Meters } from '../core/meters.ts';
import { MS_PER_DAY } from '../core/time.ts';
import { aggregateEvent, alikeCounter, spanFrom, type Alike } from './aggregate-event.ts';
import { allCounts, filled, idText, inside, isObject, modelOf, nameText, requiredCount } from './fields.ts';
import { PAGE_MARK, pagesReader } from './report-pages.ts';
import { one, refused, together, type JsonObject, type Reading, type Refusal } from './reading.ts';
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
  return together(
    itemsOf(record).flatMap((item) => (isItem(item) ? readItem(item, context, alike) : [refused('not_this_shape')])),
  );
}

function readItem(item: JsonObject, context: Context, alike: Alike): Reading[] {
  const models = item['model_breakdown'];
  if (!Array.isArray(models)) return [refused('missing_count')];
  const span = spanFrom(item['date'], MS_PER_DAY, context);
  const dimensions = dimensionsOf(item);
  return models.map((each: unknown) => {
    if (!isObject(each)) return refused('not_this_shape');
    const model = modelOf(each['model']);
    if (model === undefined) return refused('no_model');
    if (!span.ok) return refused(span.reason);
    const meters = metersOf(each['tokens']);
    if (typeof meters === 'string') return refused(meters);
    const bucket = {
      ...{ source: id, span, model, meters, requests: 0, tier: '', speed: '', geo: '', window: undefined },
      dimensions: new Map([...dimensions, ['model', model]]),
      scope: scopeOf(item),
      flags: meters.cache_write_5m > 0 ? (['ttl_assumed'] as const) : [],
    };
    return one(aggregateEvent(bucket, context, alike));
  });
}

function metersOf(tokens: unknown): Meters | Refusal {
  if (!isObject(tokens)) return 'missing_count';
  const counts = allCounts({
    input: requiredCount(tokens['input']),
    cache_write_5m: requiredCount(tokens['cache_creation']),
    cache_read: requiredCount(tokens['cache_read']),
    output: requiredCount(tokens['output']),
  });
  return typeof counts === 'string' ? counts : { ...NO_METERS, ...counts };
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
