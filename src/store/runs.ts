/**
 * The runs of blocks that prompts are made of. A prompt is its last run and all before it, so that what many begin
 * with is stored once, and one that goes on from another adds only what is new.
 */
import type Database from 'better-sqlite3';
import type { PromptBlock } from '../core/prompt.ts';
import { crypto } from './crypto.ts';
import { blocksToBytes, bytesToBlocks } from './blocks.ts';
import type { Run } from './ledger.ts';

export interface RunTable {
  /** The run that ends where these blocks do, stored as far as it is new; 0 when there are none. */
  idOf(blocks: readonly PromptBlock[], chains: readonly string[]): number;
  /** Every run, after the one it goes on from. */
  all(): Iterable<Run>;
  /** Forget all: the transaction that stored them was taken back. */
  forget(): void;
}

/** Where runs end is remembered up to a limit, so that memory does not grow with the ledger. */
const REMEMBERED = 50_000;
const DIGITS = 16;

/** For every block a hash of all up to it, under which a run that ends there is found. */
export function chainsOf(blocks: readonly PromptBlock[]): string[] {
  let chain = '';
  const { hash } = crypto();
  return blocks.map(({ level, kind, role, ends, hash: own, size, tokens = '' }) => {
    chain = hash('sha256', `${chain} ${level} ${kind} ${role} ${ends} ${own} ${size} ${tokens}`).slice(0, DIGITS);
    return chain;
  });
}

export function runTable(database: Database.Database): RunTable {
  const find = database.prepare('SELECT id FROM prompt_run WHERE chain = ?').pluck();
  const insert = database.prepare('INSERT INTO prompt_run (after, chain, blocks) VALUES (?, ?, ?)');
  // Of millions of short blobs, the driver hands over their digits in half the time.
  const all = database.prepare('SELECT id, after, hex(blocks) AS blocks FROM prompt_run ORDER BY id');
  const ids = new Map<string, number>();

  function remember(chain: string, id: number): number {
    if (ids.size >= REMEMBERED) ids.clear();
    ids.set(chain, id);
    return id;
  }

  function found(chain: string): number | undefined {
    const known = ids.get(chain);
    if (known !== undefined) return known;
    const id = find.get(Buffer.from(chain, 'hex')) as number | undefined;
    return id === undefined ? undefined : remember(chain, id);
  }

  /** The longest beginning that is stored: most prompts go on from one that was stored just before. */
  function beginning(chains: readonly string[]): { readonly length: number; readonly id: number } {
    for (let length = chains.length; length > 0; length -= 1) {
      const id = found(chains[length - 1] ?? '');
      if (id !== undefined) return { length, id };
    }
    return { length: 0, id: 0 };
  }

  return {
    idOf(blocks, chains) {
      let { length, id } = beginning(chains);
      for (const end of endsAfter(blocks, length)) {
        const chain = chains[end - 1] ?? '';
        const row = insert.run(id, Buffer.from(chain, 'hex'), blocksToBytes(blocks.slice(length, end)));
        id = remember(chain, Number(row.lastInsertRowid));
        length = end;
      }
      return id;
    },
    *all() {
      type Row = { readonly id: number; readonly after: number; readonly blocks: string };
      for (const { id, after, blocks } of all.iterate() as Iterable<Row>)
        yield { id, after, blocks: bytesToBlocks(Buffer.from(blocks, 'hex')) };
    },
    forget: () => ids.clear(),
  };
}

/** The most blocks that a message or a level puts into one run. */
const LONGEST = 16;

/**
 * Where runs end after the first `from` blocks: with a level, with a message, with the prompt. That is where prompts
 * part ways, so whichever is stored first, the others find what they share. Long messages end runs at fixed places.
 */
function endsAfter(blocks: readonly PromptBlock[], from: number): number[] {
  const ends: number[] = [];
  for (let end = from + 1; end <= blocks.length; end += 1) {
    const [last, next] = [blocks[end - 1], blocks[end]];
    if (next?.level !== last?.level || last?.ends === true || end % LONGEST === 0) ends.push(end);
  }
  return ends;
}
