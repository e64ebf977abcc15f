/**
 * The prefixes of all prompts as one tree, so that what two prompts share is one path: a node is a prefix, and a prompt
 * a path of nodes. Prompts that cannot share an entry (another scope, model, or parameters of a level) share no node.
 */
import type { BlockKind, PromptBlock } from '../core/prompt.ts';
import { BLOCK_KINDS, LEVELS } from '../core/prompt.ts';
import { growing } from './growing.ts';

export interface Prefixes {
  readonly count: number;
  /** The prefix without the last block; 0 is the empty one. */
  readonly parent: Uint32Array;
  /** Of its last block: index into LEVELS and BLOCK_KINDS. */
  readonly level: Uint8Array;
  readonly kind: Uint8Array;
  /** 1 when a breakpoint can stand on its last block. */
  readonly carries: Uint8Array;
  /** 1 when a message of the user, 2 when one of the assistant ends with it. */
  readonly ends: Uint8Array;
  /** Bytes of the last block. */
  readonly size: Float64Array;
  /** Tokens of the last block where they were counted, -1 where they are estimated. */
  readonly counted: Float64Array;
}

export interface Growth {
  /** The node of a block behind another node. `parameters` tell apart what stands on the same blocks. */
  nodeOf(parent: number, block: PromptBlock, parameters: string): number;
  /** A node of its own for all that cannot share with others. */
  rootOf(scope: string): number;
  finish(): Prefixes;
}

const NOT_CARRYING: readonly BlockKind[] = ['thinking', 'empty'];

export function growPrefixes(): Growth {
  const children = new Map<string, number>();
  const columns = {
    ...{ parent: growing(Uint32Array), level: growing(Uint8Array), kind: growing(Uint8Array) },
    ...{ carries: growing(Uint8Array), ends: growing(Uint8Array) },
    ...{ size: growing(Float64Array), counted: growing(Float64Array) },
  };
  let count = 0;

  function add(parent: number, block: PromptBlock | undefined): number {
    columns.parent.push(parent);
    columns.level.push(block === undefined ? 0 : LEVELS.indexOf(block.level));
    columns.kind.push(block === undefined ? 0 : BLOCK_KINDS.indexOf(block.kind));
    columns.carries.push(block === undefined || NOT_CARRYING.includes(block.kind) ? 0 : 1);
    columns.ends.push(block?.ends === true ? (block.role === 'user' ? 1 : block.role === 'assistant' ? 2 : 0) : 0);
    columns.size.push(block?.size ?? 0);
    columns.counted.push(block === undefined ? 0 : (block.tokens ?? -1));
    return count++;
  }

  function child(parent: number, key: string, block: PromptBlock | undefined): number {
    const name = `${parent} ${key}`;
    let node = children.get(name);
    if (node === undefined) {
      node = add(parent, block);
      children.set(name, node);
    }
    return node;
  }

  add(0, undefined);
  return {
    rootOf: (scope) => child(0, `scope ${scope}`, undefined),
    nodeOf: (parent, block, parameters) =>
      child(parent, parameters === '' ? block.hash : `${block.hash} ${parameters}`, block),
    finish: () => ({
      count,
      ...{ parent: columns.parent.all(), level: columns.level.all(), kind: columns.kind.all() },
      ...{ carries: columns.carries.all(), ends: columns.ends.all() },
      ...{ size: columns.size.all(), counted: columns.counted.all() },
    }),
  };
}
