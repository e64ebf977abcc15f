/** `check`: budgets and regressions as an exit code. */
import { Option } from 'commander';
import type { Budget } from '../analysis/budgets/budget.ts';
import { check, isCovered, observeUsage, windowAsked, type CheckContext } from '../analysis/budgets/check.ts';
import { savedFor, selectionOf as selected, type SavedBaseline } from '../analysis/budgets/saved.ts';
import { facetedUsage } from '../analysis/faceted-usage.ts';
import { NO_GROUPS, type Groups } from '../analysis/groups.ts';
import { windowOf } from '../analysis/budgets/window.ts';
import { quoter } from '../analysis/quoter.ts';
import { TIME_EXAMPLES, type Clock } from '../core/calendar.ts';
import { fail, Failure } from '../core/problem.ts';
import type { Host } from '../host.ts';
import { formatPlural } from '../render/numbers.ts';
import { CASE_FORMATS, FORMATS } from '../render/index.ts';
import { checkDocument } from '../render/documents/check.ts';
import type { PriceBook } from '../prices/book.ts';
import type { LedgerReader } from '../store/ledger.ts';
import { needBaselinePlace, readBaseline, writeBaseline } from './baseline-file.ts';
import { refreshOption, sayStale, type RefreshOption } from './refresh.ts';
import { sayPruned } from './say-pruned.ts';
import {
  budgetOptions,
  budgetsOf,
  budgetUsageOptions,
  limitsIn,
  selectionOf,
  type BudgetOptions,
} from './budget-options.ts';
import type { Asked, CommandDefinition } from './command.ts';
import { loadConfig, type Config } from './config.ts';
import type { ExitCode } from './exit.ts';
import { needGroup, needValue } from './facets.ts';
import { tellGitHub } from './github.ts';
import { logOptions, needNoPath, type LogOptions } from './log-options.ts';
import { outputOptions, writeDocument, type OutputOptions } from './output.ts';
import { loadPriceBook } from './price-book.ts';
import { recordsOf } from './read-logs.ts';
import { blockingOf, excusedOf, exitCodeOf, problemsOf, verdictOf, type Tolerance } from './check-outcome.ts';
import { say, sayProblem } from './say.ts';
import { ledgerOptions, pricesOption, type LedgerOptions, type PricesOptions } from './setting-options.ts';
import { matchFilters, missingLabels, type Filters, type Known } from './filters.ts';
import { clockOf, usageOptions } from './where.ts';
import { withLogs } from './with-ledger.ts';
import path from 'node:path';

interface Options
  extends BudgetOptions, LogOptions, OutputOptions, LedgerOptions, PricesOptions, RefreshOption, Tolerance {
  readonly saveBaseline?: string;
}

export const definition: CommandDefinition = {
  examples: {
    'fail a pipeline on what its own logs cost, and on a poor cache':
      'promptcache-cost check logs/ --max-cost 50 --min-hit-ratio 0.8',
    'the budgets of promptcache-cost.json, from the ledger': 'promptcache-cost check',
    'this week beside the one before, each project by itself':
      'promptcache-cost check --window last-week --per project --max-rise cost=25% --max-drop hit-ratio=0.05',
    'save what is normal, and compare with it later':
      'promptcache-cost check logs/ --save-baseline baseline.json --max-rise cost-per-request=10%',
  },
  operands: ['logs to check by themselves, without the ledger (unless --db names one)'],
  options: () => [
    ...usageOptions(),
    ...budgetUsageOptions(),
    ...budgetOptions(),
    new Option('--save-baseline <file>', 'write what was measured to this .json file'),
    new Option('--allow-unpriced', 'judge what has a price where some usage has none'),
    new Option('--allow-lower-bound', 'judge lower bounds as if they were values'),
    new Option('--allow-no-data', 'let budgets pass that have too little data to judge'),
    new Option('--fail-on <verdict>', 'the mildest verdict to exit 1 on').choices(['fail', 'warn']).default('fail'),
    refreshOption(),
    new Option('--exit-zero', 'exit 0 whatever the verdict'),
    ...outputOptions([...FORMATS, ...CASE_FORMATS]),
    ...ledgerOptions(),
    pricesOption(),
    ...logOptions(),
  ],
  run: checkBudgets,
};

