/**
 * Tokens of every prefix: estimated by kind and size of its blocks, then calibrated. Every total that a usage gives pins
 * the sum at a block (see pins.ts). Between two pins the estimate is scaled to fit, and where nothing is pinned by how far
 * it was off elsewhere.
 */
import { BLOCK_KINDS, type BlockKind } from '../core/prompt.ts';
import { pinsOf, type Pins } from './pins.ts';
import type { Prefixes } from './prefixes.ts';
import type { PromptWorld, Tokens } from './prompt-world.ts';
import type { Prompts } from './prompts.ts';

/** Bytes a token, about: measured on recorded requests, and scaled to each ledger's own. */
const BYTES: Readonly<Record<BlockKind, number>> = {
  ...{ tool: 5, text: 4.5, image: 25, document: 4, tool_use: 3.5, tool_result: 3.5, thinking: 4 },
  ...{ empty: 1, server_tool_use: 3.5, server_tool_result: 3.5, opaque: 4, other: 4 },
};
/** An image is scaled down to what costs so many (the provider's page on vision). */
const MOST_OF_AN_IMAGE = 1_600;

/** `located`: tokens of prefixes that the sizes so far have shown to be where a read ended. */
export function countTokens(
  world: Pick<PromptWorld, 'log' | 'authors' | 'minimums'>,
  located: ReadonlyMap<number, number> = new Map(),
): Tokens {
  const { prompts, prefixes } = world.log;
  const pins = pinsOf(world, (node) => estimateOf(prefixes, node), located);
  const upTo = new Float64Array(prefixes.count).fill(-1);
  upTo[0] = 0;
  const scale = { counted: 0, estimated: 0 };
  for (let row = 0; row < prompts.count; row++) fillPath(prompts, prefixes, row, pins, upTo, scale);
  for (let node = 0; node < prefixes.count; node++) if ((upTo[node] ?? -1) < 0) upTo[node] = 0;
  const pinned = pins.tokens.reduce((sum, pin) => sum + (pin >= 0 ? 1 : 0), 0);
  return { upTo, pinned, contradicted: pins.contradicted };
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
  { tokens: pins, most }: Pins,
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
    // Whole numbers; what was counted is not scaled, unless between two pins.
    let sum = before;
    for (let index = done; index < Math.min(pinned + 1, end); index++) {
      const node = prompts.path[index] ?? 0;
      const own = estimateOf(prefixes, node);
      sum += isPinned || (prefixes.counted[node] ?? -1) < 0 ? own * factor : own;
      sum = Math.min(sum, most[node] ?? Infinity);
      upTo[node] = Math.round(sum);
    }
    before = Math.round(sum);
    if (isPinned) before = upTo[prompts.path[pinned] ?? 0] = pins[prompts.path[pinned] ?? 0] ?? before;
    done = pinned + 1;
  }
}

function estimateOf({ counted, kind, size }: Prefixes, node: number): number {
  const known = counted[node] ?? -1;
  if (known >= 0) return known;
  const name = BLOCK_KINDS[kind[node] ?? 0] ?? 'other';
  const tokens = (size[node] ?? 0) / BYTES[name];
  return name === 'image' ? Math.min(MOST_OF_AN_IMAGE, tokens) : Math.max(1, tokens);
}
