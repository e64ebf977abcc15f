/** Budgets given as options: a limit each, all over the same usage. */
import { InvalidArgumentError, Option } from 'commander';
import type { BaselineAsked, Budget, Change, Limit } from '../analysis/budgets/budget.ts';
import { incoherenceOf } from '../analysis/budgets/coherence.ts';
import { parseChange, parseLevel } from '../analysis/budgets/level.ts';
import { METRIC_IDS, METRICS, type Metric, type MetricId } from '../analysis/budgets/metric.ts';
import type { WindowAsked } from '../analysis/budgets/window.ts';
import type { Groups } from '../analysis/groups.ts';
import { fail } from '../core/problem.ts';
import { parseBaseline } from './budget-config.ts';
import { facetOf } from './facets.ts';
import { pairsOf } from './filters.ts';
import { each, type UsageOptions } from './where.ts';

export interface BudgetOptions extends UsageOptions {
  readonly per?: string;
  readonly maxRise: readonly string[];
  readonly maxDrop: readonly string[];
  readonly warn: readonly string[];
  readonly baseline?: BaselineAsked;
  readonly forecast?: Budget['forecast'];
  readonly minRequests?: number;
  /** By metric: the limits of the options made from METRICS. */
  readonly limits: Readonly<Partial<Record<MetricId, string>>>;
}

const HEADING = 'Limits:';

export function budgetOptions(): Option[] {
  const limits = METRIC_IDS.map((id) => {
    const { flag, title, unit, better } = METRICS[id];
    const unitName = unit === 'usd' ? 'usd' : 'share';
    const text = `${better === 'lower' ? 'at most' : 'at least'} this ${title}`;
    return new Option(`--${flag} <${unitName}>`, text).argParser(once);
  });
  const changes = [
    new Option('--max-rise <metric=change>', 'at most this much above the baseline: cost=20%, cost=5 (USD); repeatable')
      .default([], 'none')
      .argParser(each),
    new Option('--max-drop <metric=change>', 'at most this much below it: hit-ratio=5%, hit-ratio=0.02; repeatable')
      .default([], 'none')
      .argParser(each),
    new Option('--warn <metric=limit>', 'warn from here on: cost=40 beside --max-cost 50; repeatable')
      .default([], 'none')
      .argParser(each),
    new Option('--forecast <verdict>', 'what it comes to when amounts are heading past their limit').choices([
      'warn',
      'fail',
    ]),
    new Option('--min-requests <n>', 'judge nothing on fewer requests (default: 1, for changes 20)').argParser(natural),
  ];
  return [...limits, ...changes].map((option) => option.helpGroup(HEADING));
}

/** The last of two limits would hold, and the other one be ignored without a word. */
function once(text: string, before: string | undefined): string {
  if (before === undefined) return text;
  throw new InvalidArgumentError(`It is given twice: ${before} before.`);
}

export function budgetUsageOptions(): Option[] {
  return [
    new Option('--per <key>', 'hold each value of this key against the limits by itself, such as project'),
    new Option(
      '--baseline <what>',
      'compare with: preceding, a month, date or A..B, or a FILE.json of --save-baseline (default: preceding)',
    ).argParser(baselineName),
  ];
}

function baselineName(text: string): BaselineAsked {
  const baseline = parseBaseline(text);
  if (baseline === undefined)
    throw new InvalidArgumentError('It must be "preceding", a month, a date, A..B, or a file that ends in .json.');
  return baseline;
}

