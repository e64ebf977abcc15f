/** `whatif`: what other ways of caching, other models or prices would have cost, and how far to trust that. */
import { Argument, Option, type Command } from 'commander';
import { existsSync } from 'node:fs';
import { breakEvens } from '../analysis/break-even.ts';
import { fail } from '../core/problem.ts';
import type { Host } from '../host.ts';
import type { PriceBook } from '../prices/book.ts';
import { matchModel } from '../prices/match.ts';
import { breakEvenDocument, type ModelBreakEven } from '../render/documents/break-even.ts';
import { explainDocument } from '../render/documents/explain-session.ts';
import { whatIfDocument } from '../render/documents/what-if.ts';
import { parseScenario, parseStrategy, standardScenarios } from '../simulate/ask.ts';
import { workloadOf } from '../simulate/chains.ts';
import { explainSession } from '../simulate/explain.ts';
import { promptLogOf } from '../simulate/prompts.ts';
import { requestWhatIf, standardStrategies } from '../simulate/request-what-if.ts';
import { SCENARIOS } from '../simulate/scenarios/index.ts';
import { STRATEGIES } from '../simulate/strategies/index.ts';
import { whatIf, worldOf, type Asked } from '../simulate/what-if.ts';
import { writeReads, type WriteReads } from '../simulate/write-reads.ts';
import type { Dimension, Ledger } from '../store/ledger.ts';
import type { CommandEntry } from './command.ts';
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
import { answered, readLogs, recordsOf, sayResult } from './read-logs.ts';
import { dimensionOf, each, filtersOf, pairsOf, periodOf, usageOptions, zoneOf, type UsageOptions } from './where.ts';

interface Options extends LogOptions, OutputOptions, UsageOptions {
  readonly scenario: readonly string[];
  readonly level: 'usage' | 'request';
  readonly strategy: readonly string[];
  readonly by?: string;
  readonly explain?: string;
  readonly model?: string;
  readonly db?: string;
  readonly config?: string;
  readonly prices?: string;
}

export const whatifCommand: CommandEntry = {
  name: 'whatif',
  summary: 'what other ways of caching, models or prices would have cost, with a backtest first',
  examples: [
    { does: 'the table of scenarios for a month', line: 'promptcache-cost whatif --since 2026-11' },
    {
      does: 'who would gain from another time to live, or from another model',
      line: 'promptcache-cost whatif --scenario ttl-1h --scenario model=claude-sonnet-5-5 --by project',
    },
    {
      does: 'keep-alive reads, request by request for one session',
      line: 'promptcache-cost whatif --scenario keep-alive:limit=30m,interval=4m --explain SESSION',
    },
    {
      does: 'straight from logs, without the ledger',
      line: 'promptcache-cost whatif ~/.claude/projects --format markdown',
    },
    {
      does: 'how many reads pay for a write, and how many writes got there',
      line: 'promptcache-cost whatif break-even --model claude-opus-5-5',
    },
  ],
  define(command, host, finish) {
    command
      .addArgument(
        new Argument('[path...]', 'logs to look at by themselves, without the ledger (unless --db names one)'),
      )
      .addOption(
        new Option('--scenario <name>', `one of ${SCENARIOS.map(({ usage }) => usage).join(', ')}; repeatable`)
          .default([], 'the standard table')
          .argParser(each),
      )
      .addOption(
        new Option(
          '--level <what>',
          'replay counts of usage, or the prompts of request logs and block traces: where breakpoints should stand',
        )
          .choices(['usage', 'request'])
          .default('usage'),
      )
      .addOption(
        new Option(
          '--strategy <name>',
          `with --level request, one of ${STRATEGIES.map(({ usage }) => usage).join(', ')}; repeatable`,
        )
          .default([], 'all')
          .argParser(each),
      )
      .addOption(new Option('-b, --by <key>', 'and who would gain: by model, project, thread, session, …'))
      .addOption(new Option('--explain <session>', 'show one session request by request'));
    shared(command);
    for (const option of logOptions()) command.addOption(option);
    command.action(async (paths: string[], options: Options) => finish(await ask(paths, options, host)));
    const breakEven = command
      .command('break-even')
      .summary('how many reads pay for a write, and how many writes got there')
      .description('How many reads pay for a write, by the dated prices of a model, and how many writes got there')
      .addOption(new Option('--model <id>', 'a model id, as logged (default: every model of the ledger)'));
    shared(breakEven);
    breakEven.action(async (_: unknown, sub: Command) => {
      finish(await askBreakEven(sub.optsWithGlobals<Options>(), host));
    });
  },
};

