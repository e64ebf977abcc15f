/**
 * A row of the provider's usage reports: `results[]` of the Admin API's, an item of the Usage and Cost Analytics API's
 * (log shapes 5 and 6; types: `BetaAnalyticsUsageItem` of @anthropic-ai/sdk). Both count alike and name dimensions alike.
 */
import type {
  BetaAnalyticsUsageGroup,
  BetaAnalyticsUsageMetrics,
} from '@anthropic-ai/sdk/resources/beta/organization/analytics/usage';
import type { Scope } from '../core/event.ts';
import type { Count, Meters } from '../core/meters.ts';
import { aggregateEvent, spanBetween, type Alike } from './aggregate-event.ts';
import {
  asObject,
  firstName,
  idText,
  inside,
  isObject,
  nameText,
  optionalCount,
  requiredCount,
  requiredModel,
} from './fields.ts';
import { notUsage, one, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context } from './source.ts';

interface ReportRow {
  readonly source: string;
  readonly from: unknown;
  readonly to: unknown;
  /** The dimensions: a string where the report is grouped by it, else null. */
  readonly group: JsonObject;
  readonly usage: JsonObject;
}

/** The dimensions of both APIs. */
type Group = BetaAnalyticsUsageGroup & { readonly account_id: string; readonly service_account_id: string };

/** Field names, checked against the SDK's types so that a renamed field breaks the build. */
const FIELD = {
  input: 'uncached_input_tokens',
  output: 'output_tokens',
  read: 'cache_read_input_tokens',
  write: 'cache_creation',
  tools: 'server_tool_use',
  requests: 'requests',
} as const satisfies Record<string, keyof BetaAnalyticsUsageMetrics>;

/** Text by which each such row is known. */
export const ROW_NEEDLE: string = JSON.stringify(FIELD.input);

/** The Messages API has the same names, but for the input. */
export function isReportUsage(usage: unknown): usage is JsonObject {
  if (!isObject(usage)) return false;
  const { input, output, read, write } = FIELD;
  return input in usage || (output in usage && (read in usage || write in usage) && !('input_tokens' in usage));
}

/** Dimensions that people group by under another name. */
const PLACES: ReadonlyMap<string, keyof Omit<Scope, 'labels'>> = new Map<keyof Group, keyof Omit<Scope, 'labels'>>([
  ['workspace_id', 'workspace'],
  ['api_key_id', 'api_key'],
  ['session_id', 'session'],
  ['account_id', 'user'],
  ['service_account_id', 'user'],
]);

/**
 * Those that become labels. What decides a price has columns of its own. Any other text of a row tells it from other rows, and
 * is not kept: what an API may add one day is no name that somebody chose to group by.
 */
const LABELS: ReadonlySet<string> = new Set<keyof Group>([
  ...(['actor_type', 'agent_id', 'claude_tag_category', 'claude_tag_user_id', 'context_window'] as const),
  ...([
    'deployment_id',
    'environment_id',
    'organization_id',
    'product',
    'slack_channel_id',
    'user_profile_id',
  ] as const),
]);
const TIMES = ['starting_at', 'ending_at'];

export function readRow({ source, from, to, group, usage }: ReportRow, context: Context, alike: Alike): Reading {
  const { requests, ...meters } = countsOf(usage);
  const { model: logged } = group;
  if (logged === undefined || logged === null)
    return Object.values(meters).every((count) => count === 0) ? notUsage('empty bucket') : refuse('not_by_model');
  const model = requiredModel(logged);
  if (idText(group['rbac_group_id']) !== '') return refuse('counted_per_team');
  const span = spanBetween(from, to, context);
  const dimensions = dimensionsOf(group);
  const tier = nameText(group['service_tier']);
  const bucket = {
    source,
    span,
    model,
    meters,
    requests,
    dimensions,
    tier,
    speed: nameText(group['speed']),
    geo: nameText(group['inference_geo']),
    window: group['context_window'],
    scope: scopeOf(group, dimensions),
    flags: tier === '' ? (['tier_assumed'] as const) : [],
  };
  return one(aggregateEvent(bucket, context, alike));
}

function countsOf(usage: JsonObject): Meters & { readonly requests: Count } {
  const written = asObject(usage[FIELD.write]) ?? refuse('missing_count');
  return {
    input: requiredCount(usage[FIELD.input]),
    cache_write_5m: requiredCount(written['ephemeral_5m_input_tokens']),
    cache_write_1h: requiredCount(written['ephemeral_1h_input_tokens']),
    cache_read: requiredCount(usage[FIELD.read]),
    output: requiredCount(usage[FIELD.output]),
    web_search: optionalCount(inside(usage, FIELD.tools)['web_search_requests']),
    requests: optionalCount(usage[FIELD.requests]),
  };
}

function dimensionsOf(group: JsonObject): Map<string, string> {
  const dimensions = new Map<string, string>();
  for (const [name, text] of Object.entries(group))
    if (typeof text === 'string' && text !== '' && !TIMES.includes(name)) dimensions.set(name, text);
  const { actor } = group;
  // A person's address may change or go; the id stays.
  if (isObject(actor)) dimensions.set('actor', actorId(actor) || idText(actor['email_address']));
  return dimensions;
}

function actorId(actor: JsonObject): string {
  const { provider, subject } = actor;
  if (isObject(provider)) {
    const names = Object.values(provider).filter((value) => typeof value === 'string');
    return JSON.stringify([idText(provider['type']), idText(subject) || names.sort()]);
  }
  return idText(actor['user_id']) || idText(actor['service_account_id']) || idText(actor['api_key_id']);
}

function scopeOf({ actor }: JsonObject, dimensions: ReadonlyMap<string, string>): Partial<Scope> {
  const scope: Partial<Record<keyof Scope, string>> = {};
  const labels: [string, string][] = [];
  for (const [name, text] of dimensions) {
    const place = PLACES.get(name);
    if (place !== undefined) scope[place] = nameText(text);
    else if (LABELS.has(name)) labels.push([name, nameText(text)]);
  }
  return { ...scope, ...(isObject(actor) && whoIs(actor)), labels: Object.fromEntries(labels) };
}

/** A key may act for itself. */
function whoIs(actor: JsonObject): Partial<Scope> {
  const key = nameText(actor['api_key_id']);
  if (key !== '') return { api_key: key };
  return { user: firstName(['email_address', 'user_id', 'service_account_id', 'subject'].map((name) => actor[name])) };
}
