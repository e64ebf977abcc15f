/** A log that is read in ranges: what to read of it, and what has come of it so far. */
import { statSync } from 'node:fs';
import { PACKED, STRIDE, type PackedEvents } from '../core/packed-columns.ts';
import type { Refusal } from '../sources/reading.ts';
import { STDIN } from '../io/find.ts';
import { MAX_LINE_BYTES } from '../io/lines.ts';
import { isBrotliName } from '../io/log-names.ts';
import { sourceById } from '../sources/index.ts';
import type { Counts, Outcome, Batch, Written } from '../store/ledger.ts';
import { startIn, stateAfter, type FileReading, type Reached, type Start } from './position.ts';
import { UNFIT, type RangeResult, type RangeTask } from './range.ts';
import type { IngestContext } from './read-log.ts';
import { optionsText } from './read-options.ts';
import { addCounts, NO_COUNTS, withAccount, withRefusal } from './tally.ts';

export interface RangedLog {
  readonly path: string;
  readonly tasks: readonly RangeTask[];
  /** The next of the tasks, unfit where a session began otherwise in one before, or may have in a run before. */
  follows(result: RangeResult): RangeResult;
  /** Takes in what the next of the tasks came to. */
  take(result: RangeResult & { readonly kind: 'read' }): void;
  /** What was taken in since, and how far that is. */
  batch(run: number): Batch;
  stored(written: Written): void;
  readonly rows: number;
  readonly counts: Counts;
  readonly outcome: Outcome;
  /** What was known of it before. */
  readonly before: Outcome;
}

export type Plan =
  | { readonly kind: 'unchanged'; readonly outcome: Outcome }
  | { readonly kind: 'ranges'; readonly log: RangedLog }
  /** To be read from its beginning, as every log can be. */
  | { readonly kind: 'whole' };

const WHOLE: Plan = { kind: 'whole' };

export function planOf(path: string, around: IngestContext, rangeBytes: number): Plan {
  const { options, counting } = around;
  if (path === STDIN || counting !== undefined || options.source !== undefined || isBrotliName(path)) return WHOLE;
  const plainly = optionsText(options, false);
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return WHOLE;
    const start = startIn(path, stats, around, [plainly, optionsText(options, true)]);
    if (start.kind === 'unchanged') return { kind: 'unchanged', outcome: start.outcome };
    if (start.kind === 'resume' && sourceById(start.source)?.scan === undefined) return WHOLE;
    const { reader } = options;
    const reading = { path, options: plainly, reader, start, mayResume: true, plain: true };
    return { kind: 'ranges', log: rangedLog(reading, tasksOf(path, start, around, rangeBytes)) };
  } catch {
    // It says why when it is read.
    return WHOLE;
  }
}

function rangedLog(reading: FileReading, tasks: readonly RangeTask[]): RangedLog {
  const { path, start } = reading;
  let outcome = start.outcome;
  let counts = NO_COUNTS;
  let packed: PackedEvents[] = [];
  let taken = 0;
  const begun = new Map<string, string>();
  let reached: Reached = {
    ...{ complete: false, bytes: 0, end: 0, line: start.line },
    ...{ source: start.source, spansRecords: false },
  };
  return {
    path,
    tasks,
    follows(result) {
      if (result.kind === 'unfit') return result;
      const { met, assumed } = result.sessions;
      const isKnown = (session: string): boolean =>
        start.readTo === 0 && (begun.get(session) ?? met.get(session)) === met.get(session);
      if (![...assumed].every(isKnown)) return UNFIT;
      for (const [session, directory] of met) if (!begun.has(session)) begun.set(session, directory);
      return result;
    },
    take({ events, refused, lines, end, source, account }) {
      outcome = withAccount(outcome, account);
      const { line, end: before } = reached;
      for (let row = 0; row < events.rows; row++) {
        const at = row * STRIDE + PACKED.line;
        events.numbers[at] = (events.numbers[at] ?? 0) + line;
      }
      packed.push(events);
      for (const each of refused) outcome = withRefused(outcome, line + each.line, each.reason, each.tail);
      const bytes = (tasks[taken]?.to ?? start.size) - start.readTo;
      taken += 1;
      const complete = taken === tasks.length;
      reached = {
        complete,
        bytes,
        end: end === undefined ? before : end - start.readTo,
        line: line + lines,
        source,
        spansRecords: false,
      };
    },
    batch(run) {
      const events = packed;
      packed = [];
      const position = stateAfter(reading, reached);
      return { run, path, firstLine: start.line, events, state: { ...position, outcome } };
    },
    stored(written) {
      counts = addCounts(counts, written.counts);
      outcome = written.outcome;
    },
    before: start.outcome,
    get rows() {
      return packed.reduce((sum, { rows }) => sum + rows, 0);
    },
    get counts() {
      return counts;
    },
    get outcome() {
      return outcome;
    },
  };
}

function withRefused(outcome: Outcome, line: number, reason: Refusal, tail: boolean): Outcome {
  return tail ? { ...outcome, tail: { line, reason } } : withRefusal(outcome, line, reason);
}

function tasksOf(
  path: string,
  { readTo, size, modified, source }: Start,
  { options, limit = MAX_LINE_BYTES }: IngestContext,
  rangeBytes: number,
): RangeTask[] {
  const given = options.given ?? (options.fileDate ? modified : undefined);
  const { labels, projects } = options;
  const tasks: RangeTask[] = [];
  for (let from = readTo; from < size || tasks.length === 0; from += rangeBytes) {
    const to = Math.min(size, from + rangeBytes);
    tasks.push({ path, from, to, aligned: from === readTo, size, source, given, labels, projects, limit });
  }
  return tasks;
}
