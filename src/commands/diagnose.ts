/** `diagnose`: where the cache leaks, why, what it cost and what to do; or the story of one request. */
import { Option } from 'commander';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { facetedUsage, type FacetedQuery } from '../analysis/faceted-usage.ts';
import { NO_GROUPS, type Facet, type Groups } from '../analysis/groups.ts';
import { valueShown } from '../analysis/report.ts';
import type { Pico } from '../core/money.ts';
import { fail } from '../core/problem.ts';
import { diagnose, type Diagnosis } from '../diagnose/diagnosis.ts';
import { findingsOf, LEVELS, type Finding } from '../diagnose/findings.ts';
import { groupsOf } from '../diagnose/groups.ts';
import { diagnosisLog, rowAt } from '../diagnose/log.ts';
import { RULES } from '../diagnose/rules/index.ts';
import { storyAt, type Story } from '../diagnose/story.ts';
import type { Host } from '../host.ts';
import type { PriceBook } from '../prices/book.ts';
import type { Document } from '../render/document.ts';
import { diagnoseRequestDocument } from '../render/documents/diagnose-request.ts';
import { diagnoseDocument } from '../render/documents/diagnose.ts';
import { explainRequestDocument } from '../render/documents/explain-request.ts';
import type { RequestLog } from '../requests/log.ts';
import { parseScenario } from '../simulate/ask.ts';
import { workloadOf } from '../simulate/chains.ts';
import { deltaOf } from '../simulate/compare.ts';
import { promptWorldOf } from '../simulate/make-prompt-world.ts';
import { storyOf, type RequestStory } from '../simulate/request-story.ts';
import { whatIf } from '../simulate/what-if.ts';
import type { Dimension, LedgerReader } from '../store/ledger.ts';
import { claudeRequests } from './claude-requests.ts';
import { refreshOption, sayStale, type RefreshOption } from './refresh.ts';
import { sayPruned } from './say-pruned.ts';
import type { Asked, CommandDefinition } from './command.ts';
import { loadConfig } from './config.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { facetOf } from './facets.ts';
import { logOptions, needNoPath, type LogOptions } from './log-options.ts';
import { outputOptions, writeDocument, type OutputOptions } from './output.ts';
import { loadPriceBook } from './price-book.ts';
import { isAnswered, isOfNothing, recordsOf } from './read-logs.ts';
import { ledgerOptions, pricesOption, type LedgerOptions, type PricesOptions } from './setting-options.ts';
import { promptsOf } from './whatif-requests.ts';
import type { Clock } from '../core/calendar.ts';
import { clockOf, selectionOf, usageOptions, type UsageOptions } from './where.ts';
import { withLogs } from './with-ledger.ts';

interface Options extends LogOptions, OutputOptions, UsageOptions, LedgerOptions, PricesOptions, RefreshOption {
  readonly by?: string;
  readonly failOn?: string;
}

export const definition: CommandDefinition = {
  examples: {
    'the findings of a month, the dearest first': 'promptcache-cost diagnose --since 2026-11',
    'why one request read no more': 'promptcache-cost diagnose msg_01XyZ',
    'the same for a request without an id, by file and line': 'promptcache-cost diagnose session.jsonl:120',
    'who leaks': 'promptcache-cost diagnose --by project',
    'fail a pipeline on what matters': 'promptcache-cost diagnose --since 2026-11 --fail-on high,PC004',
    'straight from logs, without the ledger': 'promptcache-cost diagnose ~/.claude/projects --format markdown',
  },
  operands: [
    'logs to look at by themselves, without the ledger (unless --db names one); and one request to explain, by its message id or by FILE:LINE',
  ],
  options: () => [
    new Option('-b, --by <key>', 'and who leaks: by model, project, thread, session, …'),
    new Option(
      '--fail-on <what>',
      `exit 1 when there is such a finding: codes (${RULES.map(({ code }) => code).join(', ')}) or a level (${LEVELS.join(', ')}: it and above), separated by commas`,
    ),
    refreshOption(),
    ...usageOptions(),
    ...outputOptions(),
    ...ledgerOptions(),
    pricesOption(),
    ...logOptions(),
  ],
  run,
};

async function run({ operands: what, options }: Asked<Options>, host: Host): Promise<ExitCode> {
  const ids = what.filter((each) => isRequest(each, host.cwd));
  const paths = what.filter((each) => !ids.includes(each));
  if (ids.length > 1) fail('two_requests', 'one request at a time can be explained.');
  if (paths.length === 0) needNoPath('diagnose', options);
  const failing = failingOn(options.failOn);
  const config = await loadConfig(host, options.config);
  const groups = config.groups ?? NO_GROUPS;
  const by = options.by === undefined ? undefined : facetOf(options.by, '--by', groups);
  return withLogs(paths, options, config, host, async (ledger, read) => {
    if (isOfNothing(read, options)) return EXIT.noAnswer;
    const book = await loadPriceBook(options, config, host);
    if (paths.length === 0 && options.refresh !== true) sayStale(ledger, host);
    const question = { ledger, book, clock: clockOf(options, config, host), groups, by, host };
    const findings = ids[0] === undefined ? tellAll(question, options, host) : tellOne(ids[0], question, options, host);
    if (!isAnswered(ledger, read, options)) return EXIT.noAnswer;
    return findings.some(failing) ? EXIT.failed : EXIT.fine;
  });
}

interface Question {
  readonly ledger: LedgerReader;
  readonly book: PriceBook;
  readonly clock: Clock;
  readonly host: Host;
  readonly groups: Groups;
  readonly by: Facet | undefined;
}

