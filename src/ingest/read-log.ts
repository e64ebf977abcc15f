/**
 * Reading one log into the ledger: from where the last run stopped if it has only grown, in batches that store
 * events together with how far the file has been read. A kill between batches loses nothing, and the next run
 * repeats nothing.
 */
import { hash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { EventPacker } from '../core/packed-events.ts';
import type { Instant } from '../core/time.ts';
import { headOfFile } from '../io/bounded-file.ts';
import type { Chunks } from '../io/chunks.ts';
import { STDIN } from '../io/find.ts';
import { SNIFF_BYTES } from '../io/container.ts';
import { openFile, openNamedPipe, openPipe, type Opened } from '../io/open.ts';
import { sourceById } from '../sources/index.ts';
import type { Context } from '../sources/source.ts';
import { NO_OUTCOME, type Counts, type Ledger, type Outcome } from '../store/ledger.ts';
import { accountant, type Accountant } from './account.ts';
import { batches } from './batches.ts';
import { beginningOf, beginningOfFile } from './beginning.ts';
import type { Counting } from './counting.ts';
import { interpreter, type Interpreter } from './interpret.ts';
import { optionsText, type ReadOptions } from './read-options.ts';
import { scannedLines, type ScannedLines } from './scanned-lines.ts';
import { eachRecord, type RawRecord } from './records.ts';
import { LINES, shapeOf, withHead, type Shape } from './shape.ts';
import { NEVER_READ, startIn, startOf, stateAfter, type Position, type Reached } from './position.ts';
import { addCounts, NO_COUNTS, outcomeOf, type FileSummary } from './tally.ts';
import { sessionDirectories, type SessionDirectories } from './session-directories.ts';

/** What reading needs from outside. */
export interface IngestContext {
  readonly ledger: Ledger;
  readonly run: number;
  readonly options: ReadOptions;
  readonly stdin: Chunks;
  /** Told of every chunk of bytes that was read. */
  readonly onBytes: (bytes: number) => void;
  /** Has the tokens of prompts counted. */
  readonly counting?: Counting;
  /** Bytes a record may have; what has more is refused. */
  readonly limit?: number;
}

type LogResult =
  /** `broken` is what ended the reading before the end of the file. */
  | ({ readonly kind: 'read'; readonly broken?: unknown } & FileSummary)
  | { readonly kind: 'unknown_shape'; readonly file: string; readonly holds: Unknown };

/** What a file holds that is no log of a known shape. */
export type Unknown = 'binary' | 'broken' | 'text' | 'other';

/**
 * Reads a file, or standard input for "-". Errors of the file system are thrown as they are. `stored`: what this run has
 * stored of the file, which it does not count again; `anew`: from the beginning, whatever was read before.
 */
export async function readLog(
  path: string,
  around: IngestContext,
  stored: Counts = NO_COUNTS,
  anew = false,
): Promise<LogResult> {
  if (path === STDIN) return readPipe(await openPipe(around.stdin), 'stdin', around);
  const stats = statSync(path);
  if (!stats.isFile()) return readPipe(await openNamedPipe(path), path, around);
  const { counting } = around;
  const [plainly, counted] = [optionsText(around.options, false), optionsText(around.options, true)];
  // What was read before its prompts were counted is read again for that.
  const accepted = counting === undefined ? [plainly, counted] : [counted];
  const otherwise = around.ledger.file(path)?.otherwise === true;
  const start = anew
    ? { ...startOf(path, stats, undefined, accepted), otherwise }
    : startIn(path, stats, around, accepted);
  if (start.kind === 'unchanged')
    return { kind: 'read', file: path, counts: NO_COUNTS, outcome: start.outcome, before: start.outcome };

  const opened = openFile(path, start.readTo);
  const { head, chunks, close } = await withHead(opened.chunks);
  const shape =
    start.kind === 'resume' ? resumed(start.line, start.source) : shapeOf(head, around.options.source, path);
  if (shape === undefined) {
    await close();
    return { kind: 'unknown_shape', file: path, holds: unknownIn(head) };
  }
  const mayResume = opened.plain && shape.container === 'lines';
  const missed = counting?.tally.missed;
  const stateAt = (reached: Reached): Position => {
    const isCounted = reached.complete && counting !== undefined && counting.tally.missed === missed;
    const options = isCounted ? counted : plainly;
    const { reader } = around.options;
    return stateAfter({ path, options, reader, start, mayResume, plain: opened.plain }, reached);
  };
  const begun = sessionDirectories(path, () => (start.kind === 'resume' ? headOfFile(path, SNIFF_BYTES) : head));
  const before = anew ? outcomeOf(stored) : start.outcome;
  const log = { path, head, chunks, shape, begun, before, modified: start.modified, stateAt };
  const result = await readRecords(log, around);
  if (result.kind !== 'read') return result;
  if (!asksForMore(log)) return result;
  const whole = await readLog(path, around, addCounts(stored, result.counts), true);
  return whole.kind === 'read' ? { ...whole, counts: addCounts(result.counts, whole.counts) } : whole;
}

/** A pipe is known by its first bytes, so that piping the same log again is seen to be the same. */
async function readPipe({ chunks }: Opened, name: string, around: IngestContext): Promise<LogResult> {
  const { head, chunks: all, close } = await withHead(chunks);
  const named = name === 'stdin' ? STDIN : name;
  const path = `${name}#${hash('sha256', head, 'hex').slice(0, 8)}`;
  const shape = shapeOf(head, around.options.source, name);
  if (shape === undefined) {
    await close();
    return { kind: 'unknown_shape', file: named, holds: unknownIn(head) };
  }
  const stateAt = ({ source }: Reached): Position => ({ ...NEVER_READ, source });
  const begun = sessionDirectories(name, () => head);
  const log = { path, head, chunks: all, shape, begun, before: NO_OUTCOME, modified: undefined, stateAt };
  const result = await readRecords(log, around);
  return result.kind === 'unknown_shape' ? { ...result, file: named } : result;
}

function resumed(firstLine: number, source: string): Shape {
  return { ...LINES, firstLine, source: sourceById(source) };
}

interface Log {
  readonly path: string;
  readonly head: Buffer;
  readonly chunks: Chunks;
  readonly shape: Shape;
  readonly begun: SessionDirectories;
  readonly before: Outcome;
  readonly modified: Instant | undefined;
  readonly stateAt: (reached: Reached) => Position;
}

/** Whether reading went on where it had stopped, and lines above may tell where a session began. Then nothing more was stored. */
function asksForMore({ shape, begun }: Log): boolean {
  return shape.firstLine > 1 && begun.assumed.size > 0;
}

async function readRecords(log: Log, around: IngestContext): Promise<LogResult> {
  const { options, counting } = around;
  const gathered = batches(around.ledger, around.run, log.path, log.shape.firstLine, log.before);
  const given = options.given ?? (options.fileDate ? log.modified : undefined);
  const fixed = options.source !== undefined || log.shape.container === 'csv';
  const fingerprint = (text: string): string => around.ledger.fingerprint(text);
  let begins: number | undefined;
  const beginning = (): number => (begins ??= beginningOfFile(log.path));
  const context = {
    ...{ file: log.path, given, labels: options.labels, projects: options.projects },
    ...{ fingerprint, beginning, begun: log.begun.of },
    withRequest: counting !== undefined,
  };
  const tally = accountant();
  const interpreted = interpreter(
    context,
    { source: log.shape.source, fixed, isDocument: log.shape.isDocument },
    {
      accountant: tally,
      event(event, records, request) {
        gathered.add(event, records);
        if (request !== undefined) counting?.add(event, request);
      },
      refuse: gathered.refuse,
    },
  );
  const isScanned = scanning(log, around, context, interpreted, { packer: gathered.packer, accountant: tally });
  let bytes = 0;
  let settled = { end: 0, line: log.shape.firstLine };
  const store = (complete: boolean): void =>
    gathered.store(
      log.stateAt({
        complete,
        bytes,
        ...settled,
        source: interpreted.source?.id ?? '',
        spansRecords: interpreted.spansRecords,
      }),
      tally.take(),
    );

  let broken: { readonly error: unknown } | undefined;

  async function* taken(): Chunks {
    try {
      for await (const chunk of log.chunks) {
        bytes += chunk.length;
        around.onBytes(chunk.length);
        yield chunk;
        if (interpreted.unknown || asksForMore(log)) return;
        // Requests are held until they are counted, so reading waits.
        if (counting?.full === true) await counting.settle();
      }
    } catch (error) {
      // What came before is kept; the caller says what ended it.
      broken = { error };
    }
  }

  const take = (record: RawRecord): void => {
    // Where reading goes on, the log's first record was read before.
    if (log.shape.firstLine === 1) begins ??= beginningOf(record);
    const refusedForNow = gathered.outcome.tail;
    if (!isScanned(record)) interpreted.take(record);
    if (gathered.outcome.tail === refusedForNow) settled = after(record);
    if (gathered.full && !asksForMore(log) && interpreted.source !== undefined) store(false);
  };
  await eachRecord(taken(), log.shape, take, around.limit);
  interpreted.end();
  await counting?.settle();
  const { unknown, source, saw } = interpreted;
  // Whatever the user says it is, text alone is no log; but a log may have grown by text.
  const isNothing = source === undefined || (fixed && log.shape.firstLine === 1 && !saw.objects && !saw.broken);
  const hasShape = !unknown && !(isNothing && (saw.objects || saw.broken || saw.text));
  if (!hasShape && broken === undefined) {
    const holds = unknownIn(log.head, saw.broken && !saw.objects ? 'broken' : fixed ? 'text' : 'other');
    return { kind: 'unknown_shape', file: log.path, holds };
  }
  if (hasShape && !asksForMore(log)) store(broken === undefined);
  const { counts, outcome } = gathered;
  return { kind: 'read', file: log.path, counts, outcome, before: log.before, ...(broken && { broken: broken.error }) };
}

function unknownIn(head: Buffer, holds: Unknown = 'other'): Unknown {
  return head.includes(0) ? 'binary' : holds;
}

/** Whether a record needs no reader, because its bytes told what counts in it: in a log of one hot shape, a record a line. */
function scanning(
  { shape }: Log,
  { options, counting }: IngestContext,
  context: Omit<Context, 'line'>,
  interpreted: Interpreter,
  into: { readonly packer: EventPacker; readonly accountant: Accountant },
): (record: RawRecord) => boolean {
  if (shape.container !== 'lines' || options.source !== undefined || counting !== undefined) return () => false;
  let scanned: ScannedLines | undefined;
  return ({ content, line, ended, tooLong }) => {
    const { source, mixed } = interpreted;
    if (source?.scan === undefined || mixed || !ended || tooLong || !Buffer.isBuffer(content)) return false;
    scanned ??= scannedLines(source, context, into.packer, into.accountant);
    scanned.over(content, content.length);
    return scanned.takes(content, 0, content.length, line);
  };
}

/** A last line without a line feed keeps its number: what may still come belongs to it. */
function after(record: RawRecord): { end: number; line: number } {
  return { end: record.end, line: record.ended ? record.line + 1 : record.line };
}
