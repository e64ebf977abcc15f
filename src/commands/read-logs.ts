/** Reading the logs a command was given, with progress, and whether that answers it. */
import type { Problem } from '../core/problem.ts';
import type { Host } from '../host.ts';
import type { IngestResult } from '../ingest/ingest.ts';
import type { ReadOptions } from '../ingest/read-options.ts';
import type { AskTokens } from '../io/count-tokens.ts';
import { noProgress, terminalProgress } from '../io/progress.ts';
import type { Projects } from '../sources/source.ts';
import type { FileOutcome, Ledger, LedgerReader } from '../store/ledger.ts';
import { rejectedIn } from '../store/outcome.ts';
import type { LogOptions } from './log-options.ts';
import { followReading, progressText } from './reading-progress.ts';
import { timeOf } from './where.ts';

/** What the command line says of logs, and the configuration. */
type Reading = LogOptions & { readonly projects: Projects | undefined; readonly zone: string };

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
  const isShown = options.quiet !== true && host.stderr.isTTY;
  const progress = isShown ? terminalProgress(host.stderr, host.now) : noProgress;
  // Only who sees it needs the size of each file.
  const reading = followReading(isShown ? found.files.map((file) => file.path) : [], host.now);
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
    return { ...result, problems: [...found.problems, ...(await hinted(result.problems))] };
  } finally {
    progress.clear();
  }
}

async function hinted(problems: readonly Problem[]): Promise<readonly Problem[]> {
  if (!problems.some(({ code }) => code === 'unknown_shape')) return problems;
  const { withBillHint } = await import('./bill-hint.ts');
  return problems.map(withBillHint);
}

async function readOptions(options: Reading, host: Host): Promise<ReadOptions> {
  const { sourceById } = await import('../sources/index.ts');
  return {
    source: options.source === undefined ? undefined : sourceById(options.source),
    given:
      options.at === undefined
        ? undefined
        : timeOf('--at', options.at, 'since', { now: host.now(), zone: options.zone }),
    fileDate: options.atFileDate === true,
    again: options.again === true,
    reader: host.version,
    labels: options.label,
    projects: options.projects,
  };
}

/** Whether what was asked for could be answered: from these logs, if any were named, and under --strict from all of the ledger's. */
export function isAnswered(ledger: LedgerReader, read: IngestResult | undefined, options: LogOptions): boolean {
  if (options.strict === true && recordsOf(ledger.outcomes()).refused > 0) return false;
  return read === undefined || answered(read, options);
}

/** Whether what was asked for could be answered from these logs. */
export function answered(result: IngestResult, options: LogOptions): boolean {
  if (readNothing(result, options)) return false;
  return result.problems.length === 0 && !(options.strict === true && result.summary.refused.total > 0);
}

/**
 * Whether the logs that were named could not be read, and there is no ledger beside them. That is said already: people need no
 * answer about nothing below it. A program gets one all the same.
 */
export function isOfNothing(
  read: IngestResult | undefined,
  options: LogOptions & { readonly db?: string; readonly format: string },
): boolean {
  if (options.format !== 'table' || options.db !== undefined) return false;
  return read?.summary.records === 0 && !answered(read, options);
}

/** Nothing was there, or nothing of it could be read. That there is no usage in a log, which may come yet, is an answer. */
function readNothing({ summary, withoutCalls }: IngestResult, { source }: LogOptions): boolean {
  const { records, accounted, refused } = summary;
  if (records > 0) return false;
  return accounted.records === 0 || refused.total > 0 || source !== undefined || withoutCalls.length > 0;
}

/**
 * What the records of all logs in a ledger came to: those of usage, copies too, and those that were refused. Each file
 * is counted by itself, so that neither the order of files nor what was read in one run matters.
 */
export function recordsOf(outcomes: readonly FileOutcome[]): { readonly records: number; readonly refused: number } {
  let [records, refused] = [0, 0];
  for (const outcome of outcomes) {
    records += outcome.records;
    refused += rejectedIn(outcome);
  }
  return { records, refused };
}
