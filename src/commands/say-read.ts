/** Saying on stderr what reading logs came to beside what was stored: what was rejected, skipped and not understood. */
import { formatProblem, shownPath, type Problem } from '../core/problem.ts';
import type { Host } from '../host.ts';
import type { IngestResult } from '../ingest/ingest.ts';
import { formatInteger, formatPlural } from '../render/numbers.ts';
import { REFUSALS, type Refusal } from '../sources/reading.ts';
import type { LogOptions } from './log-options.ts';
import { say, sayProblem } from './say.ts';

/** Refusals shown with their place; the rest are counted. */
const SHOWN = 5;

/** Says what could not be read. Whether that is a failure is for the exit code to say. */
export function sayResult(result: IngestResult, options: LogOptions, host: Host): void {
  const { summary, problems, passedOver, packed, withoutCalls } = result;
  sayRefused(options.quiet === true ? result.newlyRefused : summary.refused, host);
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
  for (const problem of problems) sayProblem(host, problem);
  const isSaid = summary.accounted.records === 0 && problems.length + packed.length > 0;
  if (summary.records === 0 && !isSaid) say(host, `Nothing was read: ${whyNothing(result, options)}.`);
}

function sayRefused({ total, first }: IngestResult['newlyRefused'], host: Host): void {
  if (total === 0) return;
  say(host, `${formatPlural(total, 'record')} refused; they are in no total:`);
  for (const { file, line, reason } of first.slice(0, SHOWN))
    say(
      host,
      `  ${formatProblem({ code: reason, message: REFUSALS[reason as Refusal], where: { file: shownPath(file), line } })}`,
    );
  const more = total - Math.min(SHOWN, first.length);
  if (more > 0) say(host, `  and ${formatInteger(more)} more`);
}

/** Of a run that read no record with usage. */
function whyNothing({ summary, passedOver }: IngestResult, { source }: LogOptions): string {
  const { accounted, refused, files } = summary;
  if (accounted.records === 0) {
    if (files === 0) return passedOver.length > 0 ? 'there is no log' : 'there is no file';
    return files === 1 ? 'the input is empty' : `${formatPlural(files, 'file')}, all empty`;
  }
  if (accounted.rejected === accounted.records) return 'every record was rejected';
  if (source !== undefined) return `no record is usage in the format that --source names, ${source}`;
  return refused.total > 0 ? 'every record with usage was rejected' : 'no record has usage yet';
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
