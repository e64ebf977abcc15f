/** Facets as a user names them: dimensions of the ledger, and groups of the configuration. */
import { groupOf, type Facet, type Groups } from '../analysis/groups.ts';
import { fail } from '../core/problem.ts';
import { BUCKETS } from '../core/time.ts';
import { DIMENSIONS } from '../store/ledger.ts';

export const FACET_NAMES: string = [...DIMENSIONS, 'label:KEY', 'group:NAME'].join(', ');

/**
 * The facet of a name. Any other word is the group of that name, or else a label's. Throws a Failure where it is nearly a dimension's
 * name, and where it can be no name: that `asker` (such as an option) does not know it, and what there is.
 */
export function facetOf(name: string, asker: string, groups: Groups, known: string = FACET_NAMES): Facet {
  const isKnown = (DIMENSIONS as readonly string[]).includes(name) || /^(?:label|group):./.test(name);
  const slip = isKnown ? undefined : known.split(', ').find((each) => isSlip(name, each));
  if (slip !== undefined || (!isKnown && (isBucket(name) || !/^[^\s:]+$/.test(name))))
    fail('bad_key', `${asker} does not know "${name}".`, {
      hint: `${slip === undefined ? '' : `Did you mean ${slip}? `}It knows: ${known}.`,
    });
  const facet = (isKnown ? name : groups.has(name) ? `group:${name}` : `label:${name}`) as Facet;
  needGroup(facet, asker, groups);
  return facet;
}

function isBucket(name: string): boolean {
  return (BUCKETS as readonly string[]).includes(name);
}

/** Another case, a plural, or a hyphen. */
function isSlip(name: string, known: string): boolean {
  return [known, `${known}s`].includes(name.toLowerCase().replaceAll('-', '_'));
}

/** Throws a Failure where the facet is a group that is not configured. */
export function needGroup(facet: Facet, asker: string, groups: Groups): void {
  const name = groupOf(facet);
  if (name === undefined || groups.has(name)) return;
  fail('unknown_group', `${asker}: there is no group "${name}".`, {
    hint:
      groups.size === 0
        ? 'No groups are configured: put "groups" into promptcache-cost.json.'
        : `The configuration has: ${[...groups.keys()].join(', ')}.`,
  });
}

/** Throws a Failure where no rule of a group gives this value: it would be a filter that nothing passes. */
export function needValue(facet: Facet, value: string, asker: string, groups: Groups): void {
  const name = groupOf(facet);
  const values = new Set(name === undefined ? [] : groups.get(name)?.map((rule) => rule.value));
  if (name === undefined || value === '' || values.has(value)) return;
  fail('unknown_group_value', `${asker}: the group "${name}" has no "${value}".`, {
    hint: `It has: ${[...values].join(', ')}. What is unassigned is ${facet}= (with nothing behind it).`,
  });
}
