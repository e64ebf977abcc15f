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

const ARN = /^arn:aws[\w-]*:bedrock:.*\/([^/]+)$/;
const BEDROCK = /^(?:(us|eu|apac|jp|au|ca|sa|us-gov|global)\.)?anthropic\.(.+)$/;

/** Decomposes an id as logged. Never guesses: what it does not recognise stays in `base`. */
export function parseModelId(logged: string): ModelId {
  const id = ARN.exec(logged)?.[1] ?? logged;
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

function plain(id: string, platform: Platform | undefined, reach: ModelId['reach']): ModelId {
  const dated = stripContext(id);
  return { base: dated.replace(/-\d{8}$/, ''), dated, platform, reach };
}

/** Claude Code marks its one-million-token variant with "[1m]"; it is the same model at the same price. */
export function stripContext(id: string): string {
  return id.replace(/\[1m\]$/i, '');
}
