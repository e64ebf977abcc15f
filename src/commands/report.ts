/** `report`: what was spent, and what caching saved net of what it cost. */
import { Option } from 'commander';
import { buildReport, isBucket, type GroupBy } from '../analysis/report.ts';
import { facetedUsage, type FacetedQuery } from '../analysis/faceted-usage.ts';
import { isDimension, NO_GROUPS, type Facet } from '../analysis/groups.ts';
import { quoter } from '../analysis/quoter.ts';
import { sessionFacts, type FactsOfSessions } from '../analysis/session-facts.ts';
import { SORT_KEYS, topRows, type SortKey } from '../analysis/sort.ts';
import type { Instant } from '../core/time.ts';
import type { Host } from '../host.ts';
import { priceChanges } from '../prices/quote.ts';
import type { LastRead } from '../render/documents/freshness.ts';
import { reportDocument } from '../render/documents/report.ts';
import type { FileOutcome, LedgerReader, UsageQuery } from '../store/ledger.ts';
import type { Asked, CommandDefinition } from './command.ts';
import { sayPruned } from './say-pruned.ts';
import { loadConfig, type Config } from './config.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { logOptions, needNoPath, type LogOptions } from './log-options.ts';
import { outputOptions, writeDocument, type OutputOptions } from './output.ts';
import { loadPriceBook } from './price-book.ts';
import { isAnswered, isOfNothing, recordsOf } from './read-logs.ts';
import { lastReadOf, refreshOption, type RefreshOption } from './refresh.ts';
import { say } from './say.ts';
import { ledgerOptions, pricesOption, type LedgerOptions, type PricesOptions } from './setting-options.ts';
import { filtersOf, needLabels, pairsOf } from './filters.ts';
import {
  clockOf,
  GROUP_NAMES,
  groupingOf,
  periodOf,
  positive,
  timeOf,
  whereOptions,
  type WhereOptions,
} from './where.ts';
import { withLogs } from './with-ledger.ts';

interface Options extends LogOptions, OutputOptions, WhereOptions, LedgerOptions, PricesOptions, RefreshOption {
  readonly pricesAsOf?: string;
  readonly sort?: SortKey;
  readonly top?: number;
  readonly explain?: boolean;
  readonly unpriced?: boolean;
}

export const definition: CommandDefinition = {
  examples: {
    'spend and savings by day, this month': 'promptcache-cost report --by day --window this-month',
    'the dearest sessions since yesterday, with what was logged just now':
      'promptcache-cost report --by session --top 5 --since yesterday --refresh',
    'straight from logs, without the ledger': 'promptcache-cost report ~/.claude/projects --by project --top 10',
    'one model by branch, as CSV with exact figures':
      'promptcache-cost report --where model=claude-opus-5-5 --by label:branch --format csv',
    'the charge lines behind each figure': 'promptcache-cost report --by model --explain',
  },
  operands: ['logs to report on by themselves, without the ledger (unless --db names one)'],
  options: () => [
    ...whereOptions(),
    new Option('-s, --sort <key>', 'order of the rows').choices(SORT_KEYS),
    new Option('--top <n>', 'only the n dearest rows, or the first n in the order of --sort').argParser(positive),
    new Option('--explain', 'print the charge lines behind the figures'),
    refreshOption(),
    new Option('--unpriced', 'list the models that have no price'),
    ...outputOptions(),
    ...ledgerOptions(),
    pricesOption(),
    new Option('--prices-as-of <date>', 'price everything as the tables stand for this date'),
    ...logOptions(),
  ],
  run: report,
};

