/**
 * Tokens of every prefix: estimated by kind and size of its blocks, then calibrated. Every total that a usage gives pins
 * the sum at a block: what was read at the hit, what was written up to each breakpoint, the whole prompt at its end. So do
 * totals that the API was asked for, where no usage says otherwise. Between two pins the estimate is scaled to fit, and
 * where nothing is pinned by how far it was off elsewhere.
 */
import { BLOCK_KINDS, type BlockKind } from '../core/prompt.ts';
import { lastPlace, loggedBreakpoints } from './breakpoints.ts';
import { TTL_5M } from './life.ts';
import type { Prefixes } from './prefixes.ts';
import type { PromptLog, Prompts } from './prompts.ts';
import { noBreakpoints, noEntries, noSplit, serve, type Breakpoints } from './provider.ts';

/** Bytes a token, about: measured on recorded requests, and scaled to each ledger's own. */
const BYTES: Readonly<Record<BlockKind, number>> = {
  ...{ tool: 5, text: 4.5, image: 25, document: 4, tool_use: 3.5, tool_result: 3.5, thinking: 4 },
  ...{ empty: 1, server_tool_use: 3.5, server_tool_result: 3.5, opaque: 4, other: 4 },
};
/** An image is scaled down to what costs so many (the provider's page on vision). */
const MOST_OF_AN_IMAGE = 1_600;

export interface Tokens {
  /** Of each prefix, from the beginning of the prompt. */
  readonly upTo: Float64Array;
  /** Prefixes whose tokens are known from a usage, or were counted. */
  readonly pinned: number;
  /** Prefixes that two usages pin at different numbers of tokens; the first one holds. */
  readonly contradicted: number;
}

export function countTokens({ prompts, prefixes }: PromptLog): Tokens {
  const { pins, contradicted } = pinsOf(prompts, prefixes);
  const upTo = new Float64Array(prefixes.count).fill(-1);
  upTo[0] = 0;
  const scale = { counted: 0, estimated: 0 };
  for (let row = 0; row < prompts.count; row++) fillPath(prompts, prefixes, row, pins, upTo, scale);
  for (let node = 0; node < prefixes.count; node++) if ((upTo[node] ?? -1) < 0) upTo[node] = 0;
  return { upTo, pinned: pins.reduce((sum, pin) => sum + (pin >= 0 ? 1 : 0), 0), contradicted };
}

/** -1 where nothing is known. */
function pinsOf(prompts: Prompts, prefixes: Prefixes): { pins: Float64Array; contradicted: number } {
  const pins = new Float64Array(prefixes.count).fill(-1);
  const entries = noEntries(prefixes.count);
  const breakpoints = noBreakpoints();
  const split = noSplit();
  // Only who stands where matters here: every prefix has as many tokens as is enough to be cached.
  const ones = new Float64Array(prefixes.count).fill(1);
  let contradicted = 0;
  const pin = (row: number, place: number, tokens: number): void => {
    const node = prompts.path[(prompts.from[row] ?? 0) + place] ?? 0;
    const known = pins[node] ?? -1;
    if (known >= 0 && known !== tokens) contradicted += 1;
    if (known < 0) pins[node] = tokens;
  };
  for (let row = 0; row < prompts.count; row++) {
    const [read, write1h] = [prompts.read[row] ?? 0, prompts.write1h[row] ?? 0];
    const cached = read + write1h + (prompts.write5m[row] ?? 0);
    const last = lastPlace(prompts, row);
    if (prompts.logsCache[row] !== 1 || last < 0) continue;
    loggedBreakpoints(prompts, prefixes, row, breakpoints);
    // Breakpoints that neither read nor wrote stood below the minimum.
    if (cached === 0) breakpoints.count = 0;
    serve(entries, prompts, ones, row, breakpoints, 0, split);
    const end = breakpoints.places[breakpoints.count - 1] ?? -1;
    if (breakpoints.count > 0) {
      pin(row, end, cached);
      const hourEnd = lastHour(breakpoints);
      if (write1h > 0 && hourEnd >= 0) pin(row, hourEnd, read + write1h);
      if (read > 0 && split.hit >= 0 && split.hit < end) pin(row, split.hit, read);
    }
    if (end < last || breakpoints.count === 0) pin(row, last, prompts.total[row] ?? 0);
  }
  pinTotals(prompts, prefixes, pins);
  return { pins, contradicted };
}

