/** The totals that end a query of the Agent SDK, and what they hold beyond its answers' own lines. */
import type { Scope, UsageEvent } from '../core/event.ts';
import { flagBits } from '../core/flags.ts';
import { addMeters, NO_METERS, type Meters } from '../core/meters.ts';
import { stripContext } from '../core/model-id.ts';
import { aggregateEvent, spanBetween } from './aggregate-event.ts';
import { asObject, inside, isObject, nameText, optionalCount, requiredModel, snake } from './fields.ts';
import { refuse, type JsonObject } from './reading.ts';
import type { Context } from './source.ts';

/** By model, as the provider prices it; older versions tell the sum of all only, which is then that of the one model. */
export function totalsOf(record: JsonObject, fallback: unknown): ReadonlyMap<string, Meters> {
  const { modelUsage, usage } = record;
  const totals = new Map<string, Meters>();
  if (isObject(modelUsage) && Object.keys(modelUsage).length > 0) {
    // In the order of the names: those of an object say nothing.
    for (const logged of Object.keys(modelUsage).sort()) {
      const model = requiredModel(stripContext(logged));
      const meters = metersOf(asObject(modelUsage[logged]) ?? refuse('missing_count'), (name) => name);
      totals.set(model, addMeters(totals.get(model) ?? NO_METERS, meters));
    }
    return totals;
  }
  if (!isObject(usage)) return refuse('missing_count');
  const model = stripContext(requiredModel(fallback));
  return totals.set(model, metersOf({ ...usage, ...inside(usage, 'server_tool_use') }, snake));
}

/** `spelt`: the names as they are here, or in snake case. */
function metersOf(usage: JsonObject, spelt: (name: string) => string): Meters {
  const [input, output] = [usage[spelt('inputTokens')], usage[spelt('outputTokens')]];
  if (input === undefined || output === undefined) return refuse('missing_count');
  return {
    ...NO_METERS,
    input: optionalCount(input),
    output: optionalCount(output),
    cache_read: optionalCount(usage[spelt('cacheReadInputTokens')]),
    cache_write_5m: optionalCount(usage[spelt('cacheCreationInputTokens')]),
    web_search: optionalCount(usage[spelt('webSearchRequests')]),
  };
}

/**
 * What the totals have beyond the answers' own lines. A process that goes on adds each query to the totals of those before;
 * smaller ones are of a new process.
 */
export function restOf(
  totals: ReadonlyMap<string, Meters>,
  earlier: ReadonlyMap<string, Meters>,
  events: readonly UsageEvent[],
): ReadonlyMap<string, Meters> {
  const goesOn = [...earlier].every(([model, meters]) => isWithin(meters, totals.get(model) ?? NO_METERS));
  const before = goesOn ? earlier : new Map<string, Meters>();
  const told = new Map<string, Meters>();
  for (const { model, meters } of events.flatMap(({ parts }) => parts))
    told.set(model, addMeters(told.get(model) ?? NO_METERS, meters));
  const rest = new Map<string, Meters>();
  for (const [model, total] of totals) {
    const lines = told.get(model) ?? NO_METERS;
    const written = { cache_write_5m: lines.cache_write_5m + lines.cache_write_1h, cache_write_1h: 0 };
    const base = addMeters(before.get(model) ?? NO_METERS, { ...lines, ...written });
    // Lines that say more than the totals are right: each is a call.
    const beyond = (meter: keyof Meters): number => Math.max(0, total[meter] - base[meter]);
    const meters: Meters = {
      ...{ input: beyond('input'), cache_read: beyond('cache_read'), output: beyond('output') },
      ...{ cache_write_5m: beyond('cache_write_5m'), cache_write_1h: 0, web_search: beyond('web_search') },
    };
    if (Object.values(meters).some((count) => count > 0)) rest.set(model, meters);
  }
  return rest;
}

function isWithin(smaller: Meters, larger: Meters): boolean {
  return (Object.keys(smaller) as (keyof Meters)[]).every((meter) => smaller[meter] <= larger[meter]);
}

interface Rest {
  readonly model: string;
  readonly meters: Meters;
  readonly source: string;
  readonly scope: Partial<Scope>;
  readonly record: JsonObject;
  readonly key: string;
}

export function restEvent({ source, model, meters, scope, record, key }: Rest, context: Context): UsageEvent {
  const usage = inside(record, 'usage');
  const bucket = {
    source,
    span: spanBetween(record['timestamp'], undefined, context),
    model,
    meters,
    dimensions: new Map([['model', model]]),
    tier: nameText(usage['service_tier']),
    speed: nameText(usage['speed']),
    scope: { ...scope, thread: 'main' },
    flags: meters.cache_write_5m > 0 ? (['ttl_assumed'] as const) : [],
  };
  const event = aggregateEvent(bucket, context, () => 1);
  return { ...event, key, flags: event.flags & ~flagBits(['no_id']) };
}
