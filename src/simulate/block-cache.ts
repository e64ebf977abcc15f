/**
 * The cache of an engine that serves a model itself: blocks of prompts, up to a capacity, of which the least recently used
 * go first. Nobody sets breakpoints and nothing expires. A request reads the longest prefix all of whose blocks are there,
 * then its blocks are used from the first to the last, which stores those that are missing, and once more from the last to
 * the first, so that what ends a prompt goes before what it begins with.
 *
 * Published hit ratios of a serving fleet follow from these rules (test/data/block-cache.test.ts).
 */
import type { Prompts } from './prompts.ts';

export interface BlockCapacity {
  /** Infinity is unbounded. */
  readonly tokens: number;
  /** Tokens an engine stores at once: each block takes whole pages. */
  readonly page: number;
}

/** Told of each request, in their order, how many tokens of its prompt were read. */
type OnHit = (row: number, tokens: number) => void;

/**
 * `upTo`: tokens of each prefix, from the beginning of the prompt. All requests share one cache, and each finds what those
 * before it have stored, however close they are.
 */
export function blockCacheHits(
  { count, from, path, total }: Pick<Prompts, 'count' | 'from' | 'path' | 'total'>,
  upTo: Float64Array,
  { tokens: capacity, page }: BlockCapacity,
  onHit: OnHit,
): void {
  const cache = leastRecentlyUsed(upTo.length, Math.floor(capacity / page));
  for (let row = 0; row < count; row++) {
    const [start, end] = [from[row] ?? 0, from[row + 1] ?? 0];
    let behind = start;
    while (behind < end && cache.has(path[behind] ?? 0)) behind += 1;
    // Tokens of a prefix are estimates where nothing was counted: no more than the whole.
    onHit(row, behind === start ? 0 : Math.min(total[row] ?? 0, upTo[path[behind - 1] ?? 0] ?? 0));

    let before = 0;
    for (let index = start; index < end; index++) {
      const node = path[index] ?? 0;
      const tokens = upTo[node] ?? 0;
      cache.use(node, Math.ceil(Math.max(0, tokens - before) / page));
      before = tokens;
    }
    for (let index = end - 1; index >= start; index--) cache.renew(path[index] ?? 0);
  }
}

interface Held {
  has(node: number): boolean;
  /** Makes it the last to go; stores it, with its pages, if it is not there. What is larger than all is not stored. */
  use(node: number, pages: number): void;
  /** Makes it the last to go, if it is there. */
  renew(node: number): void;
}

/** By node: a ring in the order of use, closed by node 0, which is the empty prefix and never stored. */
function leastRecentlyUsed(nodes: number, capacity: number): Held {
  const [older, newer] = [new Uint32Array(nodes), new Uint32Array(nodes)];
  const held = new Uint8Array(nodes);
  const size = new Float64Array(nodes);
  let filled = 0;

  function link(node: number): void {
    const newest = older[0] ?? 0;
    newer[newest] = node;
    older[node] = newest;
    newer[node] = 0;
    older[0] = node;
  }

  function unlink(node: number): void {
    const [before, after] = [older[node] ?? 0, newer[node] ?? 0];
    newer[before] = after;
    older[after] = before;
  }

  function renew(node: number): void {
    if (held[node] !== 1) return;
    unlink(node);
    link(node);
  }

  function store(node: number, pages: number): void {
    while (filled + pages > capacity && filled > 0) {
      const oldest = newer[0] ?? 0;
      unlink(oldest);
      held[oldest] = 0;
      filled -= size[oldest] ?? 0;
    }
    if (pages > capacity) return;
    held[node] = 1;
    size[node] = pages;
    filled += pages;
    link(node);
  }

  return {
    has: (node) => held[node] === 1,
    use(node, pages) {
      if (held[node] === 1) renew(node);
      else store(node, pages);
    },
    renew,
  };
}