function shared(command: Command): void {
  for (const option of usageOptions()) command.addOption(option);
  command
    .addOption(formatOption())
    .addOption(colorOption())
    .addOption(ledgerOption())
    .addOption(configOption())
    .addOption(pricesOption());
}

async function ask(paths: readonly string[], options: Options, host: Host): Promise<ExitCode> {
  if (paths.length === 0) needNoPath('whatif', options);
  checkLevel(options);
  const asked = options.scenario.length === 0 ? standardScenarios() : options.scenario.map(parseScenario);
  const by = options.by === undefined ? undefined : dimensionOf(options.by, '--by');
  const config = await loadConfig(host, options.config);
  const { openLedger } = await import('../store/sqlite.ts');
  // Logs by themselves are read into a ledger that vanishes.
  const file = paths.length > 0 && options.db === undefined ? '' : ledgerPath(options.db, config, host);
  const ledger = openLedger(file, { create: paths.length > 0 });
  try {
    const read = paths.length === 0 ? undefined : await readLogs(paths, options, ledger, host);
    if (read) sayResult(read, host);
    const book = await loadPriceBook(options.prices, config, host);
    if (options.level === 'request') printRequests(ledger, book, options, config, host);
    else if (options.explain === undefined) print(ledger, book, asked, by, options, config, host);
    else explain(ledger, book, asked, options.explain, options, config, host);
    const trusted = options.strict !== true || recordsOf(ledger).refused === 0;
    return (read === undefined || answered(read, options)) && trusted ? EXIT.fine : EXIT.noAnswer;
  } finally {
    ledger.close();
  }
}

/** An option of the other level would be ignored without a word. */
function checkLevel({ level, scenario, strategy, by, explain: session }: Options): void {
  if (level === 'usage' && strategy.length > 0)
    fail('wrong_level', '--strategy says where breakpoints stand, which usage counts do not tell.', {
      hint: 'Add --level request.',
    });
  if (level === 'request' && (scenario.length > 0 || by !== undefined || session !== undefined))
    fail('wrong_level', '--scenario, --by and --explain are of usage counts.', { hint: 'Leave out --level request.' });
}

function inferencesOf(
  ledger: Ledger,
  book: PriceBook,
  options: Options,
  zone: string,
  by?: Dimension,
): ReturnType<Ledger['inferences']> {
  const where = filtersOf(pairsOf(options), ledger, book);
  return ledger.inferences({ period: periodOf(options, zone), by: by === undefined ? [] : [by], where });
}

function print(
  ledger: Ledger,
  book: PriceBook,
  asked: readonly Asked[],
  by: Dimension | undefined,
  options: Options,
  config: Config,
  host: Host,
): void {
  const zone = zoneOf(options, config);
  const workload = workloadOf(inferencesOf(ledger, book, options, zone, by));
  const document = whatIfDocument(whatIf(workload, asked, book, by), {
    pricesVersion: book.version,
    period: periodOf(options, zone),
    zone,
    by,
    refused: recordsOf(ledger).refused,
  });
  writeDocument(document, options, host);
}