async function checkBudgets({ operands: paths, options: given }: Asked<Options>, host: Host): Promise<ExitCode> {
  const options = { ...given, limits: limitsIn({ ...given }) };
  if (paths.length === 0) needNoPath('check', options);
  const config = await loadConfig(host, options.config);
  const clock = clockOf(options, config, host);
  const { zone } = clock;
  const groups = config.groups ?? NO_GROUPS;
  const budgets = budgetsAsked(options, config, groups);
  if (options.baseline !== undefined && !budgets.some(({ limit }) => 'by' in limit))
    fail('no_change', '--baseline is for limits on changes, and there is none.', {
      hint: 'Add one, such as --max-rise cost=10% or --max-drop hit-ratio=0.05.',
    });
  for (const budget of budgets) checkWindow(budget, clock);
  // Before hours of logs are read for nothing.
  if (options.saveBaseline !== undefined)
    needBaselinePlace(path.resolve(host.cwd, options.saveBaseline), options.saveBaseline);
  return withLogs(paths, options, config, host, async (ledger, read) => {
    const book = await loadPriceBook(options, config, host);
    const baselines = await baselinesOf(budgets, zone, host);
    const context = contextOf(ledger, book, baselines, { zone, groups, options, host });
    checkLabels(budgets, options, ledger, host);
    const judgements = check(budgets, context);
    const problems = problemsOf(judgements, context.counts, read?.problems ?? [], options);
    if (options.saveBaseline !== undefined)
      saveBaseline(options.saveBaseline, budgets, { options, groups, host }, context);
    if (budgets.length === 0) return exitCodeOf(problems.length > 0 ? 'unknown' : 'pass', options);
    const excused = excusedOf(judgements, options);
    const verdict = verdictOf(judgements, problems, excused);
    const document = checkDocument({
      verdict,
      judgements,
      problems,
      blocking: blockingOf(problems),
      excused,
      notes: notesOf(budgets, baselines, context, options),
      zone,
      pricesVersion: book.version,
      refused: context.counts.refused,
    });
    sayPruned(host, ledger, {});
    if (paths.length === 0 && options.refresh !== true) sayStale(ledger, host);
    writeDocument(document, options, host);
    tellGitHub(document, options.format, host);
    return exitCodeOf(verdict, options);
  });
}

/** Those given as options, or else those of the configuration. */
function budgetsAsked(options: Options, config: Config, groups: Groups): readonly Budget[] {
  const given = budgetsOf(options, groups);
  if (given.length > 0) return given;
  const scoped =
    options.window ?? options.since ?? options.until ?? options.per ?? options.where[0] ?? options.forecast;
  const configured = config.budgets ?? [];
  for (const budget of configured) needGroups(budget, groups);
  if (scoped !== undefined && options.saveBaseline === undefined)
    fail('no_limit', 'window, filter and grouping given as options go with limits given as options.', {
      hint: 'Add one, such as --max-cost 50; budgets in promptcache-cost.json have their own.',
    });
  if (scoped !== undefined) return [];
  if (configured.length === 0 && options.saveBaseline === undefined)
    fail('no_budget', 'there is nothing to check.', {
      hint: 'Give a limit, such as --max-cost 50 or --min-hit-ratio 0.8, or put "budgets" into promptcache-cost.json.',
    });
  return configured.map((budget) => withOptions(budget, options));
}

/** Budgets and groups may be of two files, the user's own and the project's: only together it can be told. */
function needGroups({ name, where, per }: Budget, groups: Groups): void {
  const asker = `the budget "${name}"`;
  for (const { dimension, value } of where) {
    needGroup(dimension, asker, groups);
    needValue(dimension, value, asker, groups);
  }
  if (per !== undefined) needGroup(per, asker, groups);
}

/** A baseline given as an option is the one that all changes are judged by. */
function withOptions(budget: Budget, { baseline }: Options): Budget {
  if (baseline === undefined || !('by' in budget.limit)) return budget;
  return { ...budget, limit: { ...budget.limit, baseline } };
}

function checkWindow({ name, window }: Budget, clock: Clock): void {
  if (windowOf(window, clock) === undefined)
    fail('bad_window', `the window of "${name}" is not a time span.`, {
      hint: `Use ${TIME_EXAMPLES}, the earlier one first.`,
    });
}

/** A filter that no usage passes is said, and then there is nothing to judge: other budgets are judged all the same. */
function matchedFilters(where: Budget['where'], known: Omit<Known, 'groups'>): Filters['where'] {
  const filters = matchFilters(where, known);
  for (const problem of filters.unmatched) sayProblem(known.host, problem);
  return filters.where;
}

