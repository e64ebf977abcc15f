/**
 * The specification of {@link LedgerReader}. Each question is a rule in one sentence, a query to a small world and the answer, row
 * for row (`topics/`); the last topic is half a year of events, of which a naive reader gives the answers. What an engine is free
 * in is said in answers.ts, and nothing else is.
 *
 * The test of an engine is one line, after a function that makes a reader of a world. One that only reads may take what it needs
 * from a ledger in SQLite that `fill` has written (see sqlite.test.ts):
 *
 *     conformance('my engine', (world) => openMine(copiedFrom(world)));
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerReader } from '../../../src/store/ledger.ts';
import { asked, type Asked, type Rows } from './answers.ts';
import type { Topic } from './question.ts';
import { TOPICS } from './topics/index.ts';
import type { World } from './world.ts';

/** Makes a reader of this world and of nothing else. How the world gets into it is the engine's own business. */
export type Open = (world: World) => LedgerReader;

export function conformance(engine: string, open: Open): void {
  describe.each(TOPICS.map((topic) => [topic.name, topic] as const))(`${engine}, %s`, (_, { world, questions }) => {
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
  });
}

/** The rules that an engine breaks, as plain text. */
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
