/**
 * What a logged model id says beside the model: the platform it was called on and whether a regional
 * endpoint served it. Ids per platform: facts of the provider's model catalogue, November 2026.
 */

export type Platform = 'api' | 'bedrock' | 'vertex' | 'openrouter';

export interface ModelId {
  /** The id without vendor, region, version, context and date decorations ("claude-opus-4-5"). */
  readonly base: string;
  /** The same with its date kept ("claude-opus-4-5-20251101"). */
  readonly dated: string;
  readonly platform: Platform | undefined;
  /** 'regional' endpoints cost more than 'global' ones on Bedrock; undefined where the id does not tell. */
  readonly reach: 'global' | 'regional' | undefined;
}

const ARN = /^arn:aws[\w-]*:bedrock:[^/]*:([\w-]+)\/(?:.*\/)?([^/]+)$/;
/** As in `projects/p/locations/global/publishers/anthropic/models/claude-opus-5-5:rawPredict`. */
const PUBLISHED = /^(?:.*\blocations\/([^/]+)\/)?publishers\/anthropic\/models\/([^/:]+)(?::\w+)?$/;
const BEDROCK = /^(?:(us|eu|apac|jp|au|ca|sa|us-gov|global)\.)?anthropic\.(.+)$/;

/** What an ARN of Bedrock names: the kind of resource ("inference-profile") and its id ("us.anthropic.claude-opus-5-5"). */
export function bedrockResource(logged: string): { readonly kind: string; readonly id: string } | undefined {
  const [, kind, id] = ARN.exec(logged) ?? [];
  return kind === undefined || id === undefined ? undefined : { kind, id };
}

/** Decomposes an id as logged. Never guesses: what it does not recognise stays in `base`. */
export function parseModelId(logged: string): ModelId {
  const called = stripContext(logged);
  const [, location, published] = PUBLISHED.exec(called) ?? [];
  if (published !== undefined) {
    const reach = location === undefined ? undefined : location === 'global' ? 'global' : 'regional';
    return { ...parseBare(published), platform: 'vertex', reach };
  }
  const resource = bedrockResource(called);
  return resource === undefined ? parseBare(called) : { ...parseBare(resource.id), platform: 'bedrock' };
}

function parseBare(id: string): ModelId {
  const bedrock = BEDROCK.exec(id);
  if (bedrock) {
    const [, region, rest = ''] = bedrock;
    return plain(
      rest.replace(/-v\d+(?::\d+)?(?::\d+[km])?$/, ''),
      'bedrock',
      region === 'global' ? 'global' : 'regional',
    );
  }
  if (id.startsWith('anthropic/'))
    return plain(id.slice('anthropic/'.length).replaceAll('.', '-'), 'openrouter', undefined);
  const at = id.indexOf('@');
  if (at > 0) {
    const date = id.slice(at + 1);
    const name = id.slice(0, at).replace(/-v\d+$/, '');
    return plain(/^\d{8}$/.test(date) ? `${name}-${date}` : name, 'vertex', undefined);
  }
  return plain(id, undefined, undefined);
}

function plain(dated: string, platform: Platform | undefined, reach: ModelId['reach']): ModelId {
  return { base: dated.replace(/-\d{8}$/, ''), dated, platform, reach };
}

/** Claude Code marks its one-million-token variant with "[1m]"; it is the same model at the same price. */
export function stripContext(id: string): string {
  return id.replace(/(?<=.)\[1m\]$/i, '');
}
