/**
 * A Messages API response, wherever a log keeps it, as a usage event.
 */
import { COMPLETENESS, NO_SCOPE, type Scope, type UsagePart } from '../core/event.ts';
import { flagBits, UNFINISHED, type Flag } from '../core/flags.ts';
import type { Count } from '../core/meters.ts';
import { parseModelId, stripContext } from '../core/model-id.ts';
import type { Prompt } from '../core/prompt.ts';
import { readUsage } from './anthropic-usage.ts';
import { callKey, contentKey, promptCounts, requestIn } from './call-key.ts';
import { asObject, idText, isGiven, nameText, requiredModel, type When } from './fields.ts';
import { asLogged } from './project.ts';
import { reportedMiss } from './reported-miss.ts';
import { one, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context } from './source.ts';

/** What the record around the response knows beside it. */
interface Surroundings extends When {
  readonly source: string;
  readonly scope?: Partial<Scope>;
  /** As billed, where the shape itself says so (batch results). */
  readonly tier?: string | undefined;
  /** Where the shape itself says so; '' or left out: as the ids tell. */
  readonly platform?: string | undefined;
  /** Where the endpoint that was called is known: it decides the price, whatever the response says. */
  readonly geo?: 'global' | 'regional' | undefined;
  /** The request's id as logged; '' or left out where the log has none. */
  readonly request?: string;
  /** What the log itself knows the call by, in a namespace of its own ("bedrock:…"). */
  readonly key?: string | undefined;
  /** Raises a record over another of the same response and output; at least 0. */
  readonly completeness?: number;
  /** Tokens that the answer takes at least, where what is logged of its output may be less. */
  readonly visible?: number | undefined;
  /** It copies a record of another log, which says better whose call it is. */
  readonly copied?: boolean;
  /** What was sent, where the record has it. */
  readonly prompt?: Prompt | undefined;
  /** Whether the request is known to have had itself compared with another (diagnostics). */
  readonly compared?: boolean;
}

/** `message` must have a usage object. */
export function messageEvent(message: JsonObject, context: Context, around: Surroundings): Reading {
  const model = requiredModel(message['model']);
  const usage = asObject(message['usage']) ?? refuse('missing_count');
  const read = readUsage(usage, stripContext(model));

  const id = idText(message['id']);
  const { session = '' } = around.scope ?? {};
  const { request = '' } = around;
  const key = callKey({
    ...{ id, key: around.key, session, request },
    content: () => [model, read.parts.map(({ meters }) => promptCounts(meters))],
  });
  const flags: Flag[] = [...read.flags, ...around.flags];
  if (key === undefined) flags.push('no_id');
  const isOpen = around.visible !== undefined && typeof message['stop_reason'] !== 'string';
  if (isOpen && outputOf(read.parts) < (around.visible ?? 0)) flags.push('output_placeholder');
  const reported = reportedMiss(message['diagnostics'], around.compared === true);
  // A file's date may change without its records.
  const ownTime = isGiven(around) ? undefined : around.at;
  return one({
    key:
      key ??
      contentKey({ source: around.source, content: [model, read.parts, asLogged(around.scope)], at: ownTime }, context),
    at: around.at,
    until: around.until ?? around.at,
    parts: read.parts,
    terms: {
      source: around.source,
      tier: around.tier ?? nameText(usage['service_tier']),
      speed: nameText(usage['speed']) || (parseModelId(model).speed ?? ''),
      ...placeOf(around, id, model, usage),
    },
    scope: { ...NO_SCOPE, ...around.scope, labels: { ...around.scope?.labels, ...context.labels } },
    ...(around.copied === true && { claim: { at: around.at, copied: true } }),
    ...requestIn(session, request, id === ''),
    flags: flagBits(flags) | (isOpen ? UNFINISHED : 0),
    completeness: (around.completeness ?? 0) + completenessOf(message, usage),
    origin: { file: context.file, line: context.line },
    ...(around.prompt && { prompt: around.prompt }),
    ...(reported && { reported }),
  });
}

function outputOf(parts: readonly UsagePart[]): Count {
  return parts.reduce((sum, { meters }) => sum + meters.output, 0);
}

/** The response's own geography where it has one, else what the model id tells of the endpoint. */
function placeOf(
  around: Surroundings,
  id: string,
  model: string,
  usage: JsonObject,
): { platform: string; geo: string } {
  const parsed = parseModelId(model);
  const platform =
    around.platform ||
    parsed.platform ||
    (id.startsWith('msg_bdrk_') ? 'bedrock' : id.startsWith('msg_vrtx_') ? 'vertex' : 'api');
  const geo = around.geo ?? nameText(usage['inference_geo']);
  return { platform, geo: geo === '' || geo === 'not_available' ? (parsed.reach ?? geo) : geo };
}

function completenessOf(message: JsonObject, usage: JsonObject): number {
  const { stop_reason, speed, iterations } = COMPLETENESS;
  return (
    (typeof message['stop_reason'] === 'string' ? stop_reason : 0) +
    (usage['speed'] === undefined ? 0 : speed) +
    (Array.isArray(usage['iterations']) ? iterations : 0)
  );
}
