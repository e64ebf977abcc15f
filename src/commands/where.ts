/** Options that say which usage is meant: period, zone, grouping; filters are in filters.ts. */
import { InvalidArgumentError, Option } from 'commander';
import type { FacetedQuery } from '../analysis/faceted-usage.ts';
import type { Facet, Groups } from '../analysis/groups.ts';
import { isBucket, type GroupBy } from '../analysis/report.ts';
import { parseWindow, WINDOW_NAMES, windowOf, type WindowAsked } from '../analysis/budgets/window.ts';
import { parseTime, TIME_EXAMPLES, type Clock, type PeriodEnd } from '../core/calendar.ts';
import { fail } from '../core/problem.ts';
import { BUCKETS, parseZone, type Bucket, type Instant, type Period } from '../core/time.ts';
import type { Host } from '../host.ts';
import type { Config } from './config.ts';
import { FACET_NAMES, facetOf } from './facets.ts';
import { filtersOf, needLabels, pairsOf, type Known } from './filters.ts';

/** Which usage. */
export interface UsageOptions {
  readonly since?: string;
  readonly until?: string;
  readonly window?: WindowAsked;
  readonly tz?: string;
  readonly where: readonly string[];
}

export interface WhereOptions extends UsageOptions {
  readonly by: readonly string[];
}

export const GROUP_NAMES: string = [...BUCKETS, FACET_NAMES].join(', ');

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
    new Option('--since <time>', `from here on: ${TIME_EXAMPLES}`),
    new Option('--until <time>', 'through this day, week or month, or up to this instant'),
    new Option('--window <name>', `a period as a whole: ${WINDOW_NAMES} (default: all)`)
      .argParser(windowName)
      .conflicts(['since', 'until']),
    new Option(
      '--where <key=value>',
      'only what matches, such as model=opus, project=web-app, session=44df, "user=*@example.com"; repeat for more (same key: either)',
    )
      .default([], 'everything')
      .argParser(each),
    new Option('--tz <zone>', 'time zone of hours, days, weeks and months: an IANA name, or local (default: UTC)'),
  ];
}

function windowName(text: string): WindowAsked {
  const window = parseWindow(/^\d{4}-/.test(text) ? text : text.toLowerCase());
  if (window === undefined) throw new InvalidArgumentError(`It must be one of ${WINDOW_NAMES}.`);
  return window;
}

/** Commas separate, and so does repeating the option. */
function listOf(text: string, before: readonly string[]): string[] {
  return [...before, ...text.split(',').map((part) => part.trim())];
}

/** Repeating the option gathers values, which may hold commas. */
export function each(text: string, before: readonly string[]): string[] {
  return [...before, text];
}

export function clockOf(options: Pick<UsageOptions, 'tz'>, config: Config, host: Host): Clock {
  const name = options.tz ?? config.tz ?? 'UTC';
  const zone =
    parseZone(name === 'local' ? host.zone : name) ??
    fail('bad_zone', `"${name}" is not a time zone.`, { hint: 'Use an IANA name, such as Europe/Berlin, or local.' });
  return { now: host.now(), zone };
}

export function periodOf({ since, until, window }: Omit<UsageOptions, 'where'>, clock: Clock): Period {
  if (window !== undefined) {
    const found = windowOf(window, clock);
    return found?.period ?? fail('bad_window', 'this --window is not a period.', { hint: `Use ${WINDOW_NAMES}.` });
  }
  const first = endOf(since, 'since', clock);
  const last = endOf(until, 'until', clock);
  if (first !== undefined && last !== undefined && first >= last) {
    fail('empty_period', '--since is not before --until.', { hint: 'Swap them, or widen the period.' });
  }
  return { ...(first !== undefined && { since: first }), ...(last !== undefined && { until: last }) };
}

function endOf(text: string | undefined, end: PeriodEnd, clock: Clock): Instant | undefined {
  return text === undefined ? undefined : timeOf(`--${end}`, text, end, clock);
}

/** Throws a Failure where the text is no time. */
export function timeOf(option: string, text: string, end: PeriodEnd, clock: Clock): Instant {
  return (
    parseTime(text, end, clock) ??
    fail('bad_time', `${option} ${text} is not a time, or there is no such day.`, { hint: `Use ${TIME_EXAMPLES}.` })
  );
}

export function groupingOf(options: WhereOptions, groups: Groups): GroupBy[] {
  const by = [...new Set(options.by.map((name) => groupBy(name, groups)))];
  if (by.filter(isBucket).length > 1) fail('two_buckets', '--by takes one of hour, day, week and month at a time.');
  return by;
}

function groupBy(name: string, groups: Groups): GroupBy {
  if ((BUCKETS as readonly string[]).includes(name)) return name as Bucket;
  return facetOf(name, '--by', groups, GROUP_NAMES);
}

/** The requests of a period that match, one by one. */
export function selectionOf(options: UsageOptions, known: Known & { readonly clock: Clock }, by?: Facet): FacetedQuery {
  const where = filtersOf(pairsOf(options, known.groups), known);
  needLabels(by === undefined ? [] : [by], '--by', known.ledger);
  return { period: periodOf(options, known.clock), by: by === undefined ? [] : [by], where };
}

/** For options that must be a whole number above 0. */
export function positive(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.');
  return Number(text);
}
