/** Filters as a user types them, and what the ledger has that they mean. */
import type { Filter } from '../analysis/budgets/budget.ts';
import type { FacetedQuery } from '../analysis/faceted-usage.ts';
import { isDimension, type Facet, type Groups } from '../analysis/groups.ts';
import { valuesMeant } from '../analysis/meant-values.ts';
import { nearest } from '../core/nearest.ts';
import { fail, Failure, type Problem } from '../core/problem.ts';
import type { Host } from '../host.ts';
import type { PriceBook } from '../prices/book.ts';
import { matchModel } from '../prices/match.ts';
import type { LedgerReader } from '../store/ledger.ts';
import { FACET_NAMES, facetOf, needValue } from './facets.ts';
import { say } from './say.ts';

/** What decides which usage filters mean. */
export interface Known {
  readonly ledger: Pick<LedgerReader, 'values' | 'labels'>;
  readonly book: PriceBook;
  readonly groups: Groups;
  readonly host: Host;
}

/** "key=value" pairs of --where. */
export function pairsOf(options: { readonly where: readonly string[] }, groups: Groups): Filter[] {
  return options.where.map((text) => {
    const split = text.indexOf('=');
    if (split < 1)
      fail('bad_filter', `--where ${text} is not key=value.`, { hint: 'For example --where model=claude-opus-5-5.' });
    const dimension = facetOf(text.slice(0, split), '--where', groups);
    const value = text.slice(split + 1);
    needValue(dimension, value, '--where', groups);
    return { dimension, value };
  });
}

export interface Filters {
  readonly where: FacetedQuery['where'];
  /** Filters that no usage passes, in any period; a typo, most likely. */
  readonly unmatched: readonly Problem[];
}

/** Filters by facet. A value that nothing has stays as it is: then no usage passes. Says which values a shortened one means. */
export function matchFilters(pairs: readonly Filter[], { ledger, book, host }: Omit<Known, 'groups'>): Filters {
  const where = new Map<Facet, string[]>();
  const unmatched: Problem[] = [];
  for (const { dimension: facet, value } of pairs) {
    const known = isDimension(facet) ? ledger.values(facet) : [];
    const meant = isDimension(facet) ? valuesMeant(facet, value, known, book) : [value];
    if (meant.length === 0 && known.length > 0) unmatched.push(noUsage(facet, value, known, ledger));
    if (!isNamed(facet, value, meant, book)) say(host, `${facet}=${value} matches ${listed(meant)}.`);
    where.set(facet, [...(where.get(facet) ?? []), ...(meant.length === 0 ? [value] : meant)]);
  }
  return { where, unmatched };
}

/** As {@link matchFilters}; throws a Failure where no usage passes a filter. */
export function filtersOf(pairs: readonly Filter[], known: Omit<Known, 'groups'>): FacetedQuery['where'] {
  const { where, unmatched } = matchFilters(pairs, known);
  const [first] = unmatched;
  if (first !== undefined) throw new Failure(first);
  return where;
}

/** Throws a Failure where no usage has a label. */
export function needLabels(facets: readonly Facet[], option: string, ledger: Known['ledger'], keys?: string): void {
  const [first] = missingLabels(facets, option, ledger, keys);
  if (first !== undefined) throw new Failure(first);
}

/** Those that no usage has, where there is any. */
export function missingLabels(
  facets: readonly Facet[],
  option: string,
  ledger: Known['ledger'],
  keys: string = FACET_NAMES,
): Problem[] {
  return facets.flatMap((facet) => {
    const name = labelOf(facet);
    if (name === undefined || OWN_LABELS.includes(name) || ledger.labels().includes(name)) return [];
    if (ledger.values('model').length === 0) return [];
    return [noLabel(name, `${option}: `, ledger.labels(), keys)];
  });
}

/** What logs of agents label calls with where there is something to say: to ask for them is no slip. */
const OWN_LABELS: readonly string[] = ['branch', 'directory', 'version'];

function labelOf(facet: Facet): string | undefined {
  return facet.startsWith('label:') ? facet.slice('label:'.length) : undefined;
}

/** A word that is no dimension is taken for a label, so it may also be one that was mistyped. */
function noLabel(name: string, before: string, labels: readonly string[], keys: string): Problem {
  const [near] = nearest(name, [...labels, ...keys.split(', ').filter((key) => !key.includes(':'))]);
  const guess = near === undefined ? '' : `Did you mean ${labels.includes(near) ? `label:${near}` : near}? `;
  const all =
    labels.length === 0
      ? 'Label logs as they are read: promptcache-cost ingest PATH --label team=search'
      : `The labels are: ${listed(labels)}; other keys: ${keys}.`;
  return { code: 'no_label', message: `${before}no usage has the label "${name}".`, hint: `${guess}${all}` };
}

function noUsage(facet: Facet, value: string, known: readonly string[], ledger: Known['ledger']): Problem {
  const named = known.filter((each) => each !== '');
  const label = labelOf(facet);
  if (named.length === 0 && label !== undefined) return noLabel(label, '', ledger.labels(), FACET_NAMES);
  if (value === '')
    return { code: 'no_match', message: `all usage says its ${facet}.`, hint: valueHint(facet, value, named) };
  return { code: 'no_match', message: `no usage has ${facet}=${value}.`, hint: valueHint(facet, value, named) };
}

function valueHint(facet: Facet, value: string, named: readonly string[]): string {
  if (named.length === 0) return `No usage says its ${facet}.`;
  const near = nearestValues(value, named);
  const guess = near.length === 0 ? '' : `Did you mean ${near.join(' or ')}? `;
  if (named.length > SHOWN) return `${guess}List all: promptcache-cost report --by ${facet}`;
  return `${guess}There is: ${listed(named)}.`;
}

/** Of paths the last folder is what people remember. */
function nearestValues(value: string, known: readonly string[]): string[] {
  const byEnd = new Map(known.map((each) => [lastFolder(each), each]));
  const near = nearest(lastFolder(value), byEnd.keys()).flatMap((end) => byEnd.get(end) ?? []);
  return near.slice(0, 3);
}

function lastFolder(value: string): string {
  return value.split(/[/\\]/).findLast((part) => part !== '') ?? value;
}

const SHOWN = 8;

function listed(values: readonly string[]): string {
  const shown = values.slice(0, SHOWN).map((value) => (value === '' ? '(unknown)' : value));
  const more = values.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The value itself, or what is known to be the same: all ids of a model, and a standard tier that no log names. */
function isNamed(facet: Facet, value: string, meant: readonly string[], book: PriceBook): boolean {
  if (meant.length === 0 || meant.includes(value) || value === 'standard') return true;
  return facet === 'model' && matchModel(book.index, value) !== undefined;
}
