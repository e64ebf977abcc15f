/** What all conventions share: when, where and for whom the call of a span or log record was. */
import type { Scope } from '../core/event.ts';
import { parseModelId } from '../core/model-id.ts';
import { callReading } from './call-event.ts';
import { endOf, filled, firstName, instantOf, nameText, requiredModel } from './fields.ts';
import { messageEvent } from './message-event.ts';
import type { JsonObject, Reading } from './reading.ts';
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
  /** Asked for only where there is no usage of the provider's own. */
  readonly usage: () => ToldUsage;
  /** The provider's own usage where the signal has it: better than what was made of it. */
  readonly own?: JsonObject | undefined;
  readonly stopReason?: unknown;
  readonly platform?: string;
  readonly tier?: string;
  readonly speed?: string;
  readonly scope: Scope;
}

export function readSignal(signal: Signal, context: Context, call: SignalCall): Reading {
  const model = requiredModel(call.model);
  const began = instantOf(signal.start, context);
  const around = {
    source: call.source ?? 'otel-genai',
    ...began,
    until: endOf(signal.end, began),
    scope: call.scope,
    key: call.key,
    ...placeOf(call, model),
  };
  const { id = '' } = call;
  if (call.own !== undefined)
    return messageEvent({ id, model, usage: call.own, stop_reason: call.stopReason }, context, around);
  const counts = call.usage();
  const { completeness } = counts;
  const { request = '', tier = '', speed = '' } = call;
  return callReading(context, { ...around, id, model, counts, completeness, request, tier, speed });
}

interface Place {
  readonly platform: string;
  readonly geo: 'global' | 'regional' | undefined;
}

function placeOf(call: SignalCall, model: string): Place {
  const [answered, asked] = [parseModelId(model), parseModelId(nameText(call.requested))];
  const platform = answered.platform ?? asked.platform ?? call.platform ?? '';
  return { platform, geo: answered.reach ?? asked.reach };
}

const SESSIONS = [
  ...['gen_ai.conversation.id', 'session.id', 'anthropic.session.id', 'ai.telemetry.metadata.sessionId'],
  'traceloop.association.properties.session_id',
];
const USERS = ['user.id', 'enduser.id', 'ai.telemetry.metadata.userId', 'traceloop.association.properties.user_id'];

export function scopeOf({ attribute, resource }: Signal): Scope {
  const text = (...values: readonly unknown[]): string => firstName(values);
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
