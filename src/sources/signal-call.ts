/** What all conventions share: when, where and for whom the call of a span or log record was. */
import type { Scope } from '../core/event.ts';
import { parseModelId } from '../core/model-id.ts';
import { callReading, type Call } from './call-event.ts';
import { filled, instantOf, modelOf, nameText } from './fields.ts';
import { messageEvent } from './message-event.ts';
import { refused, type JsonObject, type Reading } from './reading.ts';
import type { Context } from './source.ts';
import type { Signal } from './telemetry.ts';
import type { ToldUsage } from './told-usage.ts';

interface SignalCall {
  /** Left out: that of spans which follow the standard. */
  readonly source?: string;
  /** The provider's id of the response; '' or left out where there is none. */
  readonly id?: string;
  /** The request's id; '' or left out where there is none. */
  readonly request?: string;
  /** What the call is known by without one. */
  readonly key: string | undefined;
  readonly model: unknown;
  /** What was asked for, which may name the platform and its region where the response does not. */
  readonly requested?: unknown;
  readonly usage: ToldUsage;
  /** The provider's own usage where the signal has it: better than what was made of it. */
  readonly own?: JsonObject | undefined;
  readonly stopReason?: unknown;
  readonly platform?: string;
  readonly tier?: string;
  readonly speed?: string;
  readonly scope: Scope;
}

export function readSignal(signal: Signal, context: Context, call: SignalCall): Reading {
  const model = modelOf(call.model);
  if (model === undefined) return refused('no_model');
  const instant = instantOf(signal.start, context);
  if (!instant.ok) return refused(instant.reason);
  const end = instantOf(signal.end, { ...context, given: undefined });
  const when = { at: instant.at, ...(end.ok && end.at > instant.at && { until: end.at }) };
  const { source = 'otel-genai', id = '', scope } = call;
  const place = placeOf(call, model);
  if (call.own !== undefined) {
    const around = { source, ...when, flags: instant.flags, scope, key: call.key, ...place };
    return messageEvent({ id, model, usage: call.own, stop_reason: call.stopReason }, context, around);
  }
  if (!call.usage.ok) return refused(call.usage.reason);
  const { meters, flags, completeness } = call.usage;
  const event: Call = {
    ...{ source, id, ...when, model, scope, meters, completeness, flags: [...flags, ...instant.flags] },
    ...(call.key !== undefined && { key: call.key }),
    request: call.request ?? '',
    ...place,
    tier: call.tier ?? '',
    speed: call.speed ?? '',
  };
  return callReading(context, event);
}

interface Place {
  readonly platform?: string;
  readonly geo?: 'global' | 'regional';
}

function placeOf(call: SignalCall, model: string): Place {
  const [answered, asked] = [parseModelId(model), parseModelId(nameText(call.requested))];
  const platform = answered.platform ?? asked.platform ?? call.platform ?? '';
  const geo = answered.reach ?? asked.reach;
  return { ...(platform !== '' && { platform }), ...(geo && { geo }) };
}

const SESSIONS = [
  ...['gen_ai.conversation.id', 'session.id', 'anthropic.session.id', 'ai.telemetry.metadata.sessionId'],
  'traceloop.association.properties.session_id',
];
const USERS = ['user.id', 'enduser.id', 'ai.telemetry.metadata.userId', 'traceloop.association.properties.user_id'];

export function scopeOf({ attribute, resource }: Signal): Scope {
  const text = (...values: readonly unknown[]): string => values.map(nameText).find((name) => name !== '') ?? '';
  const labels = {
    service: text(resource('service.name'), attribute('service.name')),
    environment: text(resource('deployment.environment.name'), resource('deployment.environment')),
    agent: text(attribute('gen_ai.agent.name')),
  };
  return {
    session: text(...SESSIONS.map(attribute), resource('session.id')),
    thread: text(attribute('anthropic.session.thread.id'), attribute('agent_id')),
    project: text(resource('openinference.project.name')),
    workspace: text(attribute('anthropic.workspace.id')),
    api_key: '',
    user: text(...USERS.map(attribute), resource('user.id')),
    labels: filled(labels),
  };
}
