/** Reading the logs a command was given, with progress and with everything that went wrong said on stderr. */
import path from 'node:path';
import { formatProblem } from '../core/problem.ts';
import type { Host } from '../host.ts';
import { countingInto } from '../ingest/counting.ts';
import { ingest, type IngestResult } from '../ingest/ingest.ts';
import type { AskTokens } from '../io/count-tokens.ts';
import { findFiles } from '../io/find.ts';
import { noProgress, terminalProgress } from '../io/progress.ts';
import { REFUSALS, type Refusal } from '../sources/source.ts';
import { formatInteger, formatPlural } from '../render/numbers.ts';
import type { Ledger } from '../store/ledger.ts';
import { readOptions, type LogOptions } from './log-options.ts';
import { say, sayProblem } from './output.ts';

/** Refusals shown with their place; the rest are counted. */
const SHOWN = 5;

/** With `ask`, the tokens of prompts are counted as well. */
export async function readLogs(
  paths: readonly string[],
  options: LogOptions,
  ledger: Ledger,
  host: Host,
  ask?: AskTokens,
): Promise<IngestResult> {
  const found = await findFiles(paths, host.cwd);
  const progress = options.quiet === true ? noProgress : terminalProgress(host.stderr, host.now);
  let bytes = 0;
  let place = '';
  const counting = ask && countingInto(ledger, ask, show);
  function show(): void {
    const counted = counting ? `${formatInteger(counting.tally.counted)} prefixes counted, ` : '';
    progress.update(`${formatInteger(Math.floor(bytes / 1e6))} MB read, ${counted}${place}`);
  }
  const around = {
    ledger,
    run: ledger.startRun(host.now(), host.version),
    options: readOptions(options),
    stdin: host.stdin.chunks,
    onBytes: (more: number) => {
      bytes += more;
      show();
    },
    ...(counting && { counting }),
  };
  try {
    const result = await ingest(found.files, around, (index, file) => {
      place = `file ${formatInteger(index + 1)} of ${formatInteger(found.files.length)}: ${path.basename(file)}`;
    });
    return { ...result, problems: [...found.problems, ...result.problems] };
  } finally {
    progress.clear();
  }
}

/** Says what could not be read. Whether that is a failure is for the exit code to say. */
export function sayResult(result: IngestResult, host: Host): void {
  const { summary, problems, passedOver } = result;
  if (summary.refused.total > 0) {
    say(host, `${formatPlural(summary.refused.total, 'record')} refused; they are in no total:`);
    for (const { file, line, reason } of summary.refused.first.slice(0, SHOWN)) {
      say(host, `  ${formatProblem({ code: reason, message: REFUSALS[reason as Refusal], where: { file, line } })}`);
    }
    const more = summary.refused.total - Math.min(SHOWN, summary.refused.first.length);
    if (more > 0) say(host, `  and ${formatInteger(more)} more`);
  }
  if (passedOver.length > 0) {
    const names = passedOver.slice(0, SHOWN).map((file) => formatProblem({ code: 'passed_over', message: file }));
    const more = passedOver.length > SHOWN ? `, and ${formatInteger(passedOver.length - SHOWN)} more` : '';
    say(
      host,
      `${formatPlural(passedOver.length, 'file')} passed over, of no known log shape: ${names.join(', ')}${more}`,
    );
  }
  for (const problem of problems) sayProblem(host, problem);
}

/** Whether what was asked for could be answered from these logs. */
export function answered(result: IngestResult, options: LogOptions): boolean {
  return result.problems.length === 0 && !(options.strict === true && result.summary.refused.total > 0);
}

/** What the records of all logs in a ledger came to. */
export function recordsOf(ledger: Ledger): { readonly records: number; readonly refused: number } {
  let [records, refused] = [0, 0];
  for (const outcome of ledger.outcomes()) {
    records += outcome.records;
    refused += Object.values(outcome.refused).reduce((a, b) => a + b, 0) + (outcome.tail ? 1 : 0);
  }
  return { records, refused };
}
