/** The settings of rows by number. A log may have one for each line, of which nearly all is said of other lines as well. */
import { labelsText, type Kind, type Scope, type UsageEvent } from './event.ts';

/** What rows have in common: all of them beside the key that is no number. */
export interface Setting {
  readonly model: string;
  readonly kind: Kind;
  readonly terms: UsageEvent['terms'];
  readonly scope: Scope;
}

interface Settings {
  /** The number of a setting, which gets one when it is new. */
  numberOf(setting: Setting): number;
  /** In the order of their numbers. Equal terms and equal scopes are one object, which crosses threads once. */
  readonly all: Setting[];
}

export function numberedSettings(): Settings {
  const all: Setting[] = [];
  const numbers = new Map<string, number>();
  const terms = sharedBy(termsText);
  const scopes = sharedBy(scopeText);
  return {
    all,
    numberOf(setting) {
      const [ofTerms, ofScope] = [terms(setting.terms), scopes(setting.scope)];
      const { model, kind } = setting;
      const text = `${ofTerms.number} ${ofScope.number} ${kind} ${model}`;
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, all.length);
      return all.push({ model, kind, terms: ofTerms.value, scope: ofScope.value }) - 1;
    },
  };
}

interface Shared<T> {
  readonly value: T;
  readonly number: number;
}

/** The first of those that say the same, and which it is. */
function sharedBy<T>(textOf: (value: T) => string): (value: T) => Shared<T> {
  const known = new Map<string, Shared<T>>();
  return (value) => {
    const text = textOf(value);
    const shared = known.get(text) ?? { value, number: known.size };
    known.set(text, shared);
    return shared;
  };
}

function termsText({ source, platform, tier, speed, geo }: Setting['terms']): string {
  return textOf([source, platform, tier, speed, geo]);
}

function scopeText({ session, thread, project, workspace, api_key, user, labels }: Scope): string {
  return textOf([session, thread, project, workspace, api_key, user]) + labelsText(labels);
}

/** Another one for other texts: each says how long it is. */
function textOf(texts: readonly string[]): string {
  let text = '';
  for (const each of texts) text += `${each.length} ${each}|`;
  return text;
}
