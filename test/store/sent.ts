/** Prompts for tests of the ledger: few different blocks, so that many prompts begin alike. */
import fc from 'fast-check';
import { BLOCK_KINDS, LEVELS, type Prompt, type PromptBlock } from '../../src/core/prompt.ts';
import type { Instant } from '../../src/core/time.ts';
import type { InferenceQuery, Ledger, PromptedInference } from '../../src/store/ledger.ts';
import { START } from './events.ts';

export function hashOf(number: number): string {
  return number.toString(16).padStart(16, '0');
}

export function block(number: number, rest: Partial<PromptBlock> = {}): PromptBlock {
  const hash = hashOf(number);
  return { level: 'messages', kind: 'text', role: 'user', ends: true, hash, size: number, tokens: undefined, ...rest };
}

export function prompt(blocks: readonly PromptBlock[], rest: Partial<Prompt> = {}): Prompt {
  return {
    blocks,
    marks: [],
    automatic: undefined,
    parameters: { system: '', messages: '' },
    answered: undefined,
    digest: hashOf(blocks.length),
    question: '',
    sketch: [],
    logsCache: true,
    firstCall: undefined,
    attribution: '',
    ...rest,
  };
}

const anyBlock: fc.Arbitrary<PromptBlock> = fc.record({
  level: fc.constantFrom(...LEVELS),
  kind: fc.constantFrom(...BLOCK_KINDS),
  role: fc.constantFrom('', 'user', 'assistant'),
  ends: fc.boolean(),
  hash: fc.constantFrom('0000000000000000', 'ffffffffffffffff', '0123456789abcdef'),
  size: fc.oneof(fc.nat(300), fc.maxSafeNat()),
  tokens: fc.option(fc.oneof(fc.nat(300), fc.constant(Number.MAX_SAFE_INTEGER - 1)), { nil: undefined }),
});

/** The same blocks at every place, or others: what prompts of one test have in common are beginnings. */
const anyBlocks: fc.Arbitrary<PromptBlock[]> = fc
  .tuple(fc.array(fc.boolean(), { maxLength: 40 }), fc.array(anyBlock, { maxLength: 3 }))
  .map(([choices, own]) => [
    ...choices.map((odd, place) =>
      block(place, {
        level: place < 3 ? 'tools' : place < 5 ? 'system' : 'messages',
        ends: place % 3 === 0,
        // Mostly the usual one.
        hash: hashOf(place % 7 === 6 && odd ? 1000 + place : place),
      }),
    ),
    ...own,
  ]);

const anyTtl = fc.constantFrom('5m' as const, '1h' as const);
const anyCount = fc.option(fc.nat(), { nil: undefined });
const anyHash = fc.constantFrom('', '00000000000000aa', '00000000000000bb');

export const anyPrompt: fc.Arbitrary<Prompt> = fc.record({
  blocks: anyBlocks,
  marks: fc.array(fc.record({ block: fc.nat(50), ttl: anyTtl }), { maxLength: 4 }),
  automatic: fc.option(anyTtl, { nil: undefined }),
  parameters: fc.record({ system: anyHash, messages: anyHash }),
  answered: fc.option(
    fc.nat(10_000).map((offset) => (START + offset) as Instant),
    { nil: undefined },
  ),
  digest: fc.constantFrom('00000000000000cc', '00000000000000dd'),
  question: anyHash,
  sketch: fc.array(fc.oneof(fc.nat(), fc.constant(2 ** 32 - 1)), { maxLength: 5 }),
  logsCache: fc.boolean(),
  firstCall: fc.option(fc.record({ input: anyCount, written: anyCount, read: anyCount }), { nil: undefined }),
  attribution: anyHash,
});

export type Sent = PromptedInference & Prompt;

/** What the ledger gives, with the blocks put together from its runs, none of which may come before its time. */
export function sentOf(ledger: Ledger, query: Partial<InferenceQuery> = {}): Sent[] {
  const blocksOf = new Map<number, readonly PromptBlock[]>([[0, []]]);
  for (const { id, after, blocks } of ledger.runs()) {
    const before = blocksOf.get(after);
    if (before === undefined) throw new Error(`run ${id} comes before ${after}`);
    blocksOf.set(id, [...before, ...blocks]);
  }
  return [...ledger.prompts({ period: {}, by: [], where: new Map(), ...query })].map((each) => {
    const blocks = blocksOf.get(each.run);
    if (blocks === undefined) throw new Error(`run ${each.run} is missing`);
    return { ...each, blocks };
  });
}

export function promptOf(sent: Sent): Prompt {
  const { blocks, marks, automatic, parameters, answered, digest, question, sketch } = sent;
  const { logsCache, firstCall, attribution } = sent;
  return {
    ...{ blocks, marks, automatic, parameters, answered, digest, question, sketch },
    ...{ logsCache, firstCall, attribution },
  };
}
