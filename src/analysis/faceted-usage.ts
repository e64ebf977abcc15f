/**
 * The ledger's usage by facets. The ledger is asked for what the rules of the groups look at, and each of its answers gets the
 * group's value instead: sums of tokens that come to one value are added up, and priced, by whoever asks.
 */
import type { PriceBook } from '../prices/book.ts';
import type {
  Dimension,
  Inference,
  InferenceQuery,
  LedgerReader,
  LoggedInference,
  PromptedInference,
  UsageGroup,
  UsageQuery,
} from '../store/ledger.ts';
import { assigner, groupOf, isDimension, type Facet, type Groups } from './groups.ts';
import { valueShown } from './report.ts';

type Faceted<Query extends InferenceQuery> = Omit<Query, 'by' | 'where'> & {
  readonly by: readonly Facet[];
  /** Facet to the values it may have; '' is unknown, or in no group. All must match. */
  readonly where: ReadonlyMap<Facet, readonly string[]>;
};

export type FacetedUsageQuery = Faceted<UsageQuery>;
export type FacetedQuery = Faceted<InferenceQuery>;

/** As the ledger has them ({@link Ledger}), values in the order of `by`. */
export interface FacetedUsage {
  readonly usage: (query: FacetedUsageQuery) => Iterable<UsageGroup>;
  readonly inferences: (query: FacetedQuery) => Iterable<Inference>;
  readonly requests: (query: FacetedQuery) => Iterable<LoggedInference>;
  readonly prompts: (query: FacetedQuery) => Iterable<PromptedInference>;
}

/** Every group that a query names has to be among these. */
export function facetedUsage(
  ledger: Pick<LedgerReader, 'usage' | 'inferences' | 'requests' | 'prompts'>,
  groups: Groups,
  book: PriceBook,
): FacetedUsage {
  function* answered<Query extends InferenceQuery, Answer extends Valued>(
    query: Faceted<Query>,
    ask: (plain: Query) => Iterable<Answer>,
  ): Iterable<Answer> {
    const { plain, valuesOf } = translated(query, groups, book);
    for (const answer of ask(plain)) {
      const values = valuesOf(answer.values);
      if (values !== undefined) yield { ...answer, values };
    }
  }

  function reader<Query extends InferenceQuery, Answer extends Valued>(
    ask: (plain: Query) => Iterable<Answer>,
  ): (query: Faceted<Query>) => Iterable<Answer> {
    return (query) => (isPlain(query) ? ask(query) : answered(query, ask));
  }

  return {
    usage: reader((query: UsageQuery) => ledger.usage(query)),
    inferences: reader((query: InferenceQuery) => ledger.inferences(query)),
    requests: reader((query: InferenceQuery) => ledger.requests(query)),
    prompts: reader((query: InferenceQuery) => ledger.prompts(query)),
  };
}

interface Valued {
  readonly values: readonly string[];
}

function isPlain<Query extends InferenceQuery>(query: Faceted<Query>): query is Faceted<Query> & Query {
  return [...query.by, ...query.where.keys()].every(isDimension);
}

interface Translated<Query> {
  /** What the ledger is asked. */
  readonly plain: Query;
  /** What was asked for, from the ledger's values; undefined where a filter leaves it out. */
  readonly valuesOf: (values: readonly string[]) => readonly string[] | undefined;
}

function translated<Query extends InferenceQuery>(
  query: Faceted<Query>,
  groups: Groups,
  book: PriceBook,
): Translated<Query> {
  const facets = [...new Set([...query.by, ...query.where.keys()])];
  const assigners = new Map(
    facets.flatMap((facet) => {
      const name = groupOf(facet);
      return name === undefined ? [] : [[facet, assigner(rulesOf(groups, name))] as const];
    }),
  );
  const by = [
    ...new Set([...query.by.filter(isDimension), ...[...assigners.values()].flatMap(({ dimensions }) => dimensions)]),
  ];
  const places = new Map<Facet, number>(by.map((dimension, place) => [dimension, place]));
  const filters = [...query.where].filter(([facet]) => !isDimension(facet));

  function valuesOf(values: readonly string[]): readonly string[] | undefined {
    const logged = (facet: Facet): string => values[places.get(facet) ?? -1] ?? '';
    const namesOf = (dimension: Dimension): readonly string[] => namesShown(dimension, logged(dimension), book);
    const valueFor = (facet: Facet): string => assigners.get(facet)?.valueFor(namesOf) ?? logged(facet);
    return filters.every(([facet, allowed]) => allowed.includes(valueFor(facet))) ? query.by.map(valueFor) : undefined;
  }

  const where = new Map([...query.where].flatMap(([facet, values]) => (isDimension(facet) ? [[facet, values]] : [])));
  return { plain: { ...query, by, where } as unknown as Query, valuesOf: remembering(valuesOf) };
}

function rulesOf(groups: Groups, name: string): NonNullable<ReturnType<Groups['get']>> {
  const rules = groups.get(name);
  if (rules === undefined) throw new Error('a group that is not configured');
  return rules;
}

/** A model goes by its id as logged and by its canonical name. */
function namesShown(dimension: Dimension, value: string, book: PriceBook): readonly string[] {
  const shown = valueShown(dimension, value, book);
  if (shown === null) return [];
  return dimension === 'model' && shown !== value ? [value, shown] : [shown];
}

/** A ledger may have a session for each request. */
const REMEMBERED = 20_000;

function remembering<T>(of: (values: readonly string[]) => T): (values: readonly string[]) => T {
  const known = new Map<string, T>();
  return (values) => {
    const key = JSON.stringify(values);
    if (known.has(key)) return known.get(key) as T;
    if (known.size >= REMEMBERED) known.clear();
    const made = of(values);
    known.set(key, made);
    return made;
  };
}
