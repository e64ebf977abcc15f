/** Which model LiteLLM called where, and on whose account. */
import type { Scope } from '../core/event.ts';
import { calledModel as bedrockModel } from './bedrock-model.ts';
import { isProvider, platformOf, reachOf } from './endpoint.ts';
import { filled, idText, modelOf, nameText, opened, requiredModel } from './fields.ts';
import { refuse, type JsonObject } from './reading.ts';

interface CalledModel {
  readonly model: string;
  /** '' where the ids decide. */
  readonly platform: string;
  readonly reach: 'global' | 'regional' | undefined;
  readonly tier?: string | undefined;
}

/** LiteLLM puts its own word for the provider before a model: "anthropic/claude-…" is the provider's API here. */
export function calledModel(payload: JsonObject): CalledModel {
  const logged = requiredModel(payload['model']);
  const provider = nameText(payload['custom_llm_provider']);
  const { platform, path } = routed(logged, provider);
  const mapped = modelOf(opened(payload['model_map_information'])?.['model_map_key']);
  if (platform === 'bedrock') return onBedrock(path, mapped);
  const reach = platform === 'vertex' ? reachOf(payload['api_base']) : undefined;
  if (path === '') return refuse('no_model');
  const known = mapped !== undefined && isDeployment(platform, path, mapped);
  return { model: (known && routed(mapped, provider).path) || path, platform, reach };
}

/** Names of models, rather than of deployments. */
const NAMES_A_MODEL = /(?:^|[./])(?:claude|gpt|chatgpt|codex|o\d|gemini|text-embedding)-/;

/** On Azure the path is the name that somebody gave a deployment; elsewhere it may be an alias of the proxy's. */
function isDeployment(platform: string, path: string, mapped: string): boolean {
  if (platform === 'azure' || platform === 'foundry') return true;
  return !NAMES_A_MODEL.test(path) && NAMES_A_MODEL.test(mapped);
}

function routed(model: string, provider: string): { readonly platform: string; readonly path: string } {
  const [first = '', ...rest] = model.split('/');
  // Below OpenRouter the first part is the vendor, and belongs to the model's name.
  const isRouted = rest.length > 0 && isProvider(first) && (provider !== 'openrouter' || first === provider);
  return { platform: platformOf(isRouted ? first : provider), path: isRouted ? rest.join('/') : model };
}

/** "converse/us.anthropic.…", "eu-west-1/anthropic.…", or an ARN, which has slashes of its own; LiteLLM's price map knows what an opaque one stands for. */
function onBedrock(path: string, mapped: string | undefined): CalledModel {
  const arn = path.indexOf('arn:');
  const known = mapped !== undefined && !mapped.includes('arn:') ? mapped.slice(mapped.lastIndexOf('/') + 1) : '';
  const called = bedrockModel(path.slice(arn < 0 ? path.lastIndexOf('/') + 1 : arn), known);
  return { ...called, platform: 'bedrock', reach: called.geo };
}

/** `api_key` and `user_api_key_hash` are hashes of a secret: not taken. */
export function scopeOf(payload: JsonObject, metadata: JsonObject): Partial<Scope> {
  const endUser = idText(payload['end_user']) || idText(metadata['user_api_key_end_user_id']);
  const session = CLAUDE_CODE.exec(endUser)?.[1] ?? '';
  const user = nameText(session === '' ? endUser : '') || nameText(payload['user']);
  const team = nameText(metadata['user_api_key_team_alias']) || nameText(payload['team_id']);
  return {
    session,
    project: nameText(metadata['user_api_key_project_alias']),
    api_key: nameText(metadata['user_api_key_alias']),
    user: user || nameText(metadata['user_api_key_user_id']),
    labels: filled({ team }),
  };
}

/** Claude Code tells the provider its session in `metadata.user_id`, which LiteLLM takes for the end user. */
const CLAUDE_CODE = /(?:_session_|"session_id"\s*:\s*")([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/;
