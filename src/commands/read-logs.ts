/** Reading the logs a command was given, with progress and with everything that went wrong said on stderr. */
import { formatProblem, type Problem } from '../core/problem.ts';
import type { Host } from '../host.ts';
import type { IngestResult } from '../ingest/ingest.ts';
import type { ReadOptions } from '../ingest/read-options.ts';
import type { AskTokens } from '../io/count-tokens.ts';
import { noProgress, terminalProgress } from '../io/progress.ts';
import type { Projects } from '../sources/source.ts';
import { REFUSALS, type Refusal } from '../sources/reading.ts';
import { formatInteger, formatPlural } from '../render/numbers.ts';
import type { Ledger, LedgerReader } from '../store/ledger.ts';
import { rejectedIn } from '../store/outcome.ts';
import type { LogOptions } from './log-options.ts';
import { followReading, progressText } from './reading-progress.ts';
import { say, sayProblem } from './say.ts';

/** Refusals shown with their place; the rest are counted. */
const SHOWN = 5;

/** What the command line says of logs, and the configuration. */
type Reading = LogOptions & { readonly projects: Projects | undefined };

/** With `ask`, the tokens of prompts are counted as well. What reads logs is loaded here, for most calls name none. */
export async function readLogs(
  paths: readonly string[],
  options: Reading,
  ledger: Ledger,
  host: Host,
  ask?: AskTokens,
): Promise<IngestResult> {
  const { findFiles } = await import('../io/find.ts');
  const { ingest } = await import('../ingest/ingest.ts');
  const found = findFiles(paths, host.cwd, host.platform === 'win32' ? 'separates' : 'escapes');
  const progress = options.quiet === true ? noProgress : terminalProgress(host.stderr, host.now);
  const reading = followReading(
    found.files.map((file) => file.path),
    host.now,
  );
  const counting = ask && (await import('../ingest/counting.ts')).countingInto(ledger, ask, show);
  function show(): void {
    progress.update(() => progressText({ ...reading.at(), counted: counting?.tally.counted }));
  }
  const around = {
    ledger,
    run: ledger.startRun(host.now(), host.version),
    options: await readOptions(options, host),
    stdin: host.stdin.chunks,
    onBytes: (more: number) => {
      reading.bytes(more);
      show();
    },
    ...(counting && { counting }),
  };
  try {
    const result = await ingest(found.files, around, reading.file);
    return { ...result, problems: [...found.problems, ...result.problems] };
  } finally {
    progress.clear();
  }
}

async function readOptions(options: Reading, host: Host): Promise<ReadOptions> {
  const { sourceById } = await import('../sources/index.ts');
  return {
    source: options.source === undefined ? undefined : sourceById(options.source),
    given: options.at,
    fileDate: options.atFileDate === true,
    again: options.again === true,
    reader: host.version,
    labels: options.label,
    projects: options.projects,
  };
}

/** Says what could not be read. Whether that is a failure is for the exit code to say. */
export function sayResult(result: IngestResult, host: Host): void {
  const { summary, problems, passedOver, packed, withoutCalls } = result;
  if (summary.refused.total > 0) {
    say(host, `${formatPlural(summary.refused.total, 'record')} refused; they are in no total:`);
    for (const { file, line, reason } of summary.refused.first.slice(0, SHOWN)) {
      say(host, `  ${formatProblem({ code: reason, message: REFUSALS[reason as Refusal], where: { file, line } })}`);
    }
    const more = summary.refused.total - Math.min(SHOWN, summary.refused.first.length);
    if (more > 0) say(host, `  and ${formatInteger(more)} more`);
  }
  const keys = Object.entries(summary.unknown_keys).map(([key, count]) => `${key} (${formatPlural(count, 'record')})`);
  if (keys.length > 0)
    say(host, `Usage keys that are not known, whose tokens are in no total: ${firstOf(keys, ', and')}`);
  const files = passedOver.map((file) => formatProblem({ code: 'passed_over', message: file }));
  if (files.length > 0)
    say(host, `${formatPlural(files.length, 'file')} passed over, of no known log shape: ${firstOf(files, ', and')}`);
  sayPacked(packed, host);
  for (const { file, what } of withoutCalls.slice(0, SHOWN)) {
    const message = `has token counts, but no call of a model was read: it holds ${WHAT_REPEATS[what] ?? what}.`;
    say(host, formatProblem({ code: 'no_calls', message, where: { file } }));
  }
  if (withoutCalls.length > SHOWN) say(host, `and ${formatInteger(withoutCalls.length - SHOWN)} more such files`);
  if (summary.accounted.records === 0 && problems.length + passedOver.length + packed.length === 0)
    say(host, `No record found: ${summary.files === 1 ? 'the file is' : 'the files are'} empty.`);
  for (const problem of problems) sayProblem(host, problem);
}

const WHAT_REPEATS: Readonly<Record<string, string>> = {
  'agent or tool span': 'spans of agents and tools only. Export the spans of their calls too',
  'sum of metrics': 'metrics, which are sums over many calls. Export spans or logs instead',
  'part of another record': 'sums and copies of calls only',
};

/** One line for each way of packing, for each has its own way out. */
function sayPacked(packed: readonly Problem[], host: Host): void {
  for (const [message, alike] of Map.groupBy(packed, (each) => each.message)) {
    const names = alike.map(({ where }) => where?.file ?? '');
    const each = alike.length > 1 ? 'each ' : '';
    const skipped = {
      ...alike[0],
      code: 'packed',
      message: `${each}${message}`,
      where: { file: firstOf(names, ' and') },
    };
    say(host, `${formatPlural(alike.length, 'file')} skipped: ${formatProblem(skipped)}`);
  }
}

/** The first names, and how many more there are. */
function firstOf(names: readonly string[], and: string): string {
  const more = names.length > SHOWN ? `${and} ${formatInteger(names.length - SHOWN)} more` : '';
  return `${names.slice(0, SHOWN).join(', ')}${more}`;
}

/** Whether what was asked for could be answered: from these logs, if any were named, and under --strict from all of the ledger's. */
export function isAnswered(ledger: LedgerReader, read: IngestResult | undefined, options: LogOptions): boolean {
  if (options.strict === true && recordsOf(ledger).refused > 0) return false;
  return read === undefined || answered(read, options);
}

/** Whether what was asked for could be answered from these logs. */
export function answered(result: IngestResult, options: LogOptions): boolean {
  const { accounted, records } = result.summary;
  if (accounted.records === 0 || (records === 0 && result.withoutCalls.length > 0)) return false;
  return result.problems.length === 0 && !(options.strict === true && result.summary.refused.total > 0);
}

/**
 * What the records of all logs in a ledger came to: those of usage, copies too, and those that were refused. Each file
 * is counted by itself, so that neither the order of files nor what was read in one run matters.
 */
export function recordsOf(ledger: LedgerReader): { readonly records: number; readonly refused: number } {
  let [records, refused] = [0, 0];
  for (const outcome of ledger.outcomes()) {
    records += outcome.records;
    refused += rejectedIn(outcome);
  }
  return { records, refused };
}
