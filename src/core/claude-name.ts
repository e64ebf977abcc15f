/** The name of a Claude model as the provider's API spells it, from the spellings that others have for it. */

interface ClaudeName {
  /** "claude-opus-4-6", "claude-3-7-sonnet-20250219"; what is no Claude model stays as it is. */
  readonly name: string;
  readonly isFast: boolean;
}

const FAMILY = '(opus|sonnet|haiku|fable|mythos)';
/** OpenRouter's slugs, and names of the third generation's kind: "claude-4.6-sonnet-20260217". */
const VERSION_FIRST = new RegExp(String.raw`^claude-((?:[4-9]|[1-9]\d)(?:-\d{1,2})?)-${FAMILY}(-\d{8})?$`);
/** The third generation has its version first: "claude-sonnet-3.7" is claude-3-7-sonnet. */
const THIRD_FAMILY_FIRST = new RegExp(String.raw`^claude-${FAMILY}-(3(?:-\d)?)(-\d{8})?$`);

export function claudeName(id: string): ClaudeName {
  if (!id.startsWith('claude-')) return { name: id, isFast: false };
  // Thinking is a parameter: the same model at the same price.
  const [, called = id, suffixes = ''] = /^(.*?)((?:-fast|-thinking)*)$/.exec(id) ?? [];
  const name = called
    .replace(/(?<=\d)\.(?=\d)/g, '-')
    .replace(VERSION_FIRST, 'claude-$2-$1$3')
    .replace(THIRD_FAMILY_FIRST, 'claude-$2-$1$3');
  return { name, isFast: suffixes.includes('-fast') };
}
