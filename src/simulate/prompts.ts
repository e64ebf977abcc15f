/** The requests of a ledger whose prompts are known, as columns in the order of time, each a path of prefixes. */
import type { FirstCall, Prompt, Ttl } from '../core/prompt.ts';
import { promptTokens } from '../core/meters.ts';
import type { PromptedInference, Run } from '../store/ledger.ts';
import { growing } from '../requests/columns.ts';
import { asTaken } from './headers.ts';
import { TTL_1H, TTL_5M } from '../requests/life.ts';
import { endings, pathsTo, type Paths } from './paths.ts';
import { growPrefixes, type Prefixes } from './prefixes.ts';
import { priceKinds } from '../requests/kinds.ts';
import { runBlocksOf } from './run-blocks.ts';
import type { PriceKind } from '../requests/kinds.ts';

/** One entry a request in every column, unless said otherwise; tokens, or ms UTC. */
export interface Prompts extends Paths {
  readonly count: number;
  /** Index into the kinds. */
  readonly kind: Uint32Array;
  readonly at: Float64Array;
  /** When others could read what it wrote: its first answer, or its start where that is not known. */
  readonly answered: Float64Array;
  /** The whole prompt; where the usage sums several calls, that of the first (see loops.ts), once it is known. */
  readonly total: Float64Array;
  readonly output: Float64Array;
  readonly webSearch: Float64Array;
  readonly requests: Uint8Array;
  /** As logged: of all its calls. */
  readonly input: Float64Array;
  readonly read: Float64Array;
  readonly write5m: Float64Array;
  readonly write1h: Float64Array;
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
  const kinds = priceKinds();
  const names: Named[] = [];
  const numbers = (): ReturnType<typeof growing<Float64Array>> => growing(Float64Array);
  const columns = {
    ...{ kind: growing(Uint32Array), at: numbers(), answered: numbers(), total: numbers(), output: numbers() },
    ...{ webSearch: numbers(), requests: growing(Uint8Array) },
    ...{ input: numbers(), read: numbers(), write5m: numbers(), write1h: numbers(), logsCache: growing(Uint8Array) },
    ...{ markFrom: growing(Uint32Array), markPlace: growing(Uint32Array), markTtl: numbers(), automatic: numbers() },
  };
  const ends = growing(Uint32Array);
  const firstCalls = new Map<number, FirstCall>();
  const headed: [row: number, request: PromptedInference][] = [];
  columns.markFrom.push(0);
  for (const request of requests) {
    const { at, meters, marks, automatic, answered, logsCache, id, session, model, digest, question, sketch } = request;
    columns.kind.push(kinds.indexOf(request));
    columns.at.push(at);
    columns.answered.push(answered ?? at);
    columns.total.push(promptTokens(meters));
    columns.output.push(meters.output);
    columns.webSearch.push(meters.web_search);
    columns.requests.push(request.requests);
    columns.input.push(meters.input);
    columns.read.push(meters.cache_read);
    columns.write5m.push(meters.cache_write_5m);
    columns.write1h.push(meters.cache_write_1h);
    columns.logsCache.push(logsCache ? 1 : 0);
    // Whether its header counts, the requests behind it show.
    if (request.attribution !== '') headed.push([names.length, request]);
    ends.push(request.attribution === '' ? endOf(request) : 0);
    for (const { block, ttl } of marks) {
      columns.markPlace.push(block);
      columns.markTtl.push(TTL_MS[ttl]);
    }
    columns.markFrom.push(columns.markPlace.size);
    columns.automatic.push(automatic === undefined ? 0 : TTL_MS[automatic]);
    const { file, line, thread, parameters, attribution, firstCall } = request;
    if (firstCall !== undefined) firstCalls.set(names.length, firstCall);
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
  const prompts: Prompts = {
    count: names.length,
    ...{ kind: columns.kind.all(), at: columns.at.all(), answered: columns.answered.all() },
    ...{ total: columns.total.all(), output: columns.output.all(), webSearch: columns.webSearch.all() },
    ...{ requests: columns.requests.all(), input: columns.input.all(), read: columns.read.all() },
    ...{ write5m: columns.write5m.all() },
    ...{ write1h: columns.write1h.all(), logsCache: columns.logsCache.all() },
    ...{ markFrom: columns.markFrom.all(), markPlace: columns.markPlace.all(), markTtl: columns.markTtl.all() },
    ...{ automatic: columns.automatic.all(), firstCalls, ...pathsTo(endRows, prefixes) },
  };
  return { prompts, prefixes, kinds: kinds.all, names };
}
