/** A reader with a mistake does not pass, and the rule that it breaks says which mistake it is. */
import { expect, it } from 'vitest';
import { failuresOf } from './conformance.ts';
import { MISTAKES, PLANS } from './mistakes.ts';
import { naiveReader } from './naive-reader.ts';
import { GENERATED } from './topics/generated.ts';
import { WRITTEN } from './topics/index.ts';

it('a reader without mistakes breaks no rule', () => {
  expect(failuresOf(naiveReader, WRITTEN)).toEqual([]);
});

it.each(MISTAKES)('a reader is found out in which %s: %s', (_, rule, plant) => {
  const broken = failuresOf((world) => {
    const right = naiveReader(world);
    return { ...right, ...plant(right, world) };
  }, WRITTEN);
  expect(broken).toContain(rule);
});

/** The first of its questions: any of them is asked all over again for each mistake. */
const SOME = { ...GENERATED, questions: GENERATED.questions.slice(0, 40) };

it.each(PLANS)('the half year finds a plan in which %s', (_, plant) => {
  const broken = failuresOf((world) => ({ ...naiveReader(world), ...plant(naiveReader(world), world) }), [SOME]);
  expect(broken).not.toEqual([]);
});
