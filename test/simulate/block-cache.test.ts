/** A cache of blocks by example, and against one that keeps them in a plain list. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptWorldOf } from '../../src/simulate/make-prompt-world.ts';
import { blockCacheHits, type BlockCapacity } from '../../src/simulate/block-cache.ts';
import { book } from '../prices/shipped.ts';
import { promptLog, TOKENS } from './prompt-log.ts';

const UNBOUNDED: BlockCapacity = { tokens: Infinity, page: 1 };

/** Tokens read by each request; each letter is a block of 1,000 tokens. */
function hits(sent: readonly string[], capacity: BlockCapacity): number[] {
  const log = promptLog(sent.map((blocks) => ({ blocks })));
  const found: number[] = [];
  blockCacheHits(log.prompts, promptWorldOf(log, book).counted.upTo, capacity, (row, tokens) => {
    expect(row).toBe(found.length);
    found.push(tokens);
  });
  return found;
}

function blocks(count: number): BlockCapacity {
  return { tokens: count * TOKENS, page: TOKENS };
}

describe('a cache of blocks', () => {
  it.each<[string, string[], BlockCapacity, number[]]>([
    ['reads the longest prefix that is there', ['SAB', 'SAC', 'SAB'], UNBOUNDED, [0, 2, 3]],
    ['reads no block behind one that is missing', ['SAB', 'CAB'], UNBOUNDED, [0, 0]],
    ['knows a block only behind the same blocks', ['SA', 'SBA', 'SA'], UNBOUNDED, [0, 1, 2]],
    ['drops what was used least recently', ['SA', 'XB', 'SA', 'YC', 'XB', 'SA'], blocks(4), [0, 0, 2, 0, 0, 0]],
    ['drops the end of a prompt before its beginning', ['SABC', 'X', 'SABC'], blocks(4), [0, 0, 3]],
    ['keeps the end of a prompt larger than itself, which nobody can read', ['SABC', 'SABC'], blocks(3), [0, 0]],
    ['of no room holds nothing', ['SA', 'SA'], blocks(0), [0, 0]],
    ['of less room than a block holds nothing', ['SA', 'SA'], { tokens: 999, page: 1 }, [0, 0]],
    ['stores whole pages: 2 blocks of 1,000 tokens take 4 of 600', ['SA', 'SA'], { tokens: 2400, page: 600 }, [0, 2]],
    ['and has no room for the second one in 3', ['SA', 'SA'], { tokens: 2399, page: 600 }, [0, 0]],
  ])('%s', (_, sent, capacity, expected) => {
    expect(hits(sent, capacity)).toEqual(expected.map((count) => count * TOKENS));
  });
});

/** Prefixes as texts, the least recently used first. */
function naiveHits(sent: readonly string[], capacity: number): number[] {
  const held: string[] = [];
  const drop = (prefix: string): boolean => {
    const at = held.indexOf(prefix);
    if (at >= 0) held.splice(at, 1);
    return at >= 0;
  };
  return sent.map((prompt) => {
    const prefixes = [...prompt].map((_, index) => prompt.slice(0, index + 1));
    const missing = prefixes.findIndex((prefix) => !held.includes(prefix));
    for (const prefix of prefixes) {
      if (!drop(prefix)) while (held.length > 0 && held.length >= capacity) held.shift();
      if (capacity > 0) held.push(prefix);
    }
    for (const prefix of prefixes.reverse()) if (drop(prefix)) held.push(prefix);
    return missing < 0 ? prompt.length : missing;
  });
}

/** Prompts that grow, fork and repeat. */
const anySent = fc.array(
  fc
    .tuple(
      fc.constantFrom('', 'S', 'SAB', 'SABCDEFG', 'XABCDEFG'),
      fc.array(fc.constantFrom(...'ABCD'), { minLength: 1, maxLength: 6 }),
    )
    .map(([stem, more]) => stem + more.join('')),
  { minLength: 1, maxLength: 40 },
);
const anyCapacity = fc.integer({ min: 0, max: 40 });

describe('any workload', () => {
  it('is read as from a plain list', () => {
    fc.assert(
      fc.property(anySent, anyCapacity, (sent, capacity) => {
        const expected = naiveHits(sent, capacity).map((count) => count * TOKENS);
        expect(hits(sent, blocks(capacity))).toEqual(expected);
      }),
      { numRuns: 2000, seed: 7 },
    );
  });

  it('without a bound reads the longest prefix that was sent before', () => {
    fc.assert(
      fc.property(anySent, (sent) => {
        const expected = sent.map((prompt, row) =>
          Math.max(0, ...sent.slice(0, row).map((before) => shared(before, prompt))),
        );
        expect(hits(sent, UNBOUNDED)).toEqual(expected.map((count) => count * TOKENS));
      }),
      { numRuns: 500, seed: 8 },
    );
  });

  it('never reads more with a bound than without', () => {
    fc.assert(
      fc.property(anySent, anyCapacity, (sent, capacity) => {
        const unbounded = hits(sent, UNBOUNDED);
        for (const [row, read] of hits(sent, blocks(capacity)).entries())
          expect(read).toBeLessThanOrEqual(unbounded[row]!);
      }),
      { numRuns: 500, seed: 9 },
    );
  });
});

function shared(a: string, b: string): number {
  let count = 0;
  while (count < a.length && a[count] === b[count]) count += 1;
  return count;
}
