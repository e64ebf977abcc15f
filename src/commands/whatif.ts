/** `whatif`: what other ways of caching, other models or prices would have cost, and how far to trust that. */
import { Option } from 'commander';
import { facetedUsage, type FacetedQuery, type FacetedUsage } from '../analysis/faceted-usage.ts';
import { NO_GROUPS, type Facet, type Groups } from '../analysis/groups.ts';
import { fail } from '../core/problem.ts';
import type { Host } from '../host.ts';
import type { PriceBook } from '../prices/book.ts';
import type { Document } from '../render/document.ts';
import { explainRequestDocument } from '../render/documents/explain-request.ts';
import { explainDocument } from '../render/documents/explain-session.ts';
import type { RequestsContext } from '../render/documents/requests-context.ts';
import { whatIfDocument } from '../render/documents/what-if.ts';
import { requestLog } from '../requests/log.ts';
import { parseAnyScenario, parseScenario, parseStrategy, standardScenarios } from '../simulate/ask.ts';
import { workloadOf } from '../simulate/chains.ts';
import { explainSession } from '../simulate/explain.ts';
import type { PromptLog } from '../simulate/prompts.ts';
import { REQUEST_SCENARIOS } from '../simulate/request-scenarios/index.ts';
import { requestWhatIf, type RequestQuestion } from '../simulate/request-what-if.ts';
import { SCENARIOS } from '../simulate/scenarios/index.ts';
import { STRATEGIES } from '../simulate/strategies/index.ts';
import { whatIf, worldOf, type Asked as AskedScenario } from '../simulate/what-if.ts';
import type { LedgerReader } from '../store/ledger.ts';
import { askBreakEven, type BreakEvenOptions } from './break-even.ts';
import { refreshOption, sayStale, type RefreshOption } from './refresh.ts';
import { sayPruned } from './say-pruned.ts';
import { claudeRequests } from './claude-requests.ts';
import type { Asked, CommandDefinition } from './command.ts';
import { loadConfig } from './config.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { facetOf } from './facets.ts';
import { logOptions, needNoPath, type LogOptions } from './log-options.ts';
import { outputOptions, writeDocument, type OutputOptions } from './output.ts';
import { loadPriceBook } from './price-book.ts';
import { isAnswered, isOfNothing, recordsOf } from './read-logs.ts';
import { ledgerOptions, pricesOption, type LedgerOptions, type PricesOptions } from './setting-options.ts';
import { noPrompts, noRequest, promptsOf, requestStory } from './whatif-requests.ts';
import type { Clock } from '../core/calendar.ts';
import { clockOf, each, periodOf, selectionOf, usageOptions, type UsageOptions } from './where.ts';
import { withLogs } from './with-ledger.ts';

interface Options extends LogOptions, OutputOptions, UsageOptions, LedgerOptions, PricesOptions, RefreshOption {
  readonly scenario: readonly string[];
  readonly level?: 'usage' | 'request';
  readonly strategy: readonly string[];
  readonly by?: string;
  readonly explain?: string;
}

export const definition: CommandDefinition = {
  examples: {
    'the table of scenarios for a month': 'promptcache-cost whatif --since 2026-11',
    'who would gain from another time to live, or from another model':
      'promptcache-cost whatif --scenario ttl-1h --scenario model=claude-sonnet-5-5 --by project',
    'keep-alive reads, request by request for one session':
      'promptcache-cost whatif --scenario keep-alive:limit=30m,interval=4m --explain SESSION',
    'where breakpoints should stand, from logs of whole requests':
      'promptcache-cost whatif requests.ndjson --strategy search --strategy rolling:ttl=1h',
    'one request block by block': 'promptcache-cost whatif --explain msg_01XyZ',
    'what a store of answers would save, and how often it would answer another question':
      'promptcache-cost whatif --scenario response-cache:ttl=24h --scenario response-similar:similarity=0.8',
    'straight from logs, without the ledger': 'promptcache-cost whatif ~/.claude/projects --format markdown',
    'how many reads pay for a write, and how many writes got there':
      'promptcache-cost whatif break-even --model claude-opus-5-5',
  },
  operands: ['logs to look at by themselves, without the ledger (unless --db names one)'],
  options: () => [
    new Option(
      '--scenario <name>',
      `one of ${SCENARIOS.map(({ usage }) => usage).join(', ')}; of prompts ${REQUEST_SCENARIOS.map(({ usage }) => usage).join(', ')}; repeatable`,
    )
      .default([], 'the standard table')
      .argParser(each),
    new Option(
      '--level <what>',
      'replay counts of usage, or the prompts of request logs and block traces, which say where breakpoints should stand (default: prompts where they are known)',
    ).choices(['usage', 'request']),
    new Option(
      '--strategy <name>',
      `where breakpoints stand, of prompts: ${STRATEGIES.map(({ usage }) => usage).join(', ')}; repeatable`,
    )
      .default([], 'all')
      .argParser(each),
    new Option('-b, --by <key>', 'and who would gain: by model, project, thread, session, …'),
    new Option(
      '--explain <id>',
      'show one session request by request, or one request (message id or FILE:LINE) block by block',
    ),
    refreshOption(),
    ...sharedOptions(),
    ...logOptions(),
  ],
  run: ask,
  subcommands: [
    {
      name: 'break-even',
      summary: 'How many reads pay for a write, by the dated prices of a model, and how many writes got there',
      options: () => [
        new Option('--model <id>', 'a model id, as logged (default: every model of the ledger)'),
        ...sharedOptions(),
      ],
      run: ({ options }: Asked<BreakEvenOptions>, host) => askBreakEven(options, host),
    },
  ],
};

