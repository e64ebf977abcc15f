/** `report`: what was spent, and what caching saved net of what it cost. */
import { Argument, Option } from 'commander';
import { buildReport, isBucket, type GroupBy } from '../analysis/report.ts';
import { quoter } from '../analysis/quoter.ts';
import { defaultSort, sortRows, SORT_KEYS, type SortKey } from '../analysis/sort.ts';
import { fail } from '../core/problem.ts';
import { parsePeriodEnd, type Instant } from '../core/time.ts';
import type { Host } from '../host.ts';
import { priceChanges } from '../prices/quote.ts';
import { reportDocument } from '../render/documents/report.ts';
import type { Dimension, Ledger, UsageQuery } from '../store/ledger.ts';
import type { CommandDefinition } from './command.ts';
import { ledgerPath, loadConfig, type Config } from './config.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { logOptions, needNoPath, type LogOptions } from './log-options.ts';
import {
  colorOption,
  configOption,
  formatOption,
  ledgerOption,
  pricesOption,
  writeDocument,
  type OutputOptions,
} from './output.ts';
import { loadPriceBook } from './price-book.ts';
import { answered, readLogs, recordsOf, sayResult, type Reading } from './read-logs.ts';
import {
  filtersOf,
  groupingOf,
  pairsOf,
  periodOf,
  positive,
  whereOptions,
  zoneOf,
  type WhereOptions,
} from './where.ts';

interface Options extends LogOptions, OutputOptions, WhereOptions {
  readonly db?: string;
  readonly config?: string;
  readonly prices?: string;
  readonly pricesAsOf?: string;
  readonly sort?: SortKey;
  readonly top?: number;
  readonly explain?: boolean;
  readonly unpriced?: boolean;
}

export const definition: CommandDefinition = {
  examples: [
    { does: 'spend and savings by day, this month', line: 'promptcache-cost report --by day --since 2026-11' },
    {
      does: 'straight from logs, which are stored on the way',
      line: 'promptcache-cost report ~/.claude/projects --by project --top 10',
    },
    {
      does: 'one model by branch, as CSV with exact figures',
      line: 'promptcache-cost report --where model=claude-opus-5-5 --by label:branch --format csv',
    },
    { does: 'the charge lines behind each figure', line: 'promptcache-cost report --by model --explain' },
  ],
  define(command, host, finish) {
    command.addArgument(new Argument('[path...]', 'logs to read first (as ingest does)'));
    for (const option of whereOptions()) command.addOption(option);
    command
      .addOption(new Option('-s, --sort <key>', 'order of the rows').choices(SORT_KEYS))
      .addOption(new Option('--top <n>', 'only the first n rows').argParser(positive))
      .addOption(new Option('--explain', 'print the charge lines behind the figures'))
      .addOption(new Option('--unpriced', 'list the models that have no price'))
      .addOption(formatOption())
      .addOption(colorOption())
      .addOption(ledgerOption())
      .addOption(configOption())
      .addOption(pricesOption())
      .addOption(new Option('--prices-as-of <date>', 'price everything as the tables stand for this date'));
    for (const option of logOptions()) command.addOption(option);
    command.action(async (paths: string[], options: Options) => finish(await report(paths, options, host)));
  },
};

async function report(paths: readonly string[], options: Options, host: Host): Promise<ExitCode> {
  if (paths.length === 0) needNoPath('report', options);
  const config = await loadConfig(host, options.config);
  const { openLedgerFor } = await import('./open-ledger.ts');
  const ledger = openLedgerFor(host, ledgerPath(options.db, config, host), paths.length > 0);
  try {
    const fine =
      paths.length === 0 || (await readFirst(paths, { ...options, projects: config.projects }, ledger, host));
    await print(ledger, options, config, host);
    const trusted = options.strict !== true || recordsOf(ledger).refused === 0;
    return fine && trusted ? EXIT.fine : EXIT.noAnswer;
  } finally {
    ledger.close();
  }
}

async function readFirst(paths: readonly string[], options: Reading, ledger: Ledger, host: Host): Promise<boolean> {
  const result = await readLogs(paths, options, ledger, host);
  sayResult(result, host, options.quiet);
  return answered(result, options);
}

async function print(ledger: Ledger, options: Options, config: Config, host: Host): Promise<void> {
  const book = await loadPriceBook(options.prices, config, host);
  const zone = zoneOf(options, config);
  const by = groupingOf(options);
  const period = periodOf(options, zone);
  const pricedAt = asOf(options);
  const query = {
    period,
    by: by.filter(isDimension),
    ...bucketOf(by, zone),
    where: filtersOf(pairsOf(options), ledger, book),
    edges: book.thresholds,
    priceChanges: (model: string) => (pricedAt === undefined ? priceChanges(book, model) : []),
  };
  const built = buildReport(
    ledger.usage(query),
    { by, zone, charges: options.explain === true },
    book,
    quoter(book, pricedAt),
  );
  const rows = sortRows(built.rows, options.sort ?? defaultSort(by));
  const shown = rows.slice(0, options.top ?? rows.length);
  const context = {
    pricesVersion: book.version,
    period,
    zone,
    refused: recordsOf(ledger).refused,
    omitted: rows.length - shown.length,
    explain: options.explain === true,
    unpriced: options.unpriced === true,
    isEarlier: ledger.hasEarlierKeys(),
  };
  writeDocument(reportDocument({ ...built, rows: shown, span: ledger.span(query) }, context), options, host);
}

function isDimension(by: GroupBy): by is Dimension {
  return !isBucket(by);
}

function bucketOf(by: readonly GroupBy[], zone: string): Pick<UsageQuery, 'bucket'> {
  const size = by.find(isBucket);
  return size === undefined ? {} : { bucket: { size, zone } };
}

function asOf({ pricesAsOf }: Options): Instant | undefined {
  if (pricesAsOf === undefined) return undefined;
  return (
    parsePeriodEnd(pricesAsOf, 'since', 'UTC') ??
    fail('bad_time', `--prices-as-of ${pricesAsOf} is not a date.`, { hint: 'Use a date, such as 2026-11-01.' })
  );
}
