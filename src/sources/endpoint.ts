/** Where a call went, as gateways name it: their own word for the provider, and the address that was called. */
import type { Platform } from '../core/model-id.ts';
import { nameText } from './fields.ts';

/** Words of LiteLLM (`custom_llm_provider`, also the first part of a model's name) and Helicone (`provider`). */
const PLATFORMS: ReadonlyMap<string, Platform | ''> = new Map([
  ['anthropic', 'api'],
  ['openai', 'api'],
  ['bedrock', 'bedrock'],
  ['bedrock_converse', 'bedrock'],
  ['aws', 'bedrock'],
  ['vertex', 'vertex'],
  ['vertex_ai', 'vertex'],
  ['vertex_ai_beta', 'vertex'],
  ['vertex_ai-anthropic_models', 'vertex'],
  ['azure', 'azure'],
  ['azure_ai', 'foundry'],
  ['gemini', 'api'],
  ['openrouter', 'openrouter'],
  // The gateway itself, which says nothing of who was called behind it.
  ['helicone', ''],
  ['custom', ''],
]);

export function isProvider(word: string): boolean {
  return PLATFORMS.has(word);
}

/** A word that is not known is a platform of its own; '' where there is none, and the model id decides. */
export function platformOf(provider: unknown): string {
  const word = nameText(provider).toLowerCase();
  return PLATFORMS.get(word) ?? word;
}

/** A call of Vertex names its location in the address; all but "global" are regional (log shapes 13). */
export function reachOf(address: unknown): 'global' | 'regional' | undefined {
  const location = typeof address === 'string' ? /\/locations\/([\w-]{1,40})/.exec(address)?.[1] : undefined;
  if (location === undefined) return undefined;
  return location === 'global' ? 'global' : 'regional';
}

/** Words of SDKs and telemetry, which hold a platform's ("bedrock.anthropic.messages", "gcp.vertex_ai", "google_vertexai"). */
export function platformIn(provider: unknown): string {
  const word = nameText(provider).toLowerCase();
  const named = ['bedrock', 'vertex', 'foundry'].find((platform) => word.includes(platform));
  return named ?? (word === 'aws' ? 'bedrock' : word === 'azure.ai.inference' ? 'foundry' : '');
}
