/** The requests of a ledger in the order of time, with where each was logged and what the API said of it. */
import type { ReportedMiss } from '../core/diagnosis.ts';
import { isTurn, numbered, speedOf } from '../requests/caches.ts';
import { growing, growingCounts, type Counts } from '../requests/columns.ts';
import type { PriceKind } from '../requests/kinds.ts';
import { requestLogger, type Logged as LoggedRequests, type RequestLog } from '../requests/log.ts';
import type { Inference, LoggedInference } from '../store/ledger.ts';

/** One entry a request in every column. */
export interface Logged extends LoggedRequests {
  /** 1 where leaks can be told: its conversation is known, or its prompt, or the API spoke of it. */
  readonly judged: Uint8Array;
  /** Index into the files, and the line. */
  readonly file: Counts;
  readonly line: Uint32Array;
}

export interface DiagnosisLog extends RequestLog {
  readonly logged: Logged;
  readonly files: readonly string[];
  /** What the API said, by row; most rows have nothing. */
  readonly reported: ReadonlyMap<number, ReportedMiss>;
  /** Rows by the hashed key of the event, of those that were asked for. */
  readonly rowsById: ReadonlyMap<string, number>;
}

/** `inferences` come in the order of time; `wanted` says whose rows are looked up later. */
export function diagnosisLog(inferences: Iterable<LoggedInference>, wanted: (id: string) => boolean): DiagnosisLog {
  const requests = requestLogger();
  const files = numbered((file: string) => file);
  const reported = new Map<number, ReportedMiss>();
  const rowsById = new Map<string, number>();
  const [judged, file, line] = [growing(Uint8Array), growingCounts(), growing(Uint32Array)];
  for (const inference of inferences) {
    const row = requests.add(inference);
    judged.push(isTurn(inference) || isSide(inference) || inference.reported !== undefined ? 1 : 0);
    file.push(files.of(inference.file));
    line.push(inference.line);
    if (inference.reported !== undefined) reported.set(row, inference.reported);
    if (inference.part === 0 && wanted(inference.id)) rowsById.set(inference.id, row);
  }
  const log = requests.finish();
  const logged = { ...log.logged, judged: judged.all(), file: file.all(), line: line.all() };
  return { ...log, logged, files: files.all, reported, rowsById };
}

/** Nothing can leak there. */
function isSide({ terms }: Inference): boolean {
  return terms.kind !== 'message';
}

/** Number of the cache that a request reads from and writes to. */
export function cacheOf({ logged, caches }: RequestLog, row: number): number {
  return caches[logged.kind[row] ?? 0] ?? 0;
}

/** Of the program that asked, where the log tells: it is the first of the values that a diagnosis asks for. */
export function versionOf({ values }: PriceKind): string {
  return values[0] ?? '';
}

export function isOtherModel({ logged, kinds }: RequestLog, before: number, row: number): boolean {
  return kinds[logged.kind[row] ?? 0]?.model !== kinds[logged.kind[before] ?? 0]?.model;
}

export function isOtherSpeed({ logged, kinds }: RequestLog, before: number, row: number): boolean {
  const [own, other] = [kinds[logged.kind[row] ?? 0], kinds[logged.kind[before] ?? 0]];
  return own !== undefined && other !== undefined && speedOf(own) !== speedOf(other);
}

/** The request of a file and line, "log.ndjson:12"; the end of a path is enough. */
export function rowAt({ logged, files }: DiagnosisLog, place: string): number | undefined {
  const [, file = '', line = ''] = /^(.*):(\d+)$/s.exec(place) ?? [];
  const wanted = new Set([...files.entries()].flatMap(([index, name]) => (endsWith(name, file) ? [index] : [])));
  for (let row = 0; row < logged.count; row++)
    if (logged.line[row] === Number(line) && wanted.has(logged.file[row] ?? 0)) return row;
  return undefined;
}

function endsWith(name: string, file: string): boolean {
  return file !== '' && (name === file || name.endsWith(`/${file}`));
}
