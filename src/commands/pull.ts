/** `pull`: usage and cost from the provider's reports into the ledger. */
import { Option } from 'commander';
import { fail } from '../core/problem.ts';
import { MS_PER_DAY, utcDate, type Instant, type Period } from '../core/time.ts';
import type { Host } from '../host.ts';
import { shapeOf, type PullOptions, type PullResult } from '../ingest/pull.ts';
import { noProgress, terminalProgress } from '../io/progress.ts';
import type { AskPage, ReportGroup } from '../io/usage-reports.ts';
import { pullDocument } from '../render/documents/pull.ts';
import { formatPlural } from '../render/numbers.ts';
import type { Ledger } from '../store/ledger.ts';
import type { PulledReport } from '../store/pulled.ts';
import { baseUrlIn, keyIn } from './api-access.ts';
import type { Asked, CommandDefinition } from './command.ts';
import { ledgerPath, loadConfig } from './config.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { outputOptions, writeDocument, type OutputOptions } from './output.ts';
import { say, sayProblem } from './say.ts';
import { ledgerOptions, type LedgerOptions } from './setting-options.ts';
import { periodOf, type UsageOptions } from './where.ts';
import { withLedger } from './with-ledger.ts';

const KEY = 'ANTHROPIC_ADMIN_KEY';
const REPORTS: readonly PulledReport[] = ['usage', 'cost'];
const WIDTHS = { day: '1d', hour: '1h' } as const;
/** What decides a price. The API takes one more dimension. */
const GROUPS: readonly ReportGroup[] = ['model', 'service_tier', 'speed', 'inference_geo'];
const MORE = { 'context-window': 'context_window', workspace: 'workspace_id', 'api-key': 'api_key_id' } as const;
/** The API has nothing older. */
const MOST_DAYS = 365;
const EARLIEST = Date.UTC(2026, 0, 1);
/** Of days that were not pulled before, without --since. */
const DEFAULT_DAYS = 30;

interface Options extends Pick<UsageOptions, 'since' | 'until'>, OutputOptions, LedgerOptions {
  readonly by: keyof typeof WIDTHS;
  readonly per: keyof typeof MORE;
  readonly only?: PulledReport;
  readonly again?: boolean;
  readonly quiet?: boolean;
}

export const definition: CommandDefinition = {
  examples: {
    'the last 30 days that are over (the key in $ANTHROPIC_ADMIN_KEY)': 'promptcache-cost pull',
    'a month, and what was logged beside what it cost':
      'promptcache-cost pull --since 2026-10 --until 2026-10 && promptcache-cost reconcile --since 2026-10 --until 2026-10',
    'usage by the hour and by workspace, into a ledger of its own':
      'promptcache-cost pull --only usage --by hour --per workspace --db reports.db',
  },
  more: `The key is read from $${KEY} (an Admin key, or one with the scope read:analytics), and neither stored nor shown;
$ANTHROPIC_BASE_URL names another address than the API's own. Reports hold what logs of the same requests hold again: the
figures of a ledger with both are too high unless --where source=analytics-usage or kind=message says which.
`,
  options: () => [
    new Option('--since <time>', `from this UTC date or month on (default: ${DEFAULT_DAYS} days ago; 365 at most)`),
    new Option('--until <time>', 'through this UTC date or month (default: yesterday)'),
    new Option('-b, --by <width>', 'how long buckets of usage are').choices(Object.keys(WIDTHS)).default('day'),
    new Option('--per <key>', 'what usage is told apart by beside model, tier, speed and geography')
      .choices(Object.keys(MORE))
      .default('context-window'),
    new Option('--only <report>', 'one of the two reports').choices([...REPORTS]),
    new Option('--again', 'ask again for days that are known not to change'),
    new Option('-q, --quiet', 'say nothing unless something is wrong'),
    ...outputOptions(),
    ...ledgerOptions(),
  ],
  run: pullReports,
};

async function pullReports({ options }: Asked<Options>, host: Host): Promise<ExitCode> {
  const config = await loadConfig(host, options.config);
  const wanted: PullOptions = {
    reports: options.only === undefined ? REPORTS : [options.only],
    period: daysAsked(options, host.now()),
    width: WIDTHS[options.by],
    groupBy: [...GROUPS, MORE[options.per]],
    again: options.again === true,
  };
  const ask = await endpointOf(host);
  return withLedger(ledgerPath(options.db, config, host), true, host, async (ledger) => {
    if (wanted.reports.includes('usage')) needSameShape(wanted, ledger);
    const result = await pullInto(ledger, ask, wanted, options, host);
    const refused = result.usage.refused.total;
    if (refused > 0)
      say(host, `${formatPlural(refused, 'row')} of the report could not be read; they are in no total.`);
    if (options.format !== 'table' || options.quiet !== true)
      writeDocument(pullDocument(result, { ...wanted, besideLogs: hasLogs(ledger, wanted.period) }), options, host);
    if (result.failure === undefined) return EXIT.fine;
    sayFailure(result.failure, host);
    return EXIT.noAnswer;
  });
}