function tellAll(question: Question, options: Options, host: Host): readonly Finding[] {
  const { ledger, book, clock, by } = question;
  const selection = selectionOf(options, question, by);
  sayPruned(host, ledger, selection.period);
  const { diagnosis, others } = diagnosed(question, { ...selection, by: [] }, undefined);
  const findings = findingsOf(diagnosis);
  const groups = by === undefined ? [] : groupsOf(diagnosis, by, ([, , value = '']) => valueShown(by, value, book));
  const context = {
    pricesVersion: book.version,
    period: selection.period,
    zone: clock.zone,
    by,
    refused: recordsOf(ledger.outcomes()).refused,
    others,
  };
  writeDocument(diagnoseDocument(diagnosis, findings, groups, context), options, host);
  return findings;
}

function tellOne(id: string, question: Question, options: Options, host: Host): readonly Finding[] {
  const { diagnosis, row } = diagnosed(question, selectionOf(options, question), id);
  writeDocument(requestDocument(id, row, diagnosis), options, host);
  return [];
}

/** A name that is no file and could be none: "msg_01XyZ", "session.jsonl:120". */
function isRequest(text: string, cwd: string): boolean {
  if (text === '-' || existsSync(path.resolve(cwd, text))) return false;
  return /[^/\\]:\d+$/.test(text) || /^[\w-]+$/.test(text);
}

/** A level stands for itself and those above. Throws a Failure that names what is no code and no level. */
function failingOn(text: string | undefined): (finding: Finding) => boolean {
  const wanted = text === undefined ? [] : text.split(',').map((each) => each.trim());
  const codes = RULES.map(({ code }) => code);
  for (const each of wanted)
    if (!codes.includes(each) && !LEVELS.some((level) => level === each))
      fail('bad_fail_on', `--fail-on does not know "${each}".`, {
        hint: `It knows: ${[...codes, ...LEVELS].join(', ')}.`,
      });
  const lowest = Math.max(-1, ...wanted.map((each) => LEVELS.findIndex((level) => level === each)));
  return ({ rule, level }) => wanted.includes(rule.code) || LEVELS.indexOf(level) <= lowest;
}

/** What a diagnosis looks for in labels: what came with a change. */
const COMPANIONS: readonly Dimension[] = ['label:version', 'label:branch'];

function diagnosed(
  { ledger, book, groups, by }: Question,
  selection: FacetedQuery,
  id: string | undefined,
): { readonly diagnosis: Diagnosis; readonly row: number | undefined; readonly others: number } {
  const faceted = facetedUsage(ledger, groups, book);
  const prompts = promptsOf(ledger, faceted, selection, claudeRequests(book));
  const claude = claudeRequests(book);
  const known = new Set(prompts.names.map((named) => named.id));
  const isAsked = (hashed: string): boolean => id !== undefined && ledger.isOf({ id: hashed }, `message:${id}`);
  const query = { ...selection, by: [...COMPANIONS, ...(by === undefined ? [] : [by])] };
  let asked: string | undefined;
  const log = diagnosisLog(claude.of(faceted.requests(query)), (hashed) => {
    if (isAsked(hashed)) asked = hashed;
    return known.has(hashed) || hashed === asked;
  });
  const world = prompts.prompts.count === 0 ? undefined : promptWorldOf(prompts, book);
  const diagnosis = diagnose(log, world, book, savings(log, book));
  const row = id === undefined ? undefined : asked === undefined ? rowAt(log, id) : log.rowsById.get(asked);
  return { diagnosis, row, others: claude.others };
}

/** What `whatif` says a scenario saves; asked only when a finding needs it. */
function savings(log: RequestLog, book: PriceBook): Diagnosis['savingOf'] {
  const known = new Map<string, Pico | null>();
  let workload: ReturnType<typeof workloadOf> | undefined;
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    workload ??= workloadOf(log);
    const { actual, scenarios } = whatIf(workload, [parseScenario(name)], book, undefined);
    const [outcome] = scenarios;
    const delta = outcome === undefined ? null : deltaOf(outcome.likely, actual);
    const saving = delta === null ? null : (-delta as Pico);
    known.set(name, saving);
    return saving;
  };
}

function requestDocument(id: string, row: number | undefined, diagnosis: Diagnosis): Document {
  if (row === undefined)
    fail('no_request', `no request goes by "${id}" here.`, {
      hint: 'Name it by the message id of its response (msg_…), or by FILE:LINE. (There is no log of that name either.)',
    });
  const { world, log } = diagnosis;
  const hashed = [...log.rowsById].find(([, own]) => own === row)?.[0];
  const place = world?.log.names.findIndex((named) => named.id === hashed) ?? -1;
  const story = world === undefined || place < 0 ? undefined : storyOf(world, place);
  const told = storyAt(diagnosis, row);
  return diagnoseRequestDocument(id, told, story && blocksOf(id, told, story));
}

/** Without a reason that the diagnosis does not give: a miss is only what weighs something, and the API knows best. */
function blocksOf(id: string, { miss }: Story, story: RequestStory): Document {
  const { cause, missed } = story.judged;
  const isWhole = cause === 'whole' || cause === 'grown';
  const isAttribution = miss?.cause === 'attribution_changed';
  const isChange = cause === 'changed' || cause === 'parameters' || cause === 'model';
  const agrees = miss === undefined ? isWhole || (missed === 0 && !isChange) : !isWhole && !isAttribution;
  const blocks = explainRequestDocument(id, story);
  return agrees ? blocks : { ...blocks, headline: blocks.headline.slice(0, 1) };
}