/** Budgets often share their filters, and each asks several times. */
function filtersOnce(of: CheckContext['filters']): CheckContext['filters'] {
  const known = new Map<string, Filters['where']>();
  return (budget) => {
    const key = JSON.stringify(budget.where);
    const filters = known.get(key) ?? of(budget);
    known.set(key, filters);
    return filters;
  };
}

/** An option that names a label nothing has is a typo; a budget may be there before its usage. */
function checkLabels(budgets: readonly Budget[], { per }: Options, ledger: LedgerReader, host: Host): void {
  const missing = missingLabels([...new Set(budgets.flatMap((budget) => budget.per ?? []))], '--per', ledger);
  const [first] = missing;
  if (first !== undefined && per !== undefined) throw new Failure(first);
  for (const problem of missing) sayProblem(host, problem);
}

interface Around {
  readonly zone: string;
  readonly groups: Groups;
  readonly options: Options;
  readonly host: Host;
}

type Baselines = ReadonlyMap<string, SavedBaseline>;

function contextOf(
  ledger: LedgerReader,
  book: PriceBook,
  baselines: Baselines,
  { zone, groups, options, host }: Around,
): CheckContext {
  const { records, refused } = recordsOf(ledger.outcomes());
  return {
    ledger: facetedUsage(ledger, groups, book),
    book,
    quotes: quoter(book),
    now: host.now(),
    zone,
    allowUnpriced: options.allowUnpriced === true,
    allowLowerBound: options.allowLowerBound === true,
    counts: { records: BigInt(records), refused: BigInt(refused) },
    filters: filtersOnce(({ where }) => matchedFilters(where, { ledger, book, host })),
    saved: (file, budget) => {
      const saved = baselines.get(file);
      return saved && savedFor(budget, groups, saved);
    },
  };
}

async function baselinesOf(budgets: readonly Budget[], zone: string, host: Host): Promise<Baselines> {
  const files = budgets.flatMap(({ limit }) =>
    'by' in limit && limit.baseline.kind === 'file' ? [limit.baseline.file] : [],
  );
  const read = await Promise.all(
    [...new Set(files)].map(async (file) => [file, await readBaseline(path.resolve(host.cwd, file), zone)] as const),
  );
  return new Map(read);
}

/** Saves what each selection came to; without budgets, of the one that the options describe. */
function saveBaseline(
  name: string,
  budgets: readonly Budget[],
  { options, groups, host }: Omit<Around, 'zone'>,
  context: CheckContext,
): void {
  const plain: Budget = {
    ...selectionOf(options, groups),
    name: 'baseline',
    metric: 'cost',
    limit: { kind: 'min', value: { num: 0n, den: 1n } },
    minRequests: 0,
  };
  const bySelection = new Map(
    (budgets.length === 0 ? [plain] : budgets).map((each) => [JSON.stringify(selected(each, groups)), each]),
  );
  const selections = [...bySelection.values()].map((budget) => {
    const window = windowAsked(budget, context);
    const period = window.elapsed ?? window.period;
    return {
      asked: selected(budget, groups),
      period,
      covered: isCovered(period, context),
      groups: observeUsage(budget, window.period, true, context),
    };
  });
  const all = selections.flatMap(({ groups }) => [...groups.values()].map(({ measured }) => measured));
  if (all.every(({ requests, uncounted }) => requests === 0n && uncounted === 0n))
    fail('no_data', 'there is no usage to save as a baseline.', { hint: 'Check window, filter and logs.' });
  const file = path.resolve(host.cwd, name);
  writeBaseline(file, name, { pricesVersion: context.book.version, zone: context.zone, selections });
  if (options.quiet !== true) say(host, `Saved the baseline to ${name}.`);
}

function notesOf(
  budgets: readonly Budget[],
  baselines: Baselines,
  { book, counts }: CheckContext,
  { strict }: Options,
): string[] {
  const others = [...baselines].filter(([, { pricesVersion }]) => pricesVersion !== book.version);
  return [
    ...(counts.refused > 0n && strict !== true
      ? [`${formatPlural(counts.refused, 'record')} of the logs refused, and in no figure; --strict makes that exit 2.`]
      : []),
    ...others.map(([file]) => `${file} was saved with other price tables: part of a change in money may be theirs.`),
    ...(budgets.some(({ metric }) => metric === 'refused_share')
      ? ['The refused share is that of all logs read: a refused record has no time.']
      : []),
  ];
}