async function endpointOf(host: Host): Promise<AskPage> {
  const key = keyIn(host.env, KEY, 'pull', ' (an Admin key of your organization).');
  const access = { key, baseUrl: baseUrlIn(host.env) };
  const { reportEndpoint } = await import('../io/usage-reports.ts');
  const { paced, REPORT_PACE } = await import('../io/pace.ts');
  const { wholePull } = await import('../io/whole-pull.ts');
  return wholePull(paced(await reportEndpoint(access), host, REPORT_PACE), host);
}

async function pullInto(
  ledger: Ledger,
  ask: AskPage,
  wanted: PullOptions,
  { quiet }: Options,
  host: Host,
): Promise<PullResult> {
  const { pull } = await import('../ingest/pull.ts');
  const progress = quiet === true ? noProgress : terminalProgress(host.stderr, host.now);
  try {
    return await pull(wanted, {
      ledger,
      ask,
      run: ledger.startRun(host.now(), host.version),
      now: host.now(),
      onDay: (report, day) => progress.update(() => `${report} of ${utcDate(day)}`),
    });
  } finally {
    progress.clear();
  }
}

/** Whether there are logs of the same days, so that figures of all would count twice. */
function hasLogs(ledger: Ledger, period: Period): boolean {
  const kinds = new Set<boolean>();
  for (const { terms } of ledger.usage({ period, by: [], where: new Map(), edges: [] }))
    if (terms.platform === 'api') kinds.add(terms.kind === 'aggregate');
  return kinds.size > 1;
}

/** Whole UTC days, through yesterday where nobody says otherwise: a day that goes on has no final bill. */
function daysAsked(options: Options, now: Instant): Required<Period> {
  const today = Math.floor(now / MS_PER_DAY) * MS_PER_DAY;
  const period = periodOf(options, { now, zone: 'UTC' });
  const until = period.until ?? (today as Instant);
  const since = period.since ?? ((until - DEFAULT_DAYS * MS_PER_DAY) as Instant);
  if (since % MS_PER_DAY !== 0 || until % MS_PER_DAY !== 0)
    fail('not_whole_days', 'reports are pulled by UTC days: --since and --until take dates or months.');
  const first = Math.max(EARLIEST, today - (MOST_DAYS - 1) * MS_PER_DAY) as Instant;
  if (since < first)
    fail('too_long_ago', `the API has no reports from before ${utcDate(first)}.`, {
      hint: `Use --since ${utcDate(first)}, or the console's exports.`,
    });
  if (since > today) fail('empty_period', '--since is after today.');
  // What is to come has no report.
  const end = Math.min(until, today + MS_PER_DAY) as Instant;
  if (since >= end) fail('empty_period', 'there is no day that is over in this period.', { hint: 'Set --until.' });
  return { since, until: end };
}

/** The same usage by the day and by the hour would count twice, and the ledger gives nothing up. */
function needSameShape(wanted: PullOptions, ledger: Ledger): void {
  const shape = shapeOf(wanted);
  const others = ledger.pulled.days('usage', wanted.period).filter((day) => day.shape !== shape);
  const [first] = others;
  if (first === undefined) return;
  const [width = '', ...groups] = first.shape.split(' ');
  const nameIn = (names: Readonly<Record<string, string>>, value: string | undefined): string =>
    Object.entries(names).find(([, each]) => each === value)?.[0] ?? '';
  fail(
    'other_shape',
    `the usage of ${formatPlural(others.length, 'day')} of this period was pulled in another shape.`,
    {
      hint: `Use --by ${nameIn(WIDTHS, width)} --per ${nameIn(MORE, groups.at(-1))} as then, or another ledger (--db).`,
    },
  );
}

function sayFailure(failure: NonNullable<PullResult['failure']>, host: Host): void {
  const { report, day, reason, passing } = failure;
  sayProblem(host, {
    code: 'not_pulled',
    message: `${report} from ${utcDate(day)} on was not pulled: ${reason}${reason.endsWith('?') ? '' : '.'}`,
    ...(passing && { hint: 'What was pulled is kept; run it again to go on.' }),
  });
}