async function report({ operands: paths, options }: Asked<Options>, host: Host): Promise<ExitCode> {
  if (paths.length === 0) needNoPath('report', options);
  const config = await loadConfig(host, options.config);
  return withLogs(paths, options, config, host, async (ledger, read) => {
    if (isOfNothing(read, options)) return EXIT.noAnswer;
    if (options.top !== undefined && options.by.length === 0 && options.quiet !== true)
      say(host, '--top has no rows to choose from: add --by, such as --by project.');
    if (read !== undefined && options.db === undefined && options.quiet !== true)
      say(host, 'Not stored: the report is of these logs alone. "promptcache-cost ingest" adds logs to the ledger.');
    const outcomes = ledger.outcomes();
    const isOwn = paths.length === 0 || options.db !== undefined;
    const lastRead = isOwn ? lastReadOf(ledger, outcomes) : undefined;
    await print(ledger, options, { outcomes, lastRead, config, host });
    return isAnswered(ledger, read, options) ? EXIT.fine : EXIT.noAnswer;
  });
}

interface Around {
  readonly outcomes: readonly FileOutcome[];
  /** Of the user's own ledger. */
  readonly lastRead: LastRead | undefined;
  readonly config: Config;
  readonly host: Host;
}

async function print(
  ledger: LedgerReader,
  options: Options,
  { outcomes, lastRead, config, host }: Around,
): Promise<void> {
  const book = await loadPriceBook(options, config, host);
  const groups = config.groups ?? NO_GROUPS;
  const clock = clockOf(options, config, host);
  const { zone } = clock;
  const by = groupingOf(options, groups);
  const period = periodOf(options, clock);
  sayPruned(host, ledger, period);
  const pricedAt = asOf(options, clock.now);
  needLabels(by.filter(isFacet), '--by', ledger, GROUP_NAMES);
  const where = filtersOf(pairsOf(options, groups), { ledger, book, host });
  const plain = plainFilters(where);
  const query = {
    period,
    by: by.filter(isFacet),
    ...bucketOf(by, zone, plain === undefined),
    where,
    edges: book.thresholds,
    priceChanges: (model: string) => (pricedAt === undefined ? priceChanges(book, model) : []),
  };
  const built = buildReport(
    facetedUsage(ledger, groups, book).usage(query),
    { by, zone, charges: options.explain === true },
    book,
    quoter(book, pricedAt),
  );
  const shown = topRows(built.rows, { by, sort: options.sort, top: options.top });
  const span = plain === undefined ? built.span : ledger.span({ period, where: plain });
  const context = {
    pricesVersion: book.version,
    period,
    zone,
    refused: recordsOf(outcomes).refused,
    lastRead,
    now: host.now(),
    prunedBefore: ledger.prunedBefore(),
    omitted: built.rows.length - shown.length,
    explain: options.explain === true,
    unpriced: options.unpriced === true,
    isEarlier: ledger.hasEarlierKeys(),
    sessions: plain === undefined ? NO_SESSIONS : sessionFacts(ledger, { period, where: plain }, shown),
  };
  writeDocument(reportDocument({ ...built, rows: shown, span }, context), options, host);
}

/** What groups of the configuration leave out, the ledger does not know. */
const NO_SESSIONS: FactsOfSessions = new Map();

function isFacet(by: GroupBy): by is Facet {
  return !isBucket(by);
}

/** The filters, if the ledger can apply all of them by itself. */
function plainFilters(where: FacetedQuery['where']): UsageQuery['where'] | undefined {
  const plain = [...where].flatMap(([facet, values]) => (isDimension(facet) ? [[facet, values] as const] : []));
  return plain.length === where.size ? new Map(plain) : undefined;
}

/** `byDay`: with its days apart in any case. Then the report itself knows which are the first and the last. */
function bucketOf(by: readonly GroupBy[], zone: string, byDay: boolean): Pick<UsageQuery, 'bucket'> {
  const asked = by.find(isBucket);
  const size = byDay && asked !== 'hour' ? 'day' : asked;
  return size === undefined ? {} : { bucket: { size, zone } };
}

function asOf({ pricesAsOf }: Options, now: Instant): Instant | undefined {
  if (pricesAsOf === undefined) return undefined;
  return timeOf('--prices-as-of', pricesAsOf, 'since', { now, zone: 'UTC' });
}
