/** Which model a call on Bedrock was of, and what its id tells of the price (log shapes 11, facts 1.9). */
import { bedrockResource, parseModelId, type ModelId } from '../core/model-id.ts';
import { modelOf, requiredModel } from './fields.ts';
import { refuse } from './reading.ts';

interface CalledModel {
  readonly model: string;
  readonly geo: ModelId['reach'];
  /** Where it is not billed by the token. */
  readonly tier: 'provisioned' | undefined;
}

const PUBLIC: ReadonlySet<string> = new Set(['foundation-model', 'inference-profile']);

/** Billed by the hour, whatever it serves. */
const PROVISIONED: ReadonlySet<string> = new Set([
  'provisioned-model',
  'custom-model',
  'custom-model-deployment',
  'imported-model',
]);

/** `logged`: the id that was called. `answered`: the model that the response names, where it does. */
export function calledModel(logged: unknown, answered: unknown): CalledModel {
  const called = requiredModel(logged);
  const resource = bedrockResource(called);
  if (resource === undefined || PUBLIC.has(resource.kind)) return told(resource?.id ?? called, undefined);
  const named = modelOf(answered) ?? refuse('opaque_model');
  return told(bedrockResource(named)?.id ?? named, PROVISIONED.has(resource.kind) ? 'provisioned' : undefined);
}

function told(model: string, tier: 'provisioned' | undefined): CalledModel {
  return { model, geo: parseModelId(model).reach, tier };
}
