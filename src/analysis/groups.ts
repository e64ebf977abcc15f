/**
 * Groups: names that the configuration gives to usage by what the ledger knows of it, such as teams by projects and users. They
 * are found when usage is read, so a change of the rules holds for all of the past.
 */
import { globMatcher } from '../core/glob.ts';
import type { Dimension } from '../store/ledger.ts';

type GroupFacet = `group:${string}`;

/** What usage is grouped and filtered by: a dimension of the ledger, or a group of the configuration. */
export type Facet = Dimension | GroupFacet;

/** Usage that matches in each of these dimensions (one of the patterns is enough) has this value. */
export interface GroupRule {
  readonly value: string;
  readonly match: readonly (readonly [Dimension, readonly string[]])[];
}

/** By the name of the group. The first rule that matches decides. */
export type Groups = ReadonlyMap<string, readonly GroupRule[]>;

export const NO_GROUPS: Groups = new Map();

const PREFIX = 'group:';

/** The name of the group that is meant; undefined for a dimension. */
export function groupOf(facet: Facet): string | undefined {
  return facet.startsWith(PREFIX) ? facet.slice(PREFIX.length) : undefined;
}

export function isDimension(facet: Facet): facet is Dimension {
  return groupOf(facet) === undefined;
}

/** The names that a value goes by; none where it is unknown. */
type NamesOf = (dimension: Dimension) => readonly string[];

interface Assigner {
  /** What its rules look at. */
  readonly dimensions: readonly Dimension[];
  /** '' where no rule matches. */
  valueFor(namesOf: NamesOf): string;
}

export function assigner(rules: readonly GroupRule[]): Assigner {
  const ready = rules.map(({ value, match }) => ({ value, tests: match.map(testOf) }));
  return {
    dimensions: [...new Set(rules.flatMap(({ match }) => match.map(([dimension]) => dimension)))],
    valueFor: (namesOf) => ready.find(({ tests }) => tests.every((test) => test(namesOf)))?.value ?? '',
  };
}

/** No pattern matches what is unknown but the empty one, which matches nothing else. */
function testOf([dimension, patterns]: GroupRule['match'][number]): (namesOf: NamesOf) => boolean {
  const isUnknownMeant = patterns.includes('');
  const matchers = patterns.map(globMatcher);
  return (namesOf) => {
    const names = namesOf(dimension);
    return names.length === 0 ? isUnknownMeant : names.some((name) => matchers.some((matches) => matches(name)));
  };
}