function printRequests(ledger: Ledger, book: PriceBook, options: Options, config: Config, host: Host): void {
  const asked = options.strategy.map(parseStrategy);
  const zone = zoneOf(options, config);
  const period = periodOf(options, zone);
  const where = filtersOf(pairsOf(options), ledger, book);
  const log = promptLogOf(ledger.prompts({ period, by: [], where }), ledger.runs());
  if (log.prompts.count === 0)
    fail('no_prompts', 'no request of this ledger has its prompt.', {
      hint: 'Ingest logs of requests with their bodies, or block traces; usage counts alone are what --level usage is for.',
    });
  const result = requestWhatIf(log, asked.length > 0 ? asked : standardStrategies(), book, asked.length > 0);
  const context = { pricesVersion: book.version, period, zone, by: undefined, refused: recordsOf(ledger).refused };
  writeDocument(whatIfDocument(result, context), options, host);
}

/** Scenarios to show a session by, when none is named: those that differ in what it reads. */
const TELLING = ['ttl-5m', 'ttl-1h'];

function explain(
  ledger: Ledger,
  book: PriceBook,
  asked: readonly Asked[],
  session: string,
  options: Options,
  config: Config,
  host: Host,
): void {
  const workload = workloadOf(inferencesOf(ledger, book, options, zoneOf(options, config)));
  const shown = options.scenario.length > 0 ? asked : TELLING.map(parseScenario);
  const requests = explainSession(worldOf(workload, book), shown, session);
  if (requests.length === 0)
    fail('no_session', `there is no session "${session}" here.`, {
      hint: 'promptcache-cost report --by session names them.',
    });
  const names = shown.map(({ scenario }, index) =>
    options.scenario.length > 0 ? (options.scenario[index] ?? scenario.id) : scenario.id,
  );
  writeDocument(explainDocument(session, requests, names), options, host);
}

async function askBreakEven(options: Options, host: Host): Promise<ExitCode> {
  const config = await loadConfig(host, options.config);
  const book = await loadPriceBook(options.prices, config, host);
  const wanted = options.model === undefined ? undefined : canonical(options.model, book);
  const written = await writesOf(options, book, config, host, wanted === undefined);
  writeDocument(breakEvenDocument(byModel(written, book, wanted)), options, host);
  return EXIT.fine;
}

/** The prices of a model tell something without a ledger, unless one is named or all of its models are asked for. */
async function writesOf(
  options: Options,
  book: PriceBook,
  config: Config,
  host: Host,
  isNeeded: boolean,
): Promise<WriteReads[]> {
  const file = ledgerPath(options.db, config, host);
  if (!isNeeded && options.db === undefined && !existsSync(file)) return [];
  const { openLedger } = await import('../store/sqlite.ts');
  const ledger = openLedger(file, { create: false });
  try {
    return writeReads(workloadOf(inferencesOf(ledger, book, options, zoneOf(options, config))));
  } finally {
    ledger.close();
  }
}

function canonical(name: string, book: PriceBook): string {
  return (
    matchModel(book.index, name) ??
    fail('unknown_model', `no price file has the model "${name}".`, {
      hint: 'promptcache-cost prices list names them all.',
    })
  );
}

/** A model's ids are one model. */
function byModel(written: readonly WriteReads[], book: PriceBook, wanted: string | undefined): ModelBreakEven[] {
  const models = new Map<string, { write5m: number[]; write1h: number[] }>();
  for (const { model, write5m, write1h } of written) {
    const name = matchModel(book.index, model);
    if (name === undefined) continue;
    const own = models.get(name) ?? { write5m: write5m.map(() => 0), write1h: write1h.map(() => 0) };
    models.set(name, {
      write5m: own.write5m.map((tokens, reads) => tokens + (write5m[reads] ?? 0)),
      write1h: own.write1h.map((tokens, reads) => tokens + (write1h[reads] ?? 0)),
    });
  }
  const names = wanted === undefined ? [...models.keys()].sort() : [wanted];
  return names.map((model) => ({ model, rows: breakEvens(book, model), writes: models.get(model) }));
}
