/** Reading many logs into the ledger, and what that came to. */
import { setFlagsFromString } from 'node:v8';
import { codeOf, shownPath, type Problem } from '../core/problem.ts';
import { Failure } from '../core/problem.ts';
import type { FoundFile } from '../io/find.ts';
import type { Batch } from '../store/ledger.ts';
import { REPEATS_USAGE } from '../sources/reading.ts';
import { readAhead } from './ahead.ts';
import type { CountTally } from './counting.ts';
import type { RangeResult } from './range.ts';
import { rangeReader, type RangeReader } from './range-reader.ts';
import type { RangedLog } from './ranged-log.ts';
import { readLog, type IngestContext, type Unknown } from './read-log.ts';
import { addCounts, addFile, newlyRefused, NO_COUNTS, NO_SUMMARY, type FileSummary, type Summary } from './tally.ts';

export interface IngestResult {
  readonly summary: Summary;
  /** Refusals that no earlier run knew. */
  readonly newlyRefused: Summary['refused'];
  /** Files that could not be read at all. */
  readonly problems: readonly Problem[];
  /** Files found in a directory that are no log of a known shape. */
  readonly passedOver: readonly string[];
  /** Files with usage of which no call was read, and what they hold instead. */
  readonly withoutCalls: readonly { readonly file: string; readonly what: string }[];
  /** Files found in a directory that have to be unpacked before they can be read. */
  readonly packed: readonly Problem[];
  /** Where tokens of prompts were to be counted. */
  readonly counts?: CountTally;
}

/** Files of which something is stored at once. */
const STORED_FILES = 64;

/** What one file comes to, as soon as it is stored. */
type Settled = () => FileSummary;

/** Reads the files, some ahead of others, and stores them in their order. What is wrong with one does not keep the others from being read. */
export async function ingest(
  files: readonly FoundFile[],
  around: IngestContext,
  onFile: (index: number, path: string) => void = () => undefined,
  reader: RangeReader = rangeReader(),
): Promise<IngestResult> {
  // Reading leaves nothing but young garbage. Left alone, V8 gives it ever more room (120 MB where 16 do as well).
  setFlagsFromString('--semi-space-growth-factor=1');
  const settled: Settled[] = [];
  const problems: Problem[] = [];
  const passedOver: string[] = [];
  const packed: Problem[] = [];
  let waiting = new Set<RangedLog>();

  function store(): void {
    const ready = [...waiting].flatMap(batchOf);
    waiting = new Set();
    if (ready.length === 0) return;
    const written = around.ledger.write(ready.map(({ batch }) => batch));
    written.forEach((each, index) => ready[index]?.log.stored(each));
  }

  /** None where the file is gone since it was read: then nothing could tell later how far that was. */
  function batchOf(log: RangedLog): { readonly log: RangedLog; readonly batch: Batch }[] {
    try {
      return [{ log, batch: log.batch(around.run) }];
    } catch (error) {
      problems.push(unreadable(log.path, error));
      return [];
    }
  }

  async function readWhole(file: FoundFile, begun?: RangedLog): Promise<void> {
    store();
    const before = begun?.counts ?? NO_COUNTS;
    try {
      const result = await readLog(file.path, around, before);
      if (result.kind === 'read') {
        settled.push(() => ({ ...result, counts: addCounts(before, result.counts) }));
        if (result.broken !== undefined) problems.push(unreadable(file.path, result.broken));
      } else if (file.named) problems.push(unknownShape(result));
      else passedOver.push(result.file);
    } catch (error) {
      const problem = unreadable(file.path, error);
      (problem.code === 'packed' && !file.named ? packed : problems).push(problem);
    }
  }

  function gather(log: RangedLog, result: RangeResult & { readonly kind: 'read' }): void {
    log.take(result);
    waiting.add(log);
    const rows = [...waiting].reduce((sum, each) => sum + each.rows, 0);
    if (rows >= reader.sizes.storedRows || waiting.size >= STORED_FILES) store();
  }

  try {
    for await (const { index, file, plan, piece } of readAhead(files, around, reader)) {
      if (piece === undefined || piece.isFirst) onFile(index, file.path);
      if (plan.kind === 'unchanged') {
        settled.push(() => ({ file: file.path, counts: NO_COUNTS, outcome: plan.outcome, before: plan.outcome }));
      } else if (plan.kind === 'whole' || piece === undefined) await readWhole(file);
      else if (piece.result.kind === 'unfit') await readWhole(file, plan.log);
      else {
        around.onBytes(piece.bytes);
        gather(plan.log, piece.result);
        if (!piece.isLast) continue;
        settled.push(() => ({
          file: file.path,
          counts: plan.log.counts,
          outcome: plan.log.outcome,
          before: plan.log.before,
        }));
      }
    }
    store();
  } finally {
    await reader.close();
  }
  const read = settled.map((each) => each());
  const summary = read.reduce(addFile, NO_SUMMARY);
  return {
    summary,
    newlyRefused: newlyRefused(read),
    problems,
    passedOver,
    packed,
    withoutCalls: read.flatMap(withoutCalls),
    ...(around.counting && { counts: around.counting.tally }),
  };
}

