/** Reading many logs into the ledger, and what that came to. */
import type { Problem } from '../core/problem.ts';
import { Failure } from '../core/problem.ts';
import type { FoundFile } from '../io/find.ts';
import type { CountTally } from './counting.ts';
import { readLog, type IngestContext } from './read-log.ts';
import { addFile, NO_SUMMARY, type Summary } from './tally.ts';

export interface IngestResult {
  readonly summary: Summary;
  /** Files that could not be read at all. */
  readonly problems: readonly Problem[];
  /** Files found in a directory that are no log of a known shape. */
  readonly passedOver: readonly string[];
  /** Where tokens of prompts were to be counted. */
  readonly counts?: CountTally;
}

/** Reads the files one after another. What is wrong with one does not keep the others from being read. */
export async function ingest(
  files: readonly FoundFile[],
  around: IngestContext,
  onFile: (index: number, path: string) => void = () => undefined,
): Promise<IngestResult> {
  let summary = NO_SUMMARY;
  const problems: Problem[] = [];
  const passedOver: string[] = [];
  for (const [index, file] of files.entries()) {
    onFile(index, file.path);
    try {
      const result = await readLog(file.path, around);
      if (result.kind === 'read') {
        summary = addFile(summary, result);
        if (result.broken !== undefined) problems.push(unreadable(file.path, result.broken));
      } else if (file.named) problems.push(unknownShape(result.file));
      else passedOver.push(result.file);
    } catch (error) {
      problems.push(unreadable(file.path, error));
    }
  }
  return { summary, problems, passedOver, ...(around.counting && { counts: around.counting.tally }) };
}

function unknownShape(file: string): Problem {
  return {
    code: 'unknown_shape',
    message: 'is not a log of a known shape.',
    where: { file },
    hint: 'Force one with --source, or map it to the plain table with jq (promptcache-cost ingest --help).',
  };
}

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
    if (error.problem.code === 'encoding') return { ...error.problem, where: { file } };
    throw error;
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = REASONS[code] ?? (/^(ZSTD_|ERR_ZSTD|Z_)/.test(code) ? 'it cannot be decompressed.' : undefined);
  if (reason === undefined) throw error;
  return { code: 'unreadable', message: `cannot be read: ${reason}`, where: { file } };
}