function sharedOptions(): Option[] {
  return [...usageOptions(), ...outputOptions(), ...ledgerOptions(), pricesOption()];
}

async function ask({ operands: paths, options }: Asked<Options>, host: Host): Promise<ExitCode> {
  if (paths.length === 0) needNoPath('whatif', options);
  const config = await loadConfig(host, options.config);
  const groups = config.groups ?? NO_GROUPS;
  const question = questionOf(options, groups);
  return withLogs(paths, options, config, host, async (ledger, read) => {
    if (isOfNothing(read, options)) return EXIT.noAnswer;
    const book = await loadPriceBook(options, config, host);
    const clock = clockOf(options, config, host);
    sayPruned(host, ledger, periodOf(options, clock));
    if (paths.length === 0 && options.refresh !== true) sayStale(ledger, host);
    writeDocument(
      answer({ ledger, faceted: facetedUsage(ledger, groups, book), book, clock, groups, host, question }, options),
      options,
      host,
    );
    return isAnswered(ledger, read, options) ? EXIT.fine : EXIT.noAnswer;
  });
}

interface Question {
  /** undefined: of prompts where they are known. */
  readonly level: 'usage' | 'request' | undefined;
  readonly usage: readonly AskedScenario[];
  readonly requests: RequestQuestion;
  readonly by: Facet | undefined;
}

/** What is named says which level is meant. An option of the other one would be ignored without a word. */
function questionOf({ level, scenario, strategy, by }: Options, groups: Groups): Question {
  const scenarios = scenario.map(parseAnyScenario);
  const usage = scenarios.flatMap((each) => (each.level === 'usage' ? [each.asked] : []));
  const ofRequests = scenarios.flatMap((each) => (each.level === 'request' ? [each.asked] : []));
  const strategies = strategy.map(parseStrategy);
  const needsUsage = usage.length > 0 || by !== undefined;
  const needsRequests = ofRequests.length + strategies.length > 0;
  const requestPart = needsRequests ? named(strategies, ofRequests) : '--level request';
  const usagePart = needsUsage ? (usage[0]?.scenario.id ?? '--by') : '--level usage';
  if ((needsUsage && (needsRequests || level === 'request')) || (needsRequests && level === 'usage'))
    fail('wrong_level', `${requestPart} is of the prompts of requests, and ${usagePart} of usage counts.`, {
      hint: 'Ask for one of them at a time.',
    });
  return {
    level: level ?? (needsRequests ? 'request' : needsUsage ? 'usage' : undefined),
    usage: usage.length === 0 ? standardScenarios() : usage,
    requests: { strategies, scenarios: ofRequests },
    by: by === undefined ? undefined : facetOf(by, '--by', groups),
  };
}

function named(strategies: RequestQuestion['strategies'], scenarios: RequestQuestion['scenarios']): string {
  return strategies.length > 0 ? '--strategy' : (scenarios[0]?.scenario.id ?? '');
}

interface Asking {
  readonly ledger: LedgerReader;
  readonly faceted: FacetedUsage;
  readonly book: PriceBook;
  readonly clock: Clock;
  readonly groups: Groups;
  readonly host: Host;
  readonly question: Question;
}

function answer(asking: Asking, options: Options): Document {
  const { ledger, faceted, book, clock, question } = asking;
  const selection = selectionOf(options, asking, question.by);
  const [ofPrompts, ofUsage] = [claudeRequests(book), claudeRequests(book)];
  const log = question.level === 'usage' ? undefined : promptsOf(ledger, faceted, selection, ofPrompts);
  if (question.level === 'request' && (log === undefined || log.prompts.count === 0)) noPrompts();
  if (options.explain !== undefined) return explained(options.explain, log, asking, selection, options);
  const context = (others: number): RequestsContext => ({
    pricesVersion: book.version,
    period: selection.period,
    zone: clock.zone,
    by: question.by,
    refused: recordsOf(ledger.outcomes()).refused,
    others,
  });
  const known = log === undefined || log.prompts.count === 0 ? undefined : requestWhatIf(log, question.requests, book);
  if (question.level === 'request' && known !== undefined) return whatIfDocument(known, context(ofPrompts.others));
  const all = whatIf(
    workloadOf(requestLog(ofUsage.of(faceted.inferences(selection)))),
    question.usage,
    book,
    question.by,
  );
  // Only where the prompts of all requests are known do they tell the whole.
  return known !== undefined && known.actual.requests === all.actual.requests
    ? whatIfDocument(known, context(ofUsage.others))
    : whatIfDocument(all, context(ofUsage.others), known);
}

/** One request where the id is one, else a session. */
function explained(
  id: string,
  log: PromptLog | undefined,
  { ledger, faceted, book, question }: Asking,
  selection: FacetedQuery,
  options: Options,
): Document {
  const story = log && requestStory(log, id, ledger, book);
  if (story !== undefined) return explainRequestDocument(id, story);
  if (question.level === 'request') noRequest(id);
  const shown = options.scenario.length > 0 ? question.usage : TELLING.map(parseScenario);
  const inferences = claudeRequests(book).of(faceted.inferences(selection));
  const requests = explainSession(worldOf(workloadOf(requestLog(inferences)), book), shown, id);
  if (requests.length === 0)
    fail('no_session', `there is no session "${id}" here, and no request whose prompt is known by that id.`, {
      hint: 'promptcache-cost report --by session names the sessions; a request goes by its message id (msg_…) or FILE:LINE.',
    });
  const names = shown.map(({ scenario }, index) => options.scenario[index] ?? scenario.id);
  return explainDocument(id, requests, names);
}

/** Scenarios to show a session by, when none is named: those that differ in what it reads. */
const TELLING = ['ttl-5m', 'ttl-1h'];
