/**
 * The specification of {@link LedgerReader}: questions about small worlds, each with its rule and its answer row for row (see
 * answers.ts for what is left free), and about a large one, whose answers a naive reader gives. Another engine is right when
 * its test says no more than this:
 *
 *     conformance('my engine', (world) => …);
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerReader } from '../../../src/store/ledger.ts';
import { asked, type Asked, type Rows } from './answers.ts';
import type { Topic } from './question.ts';
import { TOPICS } from './topics/index.ts';
import type { World } from './world.ts';

/** A reader of an engine that holds this world and nothing else. How it comes in is the engine's own business. */
export type Open = (world: World) => LedgerReader;

export function conformance(engine: string, open: Open): void {
  describe.each(TOPICS.map((topic) => [topic.name, topic] as const))(
    `${engine}, ${'%s'}`,
    (_, { world, questions }) => {
      let reader: LedgerReader;
      let of: Asked;
      beforeAll(() => {
        reader = open(world);
        of = asked(reader, world);
      });
      afterAll(() => {
        reader.close();
      });
      it.each(questions.map((question) => [question.rule, question] as const))('%s', (_, { ask, answer }) => {
        expect(ask(of)).toEqual(answer);
      });
    },
  );
}

/** The rules that an engine breaks. */
export function failuresOf(open: Open, topics: readonly Topic[] = TOPICS): string[] {
  return topics.flatMap(({ world, questions }) => {
    const reader = open(world);
    const of = asked(reader, world);
    const failures = questions.filter(({ ask, answer }) => !isSame(ask, of, answer)).map(({ rule }) => rule);
    reader.close();
    return failures;
  });
}

/** A reader that fails on the way gives no answer. */
function isSame(ask: (of: Asked) => Rows, of: Asked, answer: Rows): boolean {
  try {
    const rows = ask(of);
    return rows.length === answer.length && rows.every((row, index) => row === answer[index]);
  } catch {
    return false;
  }
}
