/** A call that a log of another shape than the Messages API's tells of, as a usage event. */
import { NO_SCOPE, type Kind, type Scope, type UsageEvent } from '../core/event.ts';
import { flagBits, type Flag } from '../core/flags.ts';
import type { Meters } from '../core/meters.ts';
import { parseModelId, stripContext } from '../core/model-id.ts';
import type { Instant } from '../core/time.ts';
import { callKey, contentKey, promptCounts, requestIn } from './call-key.ts';
import { asLogged } from './project.ts';
import { one, type JsonObject, type Reading } from './reading.ts';
import type { Context } from './source.ts';
import { withUnknownKeys } from './usage-keys.ts';

export interface Call {
  readonly source: string;
  /** The response's id as the log has it. Where it is the provider's own, the same call in another log is the same event. */
  readonly id: string;
  /** The request's; '' or left out where the log has none. */
  readonly request?: string;
  /** What the log itself knows it by, in a namespace of its own ("span:…"). */
  readonly key?: string;
  readonly at: Instant;
  /** Where it is known to have ended later. */
  readonly until?: Instant;
  /** As logged. */
  readonly model: string;
  readonly kind?: Kind;
  readonly meters: Meters;
  /** What the meters were read from, to say which of its counts nobody knows. */
  readonly usage?: JsonObject;
  readonly flags: readonly Flag[];
  /** '' or left out: as the model id tells, else "api". */
  readonly platform?: string;
  readonly tier?: string;
  readonly speed?: string;
  readonly geo?: string;
  readonly scope?: Partial<Scope>;
  readonly completeness?: number;
}

export function callReading(context: Context, call: Call): Reading {
  const reading = one(callEvent(context, call));
  return call.usage === undefined ? reading : withUnknownKeys(reading, call.usage);
}

export function callEvent(context: Context, call: Call): UsageEvent {
  const { source, id, at, model, meters, scope } = call;
  const place = parseModelId(model);
  const ownTime = call.flags.includes('instant_given') ? undefined : at;
  const { session = '' } = scope ?? {};
  const { request = '' } = call;
  const key = callKey({
    ...{ id, key: call.key, session, request },
    content: () => [ownTime ?? null, model, promptCounts(meters)],
  });
  const flags = key === undefined ? [...call.flags, 'no_id' as const] : call.flags;
  return {
    key: key ?? contentKey({ source, content: [model, meters, asLogged(scope)], at: ownTime }, context),
    at,
    until: call.until ?? at,
    parts: [{ model: stripContext(model), kind: call.kind ?? 'message', meters, requests: 1 }],
    terms: {
      source,
      platform: call.platform === undefined || call.platform === '' ? (place.platform ?? 'api') : call.platform,
      tier: call.tier || (place.tier ?? ''),
      speed: call.speed || (place.speed ?? ''),
      geo: call.geo === undefined || call.geo === '' ? (place.reach ?? '') : call.geo,
    },
    scope: { ...NO_SCOPE, ...scope, labels: { ...scope?.labels, ...context.labels } },
    ...requestIn(session, request, id === ''),
    flags: flagBits(flags),
    completeness: call.completeness ?? 0,
    origin: { file: context.file, line: context.line },
  };
}
