/** The requests of a ledger whose prompts are known, as columns in the order of time, each a path of prefixes. */
import { LEVELS, type PromptBlock, type Ttl } from '../core/prompt.ts';
import { parseDate, type Instant } from '../core/time.ts';
import { promptTokens } from '../core/meters.ts';
import type { PromptedInference, Run } from '../store/ledger.ts';
import { growing } from './growing.ts';
import { TTL_1H, TTL_5M } from './life.ts';
import { growPrefixes, type Growth, type Prefixes } from './prefixes.ts';
import { priceKinds } from './price-kinds.ts';
import type { PriceKind } from './workload.ts';

/** One entry a request in every column, unless said otherwise; tokens, or ms UTC. */
export interface Prompts {
  readonly count: number;
  /** Index into the kinds. */
  readonly kind: Uint32Array;
  readonly at: Float64Array;
  /** When others could read what it wrote: its first answer, or its start where that is not known. */
  readonly answered: Float64Array;
  /** The whole prompt. */
  readonly total: Float64Array;
  readonly output: Float64Array;
  readonly webSearch: Float64Array;
  readonly requests: Uint8Array;
  /** As logged. */
  readonly read: Float64Array;
  readonly write5m: Float64Array;
  readonly write1h: Float64Array;
  /** 1 when the log tells what was read and written. */
  readonly logsCache: Uint8Array;
  /** The path of request r is path[from[r]] to path[from[r + 1]], exclusive. */
  readonly from: Uint32Array;
  readonly path: Uint32Array;
  /** Place in its path of the last tool, of the last block of system, and of the last server tool's result; -1 without. */
  readonly toolsEnd: Int32Array;
  readonly systemEnd: Int32Array;
  readonly serverResult: Int32Array;
  /** As sent: marks [markFrom[r], markFrom[r + 1]) by place, with a time to live in ms. */
  readonly markFrom: Uint32Array;
  readonly markPlace: Uint32Array;
  readonly markTtl: Float64Array;
  /** Of the automatic breakpoint in ms, 0 without. */
  readonly automatic: Float64Array;
}

/** Of one request, for the few that are looked at one by one. */
export interface Named {
  readonly id: string;
  readonly session: string;
  readonly model: string;
  readonly digest: string;
  readonly question: string;
  readonly sketch: readonly number[];
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
  const growth = growPrefixes();
  const pathOf = paths(growth, new Map([...runs].map((run) => [run.id, run])));
  const kinds = priceKinds();
  const names: Named[] = [];
  const numbers = (): ReturnType<typeof growing<Float64Array>> => growing(Float64Array);
  const columns = {
    ...{ kind: growing(Uint32Array), at: numbers(), answered: numbers(), total: numbers(), output: numbers() },
    ...{ webSearch: numbers(), requests: growing(Uint8Array) },
    ...{ read: numbers(), write5m: numbers(), write1h: numbers(), logsCache: growing(Uint8Array) },
    ...{ from: growing(Uint32Array), path: growing(Uint32Array) },
    ...{ toolsEnd: growing(Int32Array), systemEnd: growing(Int32Array), serverResult: growing(Int32Array) },
    ...{ markFrom: growing(Uint32Array), markPlace: growing(Uint32Array), markTtl: numbers(), automatic: numbers() },
  };
  columns.from.push(0);
  columns.markFrom.push(0);
  for (const request of requests) {
    const { at, meters, marks, automatic, answered, logsCache, id, session, model, digest, question, sketch } = request;
    const { nodes, toolsEnd, systemEnd, serverResult } = pathOf(request);
    columns.kind.push(kinds.indexOf(request));
    columns.at.push(at);
    columns.answered.push(answered ?? at);
    columns.total.push(promptTokens(meters));
    columns.output.push(meters.output);
    columns.webSearch.push(meters.web_search);
    columns.requests.push(request.requests);
    columns.read.push(meters.cache_read);
    columns.write5m.push(meters.cache_write_5m);
    columns.write1h.push(meters.cache_write_1h);
    columns.logsCache.push(logsCache ? 1 : 0);
    for (const node of nodes) columns.path.push(node);
    columns.from.push(columns.path.size);
    columns.toolsEnd.push(toolsEnd);
    columns.systemEnd.push(systemEnd);
    columns.serverResult.push(serverResult);
    for (const { block, ttl } of marks) {
      columns.markPlace.push(block);
      columns.markTtl.push(TTL_MS[ttl]);
    }
    columns.markFrom.push(columns.markPlace.size);
    columns.automatic.push(automatic === undefined ? 0 : TTL_MS[automatic]);
    names.push({ id, session, model, digest, question, sketch });
  }
  const all = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.all()]));
  const prompts = { count: names.length, ...all } as unknown as Prompts;
  return { prompts, prefixes: growth.finish(), kinds: kinds.all, names };
}

interface Path {
  readonly nodes: readonly number[];
  readonly toolsEnd: number;
  readonly systemEnd: number;
  readonly serverResult: number;
}

/** Looks up the path of a prompt; prompts of one run, scope and parameters share it. */
function paths(growth: Growth, runs: ReadonlyMap<number, Run>): (request: PromptedInference) => Path {
  const known = new Map<string, Path>();

  function pathTo(run: number, scope: string, { parameters }: PromptedInference): Path {
    if (run === 0) return { nodes: [], toolsEnd: -1, systemEnd: -1, serverResult: -1 };
    const key = `${run}\n${scope}\n${parameters.system}\n${parameters.messages}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const own = runs.get(run);
    if (own === undefined) throw new Error(`run ${run} of a prompt is missing`);
    const made = extended(pathTo(own.after, scope, { parameters } as PromptedInference), own.blocks, scope, parameters);
    known.set(key, made);
    return made;
  }

  function extended(
    before: Path,
    blocks: readonly PromptBlock[],
    scope: string,
    parameters: PromptedInference['parameters'],
  ): Path {
    const nodes = [...before.nodes];
    let { toolsEnd, systemEnd, serverResult } = before;
    for (const block of blocks) {
      const parent = nodes.at(-1) ?? growth.rootOf(scope);
      // What a level depends on beside its blocks is part of its prefixes, and so of all that follow.
      const beside = block.level === 'tools' ? '' : block.level === 'system' ? parameters.system : textOf(parameters);
      const place = nodes.push(growth.nodeOf(parent, block, beside)) - 1;
      if (block.level === LEVELS[0]) toolsEnd = place;
      if (block.level === LEVELS[1]) systemEnd = place;
      if (block.kind === 'server_tool_result') serverResult = place;
    }
    return { nodes, toolsEnd, systemEnd, serverResult };
  }

  return (request) => pathTo(request.run, scopeOf(request), request);
}

function textOf({ system, messages }: PromptedInference['parameters']): string {
  return system === '' && messages === '' ? '' : `${system} ${messages}`;
}

/** Entries are separate by workspace since then, on the provider's own platforms (release notes of that day). */
const BY_WORKSPACE = parseDate('2026-02-05') ?? (0 as Instant);
const BY_ORGANISATION = ['bedrock', 'vertex'];

function scopeOf({ workspace, model, at, terms }: PromptedInference): string {
  const isShared = at < BY_WORKSPACE || BY_ORGANISATION.includes(terms.platform);
  return JSON.stringify([isShared ? null : workspace, model]);
}
