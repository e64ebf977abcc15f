/** Facets as a user names them: dimensions of the ledger, and groups of the configuration. */
import { groupOf, type Facet, type Groups } from '../analysis/groups.ts';
import { didYouMean } from '../core/nearest.ts';
import { fail } from '../core/problem.ts';
import { DIMENSIONS } from '../store/ledger.ts';

export const FACET_NAMES: string = [...DIMENSIONS, 'label:KEY', 'group:NAME'].join(', ');

/** Throws a Failure, which says that `asker` (such as an option) does not know it, and what there is. */
export function facetOf(name: string, asker: string, groups: Groups, known: string = FACET_NAMES): Facet {
  if (!(DIMENSIONS as readonly string[]).includes(name) && !/^(?:label|group):./.test(name))
    fail('bad_key', `${asker} does not know "${name}".`, { hint: `${meant(name, groups, known)}It knows: ${known}.` });
  const facet = name as Facet;
  needGroup(facet, asker, groups);
  return facet;
}

/** A facet spelled otherwise, or else what a label or a group of that name is called. */
function meant(name: string, groups: Groups, known: string): string {
  const plain = known.split(', ').filter((each) => !each.includes(':'));
  const near = didYouMean(name, [...plain, ...[...groups.keys()].map((group) => `group:${group}`)]);
  if (near !== '') return `${near} `;
  return /^[\p{L}\p{N}_.-]+$/u.test(name) ? `If it is a label, use label:${name}. ` : '';
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
