/** Prompts as paths through the tree of prefixes. A prompt is known by the node it ends at: the way to it is its parents'. */
import { fail } from '../core/problem.ts';
import { BLOCK_KINDS, besideOf, LEVELS, type Prompt } from '../core/prompt.ts';
import { parseDate, type Instant } from '../core/time.ts';
import type { PromptedInference } from '../store/ledger.ts';
import { growing } from '../requests/columns.ts';
import { pairs } from './pairs.ts';
import type { Growth, Prefixes } from './prefixes.ts';
import type { RunBlocks } from './run-blocks.ts';

/** Finds the node that a prompt ends at, 0 without blocks; prompts of one run, scope and parameters share it. */
export function endings(growth: Growth, runs: RunBlocks): (request: PromptedInference) => number {
  const variants = new Map<string, number>();
  /** Of a variant and a run: the node at the end of that run. */
  const known = pairs();
  const nodes = growing(Uint32Array);

  function variantOf(scope: string, { system, messages }: Prompt['parameters']): number {
    const key = `${scope}\n${system}\n${messages}`;
    const variant = variants.get(key) ?? variants.size;
    variants.set(key, variant);
    return variant;
  }

  return (request) => {
    const scope = scopeOf(request);
    const variant = variantOf(scope, request.parameters);
    const missing: number[] = [];
    let run = request.run;
    while (run !== 0 && known.find(variant, run) < 0) {
      missing.push(run);
      run = runs.after[run] ?? 0;
    }
    let end = run === 0 ? 0 : nodes.at(known.find(variant, run));
    for (const next of missing.reverse()) {
      end = endOf(growth, runs, next, end, scope, request);
      known.numberOf(variant, next);
      nodes.push(end);
    }
    return end;
  };
}

/** Puts the blocks of a run behind a node; 0 is the beginning. */
function endOf(
  growth: Growth,
  { blocks, from, counts }: RunBlocks,
  run: number,
  before: number,
  scope: string,
  { model, parameters }: PromptedInference,
): number {
  const [start, end] = [from[run] ?? 0, from[run + 1] ?? 0];
  if (start >= end) fail('damaged', `the ledger is damaged: run ${run} of a prompt is missing.`);
  let [node, beside] = [before === 0 ? growth.rootOf(scope) : before, ''];
  for (let block = start; block < end; block++) {
    // What a level depends on beside its blocks is part of its prefixes, and so of all that follow.
    beside = besideOf(LEVELS[blocks.level[block] ?? 0] ?? 'messages', parameters);
    node = growth.nodeOf(node, block, beside);
  }
  const counted = counts.get(run)?.find((count) => count.model === model && count.parameters === beside);
  if (counted !== undefined) growth.know(node, counted.tokens);
  return node;
}

/** Entries are separate by workspace since then, on the provider's own platforms (release notes of that day). */
const BY_WORKSPACE = parseDate('2026-02-05') ?? (0 as Instant);
const BY_ORGANISATION = ['bedrock', 'vertex'];

function scopeOf({ workspace, model, at, terms }: PromptedInference): string {
  const isShared = at < BY_WORKSPACE || BY_ORGANISATION.includes(terms.platform);
  return JSON.stringify([isShared ? null : workspace, model]);
}

export interface Paths {
  /** The path of request r is path[from[r]] to path[from[r + 1]], exclusive. */
  readonly from: Uint32Array;
  readonly path: Uint32Array;
  /** Place in its path of the last tool, of the last block of system, and of the last server tool's result; -1 without. */
  readonly toolsEnd: Int32Array;
  readonly systemEnd: Int32Array;
  readonly serverResult: Int32Array;
}

const [TOOLS, SYSTEM] = [LEVELS.indexOf('tools'), LEVELS.indexOf('system')];
const SERVER_RESULT = BLOCK_KINDS.indexOf('server_tool_result');

/** The paths of requests that end at these nodes. */
export function pathsTo(ends: Uint32Array, { parent, level, kind }: Prefixes): Paths {
  const depth = depthsOf(parent);
  const from = new Uint32Array(ends.length + 1);
  for (const [row, end] of ends.entries()) from[row + 1] = (from[row] ?? 0) + (depth[end] ?? 0);
  const path = new Uint32Array(from.at(-1) ?? 0);
  const [toolsEnd, systemEnd, serverResult] = [placesOf(ends), placesOf(ends), placesOf(ends)];
  for (const [row, end] of ends.entries()) {
    const start = from[row] ?? 0;
    let node = end;
    for (let place = (depth[end] ?? 0) - 1; place >= 0; place--) {
      path[start + place] = node;
      if (level[node] === TOOLS) last(toolsEnd, row, place);
      if (level[node] === SYSTEM) last(systemEnd, row, place);
      if (kind[node] === SERVER_RESULT) last(serverResult, row, place);
      node = parent[node] ?? 0;
    }
  }
  return { from, path, toolsEnd, systemEnd, serverResult };
}

/** Blocks of each prefix. What has no other parent than the empty prefix is the root of a scope, and no block. */
function depthsOf(parent: Uint32Array): Uint32Array {
  const depth = new Uint32Array(parent.length);
  for (const [node, before] of parent.entries()) depth[node] = before === 0 ? 0 : (depth[before] ?? 0) + 1;
  return depth;
}

function placesOf(ends: Uint32Array): Int32Array {
  return new Int32Array(ends.length).fill(-1);
}

/** Places come from the last to the first. */
function last(places: Int32Array, row: number, place: number): void {
  if ((places[row] ?? 0) < 0) places[row] = place;
}
