/** Answers served to questions that read much like the one they were given to: what it saves, and how often it is wrong. */
import { fail } from '../../core/problem.ts';
import { answers } from '../answers.ts';
import type { PromptLog } from '../prompts.ts';
import type { RequestScenario } from '../request-scenario.ts';
import { policyOptions, RESPONSE_OPTIONS, responsePolicy, type ResponsePolicy } from '../response-policy.ts';
import { playResponses, type Recall } from '../responses.ts';
import { sketches } from '../similar.ts';

const id = 'response-similar';
const SIMILARITY = '0.9';

export const responseSimilar: RequestScenario = {
  id,
  title: 'answers to a similar last question, from a store',
  usage: `${id}:similarity=${SIMILARITY},${RESPONSE_OPTIONS}`,
  standard: false,
  realisable: true,
  needs: ['answers'],
  todo: 'keep each answer under its last user message, and serve it to those that read like it',
  plan(options) {
    const policy = responsePolicy(id, options, ['similarity']);
    const text = options.named['similarity'] ?? SIMILARITY;
    const similarity = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || similarity <= 0 || similarity > 1)
      fail('bad_scenario', `${id}: similarity=${text} is no share above 0 and up to 1.`);
    return {
      options: { similarity: String(similarity), ...policyOptions(policy) },
      play: (world, bills) => playResponses(world, policy, () => similarly(world.log, policy, similarity), bills),
    };
  },
};

/** A request whose last user message has no words, such as the result of a tool, is neither served nor kept. */
function similarly({ prompts, names }: PromptLog, { ttl, capacity }: ResponsePolicy, similarity: number): Recall {
  const index = sketches();
  const store = answers(ttl, capacity, (key) => index.remove(key));
  const nearest = (row: number): string | undefined => {
    const sketch = names[row]?.sketch ?? [];
    if (sketch.length === 0) return undefined;
    const least = Math.ceil(similarity * sketch.length);
    return index.like(sketch, least).find((key) => store.has(key, prompts.at[row] ?? 0));
  };
  return {
    find(row) {
      const key = nearest(row);
      return key === undefined ? undefined : store.use(key, prompts.at[row] ?? 0);
    },
    keep(row) {
      const { question = '', sketch = [] } = names[row] ?? {};
      if (sketch.length === 0) return;
      store.keep(question, row, prompts.answered[row] ?? 0);
      index.add(question, sketch);
    },
    forget(row) {
      const key = nearest(row);
      if (key !== undefined) store.drop(key);
    },
    clear: () => store.clear(),
  };
}
