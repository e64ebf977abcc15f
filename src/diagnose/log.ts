/** The requests of a ledger as columns in the order of time, with where each was logged and what the API said of it. */
import type { Inference, LoggedInference } from '../store/ledger.ts';
import { growing, type Growing } from '../simulate/growing.ts';
import { isMain } from '../simulate/chains.ts';
import { priceKinds } from '../simulate/price-kinds.ts';
import type { PriceKind } from '../simulate/workload.ts';
import type { ReportedMiss } from '../core/diagnosis.ts';

/** One entry a request in every column; tokens, unless said otherwise. */
export interface Logged {
  readonly count: number;
  /** Index into the kinds. */
  readonly kind: Uint32Array;
  /** ms UTC: logged first and last. */
  readonly at: Float64Array;
  readonly until: Float64Array;
  readonly input: Float64Array;
  readonly write5m: Float64Array;
  readonly write1h: Float64Array;
  readonly read: Float64Array;
  readonly output: Float64Array;
  readonly webSearch: Float64Array;
  readonly requests: Uint8Array;
  /** Index of its conversation (session and thread); -1 where none is known. */
  readonly conversation: Int32Array;
  /** 1 where leaks can be told: its conversation is known, or its prompt, or the API spoke of it. */
  readonly judged: Uint8Array;
  /** 1 in a main thread, 0 in that of a sub-agent. */
  readonly main: Uint8Array;
  /** Index into the files, and the line. */
  readonly file: Uint32Array;
  readonly line: Uint32Array;
}

export interface DiagnosisLog {
  readonly logged: Logged;
  readonly kinds: readonly PriceKind[];
  readonly files: readonly string[];
  /** What the API said, by row; most rows have nothing. */
  readonly reported: ReadonlyMap<number, ReportedMiss>;
  /** Rows by the hashed key of the event, of those that were asked for. */
  readonly rowsById: ReadonlyMap<string, number>;
}

/** `inferences` come in the order of time; `wanted` says whose rows are looked up later. */
export function diagnosisLog(inferences: Iterable<LoggedInference>, wanted: (id: string) => boolean): DiagnosisLog {
  const kinds = priceKinds();
  const [conversations, files] = [numbered(), numbered()];
  const reported = new Map<number, ReportedMiss>();
  const rowsById = new Map<string, number>();
  const numbers = (): Growing<Float64Array> => growing(Float64Array);
  const columns = {
    ...{ kind: growing(Uint32Array), at: numbers(), until: numbers() },
    ...{ input: numbers(), write5m: numbers(), write1h: numbers(), read: numbers(), output: numbers() },
    ...{ webSearch: numbers(), requests: growing(Uint8Array), conversation: growing(Int32Array) },
    ...{ judged: growing(Uint8Array) },
    ...{ main: growing(Uint8Array), file: growing(Uint32Array), line: growing(Uint32Array) },
  };
  let count = 0;
  for (const inference of inferences) {
    const { at, until, meters, requests, thread, file, line, id } = inference;
    columns.kind.push(kinds.indexOf(inference));
    columns.at.push(at);
    columns.until.push(until);
    columns.input.push(meters.input);
    columns.write5m.push(meters.cache_write_5m);
    columns.write1h.push(meters.cache_write_1h);
    columns.read.push(meters.cache_read);
    columns.output.push(meters.output);
    columns.webSearch.push(meters.web_search);
    columns.requests.push(requests);
    columns.conversation.push(isTurn(inference) ? conversations.of(conversationOf(inference)) : -1);
    columns.judged.push(isTurn(inference) || isSide(inference) || inference.reported !== undefined ? 1 : 0);
    columns.main.push(isMain(thread) ? 1 : 0);
    columns.file.push(files.of(file));
    columns.line.push(line);
    if (inference.reported !== undefined) reported.set(count, inference.reported);
    if (inference.part === 0 && wanted(id)) rowsById.set(id, count);
    count += 1;
  }
  return {
    logged: {
      count,
      ...{ kind: columns.kind.all(), at: columns.at.all(), until: columns.until.all() },
      ...{ input: columns.input.all(), write5m: columns.write5m.all(), write1h: columns.write1h.all() },
      ...{ read: columns.read.all(), output: columns.output.all(), webSearch: columns.webSearch.all() },
      ...{ requests: columns.requests.all(), conversation: columns.conversation.all(), main: columns.main.all() },
      judged: columns.judged.all(),
      ...{ file: columns.file.all(), line: columns.line.all() },
    },
    kinds: kinds.all,
    files: files.all,
    reported,
    rowsById,
  };
}

/** Compactions, advisors and aggregates are no turns of a conversation. */
function isTurn({ session, terms }: Inference): boolean {
  return session !== '' && terms.kind === 'message';
}

/** Nothing can leak there. */
function isSide({ terms }: Inference): boolean {
  return terms.kind !== 'message';
}

function conversationOf({ workspace, session, thread }: Inference): string {
  return JSON.stringify([workspace, session, thread]);
}

/** Numbers for texts, in the order in which they come. */
function numbered(): { readonly all: readonly string[]; of(text: string): number } {
  const known = new Map<string, number>();
  const all: string[] = [];
  return {
    all,
    of(text) {
      let number = known.get(text);
      if (number === undefined) {
        number = all.push(text) - 1;
        known.set(text, number);
      }
      return number;
    },
  };
}

export function promptOf({ input, write5m, write1h, read }: Logged, row: number): number {
  return (input[row] ?? 0) + cachedBy({ write5m, write1h, read }, row);
}

/** Read and written: what the request left in the cache. */
export function cachedBy(
  { write5m, write1h, read }: Pick<Logged, 'write5m' | 'write1h' | 'read'>,
  row: number,
): number {
  return (read[row] ?? 0) + (write5m[row] ?? 0) + (write1h[row] ?? 0);
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
