/** The blocks of all runs in columns: as objects they would be most of what a replay of prompts takes. */
import { fail } from '../core/problem.ts';
import { BLOCK_KINDS, LEVELS, type BlockKind, type PromptBlock } from '../core/prompt.ts';
import type { Run, RunCount } from '../store/ledger.ts';
import { allOf, growing } from '../requests/columns.ts';
import { pairs } from './pairs.ts';

/** One entry a block; block 0 is none, with 0 in every column. */
export interface Blocks {
  /** Equal for blocks of the same content. */
  readonly content: Uint32Array;
  /** Index into LEVELS and BLOCK_KINDS. */
  readonly level: Uint8Array;
  readonly kind: Uint8Array;
  /** 1 when a breakpoint can stand on it. */
  readonly carries: Uint8Array;
  /** 1 when a message of the user, 2 when one of the assistant ends with it. */
  readonly ends: Uint8Array;
  /** Bytes. */
  readonly size: Float64Array;
  /** Tokens where they were counted, -1 where they are estimated. */
  readonly counted: Float64Array;
}

export interface RunBlocks {
  readonly blocks: Blocks;
  /** By the id of a run: its blocks are from[id] to from[id + 1], exclusive. There are none of a run that is missing. */
  readonly from: Uint32Array;
  /** By the id of a run: the one it goes on from, 0 without. */
  readonly after: Uint32Array;
  /** By the id of a run, as the API counted. */
  readonly counts: ReadonlyMap<number, readonly RunCount[]>;
}

const NOT_CARRYING: readonly BlockKind[] = ['thinking', 'empty'];
const ENDS = ['', 'user', 'assistant'] as const;

/** In the order of their ids, which are the numbers of rows in a table. */
export function runBlocksOf(runs: Iterable<Run>): RunBlocks {
  const contents = pairs();
  const columns = {
    content: growing(Uint32Array),
    level: growing(Uint8Array),
    kind: growing(Uint8Array),
    carries: growing(Uint8Array),
    ends: growing(Uint8Array),
    size: growing(Float64Array),
    counted: growing(Float64Array),
  };
  const { content, level, kind, carries, ends, size, counted } = columns;
  const [from, after] = [growing(Uint32Array), growing(Uint32Array)];
  const counts = new Map<number, readonly RunCount[]>();

  function push(block: PromptBlock): void {
    content.push(contents.numberOf(wordOf(block.hash, 0), wordOf(block.hash, 8)));
    level.push(LEVELS.indexOf(block.level));
    kind.push(BLOCK_KINDS.indexOf(block.kind));
    carries.push(NOT_CARRYING.includes(block.kind) ? 0 : 1);
    ends.push(block.ends ? ENDS.indexOf(block.role) : 0);
    size.push(block.size);
    counted.push(block.tokens ?? -1);
  }

  for (const column of Object.values(columns)) column.push(0);
  for (const run of runs) {
    if (run.id < from.size) fail('damaged', `the ledger is damaged: run ${run.id} comes behind run ${from.size - 1}.`);
    for (; from.size < run.id; after.push(0)) from.push(content.size);
    from.push(content.size);
    after.push(run.after);
    for (const block of run.blocks) push(block);
    if (run.counted !== undefined) counts.set(run.id, run.counted);
  }
  from.push(content.size);
  return { blocks: allOf(columns), from: from.all(), after: after.all(), counts };
}

/** 32 of the 64 bits of a hash. */
function wordOf(hash: string, digit: number): number {
  const word = Number.parseInt(hash.slice(digit, digit + 8), 16);
  if (Number.isNaN(word)) fail('damaged', 'the ledger is damaged: the hash of a block has 16 hexadecimal digits.');
  return word;
}