/**
 * Adds what was counted. A count is an estimate of what will be billed (the provider's page on token counting), so it
 * gives way to a usage, also to one further on that it leaves no room for.
 */
function pinTotals(prompts: Prompts, { totals }: Prefixes, pins: Float64Array): void {
  if (totals.size === 0) return;
  const fitting = new Map(totals);
  for (let row = 0; row < prompts.count; row++) {
    let room = Number.POSITIVE_INFINITY;
    for (let index = (prompts.from[row + 1] ?? 0) - 1; index >= (prompts.from[row] ?? 0); index--) {
      const node = prompts.path[index] ?? 0;
      const billed = pins[node] ?? -1;
      if (billed >= 0) room = Math.min(room, billed);
      if (billed >= 0 || (totals.get(node) ?? 0) >= room) fitting.delete(node);
    }
  }
  for (const [node, tokens] of fitting) pins[node] = tokens;
}

function lastHour({ places, ttls, count }: Breakpoints): number {
  for (let index = count - 1; index >= 0; index--) if ((ttls[index] ?? 0) > TTL_5M) return places[index] ?? -1;
  return -1;
}

interface Scale {
  counted: number;
  estimated: number;
}

/** Gives tokens to the prefixes of one path that have none yet: from pin to pin, the rest by the scale so far. */
function fillPath(
  prompts: Prompts,
  prefixes: Prefixes,
  row: number,
  pins: Float64Array,
  upTo: Float64Array,
  scale: Scale,
): void {
  const [from, end] = [prompts.from[row] ?? 0, prompts.from[row + 1] ?? 0];
  let done = from;
  while (done < end && (upTo[prompts.path[done] ?? 0] ?? -1) >= 0) done += 1;
  let before = done === from ? 0 : (upTo[prompts.path[done - 1] ?? 0] ?? 0);
  while (done < end) {
    let pinned = done;
    let estimate = 0;
    for (; pinned < end; pinned++) {
      const node = prompts.path[pinned] ?? 0;
      estimate += estimateOf(prefixes, node);
      if ((pins[node] ?? -1) > before) break;
    }
    const isPinned = pinned < end;
    const target = isPinned ? (pins[prompts.path[pinned] ?? 0] ?? 0) - before : -1;
    const factor = isPinned
      ? target / Math.max(estimate, 1e-9)
      : scale.estimated === 0
        ? 1
        : scale.counted / scale.estimated;
    if (isPinned) {
      scale.counted += target;
      scale.estimated += estimate;
    }
    before = spread(prompts, prefixes, upTo, done, Math.min(pinned + 1, end), before, factor, isPinned);
    done = pinned + 1;
  }
}

/** Returns the tokens at the end. Whole numbers; what was counted is not scaled, unless between two pins. */
function spread(
  prompts: Prompts,
  prefixes: Prefixes,
  upTo: Float64Array,
  from: number,
  end: number,
  before: number,
  factor: number,
  isPinned: boolean,
): number {
  let sum = before;
  for (let index = from; index < end; index++) {
    const node = prompts.path[index] ?? 0;
    const own = estimateOf(prefixes, node);
    sum += isPinned || (prefixes.counted[node] ?? -1) < 0 ? own * factor : own;
    upTo[node] = Math.round(sum);
  }
  return Math.round(sum);
}

function estimateOf({ counted, kind, size }: Prefixes, node: number): number {
  const known = counted[node] ?? -1;
  if (known >= 0) return known;
  const name = BLOCK_KINDS[kind[node] ?? 0] ?? 'other';
  const tokens = (size[node] ?? 0) / BYTES[name];
  return name === 'image' ? Math.min(MOST_OF_AN_IMAGE, tokens) : Math.max(1, tokens);
}