/** A log that is read without an event or a rejection, although it has counts. */
function withoutCalls({ file, outcome }: FileSummary): IngestResult['withoutCalls'] {
  const { records, refused, tail, account } = outcome;
  if (records > 0 || tail !== undefined || Object.keys(refused).length > 0) return [];
  const [most] = Object.entries(account?.not_usage ?? {})
    .filter(([what]) => REPEATS_USAGE.has(what))
    .sort(([, a], [, b]) => b - a);
  return most === undefined ? [] : [{ file, what: most[0] }];
}

function unknownShape({ file, holds }: { readonly file: string; readonly holds: Unknown }): Problem {
  return { code: 'unknown_shape', where: { file: shownPath(file) }, ...UNKNOWN_SHAPES[holds] };
}

const UNKNOWN_SHAPES: Readonly<Record<Unknown, { readonly message: string; readonly hint: string }>> = {
  binary: { message: 'holds binary data.', hint: 'Name a log of text, or unpack it first.' },
  broken: { message: 'is not valid JSON.', hint: 'jq empty FILE shows where it breaks.' },
  text: { message: 'holds text and no record.', hint: 'promptcache-cost sources lists what is read.' },
  other: {
    message: 'is not a recognised log format.',
    hint: 'Force one with --source, or map it to the plain table with jq (promptcache-cost ingest --help).',
  },
};

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied.',
  EPERM: 'permission denied.',
  ENOENT: 'it is gone.',
  EISDIR: 'it is a directory.',
  ENXIO: 'it is a socket or a device.',
  EOPNOTSUPP: 'it is a socket or a device.',
  EIO: 'the disk reported an error.',
  EMFILE: 'too many files are open.',
  Z_BUF_ERROR: 'the compressed file is cut short; what came before the cut was read.',
  Z_DATA_ERROR: 'the compressed file is damaged; what came before the damage was read.',
  ZSTD_error_corruption_detected: 'the compressed file is damaged; what came before the damage was read.',
};

/** What the file system or the decompressor has against a file. Anything else is a bug, and thrown. */
function unreadable(file: string, error: unknown): Problem {
  if (error instanceof Failure) {
    const { code } = error.problem;
    if (code === 'encoding' || code === 'packed') return { ...error.problem, where: { file: shownPath(file) } };
    throw error;
  }
  const code = codeOf(error) ?? '';
  const reason = REASONS[code] ?? (/^(ZSTD_|ERR_ZSTD|Z_)/.test(code) ? 'it cannot be decompressed.' : undefined);
  if (reason === undefined) throw error;
  return { code: 'unreadable', message: `cannot be read: ${reason}`, where: { file: shownPath(file) } };
}
