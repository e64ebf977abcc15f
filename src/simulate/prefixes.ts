/**
 * The prefixes of all prompts as one tree, so that what two prompts share is one path: a node is a prefix, and a prompt
 * a path of nodes. Prompts that cannot share an entry (another scope, model, or parameters of a level) share no node.
 */
import { growing } from '../requests/columns.ts';
import { pairs } from './pairs.ts';
import type { Blocks } from './run-blocks.ts';

/** One entry a prefix in every column; of its last block all that is told of blocks. */
export interface Prefixes extends Omit<Blocks, 'content'> {
  readonly count: number;
  /** The prefix without the last block; 0 is the empty one. */
  readonly parent: Uint32Array;
  /** Tokens of whole prefixes, for the few that the API was asked for. */
  readonly totals: ReadonlyMap<number, number>;
}

export interface Growth {
  /** The node of a block behind another node. `beside` tells apart what stands on the same blocks (see besideOf). */
  nodeOf(parent: number, block: number, beside: string): number;
  /** A node of its own for all that cannot share with others. */
  rootOf(scope: string): number;
  /** The tokens of a node's whole prefix. */
  know(node: number, tokens: number): void;
  finish(): Prefixes;
}

export function growPrefixes(blocks: Blocks): Growth {
  /** Of a parent and a label; the empty prefix is the first. */
  const nodes = pairs();
  const block = growing(Uint32Array);
  const besides = namesFrom('');
  const labels = pairs();
  const scopes = namesFrom('');
  const totals = new Map<number, number>();

  function child(parent: number, label: number, own: number): number {
    const node = nodes.numberOf(parent, label);
    if (node === block.size) block.push(own);
    return node;
  }

  /** Even: of a block alone. Odd: with what it depends on beside. */
  function labelOf(content: number, beside: string): number {
    return beside === '' ? content * 2 : labels.numberOf(content, besides(beside)) * 2 + 1;
  }

  child(0, 0, 0);
  return {
    // Nothing else is a child of the empty prefix.
    rootOf: (scope) => child(0, scopes(scope), 0),
    nodeOf: (parent, own, beside) => child(parent, labelOf(blocks.content[own] ?? 0, beside), own),
    know: (node, tokens) => void totals.set(node, tokens),
    finish() {
      const own = block.all();
      const count = own.length;
      return {
        count,
        totals,
        parent: nodes.firsts(),
        level: gathered(blocks.level, own, new Uint8Array(count)),
        kind: gathered(blocks.kind, own, new Uint8Array(count)),
        carries: gathered(blocks.carries, own, new Uint8Array(count)),
        ends: gathered(blocks.ends, own, new Uint8Array(count)),
        size: gathered(blocks.size, own, new Float64Array(count)),
        counted: gathered(blocks.counted, own, new Float64Array(count)),
      };
    },
  };
}

/** Numbers texts as they come; the first has 0. */
function namesFrom(first: string): (name: string) => number {
  const numbers = new Map<string, number>([[first, 0]]);
  return (name) => {
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  };
}

/** What a column has for each of `indices`. */
function gathered<T extends Uint8Array | Float64Array>(column: T, indices: Uint32Array, into: T): T {
  for (const [place, index] of indices.entries()) into[place] = column[index] ?? 0;
  return into;
}
