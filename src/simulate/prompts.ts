/** The requests of a ledger whose prompts are known, as columns in the order of time, each a path of prefixes. */
import type { FirstCall, Prompt, Ttl } from '../core/prompt.ts';
import { promptTokens } from '../core/meters.ts';
import type { PromptedInference, Run } from '../store/ledger.ts';
import { allOf, growing } from '../requests/columns.ts';
import { asTaken } from './headers.ts';
import { TTL_1H, TTL_5M } from '../requests/life.ts';
import { endings, pathsTo, type Paths } from './paths.ts';
import { growPrefixes, type Prefixes } from './prefixes.ts';
import { requestLogger, type Logged } from '../requests/log.ts';
import { runBlocksOf } from './run-blocks.ts';
import type { PriceKind } from '../requests/kinds.ts';

/** One entry a request in every column, unless said otherwise; tokens, or ms UTC. What was read and written is of all its calls. */
export interface Prompts extends Paths, Logged {
  /** When others could read what it wrote: its first answer, or its start where that is not known. */
  readonly answered: Float64Array;
  /** The whole prompt; where the usage sums several calls, that of the first (see loops.ts), once it is known. */
  readonly total: Float64Array;
  /** 1 when the log tells what was read and written. */
  readonly logsCache: Uint8Array;
  /** As sent: marks [markFrom[r], markFrom[r + 1]) by place, with a time to live in ms. */
  readonly markFrom: Uint32Array;
  readonly markPlace: Uint32Array;
  readonly markTtl: Float64Array;
  /** Of the automatic breakpoint in ms, 0 without. */
  readonly automatic: Float64Array;
  /** By row, where the usage sums several calls: its first one. */
  readonly firstCalls: ReadonlyMap<number, FirstCall>;
}

/** Of one request, for the few that are looked at one by one. */
export interface Named {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly session: string;
  readonly thread: string;
  readonly model: string;
  readonly parameters: Prompt['parameters'];
  readonly digest: string;
  readonly question: string;
  readonly sketch: readonly number[];
  /** Keyed hash of the client's attribution header; '' without. */
  readonly attribution: string;
}

export interface PromptLog {
  readonly prompts: Prompts;
  readonly prefixes: Prefixes;
  readonly kinds: readonly PriceKind[];
  readonly names: readonly Named[];
}

export const TTL_MS: Readonly<Record<Ttl, number>> = { '5m': TTL_5M, '1h': TTL_1H };

/** `runs` may be more than the requests need; `requests` come in the order of time. */
export function promptLogOf(requests: Iterable<PromptedInference>, runs: Iterable<Run>): PromptLog {
  const runBlocks = runBlocksOf(runs);
  const growth = growPrefixes(runBlocks.blocks);
  const endOf = endings(growth, runBlocks);
  const log = requestLogger();
  const names: Named[] = [];
  const columns = {
    answered: growing(Float64Array),
    total: growing(Float64Array),
    logsCache: growing(Uint8Array),
    markFrom: growing(Uint32Array),
    markPlace: growing(Uint32Array),
    markTtl: growing(Float64Array),
    automatic: growing(Float64Array),
  };
  const { markFrom, markPlace, markTtl } = columns;
  const ends = growing(Uint32Array);
  const firstCalls = new Map<number, FirstCall>();
  const headed: [row: number, request: PromptedInference][] = [];
  markFrom.push(0);
  for (const request of requests) {
    const row = log.add(request);
    columns.answered.push(request.answered ?? request.at);
    columns.total.push(promptTokens(request.meters));
    columns.logsCache.push(request.logsCache ? 1 : 0);
    // Whether its header counts, the requests behind it show.
    if (request.attribution !== '') headed.push([row, request]);
    ends.push(request.attribution === '' ? endOf(request) : 0);
    for (const { block, ttl } of request.marks) {
      markPlace.push(block);
      markTtl.push(TTL_MS[ttl]);
    }
    markFrom.push(markPlace.size);
    columns.automatic.push(request.automatic === undefined ? 0 : TTL_MS[request.automatic]);
    if (request.firstCall !== undefined) firstCalls.set(row, request.firstCall);
    const { id, file, line, session, thread, model, parameters, digest, question, sketch, attribution } = request;
    names.push({ id, file, line, session, thread, model, parameters, digest, question, sketch, attribution });
  }
  const endRows = ends.all();
  const taken = asTaken(headed.map(([, request]) => request));
  for (const [index, [row]] of headed.entries()) {
    const request = taken[index];
    const named = names[row];
    if (request === undefined || named === undefined) continue;
    endRows[row] = endOf(request);
    names[row] = { ...named, parameters: request.parameters };
  }
  const prefixes = growth.finish();
  const { logged, kinds } = log.finish();
  const prompts: Prompts = {
    ...logged,
    ...allOf(columns),
    firstCalls,
    ...pathsTo(endRows, prefixes),
  };
  return { prompts, prefixes, kinds, names };
}
