/** Options that say which usage is meant: period, zone, filters, grouping. */
import { InvalidArgumentError, Option } from 'commander';
import { fail } from '../core/problem.ts';
import { BUCKETS, parsePeriodEnd, parseZone, type Bucket, type Instant, type Period } from '../core/time.ts';
import type { FacetedQuery } from '../analysis/faceted-usage.ts';
import type { Facet, Groups } from '../analysis/groups.ts';
import { isBucket, type GroupBy } from '../analysis/report.ts';
import type { Filter } from '../analysis/budgets/budget.ts';
import { matchModel } from '../prices/match.ts';
import type { PriceBook } from '../prices/book.ts';
import type { LedgerReader } from '../store/ledger.ts';
import type { Config } from './config.ts';
import { FACET_NAMES, facetOf, needValue } from './facets.ts';

/** Which usage. */
export interface UsageOptions {
  readonly since?: string;
  readonly until?: string;
  readonly tz?: string;
  readonly where: readonly string[];
}

export interface WhereOptions extends UsageOptions {
  readonly by: readonly string[];
}

const GROUP_NAMES = [...BUCKETS, FACET_NAMES].join(', ');

export function whereOptions(): Option[] {
  return [
    new Option('-b, --by <key>', `group by ${GROUP_NAMES}; repeat or separate by commas`)
      .default([], 'all together')
      .argParser(listOf),
    ...usageOptions(),
  ];
}

export function usageOptions(): Option[] {
  return [
    new Option('--since <time>', 'from this date, month or instant on'),
    new Option('--until <time>', 'through this date or month, or up to this instant'),
    new Option('--where <key=value>', 'only what matches; repeat for more (same key: either)')
      .default([], 'everything')
      .argParser(each),
    new Option('--tz <zone>', 'IANA time zone of hours, days, weeks and months (default: UTC)'),
  ];
}

/** Commas separate, and so does repeating the option. */
function listOf(text: string, before: readonly string[]): string[] {
  return [...before, ...text.split(',').map((part) => part.trim())];
}

/** Repeating the option gathers values, which may hold commas. */
export function each(text: string, before: readonly string[]): string[] {
  return [...before, text];
}

export function zoneOf(options: UsageOptions, config: Config): string {
  const name = options.tz ?? config.tz ?? 'UTC';
  return (
    parseZone(name) ??
    fail('bad_zone', `"${name}" is not a time zone.`, { hint: 'Use an IANA name, such as Europe/Berlin.' })
  );
}

export function periodOf(options: UsageOptions, zone: string): Period {
  const since = endOf(options.since, 'since', zone);
  const until = endOf(options.until, 'until', zone);
  if (since !== undefined && until !== undefined && since >= until) {
    fail('empty_period', '--since is not before --until.', { hint: 'Swap them, or widen the period.' });
  }
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

function endOf(text: string | undefined, end: 'since' | 'until', zone: string): Instant | undefined {
  if (text === undefined) return undefined;
  return (
    parsePeriodEnd(text, end, zone) ??
    fail('bad_time', `--${end} ${text} is not a time.`, {
      hint: 'Use a date (2026-11-01), a month (2026-11) or an instant (2026-11-01T09:00:00Z).',
    })
  );
}

export function groupingOf(options: WhereOptions, groups: Groups): GroupBy[] {
  const by = [...new Set(options.by)].map((name) => groupBy(name, groups));
  if (by.filter(isBucket).length > 1) fail('two_buckets', '--by takes one of hour, day, week and month at a time.');
  return by;
}

function groupBy(name: string, groups: Groups): GroupBy {
  if ((BUCKETS as readonly string[]).includes(name)) return name as Bucket;
  return facetOf(name, '--by', groups, GROUP_NAMES);
}

/** "key=value" pairs of --where. */
export function pairsOf(options: Pick<UsageOptions, 'where'>, groups: Groups): Filter[] {
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

/** Filters by facet. A model stands for every id it is logged under. */
export function filtersOf(
  pairs: readonly Filter[],
  ledger: Pick<LedgerReader, 'models'>,
  book: PriceBook,
): FacetedQuery['where'] {
  const filters = new Map<Facet, string[]>();
  for (const { dimension: facet, value } of pairs)
    filters.set(facet, [...(filters.get(facet) ?? []), ...meant(facet, value, ledger, book)]);
  return filters;
}

/** The requests of a period that match, one by one. */
export function selectionOf(options: UsageOptions, { ledger, book, zone, groups }: Known, by?: Facet): FacetedQuery {
  const where = filtersOf(pairsOf(options, groups), ledger, book);
  return { period: periodOf(options, zone), by: by === undefined ? [] : [by], where };
}

/** What decides which requests options mean. */
interface Known {
  readonly ledger: Pick<LedgerReader, 'models'>;
  readonly book: PriceBook;
  readonly zone: string;
  readonly groups: Groups;
}

function meant(facet: Facet, value: string, ledger: Pick<LedgerReader, 'models'>, book: PriceBook): string[] {
  if ((facet === 'tier' || facet === 'speed') && value === 'standard') return ['', value];
  if (facet !== 'model') return [value];
  const model = matchModel(book.index, value);
  return [
    value,
    ...(model === undefined ? [] : ledger.models().filter((logged) => matchModel(book.index, logged) === model)),
  ];
}

/** For options that must be a whole number above 0. */
export function positive(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.');
  return Number(text);
}
