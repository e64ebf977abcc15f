/** A call that a log of another shape than the Messages API's tells of, as a usage event. */
import { NO_SCOPE, type Scope, type UsageEvent } from '../core/event.ts';
import { flagBits, type Flag } from '../core/flags.ts';
import type { Meters } from '../core/meters.ts';
import { parseModelId, stripContext } from '../core/model-id.ts';
import { callKey, contentKey, promptCounts, requestIn } from './call-key.ts';
import { isGiven, type When } from './fields.ts';
import { asLogged } from './project.ts';
import { one, type JsonObject, type Reading } from './reading.ts';
import type { Context } from './source.ts';
import { withUnknownKeys } from './usage-keys.ts';

/** What a call used, and what had to be assumed to read it. */
export interface Counts {
  readonly meters: Meters;
  readonly flags: readonly Flag[];
}

interface Call extends When {
  readonly source: string;
  /** The response's id as the log has it. Where it is the provider's own, the same call in another log is the same event. */
  readonly id: string;
  /** The request's; '' or left out where the log has none. */
  readonly request?: string;
  /** What the log itself knows it by, in a namespace of its own ("span:…"). */
  readonly key?: string | undefined;
  /** As logged. */
  readonly model: string;
  readonly counts: Counts;
  /** What the counts were read from, to say which of its counts nobody knows. */
  readonly usage?: JsonObject;
  /** '' or left out: as the model id tells, else "api". */
  readonly platform?: string | undefined;
  readonly tier?: string;
  readonly speed?: string;
  readonly geo?: string | undefined;
  readonly scope?: Partial<Scope>;
  readonly completeness?: number;
  /** All it says, where that is more than its model and its counts. */
  readonly content?: (terms: UsageEvent['terms']) => unknown;
}

export function callReading(context: Context, call: Call): Reading {
  const reading = one(callEvent(context, call));
  return call.usage === undefined ? reading : withUnknownKeys(reading, call.usage);
}

export function callEvent(context: Context, call: Call): UsageEvent {
  const { source, id, at, model, scope } = call;
  const { meters } = call.counts;
  const place = parseModelId(model);
  const ownTime = isGiven(call) ? undefined : at;
  const { session = '' } = scope ?? {};
  const { request = '' } = call;
  const terms = {
    source,
    platform: call.platform || (place.platform ?? 'api'),
    tier: call.tier || (place.tier ?? ''),
    speed: call.speed || (place.speed ?? ''),
    geo: call.geo || (place.reach ?? ''),
  };
  const all = call.content?.(terms);
  const key = callKey({
    ...{ id, key: call.key, session, request },
    content: () => all ?? [ownTime ?? null, model, promptCounts(meters)],
  });
  const flags: Flag[] = [...call.counts.flags, ...call.flags, ...(key === undefined ? (['no_id'] as const) : [])];
  return {
    key: key ?? contentKey({ source, content: all ?? [model, meters, asLogged(scope)], at: ownTime }, context),
    at,
    until: call.until ?? at,
    parts: [{ model: stripContext(model), kind: 'message', meters, requests: 1 }],
    terms,
    scope: { ...NO_SCOPE, ...scope, labels: { ...scope?.labels, ...context.labels } },
    ...requestIn(session, request, id === ''),
    flags: flagBits(flags),
    completeness: call.completeness ?? 0,
    origin: { file: context.file, line: context.line },
  };
}
