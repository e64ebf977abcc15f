/** Answers kept and served again to requests that are the same in all that could change the answer. */
import { answers } from '../answers.ts';
import type { PromptLog } from '../prompts.ts';
import type { RequestScenario } from '../request-scenario.ts';
import { policyOptions, RESPONSE_OPTIONS, responsePolicy, type ResponsePolicy } from '../response-policy.ts';
import { playResponses, type Recall } from '../responses.ts';

const id = 'response-cache';

export const responseCache: RequestScenario = {
  id,
  title: 'answers to the same request, from a store',
  usage: `${id}:${RESPONSE_OPTIONS}`,
  standard: true,
  realisable: true,
  needs: ['answers'],
  todo: 'keep each answer under a hash of its whole request',
  plan(options) {
    const policy = responsePolicy(id, options);
    return {
      options: policyOptions(policy),
      play: (world, bills) => playResponses(world, policy, () => exactly(world.log, policy), bills),
    };
  },
};

function exactly({ prompts, names }: PromptLog, { ttl, capacity }: ResponsePolicy): Recall {
  const store = answers(ttl, capacity);
  const keyOf = (row: number): string => names[row]?.digest ?? '';
  return {
    find: (row) => store.use(keyOf(row), prompts.at[row] ?? 0),
    keep(row) {
      // Block traces do not tell the whole request.
      if (keyOf(row) !== '') store.keep(keyOf(row), row, prompts.answered[row] ?? 0);
    },
    forget: (row) => store.drop(keyOf(row)),
    clear: () => store.clear(),
  };
}