function natural(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** commander names an option's value after its flag. */
export function limitsIn(options: Readonly<Record<string, unknown>>): BudgetOptions['limits'] {
  const camel = (flag: string): string => flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const given = METRIC_IDS.flatMap((id) => {
    const value = options[camel(METRICS[id].flag)];
    return typeof value === 'string' ? [[id, value] as const] : [];
  });
  return Object.fromEntries(given);
}

/** A budget for each limit given; none without any. */
export function budgetsOf(options: BudgetOptions, groups: Groups): Budget[] {
  const selection = selectionOf(options, groups);
  const warnings = warningsOf(options);
  const fixed = METRIC_IDS.flatMap((id) => {
    const text = options.limits[id];
    return text === undefined ? [] : [{ ...selection, ...fixedBudget(METRICS[id], text, warnings, options) }];
  });
  const changes = (['maxRise', 'maxDrop'] as const).flatMap((option) =>
    options[option].map((text) => ({ ...selection, ...changeBudget(option, text, options) })),
  );
  const [unused] = warnings.keys();
  if (unused !== undefined)
    fail('bad_limit', `--warn ${unused} has no limit beside it.`, { hint: `Add --${METRICS[unused].flag}.` });
  const budgets = [...fixed, ...changes];
  for (const budget of budgets) refuseIncoherent(budget);
  return budgets;
}

function warningsOf({ warn }: BudgetOptions): Map<MetricId, string> {
  const pairs = warn.map((text) => pairOf(text, '--warn'));
  const warnings = new Map(pairs);
  const twice = pairs.find(([id, value]) => warnings.get(id) !== value);
  if (twice !== undefined) fail('given_twice', `--warn ${twice[0]} is given twice.`);
  return warnings;
}

function refuseIncoherent(budget: Budget): void {
  const found = incoherenceOf(budget);
  if (found !== undefined) fail('bad_limit', `--${budget.name}: ${found.message}.`);
}

function fixedBudget(metric: Metric, text: string, warnings: Map<MetricId, string>, options: BudgetOptions): OwnPart {
  const kind = metric.better === 'lower' ? 'max' : 'min';
  const limit: Limit = { kind, value: level(metric, text, `--${metric.flag}`) };
  const warning = warnings.get(metric.id);
  warnings.delete(metric.id);
  const warn: Change | undefined =
    warning === undefined ? undefined : { value: level(metric, warning, `--warn ${metric.id}`), relative: false };
  return {
    name: metric.flag,
    metric: metric.id,
    limit,
    ...(warn && { warn }),
    minRequests: options.minRequests ?? 1,
  };
}

function changeBudget(option: 'maxRise' | 'maxDrop', text: string, options: BudgetOptions): OwnPart {
  const flag = option === 'maxRise' ? '--max-rise' : '--max-drop';
  const [id, size] = pairOf(text, flag);
  const metric = METRICS[id];
  const by = parseChange(size, metric.unit);
  if (by === undefined)
    fail('bad_limit', `${flag} ${text}: the change is not a number.`, { hint: 'For example 20% or 0.05.' });
  const baseline = options.baseline ?? { kind: 'preceding' };
  const kind = option === 'maxRise' ? 'max_rise' : 'max_drop';
  return {
    name: `${flag.slice(2)} ${id}=${size}`,
    metric: id,
    limit: { kind, by, baseline },
    minRequests: options.minRequests ?? 20,
  };
}

/** What all budgets given as options look at. */
type Selection = Pick<Budget, 'window' | 'where' | 'per' | 'forecast'>;
type OwnPart = Omit<Budget, keyof Selection>;

export function selectionOf(options: BudgetOptions, groups: Groups): Selection {
  const { since, until, window, per, forecast } = options;
  const between: WindowAsked = { kind: 'between', ...(since && { since }), ...(until && { until }) };
  return {
    window: window ?? (since === undefined && until === undefined ? { kind: 'all' } : between),
    where: pairsOf(options, groups),
    ...(per !== undefined && { per: facetOf(per, '--per', groups) }),
    forecast: forecast ?? 'show',
  };
}

function level({ unit }: Metric, text: string, flag: string): NonNullable<ReturnType<typeof parseLevel>> {
  const value = parseLevel(text, unit);
  if (value === undefined)
    fail('bad_limit', `${flag} ${text} is not a limit.`, {
      hint: unit === 'usd' ? 'Use USD as a plain decimal, such as 12.50.' : 'Use a share such as 0.8, or 80%.',
    });
  return value;
}

/** "metric=value"; a metric may be named as its option is. */
function pairOf(text: string, flag: string): readonly [MetricId, string] {
  const split = text.indexOf('=');
  const name = text.slice(0, Math.max(0, split)).replaceAll('-', '_');
  const id = METRIC_IDS.find((each_) => each_ === name || METRICS[each_].flag.slice(4).replaceAll('-', '_') === name);
  if (id === undefined)
    fail('bad_limit', `${flag} ${text} does not name a metric.`, {
      hint: `It is METRIC=VALUE, and the metrics are ${METRIC_IDS.join(', ')}.`,
    });
  return [id, text.slice(split + 1)];
}
