/**
 * What a logged model id says beside the model: the platform it was called on, whether a regional endpoint served it, and
 * whether it was the fast variant. Ids per platform: facts of the provider's model catalogue, November 2026.
 */
import { claudeName } from './claude-name.ts';

export type Platform = 'api' | 'bedrock' | 'vertex' | 'openrouter' | 'azure' | 'foundry';

export interface ModelId {
  /** The id without vendor, region, version, context and date decorations ("claude-opus-4-5"). */
  readonly base: string;
  /** The same with its date kept ("claude-opus-4-5-20251101"). */
  readonly dated: string;
  readonly platform: Platform | undefined;
  /** 'regional' endpoints cost more than 'global' ones on Bedrock; undefined where the id does not tell. */
  readonly reach: 'global' | 'regional' | undefined;
  /** Of "claude-opus-5-fast"; undefined where the id does not tell. */
  readonly speed?: 'fast' | undefined;
  /** Of "gpt-5.5-fast": OpenAI sells speed as the priority tier, which it renamed fast mode in July 2026. */
  readonly tier?: 'priority' | undefined;
}

const ARN = /^arn:aws[\w-]*:bedrock:[^/]*:([\w-]+)\/(?:.*\/)?([^/]+)$/;
/** As in `projects/p/locations/global/publishers/anthropic/models/claude-opus-5-5:rawPredict`. */
const PUBLISHED = /^(?:.*\blocations\/([^/]+)\/)?publishers\/(?:anthropic|google)\/models\/([^/:]+)(?::\w+)?$/;
const BEDROCK = /^(?:(us|eu|apac|jp|au|ca|sa|us-gov|global)\.)?anthropic\.(.+)$/;
const AWS_REGION = /^[a-z]{2}(?:-gov)?-[a-z]+-\d$/;

/** What gateways and SDKs put before a model, and the platform that it names. */
const PREFIXES: ReadonlyMap<string, Platform | undefined> = new Map([
  ['bedrock', 'bedrock'],
  ['bedrock_converse', 'bedrock'],
  ['vertex_ai', 'vertex'],
  ['vertex_ai_beta', 'vertex'],
  ['vertex', 'vertex'],
  ['azure', 'azure'],
  ['azure_ai', 'foundry'],
  ['openrouter', 'openrouter'],
  ['gemini', 'api'],
  ['models', undefined],
  ['openai', undefined],
  ['google', undefined],
  ['anthropic', 'openrouter'],
]);

/** Of OpenRouter: they choose a provider or a parameter. ":free" and ":extended" have prices of their own, and stay. */
const VARIANT = /:(?:nitro|floor|thinking|beta|online|exacto)$/;
const OPENAI = /^(?:gpt|o\d|codex|text-embedding)-/;

/** What an ARN of Bedrock names: the kind of resource ("inference-profile") and its id ("us.anthropic.claude-opus-5-5"). */
export function bedrockResource(logged: string): { readonly kind: string; readonly id: string } | undefined {
  const [, kind, id] = ARN.exec(logged) ?? [];
  return kind === undefined || id === undefined ? undefined : { kind, id };
}

/** Decomposes an id as logged. Never guesses: what it does not recognise stays in `base`. */
export function parseModelId(logged: string): ModelId {
  const { platform, rest, regional } = withoutPrefixes(stripContext(logged).replace(VARIANT, ''));
  const [, location, published] = PUBLISHED.exec(rest) ?? [];
  if (published !== undefined) {
    const reach = location === undefined ? undefined : location === 'global' ? 'global' : 'regional';
    return { ...parseBare(published), platform: 'vertex', reach };
  }
  const resource = bedrockResource(rest);
  if (resource !== undefined) return { ...parseBare(resource.id), platform: 'bedrock' };
  const bare = parseBare(rest);
  return { ...bare, platform: platform ?? bare.platform, reach: bare.reach ?? (regional ? 'regional' : undefined) };
}

interface Unprefixed {
  readonly platform: Platform | undefined;
  readonly rest: string;
  /** Called in one region, as in "bedrock/eu-west-1/anthropic.claude-opus-5". */
  readonly regional: boolean;
}

/** The outermost prefix that names a platform counts: "bedrock/anthropic/…" is Bedrock. */
function withoutPrefixes(id: string): Unprefixed {
  let [platform, rest, regional]: [Platform | undefined, string, boolean] = [undefined, id, false];
  for (;;) {
    const slash = rest.indexOf('/');
    const [first, after] = [rest.slice(0, Math.max(0, slash)), rest.slice(slash + 1)];
    const isRegion = platform === 'bedrock' && AWS_REGION.test(first);
    const isWay =
      (platform === 'bedrock' && (first === 'converse' || first === 'invoke')) ||
      (platform === 'azure' && (first === 'global' || first === 'global-standard'));
    if (after === '' || !(PREFIXES.has(first) || isRegion || isWay)) return { platform, rest, regional };
    platform ??= PREFIXES.get(first);
    regional ||= isRegion;
    rest = after;
  }
}

function parseBare(id: string): ModelId {
  const bedrock = BEDROCK.exec(id);
  if (bedrock) {
    const [, region, rest = ''] = bedrock;
    return plain(withoutVersion(rest), 'bedrock', region === 'global' ? 'global' : 'regional');
  }
  const at = id.indexOf('@');
  if (at > 0) {
    const date = id.slice(at + 1);
    const name = id.slice(0, at).replace(/-v\d+$/, '');
    return plain(/^\d{8}$/.test(date) ? `${name}-${date}` : name, 'vertex', undefined);
  }
  // Only Bedrock's ids have a version; clients that were configured with one log it without the vendor.
  const unversioned = id.startsWith('claude-') ? withoutVersion(id) : id;
  return plain(unversioned, unversioned === id ? undefined : 'bedrock', undefined);
}

/** "-v1", "-v1:0", "-v1:0:200k". */
function withoutVersion(id: string): string {
  return id.replace(/-v\d+(?::\d+)?(?::\d+[km])?$/, '');
}

function plain(id: string, platform: Platform | undefined, reach: ModelId['reach']): ModelId {
  if (OPENAI.test(id)) {
    const dated = id.replace(/-fast$/, '');
    const base = dated.replace(/-(?:\d{8}|20\d\d-[01]\d-[0-3]\d)$/, '');
    return { base, dated, platform, reach, tier: dated === id ? undefined : 'priority' };
  }
  const { name, isFast } = claudeName(id);
  return { base: name.replace(/-\d{8}$/, ''), dated: name, platform, reach, speed: isFast ? 'fast' : undefined };
}

/** Claude Code marks its one-million-token variant with "[1m]"; it is the same model at the same price. */
export function stripContext(id: string): string {
  return id.replace(/(?<=.)\[1m\]$/i, '');
}
