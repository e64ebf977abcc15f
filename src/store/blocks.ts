/**
 * Blocks as the bytes a run keeps of them: what it is in two bytes, eight of its hash, its size, and its tokens plus
 * one (0 is unknown).
 */
import type { BlockKind, Level, PromptBlock } from '../core/prompt.ts';
import { byteReader, pushNumber, type ByteReader } from './binary.ts';
import { failDamaged } from './damaged.ts';

/** These numbers are in every ledger: give a new name a new one, and never change one. */
const LEVEL_NUMBERS: Readonly<Record<Level, number>> = { tools: 0, system: 1, messages: 2 };
const ROLE_NUMBERS: Readonly<Record<PromptBlock['role'], number>> = { '': 0, user: 1, assistant: 2 };
const KIND_NUMBERS: Readonly<Record<BlockKind, number>> = {
  other: 0,
  tool: 1,
  text: 2,
  image: 3,
  document: 4,
  tool_use: 5,
  tool_result: 6,
  thinking: 7,
  empty: 8,
  server_tool_use: 9,
  server_tool_result: 10,
  opaque: 11,
};

const LEVEL_OF = namesBy(LEVEL_NUMBERS);
const ROLE_OF = namesBy(ROLE_NUMBERS);
const KIND_OF = namesBy(KIND_NUMBERS);

function namesBy<T extends string>(numbers: Readonly<Record<T, number>>): ReadonlyMap<number, T> {
  return new Map((Object.entries(numbers) as [T, number][]).map(([name, number]) => [number, name]));
}

function named<T>(names: ReadonlyMap<number, T>, number: number): T {
  const name = names.get(number);
  if (name === undefined) failDamaged(`${number} is no name of a block's`);
  return name;
}

const HASH_BYTES = 8;
const HASH = /^[0-9a-f]{16}$/;

export function blocksToBytes(blocks: readonly PromptBlock[]): Buffer {
  const bytes: number[] = [];
  for (const block of blocks) {
    bytes.push(LEVEL_NUMBERS[block.level] | (ROLE_NUMBERS[block.role] << 2) | (block.ends ? 1 << 4 : 0));
    bytes.push(KIND_NUMBERS[block.kind]);
    if (!HASH.test(block.hash)) throw new Error('the hash of a block has 16 hexadecimal digits');
    bytes.push(...Buffer.from(block.hash, 'hex'));
    pushNumber(bytes, block.size);
    pushNumber(bytes, block.tokens === undefined ? 0 : block.tokens + 1);
  }
  return Buffer.from(bytes);
}

export function bytesToBlocks(bytes: Buffer): PromptBlock[] {
  const blocks: PromptBlock[] = [];
  for (const reader = byteReader(bytes); !reader.ended;) blocks.push(nextBlock(reader));
  return blocks;
}

function nextBlock(reader: ByteReader): PromptBlock {
  const place = reader.number();
  const kind = named(KIND_OF, reader.number());
  const hash = reader.hex(HASH_BYTES);
  const size = reader.number();
  const tokens = reader.number();
  return {
    level: named(LEVEL_OF, place & 3),
    kind,
    role: named(ROLE_OF, (place >> 2) & 3),
    ends: place >> 4 === 1,
    hash,
    size,
    tokens: tokens === 0 ? undefined : tokens - 1,
  };
}
